// Functions of two numbers at once, the same to the bit as ../../reference/portable-functions.ts.

/** Adding it rounds to a whole number, which then stands in the low bits of the sum. */
const ROUND: f64 = 6755399441055744.0;

// @ts-ignore: decorator
@inline
function horner(p: v128, r: v128, c: f64): v128 {
  return f64x2.add(f64x2.mul(p, r), f64x2.splat(c));
}

// @ts-ignore: decorator
@inline
function powerOfTwo(n: v128): v128 {
  return i64x2.shl(i64x2.add(n, i64x2.splat(1023)), 52);
}

/** exp(x). */
// @ts-ignore: decorator
@inline
export function exponential(x: v128): v128 {
  // NaN goes through both bounds: the comparison fails and x stays.
  const bounded = f64x2.pmin(f64x2.pmax(x, f64x2.splat(-746)), f64x2.splat(710));
  const shifted = f64x2.add(f64x2.mul(bounded, f64x2.splat(1.4426950408889634)), f64x2.splat(ROUND));
  const whole = f64x2.sub(shifted, f64x2.splat(ROUND));
  const r = f64x2.sub(
    f64x2.sub(bounded, f64x2.mul(whole, f64x2.splat(0.6931471803691238))),
    f64x2.mul(whole, f64x2.splat(1.9082149292705877e-10)),
  );
  let p = f64x2.splat(1.0 / 6227020800.0);
  p = horner(p, r, 1.0 / 479001600.0);
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
  const n = i64x2.sub(shifted, f64x2.splat(ROUND));
  const half = i64x2.shr_s(n, 1);
  return f64x2.mul(f64x2.mul(p, powerOfTwo(half)), powerOfTwo(i64x2.sub(n, half)));
}

/** ln(x). */
// @ts-ignore: decorator
@inline
export function logarithm(x: v128): v128 {
  const one = f64x2.splat(1);
  const tiny = f64x2.lt(x, f64x2.splat(2.2250738585072014e-308));
  const bits = v128.bitselect(f64x2.mul(x, f64x2.splat(18014398509481984.0)), x, tiny);
  const part = v128.or(v128.and(bits, i64x2.splat(0xfffffffffffff)), one);
  const large = f64x2.ge(part, f64x2.splat(1.4142135623730951));
  const raised = i64x2.add(i64x2.shr_u(bits, 52), f64x2.splat(ROUND));
  const below = v128.bitselect(f64x2.splat(1077), f64x2.splat(1023), tiny);
  const n = f64x2.add(
    f64x2.sub(f64x2.sub(raised, f64x2.splat(ROUND)), below),
    v128.and(one, large),
  );
  const f = f64x2.sub(f64x2.mul(part, v128.bitselect(f64x2.splat(0.5), one, large)), one);
  const s = f64x2.div(f, f64x2.add(f64x2.splat(2), f));
  const z = f64x2.mul(s, s);
  let p = f64x2.splat(0.14798198605116586);
  p = horner(p, z, 0.15313837699209373);
  p = horner(p, z, 0.1818357216161805);
  p = horner(p, z, 0.22222198432149784);
  p = horner(p, z, 0.2857142874366239);
  p = horner(p, z, 0.3999999999940942);
  p = horner(p, z, 0.6666666666666735);
  const h = f64x2.mul(f64x2.mul(f64x2.splat(0.5), f), f);
  const correction = f64x2.add(
    f64x2.mul(s, f64x2.add(h, f64x2.mul(p, z))),
    f64x2.mul(n, f64x2.splat(1.9082149292705877e-10)),
  );
  const whole = f64x2.mul(n, f64x2.splat(0.6931471803691238));
  const found = f64x2.sub(whole, f64x2.sub(f64x2.sub(h, correction), f));
  const endless = f64x2.splat(Infinity);
  const nothing = f64x2.eq(x, f64x2.splat(0));
  const end = v128.bitselect(x, f64x2.splat(NaN), f64x2.eq(x, endless));
  const outside = v128.bitselect(f64x2.neg(endless), end, nothing);
  return v128.bitselect(found, outside, v128.and(f64x2.gt(x, f64x2.splat(0)), f64x2.lt(x, endless)));
}

/** 1 / (1 + exp(-x)), formed so that exp never overflows. */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const one = f64x2.splat(1);
  const e = exponential(f64x2.neg(f64x2.abs(x)));
  return f64x2.div(v128.bitselect(one, e, f64x2.ge(x, f64x2.splat(0))), f64x2.add(one, e));
}

/** tanh(x). */
// @ts-ignore: decorator
@inline
export function hyperbolicTangent(x: v128): v128 {
  const one = f64x2.splat(1);
  const size = f64x2.abs(x);
  const e = exponential(f64x2.mul(f64x2.splat(2), size));
  const far = f64x2.sub(one, f64x2.div(f64x2.splat(2), f64x2.add(e, one)));
  const sign = v128.and(x, f64x2.splat(-0.0));
  const s = f64x2.mul(x, x);
  let p = f64x2.sub(f64x2.mul(f64x2.splat(-0.9643991794250523), s), f64x2.splat(99.28772310019185));
  p = f64x2.sub(f64x2.mul(p, s), f64x2.splat(1614.6876844170845));
  let q = f64x2.add(s, f64x2.splat(112.81167849163293));
  q = horner(q, s, 2235.4883906010045);
  q = horner(q, s, 4844.063053251255);
  const near = f64x2.mul(x, f64x2.add(one, f64x2.div(f64x2.mul(s, p), q)));
  return v128.bitselect(v128.or(far, sign), near, f64x2.gt(size, f64x2.splat(0.625)));
}
