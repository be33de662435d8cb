import type { Measured } from '../bench.ts';

/** Start a worker, give it the chosen files and pass on what it measured. The worker ends with it. */
async function runJob(job: string, options: object): Promise<Measured> {
  const files = [...document.querySelector('input')!.files!];
  const worker = new Worker(new URL('./job-worker.ts', import.meta.url), { type: 'module' });
  return new Promise<Measured>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<{ measured: Measured } | { error: string }>) =>
      'error' in data ? reject(new Error(data.error)) : resolve(data.measured);
    worker.onerror = event => reject(new Error(event.message));
    worker.postMessage({ job, files, options });
  }).finally(() => worker.terminate());
}

Object.assign(window, { runJob });
