import type { Interval } from '../metrics/result.ts';
import { normalHalfWidth } from './distributions.ts';

/**
 * Intervals for the difference of two proportions measured on the same n rows, (b - c) / n, where b rows count only for
 * the first and c only for the second.
 */

/** Wald's interval: too short for few discordant rows; kept for comparison. */
export function waldPairedInterval(b: number, c: number, n: number, level = 0.95): Interval {
  const half = (normalHalfWidth(level) * Math.sqrt(b + c - (b - c) ** 2 / n)) / n;
  return { low: (b - c) / n - half, high: (b - c) / n + half, level, method: 'Wald interval for paired proportions' };
}

/** Agresti & Min (2005): Wald after half a row has been added to each discordant cell and to each of the others. */
export function agrestiMinInterval(b: number, c: number, n: number, level = 0.95): Interval {
  return { ...waldPairedInterval(b + 0.5, c + 0.5, n + 2, level), method: 'Agresti-Min interval' };
}

/**
 * Tango's (1998) score interval: all differences that the score test does not reject. Its ends are found by bisection;
 * it behaves well even with no discordant rows at all.
 */
export function tangoInterval(b: number, c: number, n: number, level = 0.95): Interval {
  const z = normalHalfWidth(level);
  const estimate = (b - c) / n;
  return {
    low: edge(-1, estimate, d => score(b, c, n, d) > z),
    high: edge(1, estimate, d => score(b, c, n, d) < -z),
    level,
    method: 'Tango score interval',
  };
}

/** The score statistic of "difference = d"; falls as d grows. */
function score(b: number, c: number, n: number, d: number): number {
  const p = -b - c + (2 * n - b + c) * d;
  const q = -c * d * (1 - d);
  const nuisance = (Math.sqrt(Math.max(0, p * p - 8 * n * q)) - p) / (4 * n);
  const variance = n * (2 * nuisance + d * (1 - d));
  const gap = b - c - n * d;
  if (variance <= 0) return gap === 0 ? 0 : gap > 0 ? Infinity : -Infinity;
  return gap / Math.sqrt(variance);
}

/** The boundary between `estimate` (kept) and `limit` (perhaps rejected). */
function edge(limit: number, estimate: number, rejected: (d: number) => boolean): number {
  if (!rejected(limit)) return limit;
  let kept = estimate;
  let out = limit;
  for (let i = 0; i < 200 && Math.abs(out - kept) > 1e-15; i++) {
    const middle = (kept + out) / 2;
    if (rejected(middle)) out = middle;
    else kept = middle;
  }
  return (kept + out) / 2;
}
