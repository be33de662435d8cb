import { applyDecision } from '../core/pipeline/apply-decision.ts';
import { withKind, withRole, withTask } from '../core/pipeline/edit.ts';
import { proposeRecipe } from '../core/pipeline/propose.ts';
import type { Recipe } from '../core/pipeline/recipe.ts';
import { castColumn } from '../core/table/cast.ts';
import type { ColumnKind } from '../core/table/column.ts';
import type { DecisionAction } from '../core/table/finding.ts';
import type { Role, Task } from '../core/table/schema.ts';
import { getColumn } from '../core/table/table.ts';
import { getDataset } from '../store/datasets.ts';
import { loadTable, tableUnder } from './tables.ts';

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
    return withRole(recipe, await tableUnder(datasetId, recipe.columns), names, role);
  },

  /** Read a column under another type: the changed recipe, and how many values would not fit and become missing. */
  async withKind(datasetId: string, recipe: Recipe, name: string, kind: ColumnKind): Promise<KindChange> {
    const { unparseable, examples } = castColumn(getColumn(await loadTable(datasetId), name), kind);
    const columns = recipe.columns.map(c => (c.name === name ? { ...c, kind } : c));
    const changed = withKind(recipe, await tableUnder(datasetId, columns), name, kind);
    return { recipe: changed, unparseable, examples };
  },

  /** What a decision about a finding makes of the recipe. */
  async decide(datasetId: string, recipe: Recipe, action: DecisionAction): Promise<Recipe> {
    return applyDecision(recipe, await tableUnder(datasetId, recipe.columns), action);
  },

  withTask: (recipe: Recipe, task: Task): Recipe => withTask(recipe, task),
};
