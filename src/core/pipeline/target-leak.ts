import { StudioError } from '../errors.ts';
import { randomStream } from '../random.ts';
import { keepRows, type RowOutput } from '../row-operation.ts';
import { type Column, isMissing, takeRows } from '../table/column.ts';
import { countDifferences } from '../table/differences.ts';
import { findColumn, type Table, withColumn } from '../table/table.ts';
import { valueCodes } from '../table/value-codes.ts';
import type { Recipe } from './recipe.ts';
import { choosesRows, namesColumn, operationAt } from './row-entries.ts';
import {
  differingColumns,
  madeFromThePast,
  type Probe,
  readerOfThePast,
  withEveryTargetChanged,
} from './target-past.ts';

/** A table on its way through the row operations, and the output of the operation that made it; null for the first. */
export interface Stage {
  readonly table: Table;
  readonly output: RowOutput | null;
}

/** What the row operations make of the target. */
export interface MadeFromTarget {
  /** Columns that hang on it and can be no feature. */
  readonly leaking: readonly string[];
  /** Columns that hang on what it held at earlier times only: features where the split is by time. */
  readonly lagged: readonly string[];
}

/**
 * The columns that the row operations make from the target, whatever way: the operations run again from the point where
 * the target first exists, with its values in another order, and what comes out different hangs on it. (What stays the
 * same under every order, such as the mean over all rows, tells nothing about a row.) Operations that choose rows one
 * by one choose the same rows again. Throws `recipe/rows-by-target` where another operation yields other rows, and
 * `recipe/not-repeatable` where an operation yields something else each time.
 */
export async function dependsOnTarget(
  recipe: Recipe,
  stages: readonly Stage[],
  names: readonly (string | undefined)[],
  run: (at: number, table: Table) => Promise<RowOutput>,
): Promise<MadeFromTarget> {
  const from = stages.findIndex(
    ({ table }, at) => names[at] !== undefined && findColumn(table, names[at]) !== undefined,
  );
  if (from < 0 || !recipe.rows.some((_, at) => at >= from && canReadTarget(recipe, at, names[at]))) return none;
  const rerun = async (start: number, column: Column): Promise<readonly Table[]> => {
    const tables = [withColumn(stages[start]!.table, names[start]!, column)];
    for (let at = start; at < recipe.rows.length; at++) {
      const original = stages[at + 1]!;
      const input = tables.at(-1)!;
      tables.push(
        choosesRows(recipe, at) ? keepRows(input, original.output!.kept!).table : (await run(at, input)).table,
      );
      if (tables.at(-1)!.rows === original.table.rows) continue;
      await refuseChance(recipe, at, stages, run);
      throw chosenByTarget(recipe, at, names[at]!);
    }
    return tables;
  };
  const made = stages.at(-1)!.table;
  const probe: Probe = { from, shuffled: await rerun(from, shuffle(stages[from]!.table, names[from]!)), rerun };
  const past = readerOfThePast(recipe, names, from);
  const certain = past < 0 ? [] : await withEveryTargetChanged(past, stages, names, probe);
  const differing = [...new Set([...differingColumns(made, probe.shuffled.at(-1)!, names.at(-1)), ...certain])];
  if (!differing.length) return none;
  for (let at = from; at < recipe.rows.length; at++) await refuseChance(recipe, at, stages, run);
  // A column that was there before the target was read can only differ because its rows do.
  const reader = recipe.rows.findIndex((_, at) => at >= from && canReadTarget(recipe, at, names[at]));
  if (differing.some(name => findColumn(stages[reader]!.table, name))) throw chosenByTarget(recipe, reader, names[reader]!); // prettier-ignore
  const lagged = past < 0 ? [] : await madeFromThePast(recipe, past, stages, names, differing, probe);
  return { leaking: differing.filter(name => !lagged.includes(name)), lagged };
}

const none: MadeFromTarget = { leaking: [], lagged: [] };

const chosenByTarget = (recipe: Recipe, at: number, name: string): StudioError => {
  const { label, id } = operationAt(recipe, at).operation;
  return new StudioError(
    'recipe/rows-by-target',
    `“${label}” lets "${name}", which is what is predicted, decide which rows come out, in which order, or what another column holds. Choose rows by it with “Filter rows” instead, where that shows.`,
    { operation: id, name, entry: at },
  );
};

/** Whether the operation could make something of the target: it is shown the target, and it does more than choose rows. */
function canReadTarget(recipe: Recipe, at: number, target: string | undefined): boolean {
  const { operation } = operationAt(recipe, at);
  if (operation.target === 'hidden' || target === undefined) return false;
  return operation.target === 'probed' || (operation.group !== 'rows' && namesColumn(recipe, at, target));
}

/**
 * The target with the present values in another order: each of the smaller half gets one of the larger, and the other
 * way round, so that as many as can be lie in a row that held another value. Within the halves chance decides, or a group
 * that recurs in step with the values would get back those it had.
 */
function shuffle(table: Table, name: string) {
  const column = findColumn(table, name)!;
  const { codes } = valueCodes(column);
  const present = Array.from({ length: table.rows }, (_, row) => row).filter(row => !isMissing(column, row));
  const grouped = [...present].sort((a, b) => codes[a]! - codes[b]! || a - b);
  const half = Math.floor(grouped.length / 2);
  const chance = randomStream(0, 'another order');
  const mixed = (rows: readonly number[]): number[] => Array.from(chance.permutation(rows.length), i => rows[i]!);
  const givers = [...mixed(grouped.slice(half)), ...mixed(grouped.slice(0, half))];
  const from = Int32Array.from({ length: table.rows }, (_, row) => row);
  grouped.forEach((row, i) => (from[row] = givers[i]!));
  return takeRows(column, from);
}

/** An operation that yields something else when it runs on the same table again is refused. */
async function refuseChance(
  recipe: Recipe,
  at: number,
  stages: readonly Stage[],
  run: (at: number, table: Table) => Promise<RowOutput>,
): Promise<void> {
  const { operation } = operationAt(recipe, at);
  if (operation.target !== 'probed') return;
  const [before, after] = [stages[at]!.table, stages[at + 1]!.table];
  const again = (await run(at, before)).table;
  const same =
    again.rows === after.rows &&
    after.names.every((name, i) => {
      const other = findColumn(again, name);
      return other !== undefined && countDifferences(after.columns[i]!, other) === 0;
    });
  if (same) return;
  throw new StudioError(
    'recipe/not-repeatable',
    `“${operation.label}” gives another result each time it runs, so nothing built on it could be repeated. Take out what depends on chance or on the clock, or order the rows.`,
    { operation: operation.id, entry: at },
  );
}
