import { type CheckedExpectations, checkExpectations } from '../core/pipeline/check-expectations.ts';
import { columnsAsRead } from '../core/pipeline/quarantine.ts';
import type { Recipe } from '../core/pipeline/recipe.ts';
import type { WorkContext } from '../core/work.ts';
import { yieldedTable } from './prepared.ts';
import { loadTable } from './tables.ts';

/** The recipe's expectations on what its row operations yield of a stored dataset, with the failing rows of each. */
export async function checkDataset(
  datasetId: string,
  recipe: Recipe,
  context: WorkContext = {},
): Promise<CheckedExpectations> {
  const entries = recipe.expectations ?? [];
  if (!entries.length) return { results: [], failing: [] };
  const yielded = await yieldedTable(datasetId, recipe, context.signal);
  const asRead = columnsAsRead(await loadTable(datasetId), yielded);
  return checkExpectations(entries, yielded.table, { ...context, asRead });
}
