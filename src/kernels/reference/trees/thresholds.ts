import type { BinnedColumn, Pause, TreeTable } from '../../trees.ts';
import { MOST_BINS } from '../../trees.ts';
import { below, bits } from './numbers.ts';

/** Quantiles are taken from so many rows at most, as in scikit-learn. */
const SAMPLED_ROWS = 200_000;

/** The values of a column that are not missing, with their weights. */
export interface ColumnValues {
  readonly values: Float64Array;
  readonly weights: Float64Array | null;
}

export interface Sorter {
  /** How many columns it likes to get at once. */
  readonly batch: number;
  /** Sort each ascending by value, in place, or give sorted copies. */
  sort(columns: readonly ColumnValues[]): readonly ColumnValues[];
}

/** How each column is cut into bins. */
export async function planColumns(
  table: TreeTable,
  mostBins: number,
  sorter: Sorter,
  pause: Pause | undefined,
): Promise<BinnedColumn[]> {
  const columns: BinnedColumn[] = [];
  const sample = sampleOf(table.rows);
  for (let first = 0; first < table.width; first += sorter.batch) {
    const batch = Array.from({ length: Math.min(sorter.batch, table.width - first) }, (_, i) => first + i);
    const numbers = batch.filter(c => !table.levels?.[c]);
    const taken = numbers.map(c => presentValues(table, c, sample));
    const sorted = sorter.sort(taken);
    for (const c of batch) {
      const at = numbers.indexOf(c);
      const { values, weights } = sorted[at] ?? { values: new Float64Array(0), weights: null };
      columns.push(
        at < 0
          ? categories(table, c, table.levels![c]!)
          : { kind: 'number', thresholds: thresholdsOf(values, weights, mostBins), missing: taken[at]!.missing },
      );
    }
    await pause?.();
  }
  return columns;
}

/** All rows, or one at random from each of as many equal stretches as are sampled. */
function sampleOf(rows: number): Int32Array | null {
  if (rows <= SAMPLED_ROWS) return null;
  return Int32Array.from({ length: SAMPLED_ROWS }, (_, i) => {
    const from = Math.floor((i * rows) / SAMPLED_ROWS);
    return from + below(bits(1, i), Math.floor(((i + 1) * rows) / SAMPLED_ROWS) - from);
  });
}

function presentValues(
  { rows, width, data, weights }: TreeTable,
  column: number,
  sample: Int32Array | null,
): ColumnValues & { readonly missing: boolean } {
  const values = new Float64Array(sample?.length ?? rows);
  const companions = weights ? new Float64Array(values.length) : null;
  let present = 0;
  let missing = false;
  for (let i = 0; i < values.length; i++) {
    const row = sample ? sample[i]! : i;
    const value = data[row * width + column]!;
    // NaN is the one value that differs from itself; -0 and 0 are one value.
    if (value !== value) missing = true;
    else {
      if (companions) companions[present] = weights![row]!;
      values[present++] = value + 0;
    }
  }
  for (let row = 0; sample && !missing && row < rows; row++) missing = Number.isNaN(data[row * width + column]!);
  return { values: values.subarray(0, present), weights: companions?.subarray(0, present) ?? null, missing };
}

/**
 * The thresholds of scikit-learn's _BinMapper: midpoints where the distinct values are few enough, else quantiles by the
 * averaged inverted distribution function (Hyndman and Fan 1996, definition 2), each once.
 */
export function thresholdsOf(sorted: Float64Array, weights: Float64Array | null, mostBins: number): Float64Array {
  const distinct = firstDistinct(sorted, mostBins + 1);
  if (distinct.length < 2) return new Float64Array(0);
  if (distinct.length <= mostBins) {
    return distinct.subarray(1).map((high, i) => {
      const middle = midpoint(distinct[i]!, high);
      // Between neighbouring floats the middle may be rounded up, which would not tell them apart.
      return middle < high ? middle : distinct[i]!;
    });
  }
  const quantile = weights ? weightedQuantile(sorted, weights) : plainQuantile(sorted);
  const cuts = Float64Array.from({ length: mostBins - 1 }, (_, i) => quantile(((i + 1) * (100 / mostBins)) / 100));
  return firstDistinct(cuts, cuts.length);
}

function firstDistinct(sorted: Float64Array, most: number): Float64Array {
  const found: number[] = [];
  for (let i = 0; i < sorted.length && found.length < most; i++) {
    if (!i || sorted[i] !== sorted[i - 1]) found.push(sorted[i]!);
  }
  return Float64Array.from(found);
}

function midpoint(a: number, b: number): number {
  const middle = (a + b) / 2;
  return Number.isFinite(middle) ? middle : a / 2 + b / 2;
}

function plainQuantile(sorted: Float64Array): (share: number) => number {
  const last = sorted.length - 1;
  return share => {
    const at = sorted.length * share - 1;
    const i = Math.floor(at);
    const [low, high] = [sorted[Math.max(i, 0)]!, sorted[Math.min(i + 1, last)]!];
    return at === i ? midpoint(low, high) : high;
  };
}

function weightedQuantile(sorted: Float64Array, weights: Float64Array): (share: number) => number {
  const cumulated = new Float64Array(sorted.length);
  let sum = 0;
  for (let i = 0; i < sorted.length; i++) cumulated[i] = sum += weights[i]!;
  let i = 0;
  // Called for ascending shares, so the search goes on where it ended.
  return share => {
    const wanted = share * sum;
    while (i < sorted.length - 1 && cumulated[i]! < wanted) i++;
    const above = cumulated[i]! - wanted > Number.EPSILON;
    return above ? sorted[i]! : midpoint(sorted[i]!, sorted[Math.min(i + 1, sorted.length - 1)]!);
  };
}

/** The categories that occur, the most frequent 255 at most, ascending. */
function categories({ rows, width, data }: TreeTable, column: number, levels: number): BinnedColumn {
  const counts = new Float64Array(levels);
  let missing = false;
  for (let row = 0; row < rows; row++) {
    const code = data[row * width + column]!;
    if (Number.isNaN(code)) missing = true;
    else counts[code]! += 1;
  }
  const seen = Array.from(counts.keys()).filter(code => counts[code]! > 0);
  const kept = seen.sort((a, b) => counts[b]! - counts[a]! || a - b).slice(0, MOST_BINS);
  const codes = Int32Array.from(kept).sort();
  return { kind: 'category', codes, levels, missing: missing || seen.length > MOST_BINS };
}

/** The place of a value: the first bin whose threshold is not below it. */
export function binOf(thresholds: Float64Array, value: number): number {
  let low = 0;
  let high = thresholds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= thresholds[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}
