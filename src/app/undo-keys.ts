import type { RouteId } from './places.ts';
import { project } from './project.svelte.ts';
import { router } from './router.svelte.ts';
import { toasts } from './toasts.svelte.ts';

/** What has an undo of its own: fields a person types into. A choice from a list has none. */
const OWN_UNDO =
  'textarea, [contenteditable], [role="dialog"], input:not([type="checkbox"], [type="radio"], [type="range"])';

/** Where the recipe is made; elsewhere a change would come back unseen. */
const RECIPE_PLACES: readonly RouteId[] = ['source', 'profile', 'pipeline', 'features', 'train'];

/** Ctrl+Z takes the last change of the recipe back, Ctrl+Shift+Z or Ctrl+Y does it again; fields keep their own undo. */
export function undoByKeys(event: KeyboardEvent): void {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || !RECIPE_PLACES.includes(router.route)) return;
  if (event.target instanceof Element && event.target.closest(OWN_UNDO)) return;
  const key = event.key.toLowerCase();
  const redo = key === 'y' || (key === 'z' && event.shiftKey);
  if (!redo && key !== 'z') return;
  event.preventDefault();
  if (redo ? !project.canRedo : !project.canUndo) return;
  toasts.show(redo ? 'The change was made again.' : 'The last change was taken back. Ctrl+Shift+Z makes it again.');
  void (redo ? redoChange() : undoChange());
}

export const undoChange = (): Promise<void> => attempt(() => project.undo());
export const redoChange = (): Promise<void> => attempt(() => project.redo());

async function attempt(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    toasts.show(`That was not stored: ${error instanceof Error ? error.message : String(error)}`, { kind: 'error' });
  }
}
