import { throwIfCancelled } from './errors.ts';

/** What a caller may hand to long work: a way to stop it and a way to hear how far it is. */
export interface WorkContext {
  readonly signal?: AbortSignal | undefined;
  progress?(update: { readonly phase: string; readonly done: number; readonly total: number }): void;
}

/** Milliseconds of work between two chances for messages (a cancellation among them) to arrive. */
const stretch = 40;

/** When they last had a chance: short pieces of work that follow each other, each with a pacer of its own, are one. */
let last = -Infinity;

/**
 * Resolves when messages that have arrived meanwhile had their turn. It is a message itself, because browsers make a timer
 * that was set by a timer wait for 4 ms, a tenth of a stretch.
 */
export const nextTurn = (): Promise<void> =>
  new Promise(resolve => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });

/**
 * A function to call between pieces of long work. It reports progress, throws `rpc/cancelled` when the caller has
 * asked to stop, and lets the event loop run once enough time has gone by.
 */
export function pacer(context: WorkContext): (phase: string, done: number, total: number) => Promise<void> {
  return async (phase, done, total) => {
    throwIfCancelled(context.signal);
    if (performance.now() - last < stretch) return;
    context.progress?.({ phase, done, total });
    await nextTurn();
    last = performance.now();
    throwIfCancelled(context.signal);
  };
}
