import { StudioError, throwIfCancelled } from '../errors.ts';
import { columnsNamed } from '../params.ts';
import { randomStream } from '../random.ts';
import {
  allRows,
  type AnyRowOperation,
  keepRows,
  type NamedTable,
  type RowOutput,
  type SqlRunner,
} from '../row-operation.ts';
import { rowOperationById } from '../rows/index.ts';
import { columnLength, takeRows } from '../table/column.ts';
import { countDifferences } from '../table/differences.ts';
import { missingColumn } from '../table/missing-column.ts';
import { findColumn, makeTable, type Table, withColumn } from '../table/table.ts';
import { inputNames } from './inputs.ts';
import { columnsAsRead, rowsToQuarantine, withoutRows } from './quarantine.ts';
import { lostTarget, type RawColumn, type Recipe, targetName } from './recipe.ts';
import { choosesRows, namesColumn, operationAt, targetNames } from './row-entries.ts';
import { columnAs } from './streams.ts';
import { hasTarget, targetColumn } from './target.ts';
import { dependsOnTarget, type Stage } from './target-leak.ts';
import { clockName } from './target-past.ts';

export interface PrepareContext {
  readonly sources?: readonly NamedTable[];
  readonly sql?: SqlRunner | null;
  readonly signal?: AbortSignal | undefined;
  /**
   * The rows are a later batch whose truth may not be known yet: an absent target counts as missing, operations that
   * choose rows do not look at it, those that name it are left out, and rows without it stay.
   */
  readonly batch?: boolean;
  /** Called after each operation with what it did, the table before and its output. */
  observe?(report: OperationReport, before: Table, output: RowOutput): void;
}

/** What one row operation did. */
export interface OperationReport {
  readonly id: string;
  /** Rows in and rows out. */
  readonly before: number;
  readonly after: number;
  /** Cells of columns there before and after that hold something else; null where rows were made anew. */
  readonly changed: number | null;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** What a person should know of the run, in sentences. */
  readonly notes: readonly string[];
  readonly milliseconds: number;
  /** True where a batch without truth passed it by. */
  readonly skipped: boolean;
}

/** What the row operations yield. */
export interface YieldedTable {
  /** Under the recipe's types. */
  readonly table: Table;
  /** The same before the recipe's types were put on it. */
  readonly made: Table;
  readonly operations: readonly OperationReport[];
  /** For each row of the table the row of the main file it is; null where an operation made rows anew. */
  readonly origin: Int32Array | null;
  /** Columns whose values hang on the target's: none of them can be a feature. */
  readonly leaking: readonly string[];
  /** Columns made of what the target held at earlier times: features only where the split is by time. */
  readonly lagged: readonly string[];
  /** Units that operations gave to columns. */
  readonly units: ReadonlyMap<string, string>;
  /** Rows of the table that fail an expectation which quarantines them, ascending; none of a batch. */
  readonly quarantined: Int32Array;
}

export interface PreparedTable extends YieldedTable {
  /** Rows of the table that can be used, ascending. */
  readonly rows: Int32Array;
  /** Rows left out because they have nothing to learn from: the target is missing. */
  readonly missingTarget: number;
}

/** Run the recipe's row operations and choose the usable rows; every row of a batch is. */
export async function prepareTable(recipe: Recipe, main: Table, context: PrepareContext = {}): Promise<PreparedTable> {
  const yielded = await yieldTable(recipe, main, context);
  return context.batch ? { ...yielded, rows: allRows(yielded.table), missingTarget: 0 } : usableRows(recipe, yielded);
}

/**
 * Leave out the rows in quarantine and those without a target. Throws `recipe/target-leak` where a feature was made from the target,
 * `recipe/target-lost` where the operations dropped it, and `recipe/target` where the recipe names none.
 */
export function usableRows(recipe: Recipe, yielded: YieldedTable): PreparedTable {
  refuseLeaks(recipe, yielded);
  const { table } = yielded;
  const name = targetName(recipe);
  if (name !== undefined && recipe.rows.length && !findColumn(table, name)) throw lostTarget(name);
  const target = targetColumn(recipe, table);
  const clean = withoutRows(table, yielded.quarantined);
  const rows = target ? clean.filter(r => hasTarget(recipe, target, r)) : clean;
  return { ...yielded, rows, missingTarget: clean.length - rows.length };
}

