// Exponential and logarithm of ../../reference/trees/numbers.ts, the same to the bit; of two values at once.

const LOG2_E: f64 = 1.4426950408889634;
const LN2_HIGH: f64 = 6.93147180369123816e-1;
const LN2_LOW: f64 = 1.9082149292705877e-10;
/** Added to an integer it leaves it, with the exponent's bias, in the low bits of the sum. */
const SHIFTER: f64 = 6755399441055744.0 + 1023.0;

// @ts-ignore: decorator
@inline
function horner(p: v128, r: v128, c: f64): v128 {
  return f64x2.add(f64x2.mul(p, r), f64x2.splat(c));
}

// @ts-ignore: decorator
@inline
export function exp2x(x: v128): v128 {
  const v = f64x2.pmin(f64x2.splat(708), f64x2.pmax(f64x2.splat(-708), x));
  const k = f64x2.floor(f64x2.add(f64x2.mul(v, f64x2.splat(LOG2_E)), f64x2.splat(0.5)));
  const r = f64x2.sub(f64x2.sub(v, f64x2.mul(k, f64x2.splat(LN2_HIGH))), f64x2.mul(k, f64x2.splat(LN2_LOW)));
  let p = f64x2.splat(1.0 / 479001600.0);
  p = horner(p, r, 1.0 / 39916800.0);
  p = horner(p, r, 1.0 / 3628800.0);
  p = horner(p, r, 1.0 / 362880.0);
  p = horner(p, r, 1.0 / 40320.0);
  p = horner(p, r, 1.0 / 5040.0);
  p = horner(p, r, 1.0 / 720.0);
  p = horner(p, r, 1.0 / 120.0);
  p = horner(p, r, 1.0 / 24.0);
  p = horner(p, r, 1.0 / 6.0);
  p = horner(p, r, 0.5);
  p = horner(p, r, 1.0);
  p = horner(p, r, 1.0);
  return f64x2.mul(p, i64x2.shl(f64x2.add(k, f64x2.splat(SHIFTER)), 52));
}

// @ts-ignore: decorator
@inline
export function exp1(x: f64): f64 {
  return f64x2.extract_lane(exp2x(f64x2.splat(x)), 0);
}

export function log1(x: f64): f64 {
  const bits = reinterpret<u64>(x);
  let e = <f64>(<i32>(bits >> 52) - 1023);
  let m = reinterpret<f64>((bits & 0xfffffffffffff) | 0x3ff0000000000000);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    e += 1.0;
  }
  const f = (m - 1.0) / (m + 1.0);
  const s = f * f;
  let p = 1.0 / 21.0;
  p = p * s + 1.0 / 19.0;
  p = p * s + 1.0 / 17.0;
  p = p * s + 1.0 / 15.0;
  p = p * s + 1.0 / 13.0;
  p = p * s + 1.0 / 11.0;
  p = p * s + 1.0 / 9.0;
  p = p * s + 1.0 / 7.0;
  p = p * s + 1.0 / 5.0;
  p = p * s + 1.0 / 3.0;
  p = p * s + 1.0;
  return e * LN2_HIGH + (2.0 * f * p + e * LN2_LOW);
}
