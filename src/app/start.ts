import { followProgress } from './progress.svelte.ts';
import { offerProjectFile } from './project-file.svelte.ts';
import { project } from './project.svelte.ts';
import { watchStorage } from './storage.svelte.ts';
import { toasts } from './toasts.svelte.ts';

/** Bring the studio to where it was left: the last project, if it is still there, and the navigation in step with it. */
export async function startStudio(): Promise<void> {
  followProgress();
  offerProjectFile();
  watchStorage();
  try {
    await project.openLast();
  } catch (error) {
    toasts.show(error instanceof Error ? error.message : String(error));
  }
}
