import { moments } from '../stats/describe.ts';
import { sortedQuantile } from '../stats/quantile.ts';
import { cellText, type Column, columnLength, isMissing } from '../table/column.ts';

/** What stands out about a row in one column. */
export interface StrangeReason {
  readonly column: string;
  /** The value as text; null where it is missing. */
  readonly value: string | null;
  /** Numbers: how many deviations it lies from the middle, with its sign; null for other columns and missing values. */
  readonly deviations: number | null;
  /** The share of rows that have this value, or none; null for numbers. */
  readonly share: number | null;
  /** How unusual it is, in deviations of a normal column, so that columns of all kinds compare. */
  readonly size: number;
}

/** Fewer deviations are no reason. */
const WORTH_SAYING = 2;

/**
 * For each given row the columns in which it stands out most, at most `most` of them. Numbers: distance from the median
 * in deviations (interquartile range / 1.349, else the standard deviation). Others, and gaps: the share p of rows alike,
 * as the √(-2 ln p) deviations beyond which a normal column leaves about that share. It describes the row, not the model.
 */
export function strangeReasons(
  columns: readonly { readonly name: string; readonly column: Column }[],
  rows: Int32Array,
  most = 3,
): readonly (readonly StrangeReason[])[] {
  const judges = columns.map(({ name, column }) => judge(name, column));
  return Array.from(rows, row =>
    judges
      .flatMap(reason => reason(row) ?? [])
      .filter(reason => reason.size >= WORTH_SAYING)
      .sort((a, b) => b.size - a.size)
      .slice(0, most),
  );
}

function judge(name: string, column: Column): (row: number) => StrangeReason | null {
  const n = columnLength(column);
  const told = (row: number) => ({ column: name, value: cellText(column, row) });
  const ofShare = (row: number, count: number): StrangeReason => ({
    ...told(row),
    deviations: null,
    share: count / n,
    size: Math.sqrt(-2 * Math.log(count / n)),
  });
  let missing = 0;
  for (let i = 0; i < n; i++) if (isMissing(column, i)) missing++;
  if (column.kind !== 'number' && column.kind !== 'datetime') {
    const counts = new Map<string | null, number>();
    for (let i = 0; i < n; i++) counts.set(cellText(column, i), (counts.get(cellText(column, i)) ?? 0) + 1);
    return row => ofShare(row, counts.get(cellText(column, row))!);
  }
  const values = column.values.filter(Number.isFinite).sort();
  const middle = sortedQuantile(values, 0.5);
  const range = sortedQuantile(values, 0.75) - sortedQuantile(values, 0.25);
  const deviation = range > 0 ? range / 1.349 : moments(values).sd;
  return row => {
    if (isMissing(column, row)) return ofShare(row, missing);
    const deviations = (column.values[row]! - middle) / deviation;
    if (Number.isNaN(deviations)) return null;
    return { ...told(row), deviations, share: null, size: Math.abs(deviations) };
  };
}
