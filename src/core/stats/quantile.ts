/** Quantiles of unsorted finite values by linear interpolation (type 7, numpy's and R's default). NaN when empty. */
export function quantiles(values: ArrayLike<number>, shares: readonly number[]): Float64Array {
  const sorted = Float64Array.from(values).sort();
  return Float64Array.from(shares, p => sortedQuantile(sorted, p));
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
