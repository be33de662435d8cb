// Passes of sequential minimal optimisation over the variables of tiles [from, to), eight a tile; ../dual.ts hands in
// addresses. A pass makes the row of the kernel that it needs where that is not kept (`fresh`).

import { kernelEight } from './distances-kernel';

/** Of two lanes the greater value, of equals the one with the lesser place; stored with its place, both as float64. */
function greater(values: v128, places: v128, out: usize): void {
  let value = f64x2.extract_lane(values, 0);
  let place = f64x2.extract_lane(places, 0);
  const other = f64x2.extract_lane(values, 1);
  const beside = f64x2.extract_lane(places, 1);
  if (other > value || (other == value && beside < place)) {
    value = other;
    place = beside;
  }
  store<f64>(out, value);
  store<f64>(out, place, 8);
}

/**
 * The partner with which the objective falls most: the fall and its place at `out`, 0 and -1 where there is none. `row` is
 * the kernel of the point with all others.
 */
export function dualPartner(
  tiles: usize, width: i32, from: i32, to: i32, point: usize, fall: f64, row: usize, fresh: i32,
  slope: usize, down: usize, highest: f64, least: f64, out: usize,
): void {
  const tileBytes = <usize>width << 6;
  const f = f64x2.splat(fall);
  const h = f64x2.splat(highest);
  const two = f64x2.splat(2);
  const zero = f64x2.splat(0);
  const bottom = f64x2.splat(least);
  let most = zero;
  let places = f64x2.splat(-1);
  let place = f64x2.add(f64x2.splat(<f64>from * 8), f64x2.replace_lane(zero, 1, 1));
  for (let t = from; t < to; t++) {
    const k = row + (<usize>t << 5);
    if (fresh) kernelEight(tiles + <usize>t * tileBytes, width, point, f, k);
    const s = <usize>t << 6;
    for (let q: usize = 0; q < 4; q++) {
      const gap = f64x2.add(h, f64x2.add(v128.load(slope + s + (q << 4)), v128.load(down + s + (q << 4))));
      const bounded = f64x2.pmax(zero, gap);
      const value = f64x2.promote_low_f32x4(v128.load64_zero(k + (q << 3)));
      const curvature = f64x2.pmax(bottom, f64x2.sub(two, f64x2.mul(two, value)));
      const drop = f64x2.div(f64x2.mul(bounded, bounded), curvature);
      const better = f64x2.gt(drop, most);
      most = v128.bitselect(drop, most, better);
      places = v128.bitselect(place, places, better);
      place = f64x2.add(place, two);
    }
  }
  greater(most, places, out);
}

/**
 * Adds rowI * di + rowJ * dj to the slopes (nothing where `rowI` is 0), and stores at `out` the greatest of up - slope, its
 * place, and the greatest of down + slope.
 */
export function dualUpdate(
  tiles: usize, width: i32, from: i32, to: i32, point: usize, fall: f64, rowI: usize, rowJ: usize, fresh: i32,
  di: f64, dj: f64, slope: usize, up: usize, down: usize, out: usize,
): void {
  const tileBytes = <usize>width << 6;
  const f = f64x2.splat(fall);
  const a = f64x2.splat(di);
  const b = f64x2.splat(dj);
  const two = f64x2.splat(2);
  let highest = f64x2.splat(-Infinity);
  let lowest = f64x2.splat(-Infinity);
  let places = f64x2.splat(-1);
  let place = f64x2.add(f64x2.splat(<f64>from * 8), f64x2.replace_lane(f64x2.splat(0), 1, 1));
  for (let t = from; t < to; t++) {
    const kj = rowJ + (<usize>t << 5);
    const ki = rowI + (<usize>t << 5);
    if (fresh) kernelEight(tiles + <usize>t * tileBytes, width, point, f, kj);
    const s = <usize>t << 6;
    for (let q: usize = 0; q < 4; q++) {
      let value = v128.load(slope + s + (q << 4));
      if (rowI) {
        const u = f64x2.promote_low_f32x4(v128.load64_zero(ki + (q << 3)));
        const v = f64x2.promote_low_f32x4(v128.load64_zero(kj + (q << 3)));
        value = f64x2.add(value, f64x2.add(f64x2.mul(u, a), f64x2.mul(v, b)));
        v128.store(slope + s + (q << 4), value);
      }
      const rising = f64x2.sub(v128.load(up + s + (q << 4)), value);
      const better = f64x2.gt(rising, highest);
      highest = v128.bitselect(rising, highest, better);
      places = v128.bitselect(place, places, better);
      lowest = f64x2.pmax(lowest, f64x2.add(v128.load(down + s + (q << 4)), value));
      place = f64x2.add(place, two);
    }
  }
  greater(highest, places, out);
  const first = f64x2.extract_lane(lowest, 0);
  const second = f64x2.extract_lane(lowest, 1);
  store<f64>(out, first > second ? first : second, 16);
}
