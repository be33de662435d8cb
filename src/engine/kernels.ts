import type { Kernels } from '../kernels/kernels.ts';
import { reference } from '../kernels/reference/index.ts';
import { wasmKernels } from '../kernels/wasm/index.ts';
import type { Answered } from '../kernels/wasm/member.ts';
import { practise } from '../kernels/wasm/practice.ts';
import type { Helpers, Member } from '../kernels/wasm/team.ts';
import type { ThreadStart } from '../kernels/wasm/thread.ts';
import { type HelpingThread, WasmThreads } from '../kernels/wasm/threads.ts';

/** More threads than this wait for memory rather than for a core. */
const MOST_THREADS = 16;

/** The kernels of this processor, and the threads they run on, where they are compiled. */
export interface Processor {
  readonly kernels: Kernels;
  readonly threads: WasmThreads | null;
}

let opened: Promise<Processor> | undefined;

/**
 * The fastest kernels of this processor: WebAssembly on all cores where the page is isolated; where it is not, on one, with
 * workers for what takes long; plain JavaScript where there is no WebAssembly. Opened once a worker.
 */
export function openProcessor(): Promise<Processor> {
  opened ??= open();
  return opened;
}

export const openKernels = async (): Promise<Kernels> => (await openProcessor()).kernels;

/** For surroundings that load the compiled kernels in their own way, as the command line does. */
export function useKernels(kernels: Promise<Kernels>): void {
  opened = kernels.then(own => ({ kernels: own, threads: null }));
}

const plain: Processor = { kernels: reference, threads: null };

async function open(): Promise<Processor> {
  if (typeof location === 'undefined' || typeof WebAssembly === 'undefined') return plain;
  try {
    const threads = Math.min(MOST_THREADS, navigator.hardwareConcurrency);
    if (threads > 1 && crossOriginIsolated) {
      const shared = await WasmThreads.shared(await compiled(true), threads, start);
      practise(shared);
      return compiledOn(shared);
    }
    const module = await compiled(false);
    return compiledOn(WasmThreads.single(module), { module, most: threads - 1, start: startMember });
  } catch {
    return plain;
  }
}

const compiledOn = (threads: WasmThreads, helpers?: Helpers): Processor => ({
  kernels: wasmKernels(threads, helpers),
  threads,
});

/** The compiled kernels as our own build serves them. */
async function compiled(shared: boolean): Promise<WebAssembly.Module> {
  const { default: address } = await (shared
    ? import('../kernels/wasm/build/kernels.wasm?url')
    : import('../kernels/wasm/build/kernels-single.wasm?url'));
  return WebAssembly.compileStreaming(fetch(new URL(address, location.href)));
}

/** A worker that runs kernels until it is ended. */
function start(given: ThreadStart): HelpingThread {
  const worker = new Worker(new URL('../../workers/kernel-thread.worker.ts', import.meta.url), {
    type: 'module',
    name: 'kernel-thread',
  });
  const ready = new Promise<void>((resolve, reject) => {
    worker.onmessage = () => resolve();
    worker.onerror = event => reject(new Error(event.message));
  });
  worker.postMessage(given);
  return { ready, end: () => worker.terminate() };
}

/** A worker with memory of its own, for as long as one job lasts. */
export function startMember(hear: (answer: Answered) => void, died: (reason: string) => void): Member {
  const worker = new Worker(new URL('../../workers/kernel-member.worker.ts', import.meta.url), {
    type: 'module',
    name: 'kernel-member',
  });
  worker.onmessage = ({ data }: MessageEvent<Answered>) => hear(data);
  worker.onerror = event => died(event.message || 'it could not be started');
  worker.onmessageerror = () => died('a message could not be read');
  return {
    post: (message, transfer) => worker.postMessage(message, [...transfer]),
    end: () => worker.terminate(),
  };
}
