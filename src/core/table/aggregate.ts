import { sortedMedian } from '../stats/middle.ts';
import { type Column, columnLength, isMissing } from './column.ts';
import { takeRowsOrMissing } from './take-rows.ts';
import { valueCodes } from './value-codes.ts';

/** What a group of rows is told by; every one but the first two passes over missing values. */
export const aggregates = [
  'row count',
  'row share',
  'value count',
  'distinct count',
  'sum',
  'mean',
  'median',
  'minimum',
  'maximum',
  'standard deviation',
  'first',
  'last',
] as const;
export type Aggregate = (typeof aggregates)[number];

/** Aggregates that look at no column. */
export const ofRows: readonly Aggregate[] = ['row count', 'row share'];
/** Aggregates that any kind of column has; the others need numbers, dates or truth. */
const ofAnyKind: readonly Aggregate[] = ['row count', 'row share', 'value count', 'distinct count', 'first', 'last'];

export const canAggregate = (how: Aggregate, kind: Column['kind']): boolean =>
  ofAnyKind.includes(how) ||
  kind === 'number' ||
  (kind === 'boolean' && how !== 'minimum' && how !== 'maximum') ||
  (kind === 'datetime' && how !== 'sum' && how !== 'standard deviation');

/** Rows in numbered groups: `codes` by row. */
export interface RowGroups {
  readonly codes: Int32Array;
  readonly counts: Int32Array;
}

/**
 * One value a group. Equal to pandas' group-by: sd divides by n - 1, sums are compensated (Kahan), the median of an
 * even count is the mean of the two middle ones, first and last are present values. Where a group has no value the
 * result is missing, the sum too (pandas' min_count=1). Truth counts as 1 and 0; times are whole milliseconds.
 */
export function aggregateColumn(column: Column, groups: RowGroups, how: Aggregate): Column {
  switch (how) {
    case 'row count':
      return numbers(Float64Array.from(groups.counts));
    case 'row share': {
      const all = groups.codes.length;
      return numbers(Float64Array.from(groups.counts, count => count / all));
    }
    case 'value count':
      return numbers(countValues(column, groups));
    case 'distinct count':
      return numbers(countDistinct(column, groups));
    case 'first':
    case 'last':
      return takeRowsOrMissing(column, edgeRows(column, groups, how));
    default: {
      const values = fold(valuesOf(column), groups, how);
      return column.kind === 'datetime' ? { kind: 'datetime', values: values.map(Math.trunc) } : numbers(values);
    }
  }
}

const numbers = (values: Float64Array): Column => ({ kind: 'number', values });

function valuesOf(column: Column): Float64Array {
  if (column.kind === 'boolean') return Float64Array.from(column.values, v => (v < 0 ? NaN : v));
  return column.kind === 'number' || column.kind === 'datetime'
    ? column.values
    : new Float64Array(columnLength(column)).fill(NaN);
}

function countValues(column: Column, { codes, counts }: RowGroups): Float64Array {
  const found = new Float64Array(counts.length);
  for (let row = 0; row < codes.length; row++) if (!isMissing(column, row)) found[codes[row]!]! += 1;
  return found;
}

/** Rows sorted by group (a counting sort), so that a group is one stretch; `starts` has one more entry than groups. */
function byGroup({ codes, counts }: RowGroups): { rows: Int32Array; starts: Int32Array } {
  const starts = new Int32Array(counts.length + 1);
  for (let group = 0; group < counts.length; group++) starts[group + 1] = starts[group]! + counts[group]!;
  const next = starts.slice();
  const rows = new Int32Array(codes.length);
  for (let row = 0; row < codes.length; row++) rows[next[codes[row]!]!++] = row;
  return { rows, starts };
}

function countDistinct(column: Column, groups: RowGroups): Float64Array {
  const values = valueCodes(column);
  const { rows, starts } = byGroup(groups);
  const seenIn = new Int32Array(values.counts.length).fill(-1);
  const found = new Float64Array(groups.counts.length);
  for (let group = 0; group < found.length; group++) {
    for (let at = starts[group]!; at < starts[group + 1]!; at++) {
      const value = values.codes[rows[at]!]!;
      if (value < 0 || seenIn[value] === group) continue;
      seenIn[value] = group;
      found[group]! += 1;
    }
  }
  return found;
}

/** The first or last row of each group with a value; -1 where there is none. */
function edgeRows(column: Column, { codes, counts }: RowGroups, edge: 'first' | 'last'): Int32Array {
  const rows = new Int32Array(counts.length).fill(-1);
  for (let row = 0; row < codes.length; row++) {
    if (isMissing(column, row)) continue;
    if (edge === 'last' || rows[codes[row]!]! < 0) rows[codes[row]!] = row;
  }
  return rows;
}

function fold(
  values: Float64Array,
  groups: RowGroups,
  how: 'sum' | 'mean' | 'median' | 'minimum' | 'maximum' | 'standard deviation',
) {
  switch (how) {
    case 'minimum':
      return extremes(values, groups, Math.min);
    case 'maximum':
      return extremes(values, groups, Math.max);
    case 'median':
      return medians(values, groups);
    case 'standard deviation':
      return deviations(values, groups);
    default:
      return sums(values, groups, how === 'mean');
  }
}

function extremes(values: Float64Array, { codes, counts }: RowGroups, better: (a: number, b: number) => number) {
  const best = new Float64Array(counts.length).fill(NaN);
  for (let row = 0; row < codes.length; row++) {
    const value = values[row]!;
    if (Number.isNaN(value)) continue;
    const group = codes[row]!;
    best[group] = Number.isNaN(best[group]) ? value : better(best[group]!, value);
  }
  return best;
}

function sums(values: Float64Array, { codes, counts }: RowGroups, mean: boolean): Float64Array {
  const sum = new Float64Array(counts.length);
  const lost = new Float64Array(counts.length);
  const n = new Float64Array(counts.length);
  for (let row = 0; row < codes.length; row++) {
    const value = values[row]!;
    if (Number.isNaN(value)) continue;
    const group = codes[row]!;
    n[group]! += 1;
    const part = value - lost[group]!;
    const next = sum[group]! + part;
    // Infinity minus infinity is no loss that could be put back.
    lost[group] = Number.isFinite(next) ? next - sum[group]! - part : 0;
    sum[group] = next;
  }
  return sum.map((total, group) => (n[group] === 0 ? NaN : mean ? total / n[group]! : total));
}

/** Welford's running updates. */
function deviations(values: Float64Array, { codes, counts }: RowGroups): Float64Array {
  const n = new Float64Array(counts.length);
  const mean = new Float64Array(counts.length);
  const squares = new Float64Array(counts.length);
  for (let row = 0; row < codes.length; row++) {
    const value = values[row]!;
    if (Number.isNaN(value)) continue;
    const group = codes[row]!;
    const away = value - mean[group]!;
    n[group]! += 1;
    mean[group]! += away / n[group]!;
    squares[group]! += away * (value - mean[group]!);
  }
  return squares.map((total, group) => (n[group]! < 2 ? NaN : Math.sqrt(total / (n[group]! - 1))));
}

function medians(values: Float64Array, groups: RowGroups): Float64Array {
  const { rows, starts } = byGroup(groups);
  const inOrder = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at++) inOrder[at] = values[rows[at]!]!;
  return Float64Array.from(groups.counts, (_, group) => {
    const sorted = inOrder.subarray(starts[group], starts[group + 1]).sort(); // NaN comes last
    let n = sorted.length;
    while (n > 0 && Number.isNaN(sorted[n - 1])) n--;
    return sortedMedian(sorted.subarray(0, n));
  });
}
