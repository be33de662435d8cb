import { throwIfCancelled } from './errors.ts';

/** What a caller may hand to long work: a way to stop it and a way to hear how far it is. */
export interface WorkContext {
  readonly signal?: AbortSignal | undefined;
  progress?(update: { readonly phase: string; readonly done: number; readonly total: number }): void;
}

/** Milliseconds of work between two chances for messages (a cancellation among them) to arrive. */
const stretch = 40;

/**
 * A function to call between pieces of long work. It reports progress, throws `rpc/cancelled` when the caller has
 * asked to stop, and lets the event loop run once enough time has gone by.
 */
export function pacer(context: WorkContext): (phase: string, done: number, total: number) => Promise<void> {
  let last = performance.now();
  return async (phase, done, total) => {
    throwIfCancelled(context.signal);
    if (performance.now() - last < stretch) return;
    context.progress?.({ phase, done, total });
    await new Promise<void>(resolve => setTimeout(resolve, 0));
    last = performance.now();
    throwIfCancelled(context.signal);
  };
}
