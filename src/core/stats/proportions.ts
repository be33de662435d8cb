import type { Interval } from '../metrics/result.ts';
import { betaQuantile, normalHalfWidth, normalTwoSided } from './distributions.ts';

/** Wilson's score interval for `hits` of `n`; [0, 1] when n is 0. `n` may be any positive number. */
export function wilsonInterval(hits: number, n: number, level = 0.95): Interval {
  const method = 'Wilson score interval';
  if (n <= 0) return { low: 0, high: 1, level, method };
  const z2 = normalHalfWidth(level) ** 2;
  const p = hits / n;
  const centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const half = Math.sqrt(z2 * ((p * (1 - p)) / n + z2 / (4 * n * n))) / (1 + z2 / n);
  return {
    low: hits === 0 ? 0 : Math.max(0, centre - half),
    high: hits === n ? 1 : Math.min(1, centre + half),
    level,
    method,
  };
}

/** Clopper-Pearson: covers at least as often as it promises, and is wider for it. */
export function clopperPearsonInterval(hits: number, n: number, level = 0.95): Interval {
  const tail = (1 - level) / 2;
  return {
    low: hits === 0 ? 0 : betaQuantile(tail, hits, n - hits + 1),
    high: hits === n ? 1 : betaQuantile(1 - tail, hits + 1, n - hits),
    level,
    method: 'Clopper-Pearson exact interval',
  };
}

/** Newcombe's (1998) hybrid score interval for p₁ - p₂ of two separate groups of rows. */
export function newcombeInterval(hits1: number, n1: number, hits2: number, n2: number, level = 0.95): Interval {
  const p1 = hits1 / n1;
  const p2 = hits2 / n2;
  const w1 = wilsonInterval(hits1, n1, level);
  const w2 = wilsonInterval(hits2, n2, level);
  return {
    low: p1 - p2 - Math.hypot(p1 - w1.low, w2.high - p2),
    high: p1 - p2 + Math.hypot(w1.high - p1, p2 - w2.low),
    level,
    method: 'Newcombe hybrid score interval',
  };
}

/** The pooled z test of p₁ = p₂ on separate rows, two-sided. When both are 0 or both 1 nothing speaks against it: p = 1. */
export function twoProportionTest(hits1: number, n1: number, hits2: number, n2: number): { z: number; pValue: number } {
  const pooled = (hits1 + hits2) / (n1 + n2);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2));
  if (error === 0) return { z: 0, pValue: 1 };
  const z = (hits1 / n1 - hits2 / n2) / error;
  return { z, pValue: normalTwoSided(z) };
}
