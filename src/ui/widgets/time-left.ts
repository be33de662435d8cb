/**
 * Milliseconds that work still takes if it goes on as fast as so far. Null while that cannot be known honestly: before 2% are
 * done or half a second has passed. Rounded to what a person can use: whole seconds, then five seconds, then minutes.
 */
export function timeLeft(fraction: number | null, elapsedMs: number): number | null {
  if (fraction === null || fraction < 0.02 || fraction >= 1 || elapsedMs < 500) return null;
  const left = (elapsedMs * (1 - fraction)) / fraction;
  const step = left < 15_000 ? 1000 : left < 120_000 ? 5000 : 60_000;
  return Math.max(step, Math.round(left / step) * step);
}
