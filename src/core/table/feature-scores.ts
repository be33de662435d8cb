import { pacer, type WorkContext } from '../work.ts';
import type { Column } from './column.ts';
import { heldOutScore, type HeldOutScore } from './leak-score.ts';
import { hasValue, type LeakOptions, seededHalves, targetOn } from './leakage.ts';
import { getColumn, type Table } from './table.ts';

/**
 * How well each column alone predicts the target: learned on one half of the given rows, judged on the other (R² for
 * numbers, AUC for classes; see heldOutScore). Null where there is too little to judge on.
 */
export async function featureScores(
  columns: readonly (readonly [string, Column])[],
  table: Table,
  options: LeakOptions,
  context: WorkContext = {},
): Promise<readonly (readonly [string, HeldOutScore | null])[]> {
  const pause = pacer(context);
  const target = getColumn(table, options.target);
  const all = options.rows ?? Int32Array.from({ length: table.rows }, (_, i) => i);
  const rows = all.filter(row => hasValue(target, row, options.task));
  if (rows.length < 20) return columns.map(([name]) => [name, null]);
  const halves = seededHalves(rows, options.seed);
  const scored = targetOn(table, options, halves.rows);
  const scores: (readonly [string, HeldOutScore | null])[] = [];
  for (const [at, [name, column]] of columns.entries()) {
    await pause(name, at, columns.length);
    scores.push([name, heldOutScore(column, scored, halves)]);
  }
  return scores;
}
