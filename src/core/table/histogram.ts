/** Counts in bins of equal width. `edges` has one entry more than `counts`; the last bin holds its right edge too. */
export interface Histogram {
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

export const mostBins = 24;

/** What decides the bars of a histogram: finite values, how many, from where to where, and how wide their middle half is. */
export interface Spread {
  readonly n: number;
  readonly min: number;
  readonly max: number;
  /** Upper minus lower quartile. */
  readonly iqr: number;
  readonly integer: boolean;
}

/** The histogram of sorted, finite values. */
export function histogram(sorted: Float64Array, integer: boolean): Histogram {
  const n = sorted.length;
  if (n === 0) return { edges: [], counts: [] };
  const iqr = quantileSorted(sorted, 0.75) - quantileSorted(sorted, 0.25);
  const edges = histogramEdges({ n, min: sorted[0]!, max: sorted[n - 1]!, iqr, integer });
  const counts = new Array<number>(edges.length - 1).fill(0);
  let bin = 0;
  for (const value of sorted) {
    while (bin < counts.length - 1 && value >= edges[bin + 1]!) bin++;
    counts[bin]! += 1;
  }
  return { edges, counts };
}

/**
 * Edges of bins of equal width. The number of bins is that of Freedman and Diaconis (1981),
 * range / (2 IQR n^(-1/3)), at least that of Sturges and at most 24. Whole numbers get bins of a whole width whose
 * edges lie halfway between them, so that no bin holds more of them than its neighbour by accident.
 */
export function histogramEdges(spread: Spread): number[] {
  const { n, min, max, integer } = spread;
  if (n === 0) return [];
  if (min === max) return [min - 0.5, max + 0.5];
  return integer && max - min < 2 ** 50 ? integerEdges(min, max, binCount(spread)) : plainEdges(spread);
}

function plainEdges(spread: Spread): number[] {
  const { min, max } = spread;
  const bins = binCount(spread);
  const share = (i: number) => min * (1 - i / bins) + max * (i / bins); // never overflows, unlike max - min
  const edges = Array.from({ length: bins + 1 }, (_, i) => share(i));
  edges[0] = min;
  edges[bins] = max;
  return edges.every((edge, i) => i === 0 || edge > edges[i - 1]!) ? edges : [min, max];
}

function integerEdges(min: number, max: number, wanted: number): number[] {
  const values = max - min + 1;
  const width = values <= mostBins ? 1 : Math.max(Math.ceil(values / mostBins), Math.round(values / wanted));
  const bins = Math.ceil(values / width);
  return Array.from({ length: bins + 1 }, (_, i) => min - 0.5 + i * width);
}

function binCount({ n, min, max, iqr }: Spread): number {
  const sturges = Math.ceil(Math.log2(n)) + 1;
  const width = (2 * iqr) / Math.cbrt(n);
  const range = max - min;
  const wanted = width > 0 && Number.isFinite(range) ? range / width : mostBins;
  return Math.min(mostBins, Math.max(1, sturges, Math.ceil(Math.min(wanted, mostBins))));
}

/** The quantile by linear interpolation (type 7 of Hyndman and Fan, NumPy's default). NaN when empty. */
export function quantileSorted(sorted: Float64Array, q: number): number {
  if (sorted.length === 0) return NaN;
  const at = (sorted.length - 1) * q;
  const low = Math.floor(at);
  const a = sorted[low]!;
  const b = sorted[Math.min(low + 1, sorted.length - 1)]!;
  if (a === b) return a;
  const share = at - low;
  return Number.isFinite(b - a) ? a + share * (b - a) : a * (1 - share) + b * share;
}
