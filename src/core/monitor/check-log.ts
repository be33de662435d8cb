import {
  type CheckedExpectations,
  checkExpectations,
  describeExpectation,
  type ExpectationResult,
} from '../pipeline/check-expectations.ts';
import type { Fitted } from '../pipeline/fitted.ts';
import { underTypes } from '../pipeline/prepare.ts';
import type { Column } from '../table/column.ts';
import { findColumn, type Table } from '../table/table.ts';
import type { WorkContext } from '../work.ts';
import { type Chunking, chunkLog } from './chunks.ts';

/** What became of a version's expectations on a batch of later rows; plain data. */
export interface BatchExpectations {
  readonly results: readonly ExpectationResult[];
  /** Failing rows of each, by chunk of the log; beside `results`. */
  readonly byChunk: readonly (readonly number[])[];
  /** Rows of the batch, and those that fail an expectation which is flagged or does not hold. */
  readonly rows: number;
  readonly failing: number;
  /** Expectations about columns that the model does not read and the batch does not have. */
  readonly leftOut: number;
}

export interface LogToCheck {
  readonly table: Table;
  readonly time: Float64Array | null;
  readonly asRead?: (name: string) => Column | undefined;
}

/**
 * Check the expectations that were frozen with a model on a log. A column that the model reads must be there; others,
 * such as the target, need not be, and what is expected of them is then left out.
 */
export async function checkLog(
  { recipe, inputs }: Pick<Fitted, 'recipe' | 'inputs'>,
  log: LogToCheck,
  context: WorkContext = {},
): Promise<CheckedExpectations & Pick<BatchExpectations, 'leftOut'>> {
  const all = recipe.expectations ?? [];
  const table = underTypes(log.table, recipe.columns);
  const entries = all.filter(entry =>
    describeExpectation(entry).columns.every(name => findColumn(table, name) || inputs.some(i => i.name === name)),
  );
  const checked = await checkExpectations(entries, table, {
    ...context,
    ...(log.asRead ? { asRead: log.asRead } : {}),
  });
  return { ...checked, leftOut: all.length - entries.length };
}

/** How many failing rows lie in each chunk of a log, for each expectation. */
export function countByChunk(
  failing: readonly Int32Array[],
  { table: { rows }, time }: Pick<LogToCheck, 'table' | 'time'>,
  chunking: Chunking,
): readonly (readonly number[])[] {
  if (!failing.length) return [];
  const { chunks } = chunkLog(rows, time, chunking);
  const chunkOf = new Int32Array(rows).fill(-1);
  chunks.forEach((chunk, i) => {
    for (const row of chunk.rows) chunkOf[row] = i;
  });
  return failing.map(list => {
    const counts = chunks.map(() => 0);
    for (const row of list) if (chunkOf[row]! >= 0) counts[chunkOf[row]!]!++;
    return counts;
  });
}
