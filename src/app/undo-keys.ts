import { project } from './project.svelte.ts';
import { toasts } from './toasts.svelte.ts';

const FIELDS = 'input, textarea, select, [contenteditable], [role="dialog"]';

/** Ctrl+Z takes the last change of the recipe back, Ctrl+Shift+Z or Ctrl+Y does it again; fields keep their own undo. */
export function undoByKeys(event: KeyboardEvent): void {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  if (event.target instanceof Element && event.target.closest(FIELDS)) return;
  const key = event.key.toLowerCase();
  const redo = key === 'y' || (key === 'z' && event.shiftKey);
  if (!redo && key !== 'z') return;
  event.preventDefault();
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
