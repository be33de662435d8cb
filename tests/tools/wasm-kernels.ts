import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { memberOf } from '../../src/kernels/wasm/member.ts';
import type { Helpers, StartMember } from '../../src/kernels/wasm/team.ts';
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

/** Workers without shared memory; they end with their job. */
export const helpers = (most: number): Helpers => ({
  module: compiled('kernels-single.wasm'),
  most,
  start: (hear, died) => {
    const worker = new Worker(new URL('./kernel-member.mjs', import.meta.url));
    worker.on('message', hear);
    worker.on('error', (error: Error) => died(error.message));
    worker.on('exit', () => died('it ended'));
    return {
      post: (message, transfer) => worker.postMessage(message, transfer),
      end: () => void worker.terminate(),
    };
  },
});

/** The same without workers: messages are copied as between workers, and answered here. They cost nothing to start. */
export const helpersHere = (most: number, dies: () => boolean = () => false): Helpers => ({
  module: compiled('kernels-single.wasm'),
  most,
  start: startHere(dies),
});

const startHere =
  (dies: () => boolean): StartMember =>
  (hear, died) => {
    let ended = false;
    const take = memberOf((answer, transfer) => {
      const copy = structuredClone(answer, { transfer: [...transfer] });
      queueMicrotask(() => {
        if (!ended) hear(copy);
      });
    });
    return {
      post(message, transfer) {
        const copy = structuredClone(message, { transfer: [...transfer] });
        if (dies()) queueMicrotask(() => died('it was told to'));
        else queueMicrotask(() => take(copy));
      },
      end: () => (ended = true),
    };
  };

/** Counts workers that have started and not ended. */
export function counted(given: Helpers): Helpers & { readonly open: () => number; readonly started: () => number } {
  let [started, ended] = [0, 0];
  return {
    ...given,
    start(...heard) {
      started++;
      const member = given.start(...heard);
      return {
        ...member,
        end() {
          ended++;
          member.end();
        },
      };
    },
    open: () => started - ended,
    started: () => started,
  };
}
