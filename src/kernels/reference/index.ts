import type { Kernels } from '../kernels.ts';
import { productsBy } from '../products.ts';
import { distanceKernels } from './distances.ts';
import { dualKernels } from './dual.ts';
import { graphKernels } from './graph.ts';
import { linearKernels } from './linear.ts';
import { networkKernels } from './network.ts';
import { treeKernels } from './trees.ts';

/** Plain TypeScript on one thread: the definition of right, and what runs where nothing faster does. */
export const reference: Kernels = {
  device: 'js',
  description: 'this processor, with plain JavaScript',
  threads: 1,
  room: length => new Float64Array(length),
  giveBack: () => {},
  sideBySide: () => null,
  graph: graphKernels,
  trees: treeKernels,
  linear: linearKernels,
  products: productsBy(linearKernels),
  distances: distanceKernels,
  dual: dualKernels,
  network: networkKernels,
};
