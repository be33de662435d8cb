import { StudioError } from '../core/errors.ts';
import { applyDecision } from '../core/pipeline/apply-decision.ts';
import { withKind, withRole, withTask } from '../core/pipeline/edit.ts';
import {
  withoutPlainRaw,
  withNamesFollowed,
  withPreparedColumns,
  withRowOperations,
} from '../core/pipeline/prepared-columns.ts';
import { proposeRecipe } from '../core/pipeline/propose.ts';
import type { Recipe } from '../core/pipeline/recipe.ts';
import { castColumn } from '../core/table/cast.ts';
import type { ColumnKind } from '../core/table/column.ts';
import type { DecisionAction } from '../core/table/finding.ts';
import type { Role, Task } from '../core/table/schema.ts';
import { findColumn, getColumn } from '../core/table/table.ts';
import { getDataset } from '../store/datasets.ts';
import { yieldedTable } from './prepared.ts';
import { loadTable } from './tables.ts';

export interface KindChange {
  readonly recipe: Recipe;
  readonly unparseable: number;
  /** Up to five of the values that would not fit. */
  readonly examples: readonly string[];
}

/** Making and changing recipes where that takes a look at the table. Nothing is stored here; the caller keeps the result. */
export const recipesApi = {
  /** A recipe that works at once. Without a target it looks for clusters; `aside` columns are kept out of the model. */
  async propose(datasetId: string, target: string | null, aside: readonly string[], seed: number): Promise<Recipe> {
    const { fields } = await getDataset(datasetId);
    const columns = fields.map(f =>
      f.name === target
        ? { ...f, role: 'target' as const }
        : f.role === 'target'
          ? { ...f, role: 'feature' as const }
          : aside.includes(f.name)
            ? { ...f, role: 'aside' as const }
            : f,
    );
    return proposeRecipe(await loadTable(datasetId), columns, seed);
  },

  async withRole(datasetId: string, recipe: Recipe, names: readonly string[], role: Role): Promise<Recipe> {
    return withRole(recipe, (await yieldedTable(datasetId, recipe)).table, names, role);
  },

  /** Read a column under another type: the changed recipe, and how many values would not fit and become missing. */
  async withKind(datasetId: string, recipe: Recipe, name: string, kind: ColumnKind): Promise<KindChange> {
    const read = findColumn(await loadTable(datasetId), name);
    const { made } = await yieldedTable(datasetId, recipe);
    const { unparseable, examples } = castColumn(read ?? getColumn(made, name), kind);
    if (recipe.raw) {
      const isRaw = recipe.raw.some(c => c.name === name);
      const raw = recipe.raw.map(c => (c.name === name ? { ...c, kind } : c));
      const rows = isRaw ? recipe.rows : [...recipe.rows, { id: 'cast', params: { columns: [name], kind } }];
      return { recipe: await recipesApi.withRows(datasetId, { ...recipe, raw }, rows), unparseable, examples };
    }
    const columns = recipe.columns.map(c => (c.name === name ? { ...c, kind } : c));
    const { table } = await yieldedTable(datasetId, { ...recipe, columns });
    return { recipe: withKind(recipe, table, name, kind), unparseable, examples };
  },

  /** What a decision about a finding makes of the recipe. */
  async decide(datasetId: string, recipe: Recipe, action: DecisionAction): Promise<Recipe> {
    return applyDecision(recipe, (await yieldedTable(datasetId, recipe)).table, action);
  },

  /**
   * The recipe with other row operations, and its columns as these yield them. While an operation does not work yet, the
   * columns stay as they are; looking at the pipeline says what is wrong with it.
   */
  async withRows(datasetId: string, recipe: Recipe, rows: Recipe['rows']): Promise<Recipe> {
    try {
      const changed = withNamesFollowed(recipe, rows);
      return withoutPlainRaw(withPreparedColumns(changed, await yieldedTable(datasetId, changed)));
    } catch (error) {
      if (error instanceof StudioError) return withoutPlainRaw(withRowOperations(recipe, rows));
      throw error;
    }
  },

  withTask: (recipe: Recipe, task: Task): Recipe => withTask(recipe, task),
};
