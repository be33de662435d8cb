import { afterAll, beforeAll, describe } from 'vitest';
import type { GraphKernels } from '../../src/kernels/graph.ts';
import { wasmKernels } from '../../src/kernels/wasm/index.ts';
import type { WasmThreads } from '../../src/kernels/wasm/threads.ts';
import { sharedThreads, singleThread } from './wasm-kernels.ts';

/** What is open while tests run. */
export interface OnThreads {
  threads(): WasmThreads;
  kernels(): GraphKernels;
}

/** The same tests of a graph's kernels in WebAssembly on one thread, and on three that share memory. */
export function describeOnThreads(what: string, tests: (on: OnThreads) => void): void {
  describe.each([
    ['one thread', () => Promise.resolve(singleThread())],
    ['three threads', () => sharedThreads(3)],
  ] as const)(`${what} in WebAssembly on %s`, (_name, open) => {
    let threads: WasmThreads;
    let kernels: GraphKernels;
    beforeAll(async () => {
      threads = await open();
      kernels = wasmKernels(threads).graph;
    });
    afterAll(() => threads.close());
    tests({ threads: () => threads, kernels: () => kernels });
  });
}
