import { takeRows, type Column } from '../table/column.ts';
import { countDifferences } from '../table/differences.ts';
import { findColumn, getColumn, type Table } from '../table/table.ts';
import { valueCodes } from '../table/value-codes.ts';
import type { Recipe } from './recipe.ts';
import { namesColumn, operationAt } from './row-entries.ts';
import { timesOf } from './split.ts';
import type { Stage } from './target-leak.ts';

/** Moments at which the past is cut off from the rest, to see that nothing comes over. */
const CUTS = 4;

export interface Probe {
  /** The stage from which the operations ran with the target's values in another order, and what they made. */
  readonly from: number;
  readonly shuffled: readonly Table[];
  /** Run the operations from a stage on, with another target. */
  rerun(start: number, target: Column): Promise<readonly Table[]>;
}

/** The first operation that reads the target's earlier values; -1 where none does. */
export const readerOfThePast = (recipe: Recipe, names: readonly (string | undefined)[], from: number): number =>
  recipe.rows.findIndex((_, at) => at >= from && readsThePast(recipe, at, names[at]));

/** The columns that differ with another value in every target; an order may leave a few of them where they were. */
export async function withEveryTargetChanged(
  at: number,
  stages: readonly Stage[],
  names: readonly (string | undefined)[],
  { rerun }: Probe,
): Promise<readonly string[]> {
  const target = getColumn(stages[at]!.table, names[at]!);
  const other = await rerun(
    at,
    withOtherValues(target, () => true),
  );
  return differingColumns(stages.at(-1)!.table, other.at(-1)!, names.at(-1));
}

/**
 * Of columns that hang on the target in some way those that hang on the target of strictly earlier times only. The clock
 * is the column that the split goes by, or, where it goes by none, the operation's own. For several moments the operations
 * run with another value in every target from that moment on: rows up to it, and rows without a time, must come out the
 * same. Rows must keep their identity and their times on the way, so nothing counts as lagged after an operation that
 * makes rows anew.
 */
export async function madeFromThePast(
  recipe: Recipe,
  at: number,
  stages: readonly Stage[],
  names: readonly (string | undefined)[],
  differing: readonly string[],
  { from, shuffled, rerun }: Probe,
): Promise<readonly string[]> {
  const { table } = stages[at]!;
  // What was made of the target before is made of all of it.
  if (differingColumns(table, shuffled[at - from]!, names[at]).length) return [];
  const clock = clockOf(recipe, stages, at);
  if (!clock) return [];
  const target = getColumn(table, names[at]!);
  const made = stages.at(-1)!.table;
  const leaked = new Set<string>();
  for (const cut of cutsOf(clock.before)) {
    const other = (
      await rerun(
        at,
        withOtherValues(target, row => !(clock.before[row]! < cut)),
      )
    ).at(-1)!;
    const rows = Int32Array.from(clock.after.keys()).filter(row => !(clock.after[row]! > cut));
    for (const name of differing) {
      const [a, b] = [findColumn(made, name)!, findColumn(other, name)];
      if (!b || countDifferences(takeRows(a, rows), takeRows(b, rows)) > 0) leaked.add(name);
    }
  }
  return differing.filter(name => !leaked.has(name));
}

/** The columns of a table that hold something else in another run, the target left out. */
export const differingColumns = (made: Table, other: Table, target: string | undefined): string[] =>
  made.names.filter((name, i) => {
    const found = findColumn(other, name);
    return name !== target && (!found || countDifferences(made.columns[i]!, found) > 0);
  });

/** Whether the operation reads the target's earlier values. */
const readsThePast = (recipe: Recipe, at: number, target: string | undefined): boolean =>
  target !== undefined && operationAt(recipe, at).operation.target === 'earlier' && namesColumn(recipe, at, target);

/** The column by which lags of the target are ordered, under its name after all operations; undefined where none is. */
export function clockName(recipe: Recipe, at: number): string | undefined {
  if (recipe.split.kind === 'time') return recipe.split.column;
  const { time } = operationAt(recipe, at).params as { readonly time?: string };
  return time === undefined ? undefined : recipe.rows.slice(at + 1).reduce((name, _, i) => {
    const { operation, params } = operationAt(recipe, at + 1 + i);
    return operation.nameAfter?.(name, params as never) ?? name;
  }, time); // prettier-ignore
}

/** The time of every row where the operation stands and at the end; undefined where one is not there or they differ. */
function clockOf(recipe: Recipe, stages: readonly Stage[], at: number) {
  const last = clockName(recipe, at);
  if (last === undefined) return undefined;
  let first = last;
  for (let i = recipe.rows.length - 1; i >= at; i--) {
    const { operation, params } = operationAt(recipe, i);
    first = operation.nameBefore?.(first, params as never) ?? first;
  }
  const [{ table }, made] = [stages[at]!, stages.at(-1)!.table];
  if (!findColumn(table, first) || !findColumn(made, last)) return undefined;
  const [before, after] = [timesOf(table, first), timesOf(made, last)];
  let origin = Int32Array.from(before.keys());
  for (const { output } of stages.slice(at + 1)) {
    if (!output?.kept) return undefined;
    origin = output.kept.map(row => origin[row]!);
  }
  return after.every((time, row) => Object.is(time, before[origin[row]!])) ? { before, after } : undefined;
}

/** Some moments from the first to the last. */
function cutsOf(times: Float64Array): readonly number[] {
  const distinct = Float64Array.from(new Set(times.filter(t => !Number.isNaN(t)))).sort();
  const places = Array.from({ length: CUTS }, (_, i) => Math.round((i * (distinct.length - 1)) / (CUTS - 1)));
  return [...new Set(places)].flatMap(i => (i in distinct ? [distinct[i]!] : []));
}

/** The column with another of its values in each chosen row. */
function withOtherValues(column: Column, chosen: (row: number) => boolean): Column {
  const { codes, firstRows } = valueCodes(column);
  return takeRows(
    column,
    codes.map((code, row) => (chosen(row) ? firstRows[code === 0 ? firstRows.length - 1 : 0]! : row)),
  );
}
