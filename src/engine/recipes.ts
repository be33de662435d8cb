import { withKind, withRole, withTask } from '../core/pipeline/edit.ts';
import { proposeRecipe } from '../core/pipeline/propose.ts';
import type { Recipe } from '../core/pipeline/recipe.ts';
import type { Role, Task } from '../core/table/schema.ts';
import { getDataset } from '../store/datasets.ts';
import { loadTable } from './tables.ts';

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
    return withRole(recipe, await loadTable(datasetId), names, role);
  },

  /** After `changeKind`: the recipe with the column's new kind and steps to match. */
  async withKind(datasetId: string, recipe: Recipe, name: string): Promise<Recipe> {
    const { fields } = await getDataset(datasetId);
    const kind = fields.find(f => f.name === name)?.kind;
    return kind ? withKind(recipe, await loadTable(datasetId), name, kind) : recipe;
  },

  withTask: (recipe: Recipe, task: Task): Recipe => withTask(recipe, task),
};
