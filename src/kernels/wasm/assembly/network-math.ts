// Functions of four float32 at a time, and the hash that dropout is drawn from.
import { madd } from './network-matrix';

const one = f32x4.splat(1);

/**
 * e^x to a few units in the last place: x = n log 2 + r with |r| <= log 2 / 2, and a polynomial in r (Cephes, expf). Beyond
 * float32's range the nearest end of it.
 */
@inline
export function exponential(x: v128): v128 {
  x = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-87.3)), f32x4.splat(88.3));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504)));
  let r = madd(n, f32x4.splat(-0.693359375), x);
  r = madd(n, f32x4.splat(2.12194440e-4), r);
  let p = f32x4.splat(1.9875691500e-4);
  p = madd(p, r, f32x4.splat(1.3981999507e-3));
  p = madd(p, r, f32x4.splat(8.3334519073e-3));
  p = madd(p, r, f32x4.splat(4.1665795894e-2));
  p = madd(p, r, f32x4.splat(1.6666665459e-1));
  p = madd(p, r, f32x4.splat(5.0000001201e-1));
  p = f32x4.add(madd(p, f32x4.mul(r, r), r), one);
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(p, power);
}

/** 1 / (1 + e^-x). */
@inline
export function sigmoid(x: v128): v128 {
  return f32x4.div(one, f32x4.add(one, exponential(f32x4.neg(x))));
}

/** 2 / (1 + e^-2x) - 1. */
@inline
export function hyperbolic(x: v128): v128 {
  return f32x4.sub(f32x4.mul(f32x4.splat(2), sigmoid(f32x4.add(x, x))), one);
}

/** Identity 0, relu 1, tanh 2, silu 3. */
@inline
export function activated(kind: i32, x: v128): v128 {
  if (kind == 1) return f32x4.pmax(x, f32x4.splat(0));
  if (kind == 2) return hyperbolic(x);
  if (kind == 3) return f32x4.mul(x, sigmoid(x));
  return x;
}

/** Derivative of the activation at x. */
@inline
export function slope(kind: i32, x: v128): v128 {
  if (kind == 1) return v128.and(f32x4.gt(x, f32x4.splat(0)), one);
  if (kind == 2) {
    const t = hyperbolic(x);
    return f32x4.sub(one, f32x4.mul(t, t));
  }
  if (kind == 3) {
    const s = sigmoid(x);
    return f32x4.mul(s, f32x4.add(one, f32x4.mul(x, f32x4.sub(one, s))));
  }
  return one;
}

export function hash32(x: u32): u32 {
  x = (x ^ (x >> 16)) * 0x7feb352d;
  x = (x ^ (x >> 15)) * 0x846ca68b;
  return x ^ (x >> 16);
}

export function dropoutKey(seed: u32, step: u32, layer: u32): u32 {
  return hash32(seed ^ hash32(step * 64 + layer));
}

/** `scale` where the hash of a unit's place says that it is kept, else 0; `place` is that of the first of the four. */
@inline
export function kept(key: u32, place: u32, threshold: u32, scale: f32): v128 {
  const places = i32x4.add(i32x4.splat(place), i32x4(0, 1, 2, 3));
  let x = i32x4.add(i32x4.splat(key), i32x4.mul(places, i32x4.splat(0x9e3779b1)));
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 16)), i32x4.splat(0x7feb352d));
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 15)), i32x4.splat(0x846ca68b));
  x = v128.xor(x, i32x4.shr_u(x, 16));
  return v128.and(i32x4.ge_u(x, i32x4.splat(threshold)), f32x4.splat(scale));
}
