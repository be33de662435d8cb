/** Milliseconds between two checkpoints. */
const PAUSE = 3000;

/** Keep what `state` gives whenever enough time has gone by since the last time. */
export function timedCheckpoint(checkpoint: ((state: unknown) => void) | undefined): (state: () => unknown) => void {
  let last = performance.now();
  return state => {
    if (!checkpoint || performance.now() - last < PAUSE) return;
    checkpoint(state());
    last = performance.now();
  };
}
