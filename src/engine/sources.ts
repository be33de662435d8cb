import { StudioError } from '../core/errors.ts';
import { underTypes } from '../core/pipeline/prepare.ts';
import type { Recipe } from '../core/pipeline/recipe.ts';
import type { NamedTable, SqlRunner } from '../core/row-operation.ts';
import { MAIN_TABLE } from '../core/sql/names.ts';
import type { ColumnKind } from '../core/table/column.ts';
import type { Schema } from '../core/table/schema.ts';
import { getDataset, listDatasets } from '../store/datasets.ts';
import type { DatasetRecord } from '../store/schema.ts';
import { runSql } from './sql/answer.ts';
import { loadTable } from './tables.ts';

/** The name a file's table goes under in recipes and SQL: without its ending, in letters, digits and underscores. */
export function sourceName(fileName: string): string {
  const stem = fileName.replace(/\.[^.]*$/, '').replace(/[^\p{L}\p{N}]+/gu, '_').replace(/^_+|_+$/g, ''); // prettier-ignore
  return /^\p{L}/u.test(stem) && stem.toLowerCase() !== MAIN_TABLE ? stem : `table_${stem}`;
}

/** How a second table's columns compare with those of the first, by name. */
export interface ColumnComparison {
  readonly shared: readonly string[];
  /** Only the first has them; those that are needed stand in the way of appending. */
  readonly absent: readonly { readonly name: string; readonly needed: boolean }[];
  /** Only the second has them. */
  readonly extra: readonly string[];
  /** Of one name and different types. */
  readonly retyped: readonly { readonly name: string; readonly first: ColumnKind; readonly second: ColumnKind }[];
}

/** The project's other tables, as far as a recipe knows them. */
export const sourcesApi = {
  /** The recipe with a dataset as another table; a table of the same name gives way to it. */
  async withSource(recipe: Recipe, datasetId: string): Promise<{ readonly recipe: Recipe; readonly name: string }> {
    const { name: file, fields, sha256 } = await getDataset(datasetId);
    const name = sourceName(file);
    const columns = fields.map(f => ({ name: f.name, kind: f.kind }));
    const others = (recipe.sources ?? []).filter(s => s.name.toLowerCase() !== name.toLowerCase());
    return { recipe: { ...recipe, sources: [...others, { name, columns, sha256 }] }, name };
  },

  async compareColumns(firstId: string, secondId: string): Promise<ColumnComparison> {
    const [{ fields: first }, { fields: second }] = [await getDataset(firstId), await getDataset(secondId)];
    const twin = (name: string, among: Schema) => among.find(f => f.name === name);
    return {
      shared: first.filter(f => twin(f.name, second)).map(f => f.name),
      absent: first.filter(f => !twin(f.name, second)).map(f => ({ name: f.name, needed: f.role !== 'aside' })),
      extra: second.filter(f => !twin(f.name, first)).map(f => f.name),
      retyped: first.flatMap(f => {
        const other = twin(f.name, second);
        return other && other.kind !== f.kind ? [{ name: f.name, first: f.kind, second: other.kind }] : [];
      }),
    };
  },
};

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
