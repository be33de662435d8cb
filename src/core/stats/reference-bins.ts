import { quantiles } from './quantile.ts';

/**
 * Inner edges at the quantiles of a reference column, for counting later values into the same bins for ever. Equal
 * edges (from ties) are merged, so there may be fewer bins than asked for. Empty when there is no finite value.
 */
export function referenceEdges(reference: Float64Array, bins = 10): Float64Array {
  const finite = reference.filter(Number.isFinite);
  if (finite.length === 0) return new Float64Array();
  const inner = Array.from({ length: bins - 1 }, (_, i) => (i + 1) / bins);
  return Float64Array.from(new Set(quantiles(finite, inner)));
}

/** Counts of the finite values in the bins the inner edges cut; a value on an edge belongs to the bin above it. */
export function binCounts(values: Float64Array, edges: Float64Array): Float64Array {
  const counts = new Float64Array(edges.length + 1);
  for (const v of values) {
    if (!Number.isFinite(v)) continue;
    let low = 0;
    let high = edges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (edges[middle]! <= v) low = middle + 1;
      else high = middle;
    }
    counts[low]! += 1;
  }
  return counts;
}
