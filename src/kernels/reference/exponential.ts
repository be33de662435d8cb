/**
 * exp and log(1 + e) made of additions, multiplications and divisions alone, in one fixed order, so that compiled
 * kernels give the same bits. Both are within 2 units in the last place of the true value.
 */

/** Adding and taking away 1.5 * 2^52 rounds to the nearest whole number, ties to even. */
const ROUND = 6755399441055744;
const LOG2_E = 1.4426950408889634;
/** ln 2 in two parts; the first has zeros at its end, so that a whole multiple of it is exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** 2^n for n from -1022 to 0. */
const powers = new Float64Array(1023);
powers[1022] = 1;
for (let i = 1021; i >= 0; i--) powers[i] = powers[i + 1]! / 2;

/** exp(x) for x ≤ 0; below -708 it stays at exp(-708), which is 3e-308. Taylor to degree 13 for |rest| ≤ ln 2 / 2. */
export function expOfNegative(x: number): number {
  const bounded = x < -708 ? -708 : x;
  const n = bounded * LOG2_E + ROUND - ROUND;
  const r = bounded - n * LN2_HIGH - n * LN2_LOW;
  let p = 1 / 6227020800;
  p = p * r + 1 / 479001600;
  p = p * r + 1 / 39916800;
  p = p * r + 1 / 3628800;
  p = p * r + 1 / 362880;
  p = p * r + 1 / 40320;
  p = p * r + 1 / 5040;
  p = p * r + 1 / 720;
  p = p * r + 1 / 120;
  p = p * r + 1 / 24;
  p = p * r + 1 / 6;
  p = p * r + 0.5;
  p = p * r + 1;
  p = p * r + 1;
  return p * powers[n + 1022]!;
}

/** log(1 + e) for 0 ≤ e ≤ 1, as 2 artanh(e / (2 + e)); the series' argument is at most 1/3. */
export function logOfOnePlus(e: number): number {
  const z = e / (2 + e);
  const s = z * z;
  let p = 1 / 33;
  for (let k = 31; k >= 1; k -= 2) p = p * s + 1 / k;
  return 2 * z * p;
}

/** log(u) for u ≥ 1 of moderate size: halved until it lies in [1, 2], then as above. */
export function logFromOne(u: number): number {
  let halvings = 0;
  while (u > 2) {
    u /= 2;
    halvings++;
  }
  return logOfOnePlus(u - 1) + halvings * 0.6931471805599453;
}