/**
 * Run the recipe's row operations over the main table. Learns nothing; runs before the split. Throws what an operation
 * throws, `recipe/reads-target` where one that works across rows names the target, and `recipe/rows-by-target` where the
 * target decides which rows come out of one that may only carry it through.
 */
export async function yieldTable(recipe: Recipe, main: Table, context: PrepareContext = {}): Promise<YieldedTable> {
  const names = targetNames(recipe);
  const start = rawTable(recipe, main, context.batch ? names[0] : undefined);
  const stages: Stage[] = [{ table: start, output: null }];
  const operations: OperationReport[] = [];
  const units = new Map<string, string>();
  let origin: Int32Array | null = allRows(start);
  const blind = context.batch === true && names[0] !== undefined && !findColumn(main, names[0]);
  for (const at of recipe.rows.keys()) {
    const before = stages[at]!.table;
    const started = performance.now();
    const { id } = recipe.rows[at]!;
    const hides = blind && choosesRows(recipe, at);
    const skipped = hides && namesColumn(recipe, at, names[at]);
    const output = skipped ? keepRows(before, allRows(before)) : await runNamed(recipe, at, before, names[at], context, hides); // prettier-ignore
    origin = origin && output.kept ? Int32Array.from(output.kept, row => origin![row]!) : null;
    for (const [name, unit] of output.units ?? []) units.set(name, unit);
    stages.push({ table: output.table, output });
    const milliseconds = performance.now() - started;
    const report = { ...described(id, before, output), milliseconds, skipped };
    operations.push(report);
    context.observe?.(report, before, output);
  }
  const made = stages.at(-1)!.table;
  const { leaking, lagged } = context.batch
    ? { leaking: [], lagged: [] }
    : await dependsOnTarget(recipe, stages, names, (at, table) => runOperation(recipe, at, table, names[at], context));
  const table = asInput(made, recipe);
  const asRead = columnsAsRead(main, { origin, operations });
  const quarantined = context.batch ? new Int32Array(0) : await rowsToQuarantine(recipe, table, { asRead, signal: context.signal }); // prettier-ignore
  return { table, made, operations, origin, leaking, lagged, units, quarantined };
}

/** Run one operation; what it refuses is told under its name on the screen. */
async function runNamed(...given: Parameters<typeof runOperation>): Promise<RowOutput> {
  try {
    return await runOperation(...given);
  } catch (error) {
    const [recipe, at] = given;
    const { id } = recipe.rows[at]!;
    if (!(error instanceof StudioError) || !error.message.startsWith(`${id}: `)) throw error;
    const { label } = rowOperationById(id);
    throw new StudioError(error.code, `“${label}”: ${error.message.slice(id.length + 2)}`, error.details);
  }
}

/** Run one operation; one that works across rows is not shown the target, nor is one that `hides` it. */
async function runOperation(
  recipe: Recipe,
  at: number,
  table: Table,
  target: string | undefined,
  { sources = [], sql = null, signal }: PrepareContext,
  hides = false,
): Promise<RowOutput> {
  throwIfCancelled(signal);
  const { operation, params } = operationAt(recipe, at);
  const context = { sources, sql, signal, target, random: randomStream(recipe.seed, `row/${at}`) };
  const column = target === undefined ? undefined : findColumn(table, target);
  if ((operation.target !== 'hidden' && !hides) || !column) return operation.run(table, params as never, context);
  if (columnsNamed(operation.params, params).includes(target!)) throw readsTarget(operation, target!);
  const place = table.names.indexOf(target!);
  const seen = makeTable(table.names.flatMap((name, i) => (i === place ? [] : [[name, table.columns[i]!] as const])));
  const output = await operation.run(
    seen.names.length ? seen : { ...seen, rows: table.rows },
    params as never,
    context,
  );
  if (!output.kept) return output;
  const whole = output.kept.length === table.rows && output.kept.every((row, i) => row === i);
  const entries = output.table.names.map((name, i) => [name, output.table.columns[i]!] as const);
  entries.splice(Math.min(place, entries.length), 0, [target!, whole ? column : takeRows(column, output.kept)]);
  return { ...output, table: makeTable(entries) };
}

