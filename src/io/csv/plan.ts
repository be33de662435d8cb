import type { ColumnKind } from '../../core/table/column.ts';
import { everyCellIsNumber } from './finish.ts';
import { type GatheredCells, gatheredKinds } from './columns/gather-reader.ts';
import type { ColumnPlan } from './columns/reader.ts';
import { createSliceReader, type SliceTask } from './slice.ts';

/**
 * How to read a column whose first cells these are. What the first cells exclude stays excluded, so text is certain;
 * all else is a guess that a later cell may refute. Columns whose beginning is undecided are gathered at once.
 */
export function planColumn(
  cells: GatheredCells,
  chosen: ColumnKind | undefined,
  dayFirst: boolean | undefined,
): ColumnPlan {
  const plan = guess(cells, dayFirst ?? false);
  if (chosen === undefined || plan.op === chosen) return plan;
  return { op: 'gather' };
}

function guess(cells: GatheredCells, preferDayFirst: boolean): ColumnPlan {
  const { numberFormat, isTruth, couldBeTruth, isDate, isMixedDate } = gatheredKinds;
  if (cells.present === 0) return { op: 'gather' };
  const format = numberFormat(cells);
  if (format === 0) return { op: 'number' };
  if (format > 0) return { op: 'gather' };
  if (isTruth(cells)) return { op: 'boolean' };
  if (isDate(cells)) {
    return { op: 'datetime', dayFirst: cells.dayFirst > 0 || (cells.monthFirst === 0 && preferDayFirst) };
  }
  // What would need every cell at the end: one letter of t and f so far, dates in both orders, digits that are codes.
  if (couldBeTruth(cells) || isMixedDate(cells) || (cells.codes > 0 && everyCellIsNumber(cells)))
    return { op: 'gather' };
  return { op: 'text' };
}

/** A plan for every column from the first bytes of the file, and the mean length of a record there. */
export function planFrom(
  head: Uint8Array,
  task: SliceTask,
  chosen: readonly (ColumnKind | undefined)[],
  dayFirst: boolean | undefined,
): { plan: ColumnPlan[]; recordBytes: number } {
  const reader = createSliceReader({ ...task, from: 0, to: head.length, sample: null });
  reader.push(head);
  const { rows, parts } = reader.cutOff();
  const plan = parts.map((part, i): ColumnPlan =>
    part.op === 'gather' ? planColumn(part.cells, chosen[i], dayFirst) : { op: 'gather' },
  );
  return { plan, recordBytes: head.length / Math.max(1, rows) };
}
