// The Gaussian kernel exp(-gamma |a - b|²) in float64, rounded to float32; eight points side by side.

import { exp2x } from './boost-math';
import { f64At } from './distance-parts';

/** Rows [from, to), `from` a multiple of 8, as tiles of eight: [tile][column][8]. Places past the last row are 0. */
export function kernelTiles(x: usize, stride: i32, width: i32, from: i32, to: i32, tiles: usize): void {
  const bytes = <usize>stride << 3;
  for (let r = from; r < to; r += 8) {
    const tile = tiles + (<usize>(r >> 3) * <usize>width << 6);
    for (let i = 0; i < 8; i++) {
      const row = x + <usize>(r + i) * bytes;
      const out = tile + (<usize>i << 3);
      for (let j = 0; j < width; j++) store<f64>(out + (<usize>j << 6), r + i < to ? f64At(row, j) : 0);
    }
  }
}

/** Of two squared distances, as float64 that float32 can hold. */
@inline
function kernel2(squared: v128, fall: v128): v128 {
  return f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(exp2x(f64x2.mul(fall, squared))));
}

/** Kernel of one point with the eight of a tile, in float32 at `out`. `f` holds -gamma. */
@inline
export function kernelEight(tile: usize, width: i32, point: usize, f: v128, out: usize): void {
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  let c = f64x2.splat(0);
  let d = f64x2.splat(0);
  let at = tile;
  for (let j = 0; j < width; j++, at += 64) {
    const p = v128.load64_splat(point + (<usize>j << 3));
    let gap = f64x2.sub(p, v128.load(at));
    a = f64x2.add(a, f64x2.mul(gap, gap));
    gap = f64x2.sub(p, v128.load(at, 16));
    b = f64x2.add(b, f64x2.mul(gap, gap));
    gap = f64x2.sub(p, v128.load(at, 32));
    c = f64x2.add(c, f64x2.mul(gap, gap));
    gap = f64x2.sub(p, v128.load(at, 48));
    d = f64x2.add(d, f64x2.mul(gap, gap));
  }
  a = f32x4.demote_f64x2_zero(exp2x(f64x2.mul(f, a)));
  b = f32x4.demote_f64x2_zero(exp2x(f64x2.mul(f, b)));
  c = f32x4.demote_f64x2_zero(exp2x(f64x2.mul(f, c)));
  d = f32x4.demote_f64x2_zero(exp2x(f64x2.mul(f, d)));
  v128.store(out, v128.shuffle<f64>(a, b, 0, 2));
  v128.store(out, v128.shuffle<f64>(c, d, 0, 2), 16);
}

/** For the queries of tiles [from, to): the sum of coefficient times kernel over the rows, ascending; eight a tile. */
export function kernelSums(
  x: usize, stride: i32, width: i32, rows: i32, coefficients: usize, tiles: usize, from: i32, to: i32, fall: f64, out: usize,
): void {
  const tileBytes = <usize>width << 6;
  const bytes = <usize>stride << 3;
  const f = f64x2.splat(fall);
  for (let t = from; t < to; t++) {
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    let s2 = f64x2.splat(0);
    let s3 = f64x2.splat(0);
    for (let r = 0; r < rows; r++) {
      let a = f64x2.splat(0);
      let b = f64x2.splat(0);
      let c = f64x2.splat(0);
      let d = f64x2.splat(0);
      let at = tiles + <usize>t * tileBytes;
      let own = x + <usize>r * bytes;
      for (let j = 0; j < width; j++, at += 64, own += 8) {
        const p = v128.load64_splat(own);
        let gap = f64x2.sub(p, v128.load(at));
        a = f64x2.add(a, f64x2.mul(gap, gap));
        gap = f64x2.sub(p, v128.load(at, 16));
        b = f64x2.add(b, f64x2.mul(gap, gap));
        gap = f64x2.sub(p, v128.load(at, 32));
        c = f64x2.add(c, f64x2.mul(gap, gap));
        gap = f64x2.sub(p, v128.load(at, 48));
        d = f64x2.add(d, f64x2.mul(gap, gap));
      }
      const coefficient = v128.load64_splat(coefficients + (<usize>r << 3));
      s0 = f64x2.add(s0, f64x2.mul(coefficient, kernel2(a, f)));
      s1 = f64x2.add(s1, f64x2.mul(coefficient, kernel2(b, f)));
      s2 = f64x2.add(s2, f64x2.mul(coefficient, kernel2(c, f)));
      s3 = f64x2.add(s3, f64x2.mul(coefficient, kernel2(d, f)));
    }
    const slot = out + (<usize>t << 6);
    v128.store(slot, s0);
    v128.store(slot, s1, 16);
    v128.store(slot, s2, 32);
    v128.store(slot, s3, 48);
  }
}
