import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { type HelpingThread, WasmThreads } from '../../src/kernels/wasm/threads.ts';

/** The compiled kernels in Node, as tests and benchmarks open them. */
const compiled = (file: string): WebAssembly.Module =>
  new WebAssembly.Module(readFileSync(new URL(`../../src/kernels/wasm/build/${file}`, import.meta.url)));

export const singleThread = (): WasmThreads => WasmThreads.single(compiled('kernels-single.wasm'));

/** Close it at the end: the helping threads would keep the process. */
export const sharedThreads = (threads: number): Promise<WasmThreads> =>
  WasmThreads.shared(compiled('kernels.wasm'), threads, (given): HelpingThread => {
    const worker = new Worker(new URL('./kernel-thread.mjs', import.meta.url));
    const ready = new Promise<void>((resolve, reject) => {
      worker.once('message', () => resolve());
      worker.once('error', reject);
    });
    worker.postMessage(given);
    return { ready, end: () => void worker.terminate() };
  });
