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
  /**
   * Columns of `rows` numbers, with weights or not: `take` fills them and says how many values each got, `read` gets each
   * in its turn, ascending by value. What they are handed is gone afterwards.
   */
  sort(
    columns: number,
    rows: number,
    weighted: boolean,
    take: (columns: readonly ColumnValues[]) => readonly number[],
    read: (sorted: ColumnValues, column: number) => void,
  ): void;
}

/** How each column is cut into bins. */
export async function planColumns(
  table: TreeTable,
  mostBins: number,
  sorter: Sorter,
  pause: Pause | undefined,
): Promise<BinnedColumn[]> {
  const { rows, width, levels, weights } = table;
  const plans = new Array<BinnedColumn>(width);
  const numbers = Array.from(plans.keys()).filter(c => !levels?.[c]);
  for (const c of plans.keys()) if (levels?.[c]) plans[c] = categories(table, c, levels[c]);
  const sample = sampleOf(rows);
  const gaps = sample ? columnsWithGaps(table) : null;
  const taken = sample?.length ?? rows;
  for (let first = 0; first < numbers.length; first += sorter.batch) {
    await pause?.();
    const batch = numbers.slice(first, first + sorter.batch);
    let present: readonly number[] = [];
    const take = (into: readonly ColumnValues[]) => (present = takePresent(table, batch, sample, into));
    sorter.sort(batch.length, taken, !!weights, take, (sorted, i) => {
      const missing = gaps ? gaps[batch[i]!] === 1 : present[i]! < taken;
      const thresholds = thresholdsOf(sorted.values, sorted.weights, mostBins);
      plans[batch[i]!] = { kind: 'number', thresholds, missing };
    });
  }
  await pause?.();
  return plans;
}

/** All rows, or one at random from each of as many equal stretches as are sampled. */
function sampleOf(rows: number): Int32Array | null {
  if (rows <= SAMPLED_ROWS) return null;
  return Int32Array.from({ length: SAMPLED_ROWS }, (_, i) => {
    const from = Math.floor((i * rows) / SAMPLED_ROWS);
    return from + below(bits(1, i), Math.floor(((i + 1) * rows) / SAMPLED_ROWS) - from);
  });
}

/** Rows gone over at a time: they stay in cache while column after column is taken out of them. */
const BLOCK = 512;

/** Take the values that are not missing out of all rows, or of a sample. Gives how many there are in each column. */
function takePresent(
  { rows, width, data, weights }: TreeTable,
  columns: readonly number[],
  sample: Int32Array | null,
  into: readonly ColumnValues[],
): number[] {
  const present = columns.map(() => 0);
  const end = sample?.length ?? rows;
  for (let from = 0; from < end; from += BLOCK) {
    const to = Math.min(end, from + BLOCK);
    for (let c = 0; c < columns.length; c++) {
      const column = columns[c]!;
      const { values, weights: companions } = into[c]!;
      let count = present[c]!;
      for (let i = from; i < to; i++) {
        const row = sample ? sample[i]! : i;
        const value = data[row * width + column]!;
        // NaN is the one value that differs from itself; -0 and 0 are one value.
        if (value !== value) continue;
        if (companions) companions[count] = weights![row]!;
        values[count++] = value + 0;
      }
      present[c] = count;
    }
  }
  return present;
}

/** 1 for each column with a NaN in some row. */
function columnsWithGaps({ rows, width, data }: TreeTable): Uint8Array {
  const gaps = new Uint8Array(width);
  const step = BLOCK * width;
  for (let from = 0; from < rows * width; from += step) {
    const to = Math.min(rows * width, from + step);
    // Only NaN and infinity differ from themselves by anything else than 0; four sums do not wait for each other.
    let [a, b, c, d] = [0, 0, 0, 0];
    let at = from;
    for (; at + 3 < to; at += 4) {
      a += data[at]! - data[at]!;
      b += data[at + 1]! - data[at + 1]!;
      c += data[at + 2]! - data[at + 2]!;
      d += data[at + 3]! - data[at + 3]!;
    }
    for (; at < to; at++) a += data[at]! - data[at]!;
    if (a + b + c + d === 0) continue;
    for (at = from; at < to; at++) if (Number.isNaN(data[at])) gaps[at % width] = 1;
  }
  return gaps;
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
