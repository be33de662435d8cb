import { fTail, tTwoSided } from './distributions.ts';

/**
 * Tests on five repetitions of two-fold cross-validation; each pair holds the score differences of its two folds.
 * `t` is Dietterich's (1998) test on the first difference, `f` is Alpaydin's (1999) on all ten, which is steadier.
 * Without any spread within the pairs both are undefined (NaN).
 */
export function fiveByTwo(pairs: readonly (readonly [number, number])[]): {
  t: number;
  tP: number;
  f: number;
  fP: number;
} {
  let spread = 0;
  let squares = 0;
  for (const [a, b] of pairs) {
    const mean = (a + b) / 2;
    spread += (a - mean) ** 2 + (b - mean) ** 2;
    squares += a * a + b * b;
  }
  if (pairs.length !== 5 || spread === 0) return { t: NaN, tP: NaN, f: NaN, fP: NaN };
  const t = pairs[0]![0] / Math.sqrt(spread / 5);
  const f = squares / (2 * spread);
  return { t, tP: tTwoSided(t, 5), f, fP: fTail(f, 10, 5) };
}
