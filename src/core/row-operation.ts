import { StudioError } from './errors.ts';
import type { ParamSpec, ParamsOf } from './params.ts';
import type { Random } from './random.ts';
import { type Table, takeTableRows } from './table/table.ts';

export interface NamedTable {
  readonly name: string;
  readonly table: Table;
}

/** Runs one query over named tables and gives its result; errors are `sql/…`. */
export type SqlRunner = (
  query: string,
  tables: readonly NamedTable[],
  options?: { readonly signal?: AbortSignal | undefined; readonly maxRows?: number },
) => Promise<Table>;

export interface RowContext {
  /** The project's other tables, by the name the recipe gives them. */
  readonly sources: readonly NamedTable[];
  /** Null where there is no engine for it; an operation that needs one refuses by name. */
  readonly sql: SqlRunner | null;
  /** Seeded by the recipe and the operation's place in it. */
  readonly random: Random;
  /** The column that is predicted, where it is shown. */
  readonly target?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface RowOutput {
  /** Columns that were not touched are the very same objects. */
  readonly table: Table;
  /** For each row of the output, the row of the input it is; null where rows were made anew. */
  readonly kept: Int32Array | null;
  /** Units of columns that got another, by name. */
  readonly units?: ReadonlyMap<string, string>;
  /** What a person should know of this run, in sentences: values that did not fit, columns that only one table has. */
  readonly notes?: readonly string[];
}

/**
 * How an operation may meet the target.
 * - `row-wise`: what becomes of a row hangs on that row alone.
 * - `hidden`: it hangs on other rows, so the target is taken out before it runs and put back by `kept` afterwards.
 * - `earlier`: of the target it reads what rows of an earlier time held, never the row's own. What is made so can be a
 *   feature where the split is by time; that it reads no more is probed (pipeline/target-past.ts).
 * - `probed`: it carries the target through. It runs again with the target's values in another order, and every other
 *   column that comes out different depends on the target and can be no feature.
 */
export type TargetRule = 'row-wise' | 'hidden' | 'earlier' | 'probed';

/** Headings under which operations are offered. */
export const rowOperationGroups = ['rows', 'values', 'columns', 'tables'] as const;
export type RowOperationGroup = (typeof rowOperationGroups)[number];

/** A table-wise operation: table to table, learns nothing, runs before the split, and is not deployed. */
export interface RowOperation<S extends ParamSpec = ParamSpec> {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  readonly group: RowOperationGroup;
  readonly target: TargetRule;
  readonly params: S;
  /** What it does with these parameters, in words and without a full stop: "Keep rows where “price” is at least 1". */
  describe(params: ParamsOf<S>): string;
  run(table: Table, params: ParamsOf<S>, context: RowContext): RowOutput | Promise<RowOutput>;
  /** For operations that rename: what a column of the output was called in the input. */
  nameBefore?(name: string, params: ParamsOf<S>): string;
  /** And what a column of the input is called in the output. */
  nameAfter?(name: string, params: ParamsOf<S>): string;
}

export const defineRowOperation = <const S extends ParamSpec>(operation: RowOperation<S>): RowOperation<S> => operation;

export interface AnyRowOperation extends Omit<RowOperation, 'run' | 'describe' | 'nameBefore' | 'nameAfter'> {
  describe(params: never): string;
  run(table: Table, params: never, context: RowContext): RowOutput | Promise<RowOutput>;
  nameBefore?(name: string, params: never): string;
  nameAfter?(name: string, params: never): string;
}

/** The output of an operation that keeps the given rows, in that order, and changes nothing in them. */
export function keepRows(table: Table, kept: Int32Array): RowOutput {
  const whole = kept.length === table.rows && kept.every((row, i) => row === i);
  return { table: whole ? table : takeTableRows(table, kept), kept };
}

/** Every row of a table, ascending. */
export const allRows = (table: Pick<Table, 'rows'>): Int32Array => Int32Array.from({ length: table.rows }, (_, i) => i);

/** The rows for which `keep` is true, ascending. */
export function rowsWhere(table: Pick<Table, 'rows'>, keep: (row: number) => boolean): Int32Array {
  const kept = new Int32Array(table.rows);
  let count = 0;
  for (let row = 0; row < table.rows; row++) if (keep(row)) kept[count++] = row;
  return kept.slice(0, count);
}

/** The named source, or an error that names those there are. */
export function sourceNamed(context: RowContext, name: string): Table {
  const found = context.sources.find(s => s.name === name);
  if (found) return found.table;
  const there = context.sources.map(s => `"${s.name}"`).join(', ') || 'none';
  throw new StudioError('recipe/unknown-source', `There is no other table "${name}" in this project; there are ${there}. Add the file in Source.`, { name }); // prettier-ignore
}
