import type { Kernels } from '../kernels.ts';
import { distanceKernels } from './distances.ts';
import { dualKernels } from './dual.ts';
import { graphKernels } from './graph.ts';
import { linearKernels } from './linear.ts';
import { networkKernels } from './network.ts';
import { teamTreeKernels } from './team-trees.ts';
import type { Helpers } from './team.ts';
import type { WasmThreads } from './threads.ts';
import { treeKernels } from './trees.ts';

/**
 * The same loops in WebAssembly, on the given threads. Where those are one because memory cannot be shared, `helpers` grow
 * trees on workers with copies; everything else stays on one thread.
 */
export function wasmKernels(threads: WasmThreads, helpers?: Helpers): Kernels {
  const team = helpers && teamTreeKernels(threads, helpers);
  const shared = threads.threads > 1 ? `${threads.threads} threads, ` : '';
  return {
    device: 'wasm',
    get description() {
      return `this processor, ${team ? `${team.how}, ` : shared}WebAssembly`;
    },
    threads: threads.threads + (helpers?.most ?? 0),
    room: length => threads.memory.room(length),
    giveBack: room => threads.memory.giveBack(room),
    graph: graphKernels(threads),
    trees: team ?? treeKernels(threads),
    linear: linearKernels(threads),
    distances: distanceKernels(threads),
    dual: dualKernels(threads),
    network: networkKernels(threads),
  };
}
