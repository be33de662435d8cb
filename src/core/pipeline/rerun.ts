import { throwIfCancelled } from '../errors.ts';
import type { NumberBlock, TextBlock } from '../graph/block.ts';
import type { Stream } from '../step.ts';
import { findColumn, type Table, takeTableRows } from '../table/table.ts';
import type { WorkContext } from '../work.ts';
import {
  type CheckedExpectations,
  checkExpectations,
  describeExpectation,
  type ExpectationResult,
} from './check-expectations.ts';
import { applyStep, startStreams } from './apply-steps.ts';
import type { Fitted, FittedStep, InputField } from './fitted.ts';
import { withInputs } from './inputs.ts';
import { type OperationReport, type PrepareContext, type YieldedTable, yieldTable } from './prepare.ts';
import { columnsAsRead, quarantineRows } from './quarantine.ts';
import type { ExpectationEntry, Recipe } from './recipe.ts';
import { targetNames } from './row-entries.ts';

/** What a fitted step did to the rows of another table. */
export interface StepReport {
  readonly id: string;
  readonly columns: readonly string[];
  /** Cells that hold something else afterwards, in columns that are there before and after. */
  readonly changed: number;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly milliseconds: number;
}

/** Values of an input that the model's training rows did not have. */
export interface UnseenValues {
  readonly column: string;
  readonly rows: number;
  /** Up to five, the most frequent first. */
  readonly examples: readonly string[];
}

/** What a recipe did to another table; plain data. */
export interface RerunReport {
  readonly rowsIn: number;
  /** What the row operations yield, before any row is set apart. */
  readonly rowsOut: number;
  /** Columns the recipe expects of the file and it lacks, and columns only it has, which are left out. */
  readonly absent: readonly string[];
  readonly unknown: readonly string[];
  readonly operations: readonly OperationReport[];
  readonly expectations: readonly ExpectationResult[];
  /** Expectations about the target, where the table does not have it yet. */
  readonly leftOut: number;
  /** Rows that a quarantine by either rule sets apart. */
  readonly flagged: number;
  readonly unmet: number;
  /** Null without a fitted model. */
  readonly steps: readonly StepReport[] | null;
  readonly unseen: readonly UnseenValues[];
}

export interface Rerun {
  readonly report: RerunReport;
  readonly yielded: YieldedTable;
  readonly checked: CheckedExpectations;
}

/**
 * Which rows a quarantine sets apart: those that fail a flagged expectation, or also those that fail one that does not
 * hold. Failing rows within the tolerance of an expectation that holds are left alone.
 */
export type QuarantineRule = 'flagged' | 'unmet';

export const takesRows =
  (rule: QuarantineRule) =>
  (result: ExpectationResult): boolean =>
    result.quarantine || (rule === 'unmet' && (result.state === 'fail' || result.state === 'warn'));

/**
 * Run a recipe on another table as a batch: its row operations, its expectations and, with a fitted model, its steps as
 * they were fitted, on the rows that are not flagged for quarantine. Nothing is learned. Throws what a row operation
 * throws; an expectation that does not hold is told, not thrown.
 */
export async function rerunRecipe(
  recipe: Recipe,
  main: Table,
  context: PrepareContext & WorkContext = {},
  fitted?: Pick<Fitted, 'inputs' | 'steps'>,
): Promise<Rerun> {
  const yielded = await yieldTable(recipe, main, { ...context, batch: true });
  const { table } = yielded;
  const asRead = columnsAsRead(main, yielded);
  const all = recipe.expectations ?? [];
  const entries = findColumn(main, targetNames(recipe)[0] ?? '')
    ? all
    : all.filter(entry => !namesTarget(recipe, entry));
  const checked = await checkExpectations(entries, table, { ...context, asRead });
  const flagged = quarantineRows(table, checked, takesRows('flagged'));
  const clean = flagged.rows.length ? takeTableRows(table, flagged.clean) : table;
  const known = (recipe.raw ?? recipe.columns).map(c => c.name);
  const used = new Set(recipe.raw ? known : recipe.columns.flatMap(c => (c.role === 'aside' ? [] : [c.name])));
  return {
    yielded,
    checked,
    report: {
      rowsIn: main.rows,
      rowsOut: table.rows,
      absent: [...used].filter(name => !findColumn(main, name)),
      unknown: main.names.filter(name => !known.includes(name)),
      operations: yielded.operations,
      expectations: checked.results,
      leftOut: all.length - entries.length,
      flagged: flagged.rows.length,
      unmet: quarantineRows(table, checked, takesRows('unmet')).rows.length,
      steps: fitted ? await runSteps(recipe, fitted, clean, context) : null,
      unseen: fitted ? fitted.inputs.flatMap(input => unseenValues(input, clean)) : [],
    },
  };
}

