import { barsOf, type Bins, missingAt, otherAt } from '../../../core/profile/bins.ts';
import type { PairCounts } from '../../../core/profile/pair.ts';

/** The places of both columns that are drawn, in the order they are drawn in, and the rows in each cell. */
export interface PairCells {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly count: (row: number, column: number) => number;
  readonly most: number;
}

/** Numbers rise upwards and to the right; "other" and "missing" stand at the end, where there are any. */
export function pairCells({ first, second, counts }: PairCounts): PairCells {
  const width = barsOf(second.bins) + 2;
  const rowSum = (row: number) => sum(counts.slice(row * width, (row + 1) * width));
  const columnSum = (column: number) => sum(counts.filter((_, cell) => cell % width === column));
  const up = bars(first.bins);
  const rows = [...(first.bins.kind === 'edges' ? up.reverse() : up), ...rest(first.bins, rowSum)];
  const columns = [...bars(second.bins), ...rest(second.bins, columnSum)];
  const count = (row: number, column: number) => counts[rows[row]! * width + columns[column]!]!;
  return { rows, columns, count, most: counts.reduce((a, b) => Math.max(a, b), 0) };
}

const bars = (bins: Bins): number[] => Array.from({ length: barsOf(bins) }, (_, at) => at);
const rest = (bins: Bins, total: (at: number) => number): number[] =>
  [otherAt(bins), missingAt(bins)].filter(at => total(at) > 0);
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
