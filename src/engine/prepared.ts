import {
  type PrepareContext,
  type PreparedTable,
  prepareTable,
  usableRows,
  type YieldedTable,
  yieldTable,
} from '../core/pipeline/prepare.ts';
import type { Recipe } from '../core/pipeline/recipe.ts';
import { splitRows, type TrainTest } from '../core/pipeline/split.ts';
import type { NamedTable } from '../core/row-operation.ts';
import type { Table } from '../core/table/table.ts';
import { getDataset } from '../store/datasets.ts';
import { canonicalJson } from './fingerprint.ts';
import { sourceTables } from './sources.ts';
import { loadTable } from './tables.ts';

/** Prepared tables kept in memory by a worker; the least recently used one makes room. */
const KEPT = 3;
const made = new Map<string, Promise<YieldedTable>>();

/** What the recipe's row operations yield of a stored dataset; made once and kept. */
export async function yieldedTable(datasetId: string, recipe: Recipe, signal?: AbortSignal): Promise<YieldedTable> {
  const { raw, sources, rows, seed, task } = recipe;
  const columns = recipe.columns.map(({ name, kind, role }) => [name, kind, role === 'target']);
  const quarantine = (recipe.expectations ?? []).filter(entry => entry.quarantine);
  const key = canonicalJson([datasetId, columns, raw ?? null, sources ?? null, rows, quarantine, seed, task]);
  const known = made.get(key);
  const yielded = known ?? run(datasetId, recipe, signal);
  made.delete(key);
  made.set(key, yielded);
  yielded.catch(() => made.delete(key));
  for (const oldest of [...made.keys()].slice(0, -KEPT)) made.delete(oldest);
  // Whoever asked first may have stopped it; who asks again now wants it all the same.
  return known ? yielded.catch(() => run(datasetId, recipe, signal)) : yielded;
}

/** The same with the rows that have a target; refuses features that were made from it. */
export const preparedTable = async (datasetId: string, recipe: Recipe, signal?: AbortSignal): Promise<PreparedTable> =>
  usableRows(recipe, await yieldedTable(datasetId, recipe, signal));

/** The same with the rows to learn from and those held out. */
export async function splitTable(
  datasetId: string,
  recipe: Recipe,
  signal?: AbortSignal,
): Promise<PreparedTable & TrainTest> {
  const prepared = await preparedTable(datasetId, recipe, signal);
  return { ...prepared, ...splitRows(recipe, prepared.table, prepared.rows) };
}

/** What row operations need beside the main table: the project's other tables, and SQL. */
export async function prepareContext(
  datasetId: string,
  recipe: Recipe,
  signal?: AbortSignal,
): Promise<PrepareContext & { readonly sources: readonly NamedTable[] }> {
  const { projectId } = await getDataset(datasetId);
  return { ...(await sourceTables(projectId, recipe)), signal };
}

async function run(datasetId: string, recipe: Recipe, signal?: AbortSignal): Promise<YieldedTable> {
  return yieldTable(recipe, await loadTable(datasetId), await prepareContext(datasetId, recipe, signal));
}

/** A later batch of raw rows through the recipe's row operations; its truth need not be there. */
export async function preparedBatch(
  projectId: string,
  batch: Table,
  recipe: Recipe,
  signal?: AbortSignal,
): Promise<PreparedTable> {
  return prepareTable(recipe, batch, { ...(await sourceTables(projectId, recipe)), signal, batch: true });
}
