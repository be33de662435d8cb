import { StudioError } from '../core/errors.ts';
import { status } from './status.svelte.ts';

export interface Job {
  readonly signal: AbortSignal;
  /** Tell the status bar how far it is; `fraction` is 0..1, or null while it cannot be known. */
  report(fraction: number | null, detail?: string): void;
}

/** Run long work with its name, progress and a stop in the status bar. A stop by the person resolves to undefined. */
export async function runJob<T>(label: string, work: (job: Job) => Promise<T>): Promise<T | undefined> {
  const abort = new AbortController();
  const startedAt = Date.now();
  const show = (fraction: number | null, detail?: string) => {
    status.job = { label, fraction, startedAt, stop: () => abort.abort(), ...(detail === undefined ? {} : { detail }) };
  };
  show(null);
  try {
    return await work({ signal: abort.signal, report: show });
  } catch (error) {
    if (error instanceof StudioError && error.code === 'rpc/cancelled') return undefined;
    throw error;
  } finally {
    if (status.job?.startedAt === startedAt) status.job = null;
  }
}
