/**
 * Functions made of additions, multiplications and divisions alone, in one fixed order: every engine, the exported module
 * and compiled loops give the same bits. They are within 2 units in the last place of the true value.
 */

/** Adding and taking away 1.5 * 2^52 rounds to the nearest whole number, ties to even. */
const ROUND = 6755399441055744;
const LOG2_E = 1.4426950408889634;
/** ln 2 in two parts; the first has zeros at its end, so that a whole multiple of it is exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** 2^n for n from LEAST_POWER to 512: a product of two is any power that a float64 can hold. */
const LEAST_POWER = -538;
const powers = new Float64Array(1051);
powers[-LEAST_POWER] = 1;
for (let i = -LEAST_POWER - 1; i >= 0; i--) powers[i] = powers[i + 1]! / 2;
for (let i = -LEAST_POWER + 1; i < powers.length; i++) powers[i] = powers[i - 1]! * 2;

/** exp(x): Taylor to degree 13 for |rest| ≤ ln 2 / 2, times 2^n in two steps, so that the smallest and largest come out. */
export function exponential(x: number): number {
  const bounded = x < -746 ? -746 : x > 710 ? 710 : x;
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
  const half = Math.floor(n / 2);
  return p * powers[half - LEAST_POWER]! * powers[n - half - LEAST_POWER]!;
}

/** A number and its bits; the upper half holds the exponent. */
const spot = new Float64Array([1]);
const halves = new Int32Array(spot.buffer);
const UPPER = halves[1] === 0 ? 0 : 1;

/** ln(x) as in fdlibm: x = 2^n m with m from √½ to √2, and a series in s = (m - 1) / (m + 1). */
export function logarithm(x: number): number {
  if (!(x > 0 && x < Infinity)) return x === 0 ? -Infinity : x === Infinity ? x : NaN;
  const tiny = x < 2.2250738585072014e-308; // less than full precision
  spot[0] = tiny ? x * 18014398509481984 : x;
  const upper = halves[UPPER]!;
  halves[UPPER] = (upper & 0xfffff) | 0x3ff00000;
  const large = spot[0] >= Math.SQRT2;
  const n = (upper >>> 20) - (tiny ? 1077 : 1023) + (large ? 1 : 0);
  const f = spot[0] * (large ? 0.5 : 1) - 1;
  const s = f / (2 + f);
  const z = s * s;
  let p = 0.14798198605116586;
  p = p * z + 0.15313837699209373;
  p = p * z + 0.1818357216161805;
  p = p * z + 0.22222198432149784;
  p = p * z + 0.2857142874366239;
  p = p * z + 0.3999999999940942;
  p = p * z + 0.6666666666666735;
  const h = 0.5 * f * f;
  return n * LN2_HIGH - (h - (s * (h + p * z) + n * LN2_LOW) - f);
}

/** 1 / (1 + exp(-x)), formed so that the exponential never overflows. */
export function sigmoid(x: number): number {
  const e = exponential(-Math.abs(x));
  return (x >= 0 ? 1 : e) / (1 + e);
}

/** tanh(x): up to 0.625 the rational approximation of Cephes, from there on 1 - 2 / (exp(2 |x|) + 1). */
export function hyperbolicTangent(x: number): number {
  const size = Math.abs(x);
  if (size > 0.625) {
    const far = 1 - 2 / (exponential(2 * size) + 1);
    return x < 0 ? -far : far;
  }
  const s = x * x;
  const p = (-0.9643991794250523 * s - 99.28772310019185) * s - 1614.6876844170845;
  const q = ((s + 112.81167849163293) * s + 2235.4883906010045) * s + 4844.063053251255;
  return x * (1 + (s * p) / q);
}