function namesTarget(recipe: Recipe, entry: ExpectationEntry): boolean {
  const target = targetNames(recipe).at(-1);
  return target !== undefined && describeExpectation(entry).columns.includes(target);
}

async function runSteps(
  recipe: Recipe,
  { inputs, steps }: Pick<Fitted, 'inputs' | 'steps'>,
  table: Table,
  { signal }: WorkContext,
): Promise<readonly StepReport[]> {
  let streams = startStreams(recipe, withInputs(inputs, table));
  const reports: StepReport[] = [];
  for (const step of steps) {
    throwIfCancelled(signal);
    const started = performance.now();
    const after = applyStep(step, streams);
    reports.push({ ...stepChanges(step, streams, after), milliseconds: performance.now() - started });
    streams = after;
    await Promise.resolve();
  }
  return reports;
}

function stepChanges(
  { id, columns }: FittedStep,
  before: readonly Stream[],
  after: readonly Stream[],
): Omit<StepReport, 'milliseconds'> {
  const earlier = new Map(before.map(s => [s.name, s.block]));
  const later = new Set(after.map(s => s.name));
  let changed = 0;
  for (const { name, block } of after) {
    const known = earlier.get(name);
    if (known && known !== block) changed += differingCells(known, block);
  }
  return {
    id,
    columns,
    changed,
    added: after.flatMap(s => (earlier.has(s.name) ? [] : [s.name])),
    removed: before.flatMap(s => (later.has(s.name) ? [] : [s.name])),
  };
}

/** Missing equals missing; a cell of another type is another cell. */
function differingCells(a: NumberBlock | TextBlock, b: NumberBlock | TextBlock): number {
  let differing = 0;
  if (a.type === 'string' && b.type === 'string') {
    const text = ({ codes, levels }: TextBlock, i: number): string => (codes[i]! < 0 ? '' : levels[codes[i]!]!);
    for (let i = 0; i < b.codes.length; i++) if (text(a, i) !== text(b, i)) differing++;
  } else if (a.type !== 'string' && b.type !== 'string') {
    for (let i = 0; i < b.data.length; i++)
      if (a.data[i] !== b.data[i] && !(Number.isNaN(a.data[i]!) && Number.isNaN(b.data[i]!))) differing++;
  } else differing = b.type === 'string' ? b.codes.length : b.data.length;
  return differing;
}

/** A model keeps at most this many levels of an input; of one with more it cannot be said what is new. */
const MOST_LEVELS = 1000;
const MOST_EXAMPLES = 5;

function unseenValues({ name, levels }: InputField, table: Table): UnseenValues[] {
  const column = findColumn(table, name);
  if (column?.kind !== 'category' || !levels || levels.length >= MOST_LEVELS) return [];
  const seen = new Set(levels);
  const counts = new Float64Array(column.levels.length);
  for (const code of column.codes) if (code >= 0) counts[code]!++;
  const unseen = column.levels
    .map((level, i) => ({ level, count: counts[i]! }))
    .filter(({ level, count }) => count > 0 && !seen.has(level))
    .sort((a, b) => b.count - a.count);
  if (!unseen.length) return [];
  const rows = unseen.reduce((sum, { count }) => sum + count, 0);
  return [{ column: name, rows, examples: unseen.slice(0, MOST_EXAMPLES).map(u => u.level) }];
}
