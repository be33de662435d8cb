import { exponential } from './portable-functions.ts';

/**
 * exp and log(1 + e) made of additions, multiplications and divisions alone, in one fixed order, so that compiled
 * kernels give the same bits. Both are within 2 units in the last place of the true value.
 */

/** exp(x) for x ≤ 0; below -708 it stays at exp(-708), which is 3e-308. */
export const expOfNegative = (x: number): number => exponential(x < -708 ? -708 : x);

/** exp(x) for x from -708 to 708, and the value at the nearer end beyond. */
export const boundedExponential = (x: number): number => exponential(Math.min(Math.max(x, -708), 708));

/** log(1 + e) for 0 ≤ e ≤ 1, as 2 artanh(e / (2 + e)); the series' argument is at most 1/3. */
export function logOfOnePlus(e: number): number {
  const z = e / (2 + e);
  const s = z * z;
  let p = 1 / 33;
  for (let k = 31; k >= 1; k -= 2) p = p * s + 1 / k;
  return 2 * z * p;
}
