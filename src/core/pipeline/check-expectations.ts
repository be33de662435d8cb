import { StudioError } from '../errors.ts';
import { type CheckContext, expectedColumns, rowValues } from '../expectation.ts';
import { expectationById } from '../expectations/index.ts';
import { checkParams } from '../params.ts';
import type { Table } from '../table/table.ts';
import { pacer, type WorkContext } from '../work.ts';
import type { ExpectationEntry } from './recipe.ts';

/** `nothing`: there was no row to check. */
export type ExpectationState = 'pass' | 'warn' | 'fail' | 'nothing';

/** What became of one expectation on one table; plain data. */
export interface ExpectationResult extends Pick<ExpectationEntry, 'id' | 'severity' | 'mostly' | 'quarantine'> {
  /** The expectation as a sentence without its full stop. */
  readonly words: string;
  /** The columns it is about; none for one about the table. */
  readonly columns: readonly string[];
  readonly state: ExpectationState;
  /** Rows in which there was something to check. */
  readonly checked: number;
  /** Rows that fail; 0 where the table as a whole is judged, or nothing could be. */
  readonly failing: number;
  /** Failing of checked rows; null where no row was checked. */
  readonly share: number | null;
  /** The first rows that fail, with the values they fail by. */
  readonly examples: readonly { readonly row: number; readonly value: string }[];
  /** What was found of the table as a whole, or why nothing could be checked. */
  readonly found: string | null;
}

export interface CheckedExpectations {
  /** In the order of the entries. */
  readonly results: readonly ExpectationResult[];
  /** The failing rows of each, ascending. */
  readonly failing: readonly Int32Array[];
}

const MOST_EXAMPLES = 5;
const NO_ROWS = new Int32Array(0);

/**
 * Check every expectation on a table. One that cannot be checked (its column is not there, or of another kind) does not
 * hold, and says why; it never hinders the others. The table is not changed.
 */
export async function checkExpectations(
  entries: readonly ExpectationEntry[],
  table: Table,
  context: CheckContext & WorkContext = {},
): Promise<CheckedExpectations> {
  const pause = pacer(context);
  const results: ExpectationResult[] = [];
  const failing: Int32Array[] = [];
  for (const [i, entry] of entries.entries()) {
    const { words, columns } = describeExpectation(entry);
    await pause(words, i, entries.length);
    const { rows, ...found } = checkOne(entry, columns, table, context);
    const { id, severity, mostly, quarantine } = entry;
    results.push({ id, severity, mostly, quarantine, words, columns, ...found });
    failing.push(rows);
  }
  return { results, failing };
}

/** An entry in words, and the columns it is about. What is of no known kind, or has wrong parameters, goes by its id. */
export function describeExpectation(entry: Pick<ExpectationEntry, 'id' | 'params'>): {
  readonly words: string;
  readonly columns: readonly string[];
} {
  try {
    const expectation = expectationById(entry.id);
    const params = checkParams(entry.id, expectation.params, entry.params);
    return { words: expectation.words(params as never), columns: expectedColumns(expectation, params) };
  } catch (error) {
    if (error instanceof StudioError) return { words: entry.id, columns: [] };
    throw error;
  }
}

type Found = Pick<ExpectationResult, 'state' | 'checked' | 'failing' | 'share' | 'examples' | 'found'> & {
  readonly rows: Int32Array;
};

function checkOne(entry: ExpectationEntry, columns: readonly string[], table: Table, context: CheckContext): Found {
  const none = { checked: 0, failing: 0, share: null, examples: [], rows: NO_ROWS };
  const stateOf = (holds: boolean): ExpectationState => (holds ? 'pass' : entry.severity);
  try {
    const expectation = expectationById(entry.id);
    const params = checkParams(entry.id, expectation.params, entry.params);
    const checked = expectation.check(table, params as never, context);
    if ('holds' in checked) return { ...none, state: stateOf(checked.holds), found: checked.found };
    const { failing: rows } = checked;
    if (!checked.checked) return { ...none, state: 'nothing', found: null };
    const examples = Array.from(rows.subarray(0, MOST_EXAMPLES), row => ({
      row,
      value: rowValues(table, columns, row),
    }));
    return {
      state: stateOf((checked.checked - rows.length) / checked.checked >= entry.mostly),
      checked: checked.checked,
      failing: rows.length,
      share: rows.length / checked.checked,
      examples,
      found: null,
      rows,
    };
  } catch (error) {
    if (!(error instanceof StudioError) || error.code === 'rpc/cancelled') throw error;
    return { ...none, state: stateOf(false), found: error.message };
  }
}

/** How many expectations came out how. */
export function countStates(
  results: readonly Pick<ExpectationResult, 'state'>[],
): Readonly<Record<ExpectationState, number>> {
  const counts = { pass: 0, warn: 0, fail: 0, nothing: 0 };
  for (const { state } of results) counts[state]++;
  return counts;
}
