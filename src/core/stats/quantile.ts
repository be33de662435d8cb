/** Quantiles of unsorted finite values by linear interpolation (type 7, numpy's and R's default). NaN when empty. */
export function quantiles(values: ArrayLike<number>, shares: readonly number[]): Float64Array {
  const sorted = Float64Array.from(values).sort();
  return Float64Array.from(shares, p => sortedQuantile(sorted, p));
}

/**
 * A quantile of ascending values that count by their weights, above 0: the first value at which the weights up to it reach
 * the share, or the mean of it and the next where they reach it exactly (the averaged inverted distribution function,
 * type 2 of Hyndman and Fan 1996; `_weighted_percentile` of scikit-learn). `sums` are the weights up to each value.
 */
export function weightedQuantile(sorted: Float64Array, sums: Float64Array, p: number): number {
  const last = sorted.length - 1;
  const wanted = p * sums[last]!;
  let [low, high] = [0, last];
  while (low < high) {
    const half = (low + high) >> 1;
    if (sums[half]! < wanted) low = half + 1;
    else high = half;
  }
  const exactly = !(sums[low]! - wanted > Number.EPSILON) && wanted > 0;
  return exactly ? sorted[low]! / 2 + sorted[Math.min(low + 1, last)]! / 2 : sorted[low]!;
}

/** The type 7 quantile of ascending values: interpolate at position (n - 1) p. NaN when empty. */
export function sortedQuantile(sorted: Float64Array, p: number): number {
  if (sorted.length === 0) return NaN;
  const position = (sorted.length - 1) * Math.min(1, Math.max(0, p));
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  const t = position - below;
  // numpy's lerp: measured from the nearer end, so that equal ends give exactly that value.
  return t >= 0.5 ? high - (high - low) * (1 - t) : low + (high - low) * t;
}
