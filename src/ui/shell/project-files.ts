import { status } from '../../app/status.svelte.ts';
import { toasts } from '../../app/toasts.svelte.ts';

const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Run the owner's save; a failure is shown, with what was kept. */
export async function saveProject(): Promise<void> {
  try {
    await status.actions.save?.();
  } catch (error) {
    toasts.show(`The project was not written: ${sentence(error)} It is still here as it was.`, { kind: 'error' });
  }
}

/** Ask for a project file and hand it to the owner; a failure is shown, with what was kept. */
export function openProject(): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = '.zip,.terrarium';
  input.onchange = async () => {
    const file = input.files?.[0];
    if (!file) return;
    try {
      await status.actions.open?.(file);
    } catch (error) {
      toasts.show(`${file.name} was not opened: ${sentence(error)} Your project is as it was.`, { kind: 'error' });
    }
  };
  input.click();
}