/** A feature, or what a derived feature is computed from, that hangs on the target is refused by name. */
function refuseLeaks(recipe: Recipe, { leaking, lagged }: Pick<YieldedTable, 'leaking' | 'lagged'>): void {
  if (!leaking.length && !lagged.length) return;
  const used = inputNames(recipe);
  const name = leaking.find(n => used.has(n));
  if (name !== undefined) {
    throw new StudioError(
      'recipe/target-leak',
      `"${name}" is made from what is predicted, which will not be known when the model is used. Set it aside, or take it out of the row operation that makes it.`,
      { name },
    );
  }
  const past = recipe.split.kind === 'time' ? undefined : lagged.find(n => used.has(n));
  if (past === undefined) return;
  const time = recipe.rows.map((_, at) => clockName(recipe, at)).find(n => n !== undefined);
  throw new StudioError(
    'recipe/lag-split',
    `"${past}" holds earlier values of what is predicted. With a ${recipe.split.kind} split the training rows would hold answers of the test rows that way. Split by time${time === undefined ? '' : `, by "${time}"`}, or set the column aside.`,
    { name: time ?? null, column: past },
  );
}

const readsTarget = ({ label, id }: AnyRowOperation, name: string): StudioError =>
  new StudioError(
    'recipe/reads-target',
    `“${label}” works across rows, so it may not read "${name}", which is what is predicted. Choose other columns for it, or in Source another column to predict.`,
    { operation: id, name },
  );

/** The main table under the types that row operations expect; for a batch with a column of gaps for an absent target. */
function rawTable(recipe: Recipe, main: Table, target: string | undefined): Table {
  const expected: readonly RawColumn[] = recipe.raw ?? recipe.columns;
  const typed = underTypes(main, expected);
  if (target === undefined || findColumn(typed, target)) return typed;
  const kind = expected.find(c => c.name === target)?.kind;
  return kind ? withColumn(typed, target, missingColumn(kind, typed.rows)) : typed;
}

/** The columns of the recipe that are there, in its order and under its types. */
const asInput = (made: Table, { columns }: Recipe): Table =>
  underTypes(
    makeTable(
      columns.flatMap(({ name }) => {
        const column = findColumn(made, name);
        return column ? [[name, column] as const] : [];
      }),
    ),
    columns,
  );

/** The table with each known column under its type; values that do not fit are missing. */
export function underTypes(table: Table, columns: readonly RawColumn[]): Table {
  const kinds = new Map(columns.map(c => [c.name, c.kind]));
  if (table.names.every((name, i) => (kinds.get(name) ?? table.columns[i]!.kind) === table.columns[i]!.kind)) return table; // prettier-ignore
  return makeTable(
    table.names.map((name, i) => {
      const kind = kinds.get(name);
      return [name, kind ? columnAs(table, name, kind) : table.columns[i]!] as const;
    }),
  );
}

function described(
  id: string,
  before: Table,
  { table, kept, notes = [] }: RowOutput,
): Omit<OperationReport, 'milliseconds' | 'skipped'> {
  const choosesOnly = rowOperationById(id).group === 'rows';
  const moved = kept && kept.length === before.rows && kept.every((row, i) => row === i) ? null : kept;
  let changed: number | null = kept ? 0 : null;
  if (kept && !choosesOnly)
    table.names.forEach((name, i) => {
      const earlier = findColumn(before, name);
      if (earlier && columnLength(table.columns[i]!)) changed! += countDifferences(earlier, table.columns[i]!, moved);
    });
  return {
    id,
    before: before.rows,
    after: table.rows,
    changed,
    added: table.names.filter(name => !before.names.includes(name)),
    removed: before.names.filter(name => !table.names.includes(name)),
    notes,
  };
}
