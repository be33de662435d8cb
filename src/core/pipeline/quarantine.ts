import { StudioError } from '../errors.ts';
import type { CheckContext } from '../expectation.ts';
import { expectationById } from '../expectations/index.ts';
import { allRows } from '../row-operation.ts';
import { type CategoryColumn, type Column, takeRows } from '../table/column.ts';
import { findColumn, type Table, takeTableRows, withColumn } from '../table/table.ts';
import type { WorkContext } from '../work.ts';
import {
  type CheckedExpectations,
  checkExpectations,
  describeExpectation,
  type ExpectationResult,
} from './check-expectations.ts';
import type { YieldedTable } from './prepare.ts';
import { type Recipe, targetName } from './recipe.ts';

/** Rows set apart with the reason; together with the clean ones they are every row, each once. */
export interface Quarantine {
  readonly clean: Int32Array;
  readonly rows: Int32Array;
  /** Beside `rows`: what was expected and did not hold. */
  readonly reasons: CategoryColumn;
}

/** Set apart the rows that fail one of the expectations that `takes` chooses; those flagged for it unless told otherwise. */
export function quarantineRows(
  table: Pick<Table, 'rows'>,
  { results, failing }: CheckedExpectations,
  takes: (result: ExpectationResult) => boolean = result => result.quarantine,
): Quarantine {
  // Each row's set of failed expectations as a number; sets are made as they occur, one expectation longer at a time.
  const sets: (readonly number[])[] = [[]];
  const longer: Map<number, number>[] = results.map(() => new Map());
  const codes = new Int32Array(table.rows);
  for (const [i, result] of results.entries()) {
    if (!takes(result)) continue;
    for (const row of failing[i]!) {
      const before = codes[row]!;
      let code = longer[i]!.get(before);
      if (code === undefined) {
        code = sets.push([...sets[before]!, i]) - 1;
        longer[i]!.set(before, code);
      }
      codes[row] = code;
    }
  }
  const clean: number[] = [];
  const rows: number[] = [];
  for (let row = 0; row < table.rows; row++) (codes[row] ? rows : clean).push(row);
  const levels = sets.map(set => `Not as expected: ${set.map(i => results[i]!.words).join('; ')}`);
  return { clean: Int32Array.from(clean), rows: Int32Array.from(rows), reasons: reasonColumn(rows, codes, levels) };
}

/** Levels in order of first appearance; what reads the same is one level. */
function reasonColumn(rows: readonly number[], codes: Int32Array, words: readonly string[]): CategoryColumn {
  const levels = [...new Set(rows.map(row => words[codes[row]!]!))];
  const index = new Map(levels.map((level, i) => [level, i]));
  return { kind: 'category', codes: Int32Array.from(rows, row => index.get(words[codes[row]!]!)!), levels };
}

/** The quarantined rows as a table of their own, with the column "reason" (or "reason 2", where that name is taken). */
export function quarantinedTable(table: Table, { rows, reasons }: Quarantine): Table {
  let name = 'reason';
  for (let i = 2; table.names.includes(name); i++) name = `reason ${i}`;
  return withColumn(takeTableRows(table, rows), name, reasons);
}

/** The rows that the recipe's flagged expectations set apart, ascending. */
export async function rowsToQuarantine(
  recipe: Recipe,
  table: Table,
  context: CheckContext & WorkContext,
): Promise<Int32Array> {
  const flagged = (recipe.expectations ?? []).filter(entry => entry.quarantine);
  if (!flagged.length) return new Int32Array(0);
  refuseQuarantineByTarget(recipe);
  return quarantineRows(table, await checkExpectations(flagged, table, context)).rows;
}

/** Every row of the table but the given ones. */
export function withoutRows(table: Pick<Table, 'rows'>, out: Int32Array): Int32Array {
  const gone = new Uint8Array(table.rows);
  for (const row of out) gone[row] = 1;
  return allRows(table).filter(row => !gone[row]);
}

/** The columns of the file beside the rows of a prepared table, where operations neither made the rows anew nor the column. */
export const columnsAsRead =
  (main: Table, { origin, operations }: Pick<YieldedTable, 'origin' | 'operations'>) =>
  (name: string): Column | undefined => {
    const column = findColumn(main, name);
    if (!column || !origin || operations.some(o => o.added.includes(name))) return undefined;
    const whole = origin.length === main.rows && origin.every((row, i) => row === i);
    return whole ? column : takeRows(column, origin);
  };

/**
 * Which rows a recipe leaves out may not hang on the labels of other rows. Throws `recipe/expectation-target` for an
 * expectation that compares rows by the target and is to quarantine by it.
 */
function refuseQuarantineByTarget(recipe: Recipe): void {
  const target = targetName(recipe);
  for (const entry of recipe.expectations ?? []) {
    if (!entry.quarantine || expectationById(entry.id).scope !== 'rows') continue;
    const { words, columns } = describeExpectation(entry);
    if (target !== undefined && columns.includes(target))
      throw new StudioError(
        'recipe/expectation-target',
        `Rows cannot be quarantined because of ${words}: that compares rows by what is predicted, and would choose the rows a model is tested on by their answers. Keep the expectation without quarantine.`,
        { name: target },
      );
  }
}
