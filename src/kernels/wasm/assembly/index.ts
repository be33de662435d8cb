// Everything that is compiled. Functions take numbers and addresses and allocate nothing (see ../memory.ts).

export { matmul, squaredDistances } from './graph';
export { sumTrees } from './graph-trees';
export { graphRun } from './graph-program';

/** First address after the module's own data. */
export function heapBase(): usize {
  return __heap_base;
}

/** sum += x over `count` float64 values from `at`: what the tests of the threads call. */
export function addUp(at: usize, count: i32, out: usize): void {
  let sum: f64 = 0;
  for (let i = 0; i < count; i++) sum += load<f64>(at + ((<usize>i) << 3));
  store<f64>(out, sum);
}

export * from './distances';
export { distanceMany, distanceOffer, distanceToOwn } from './distances-exact';
export { kernelSums, kernelTiles } from './distances-kernel';
export * from './distances-nearest';
export { dualPartner, dualUpdate } from './dual';
export { linearAdjoint, linearGram, linearGramScratch, linearMoments, linearScores, linearSquares } from './linear';
export { linearLogLoss, linearLogLossBend } from './linear-loss';
export { sideBySide } from './side-by-side';
export { networkTrain, networkMeasure } from './network';
export { networkGradient, networkAdam, networkMoments } from './network-adam';

export { forestGrow } from './forest';

export { binsPlace, binsSort, binsSortCounters } from './tree-bins';
export { boostBounds, boostGradients } from './boost-losses';
export { boostBits, boostCount, boostGather, boostMerge, boostNumber, boostPart, boostPartBits } from './boost-histogram';
export { boostRaise, boostRoute, boostTotals } from './boost-histogram';
export { boostSearch } from './boost-search';
