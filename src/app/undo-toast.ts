import { project } from './project.svelte.ts';
import { toasts } from './toasts.svelte.ts';

let last: number | undefined;

/**
 * Say what has just been changed in the recipe, with an undo. Only the last change carries one, and it takes back that
 * change alone (`takeBack`, where more than the recipe was changed): when the recipe was changed since, it says so instead of taking back something else.
 */
export function tellChange(message: string, takeBack: () => Promise<void> = () => project.undo()): void {
  if (last !== undefined) toasts.close(last);
  const made = JSON.stringify(project.recipe);
  last = toasts.show(message, {
    undo: async () => {
      if (JSON.stringify(project.recipe) === made) await takeBack();
      else toasts.show('The recipe was changed again since then. Ctrl+Z takes the changes back one by one.');
    },
  });
}
