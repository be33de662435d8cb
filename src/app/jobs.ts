import { StudioError } from '../core/errors.ts';
import { status } from './status.svelte.ts';

export interface Job {
  readonly signal: AbortSignal;
  /** Tell the status bar how far it is; `fraction` is 0..1, or null while it cannot be known. */
  report(fraction: number | null, detail?: string): void;
}

/** A person does not notice work shorter than this; it need not be shown. */
export const NOTICED_MS = 200;

/**
 * Run long work with its name, progress and a stop in the status bar, which is told at once, or only when it takes longer
 * than `after` milliseconds. A stop by the person resolves to undefined.
 */
export async function runJob<T>(label: string, work: (job: Job) => Promise<T>, after = 0): Promise<T | undefined> {
  const abort = new AbortController();
  const startedAt = Date.now();
  let due = after === 0;
  let over = false;
  let [fraction, detail]: [number | null, string | undefined] = [null, undefined];
  const show = () => {
    // Reports may come late, when another job has the place.
    if (!due || over) return;
    status.job = { label, fraction, startedAt, stop: () => abort.abort(), ...(detail === undefined ? {} : { detail }) };
  };
  const timer = setTimeout(() => {
    due = true;
    show();
  }, after);
  show();
  const report = (share: number | null, words?: string) => {
    [fraction, detail] = [share, words];
    show();
  };
  try {
    return await work({ signal: abort.signal, report });
  } catch (error) {
    if (error instanceof StudioError && error.code === 'rpc/cancelled') return undefined;
    throw error;
  } finally {
    over = true;
    clearTimeout(timer);
    if (status.job?.startedAt === startedAt) status.job = null;
  }
}
