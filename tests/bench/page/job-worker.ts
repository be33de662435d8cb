import { jobs } from './jobs/index.ts';

interface Order {
  readonly job: string;
  readonly files: readonly File[];
  readonly options: object;
}

addEventListener('message', async ({ data: { job, files, options } }: MessageEvent<Order>) => {
  try {
    const load = jobs.get(job);
    if (!load) throw new Error(`There is no job "${job}".`);
    const { run } = await load();
    postMessage({ measured: await run(files, options) });
  } catch (error) {
    postMessage({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
