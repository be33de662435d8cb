import { StudioError } from '../core/errors.ts';
import { underTypes } from '../core/pipeline/prepare.ts';
import type { Recipe } from '../core/pipeline/recipe.ts';
import type { NamedTable, SqlRunner } from '../core/row-operation.ts';
import { listDatasets } from '../store/datasets.ts';
import type { DatasetRecord } from '../store/schema.ts';
import { runSql } from './sql/answer.ts';
import { loadTable } from './tables.ts';

/** The name a file's table goes under in recipes and SQL: without its ending, in letters, digits and underscores. */
export function sourceName(fileName: string): string {
  const stem = fileName.replace(/\.[^.]*$/, '').replace(/[^\p{L}\p{N}]+/gu, '_').replace(/^_+|_+$/g, ''); // prettier-ignore
  return /^\p{L}/u.test(stem) ? stem : `table_${stem}`;
}

/**
 * The datasets of the other tables that a recipe names: the one with the recorded content, else the project's latest
 * one whose file has that name.
 */
export async function sourceDatasets(projectId: string, recipe: Recipe): Promise<readonly DatasetRecord[]> {
  if (!recipe.sources?.length) return [];
  const datasets = await listDatasets(projectId);
  return recipe.sources.map(({ name, sha256 }) => {
    const found =
      datasets.findLast(d => sha256 !== undefined && d.sha256 === sha256) ??
      datasets.findLast(d => sourceName(d.name) === name);
    if (found) return found;
    throw new StudioError(
      'recipe/unknown-source',
      `The recipe reads another table, "${name}", and this project has none of that name. Add the file in Source.`,
      { name },
    );
  });
}

/** The other tables that a recipe names, each under the types the recipe gives it, and the engine for SQL. */
export async function sourceTables(
  projectId: string,
  recipe: Recipe,
): Promise<{ readonly sources: readonly NamedTable[]; readonly sql: SqlRunner }> {
  const found = await sourceDatasets(projectId, recipe);
  const sources = found.map(async ({ id }, i): Promise<NamedTable> => {
    const { name, columns } = recipe.sources![i]!;
    return { name, table: underTypes(await loadTable(id), columns) };
  });
  return { sources: await Promise.all(sources), sql: runSql };
}
