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
  return histogramOf(sorted, { n, min: sorted[0]!, max: sorted[n - 1]!, iqr, integer });
}

/** The histogram of values of which only the finite ones count. One pass; `spread` is theirs. */
export function histogramOf(values: Float64Array, spread: Spread): Histogram {
  const edges = histogramEdges(spread);
  const counts = new Float64Array(Math.max(0, edges.length - 1));
  const find = barFinder(edges);
  for (let i = 0; i < values.length; i++) {
    const at = find(values[i]!);
    if (at >= 0) counts[at]! += 1;
  }
  return { edges, counts: Array.from(counts) };
}

/**
 * In which bar a number lies; -1 for what lies beyond the edges, NaN and infinite values. Guessed from equal widths and
 * then put right, so any ascending edges will do.
 */
export function barFinder(given: readonly number[]): (value: number) => number {
  const edges = Float64Array.from(given);
  const bars = edges.length - 1;
  if (bars < 1) return () => -1;
  const first = edges[0]!;
  const last = edges[bars]!;
  const scale = bars / (last - first);
  return value => {
    if (!(value >= first && value <= last)) return -1;
    let at = Math.min(bars - 1, Math.floor((value - first) * scale));
    if (!(at >= 0)) at = 0; // the range overflows, and the guess with it
    while (at > 0 && value < edges[at]!) at--;
    while (at < bars - 1 && value >= edges[at + 1]!) at++;
    return at;
  };
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
