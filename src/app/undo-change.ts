import type { Recipe } from '../core/pipeline/recipe.ts';
import { project } from './project.svelte.ts';
import { toasts } from './toasts.svelte.ts';

/** Take back the change that made this recipe; when others came after it, say so instead of undoing one of those. Returns whether it was undone. */
export async function undoChange(made: Recipe): Promise<boolean> {
  if (JSON.stringify(project.recipe) !== JSON.stringify(made)) {
    toasts.show('The recipe has changed since. Use Undo in Source to go back step by step.');
    return false;
  }
  await project.undo();
  return true;
}
