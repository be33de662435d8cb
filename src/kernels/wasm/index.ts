import type { Kernels } from '../kernels.ts';
import { productsBy } from '../products.ts';
import { distanceKernels } from './distances.ts';
import { dualKernels } from './dual.ts';
import { graphKernels } from './graph.ts';
import { linearKernels } from './linear.ts';
import { networkKernels } from './network.ts';
import { sideBySide } from './side-by-side.ts';
import { teamTreeKernels } from './team-trees.ts';
import { teamLinearKernels } from './team-linear.ts';
import { teamNetworkKernels } from './team-network.ts';
import { teamDistanceKernels } from './team-points.ts';
import type { Helpers, LastShared } from './team.ts';
import type { WasmThreads } from './threads.ts';
import { treeKernels } from './trees.ts';

/**
 * The same loops in WebAssembly, on the given threads. Where those are one because memory cannot be shared, trees and passes
 * over many rows get `helpers`, workers with copies, where that is worth it.
 */
export function wasmKernels(threads: WasmThreads, helpers?: Helpers): Kernels {
  const last: LastShared = { by: { how: `up to ${(helpers?.most ?? 0) + 1} threads with copies` } };
  const shared = threads.threads > 1 ? `${threads.threads} threads, ` : '';
  const linear = helpers ? teamLinearKernels(threads, helpers, last) : linearKernels(threads);
  return {
    device: 'wasm',
    get description() {
      return `this processor, ${helpers ? `${last.by.how}, ` : shared}WebAssembly`;
    },
    threads: threads.threads + (helpers?.most ?? 0),
    room: length => threads.memory.room(length),
    giveBack: room => threads.memory.giveBack(room),
    sideBySide: (room, width) => sideBySide(threads, room, width),
    graph: graphKernels(threads),
    trees: helpers ? teamTreeKernels(threads, helpers, last) : treeKernels(threads),
    linear,
    products: productsBy(linear),
    distances: helpers ? teamDistanceKernels(threads, helpers, last) : distanceKernels(threads),
    dual: dualKernels(threads),
    network: helpers ? teamNetworkKernels(threads, helpers, last) : networkKernels(threads),
  };
}
