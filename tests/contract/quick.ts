import type { ParamValues } from '../../src/core/params.ts';

/** Small, so that a network trains in milliseconds; the laws are not about how well it learns. */
export const quick = new Map<string, ParamValues>([
  ['neural-network', { hidden: [5], epochs: 2, batchSize: 8 }],
  ['autoencoder', { hidden: [3], epochs: 2, batchSize: 8 }],
  ['gradient-boosting', { trees: 4, leaves: 4, rowsPerLeaf: 2 }],
  ['k-means', { k: 2, starts: 2 }],
  ['k-nearest', { neighbours: 1 }],
  ['local-outlier-factor', { neighbours: 2 }],
  ['mini-batch-k-means', { k: 2, batchSize: 8, epochs: 4 }],
  ['hdbscan', { size: 3, samples: 2 }],
  ['agglomerative', { k: 2 }],
  ['random-forest', { trees: 4 }],
  ['extra-trees', { trees: 4 }],
  ['elliptic-envelope', { starts: 4 }],
  ['isolation-forest', { trees: 5 }],
  ['gaussian-mixture', { k: 2, starts: 1, iterations: 8 }],
  ['voting', { members: [['decision-tree', '2'], ['baseline', '1']] }], // prettier-ignore
  ['stacking', { members: [['decision-tree'], ['baseline']], folds: 2 }],
  ['calibrated', { member: [['decision-tree']], folds: 2 }],
]);
