import { untrack } from 'svelte';
import { project } from './project.svelte.ts';
import { status } from './status.svelte.ts';

/**
 * Ask the browser once to keep what is stored, as soon as there is something worth keeping, and tell the status bar how
 * much room it takes. Where a browser cannot say, nothing is shown. Returns the function that stops it.
 */
export function watchStorage(): () => void {
  let asked = false;
  return $effect.root(() => {
    $effect(() => {
      const worth = project.datasets.length > 0;
      void project.runs.length; // a new run changes what is stored
      untrack(() => void look(worth && !asked));
      asked ||= worth;
    });
  });
}

async function look(ask: boolean): Promise<void> {
  // Only secure pages have it.
  const storage = (navigator as { storage?: StorageManager }).storage;
  if (!storage) return;
  try {
    const kept = (await storage.persisted()) || (ask && (await storage.persist()));
    const { usage, quota } = await storage.estimate();
    status.storage = { bytes: usage ?? null, most: quota ?? null, kept };
  } catch {
    status.storage = null;
  }
}
