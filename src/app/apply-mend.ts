import { pipeline } from './pipeline.svelte.ts';
import { project } from './project.svelte.ts';
import { training } from './training.svelte.ts';
import type { Mend } from './training-mends.ts';
import { tellChange } from './undo-toast.ts';

/** Change the recipe so that the training can be tried again, and say so with an undo. */
export async function applyMend(mend: Mend): Promise<void> {
  try {
    if ('row' in mend) await pipeline.addRow(mend.row.id, mend.row.params);
    else if (await project.changeRecipe(mend.change)) tellChange(`Done: ${mend.label}. Train again to see.`);
    training.error = null;
  } catch (error) {
    training.error = error;
  }
}
