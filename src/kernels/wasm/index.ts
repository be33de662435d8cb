import type { Kernels } from '../kernels.ts';
import { distanceKernels } from './distances.ts';
import { graphKernels } from './graph.ts';
import { linearKernels } from './linear.ts';
import { networkKernels } from './network.ts';
import type { WasmThreads } from './threads.ts';
import { treeKernels } from './trees.ts';

/** The same loops in WebAssembly, on the given threads. */
export function wasmKernels(threads: WasmThreads): Kernels {
  const how = threads.threads > 1 ? `${threads.threads} threads, WebAssembly` : 'WebAssembly';
  return {
    device: 'wasm',
    description: `this processor, ${how}`,
    threads: threads.threads,
    room: length => threads.memory.room(length),
    giveBack: room => threads.memory.giveBack(room),
    graph: graphKernels(threads),
    trees: treeKernels(threads),
    linear: linearKernels(threads),
    distances: distanceKernels(threads),
    network: networkKernels(threads),
  };
}
