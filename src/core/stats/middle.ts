/** The arithmetic mean by running updates (Welford 1962), so that large offsets cost no digits. NaN when empty. */
export function meanOf(values: ArrayLike<number>): number {
  if (!values.length) return NaN;
  let mean = 0;
  for (let i = 0; i < values.length; i++) mean += (values[i]! - mean) / (i + 1);
  if (Number.isFinite(mean)) return mean;
  // A difference overflowed. The parts that the values have in the mean cannot.
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! / values.length;
  return sum;
}

/** The middle of ascending values; the mean of the two middle ones for an even count. NaN when empty. */
export function sortedMedian(sorted: ArrayLike<number>): number {
  const half = sorted.length >> 1;
  if (sorted.length % 2) return sorted[half]!;
  if (!sorted.length) return NaN;
  const both = sorted[half - 1]! + sorted[half]!;
  return Number.isFinite(both) ? both / 2 : sorted[half - 1]! / 2 + sorted[half]! / 2;
}
