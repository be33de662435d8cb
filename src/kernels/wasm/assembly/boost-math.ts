// The bounded exponential of ../../reference/exponential.ts and the logarithm of ../../reference/portable-functions.ts, the same
// to the bit.
import { exponential, logarithm } from './graph-math';

// @ts-ignore: decorator
@inline
export function exp2x(x: v128): v128 {
  return exponential(f64x2.pmin(f64x2.splat(708), f64x2.pmax(f64x2.splat(-708), x)));
}

// @ts-ignore: decorator
@inline
export function exp1(x: f64): f64 {
  return f64x2.extract_lane(exp2x(f64x2.splat(x)), 0);
}

export function log1(x: f64): f64 {
  return f64x2.extract_lane(logarithm(f64x2.splat(x)), 0);
}
