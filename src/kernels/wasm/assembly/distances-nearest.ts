// The nearest rows of queries: scores in float32 say which rows need to be looked at in float64.

import { exact, f64At, scores } from './distance-parts';

/** Put a point into an ascending list of `count`, behind its equals. */
function insert(indices: usize, distances: usize, count: i32, index: i32, distance: f64): void {
  let i = count - 1;
  for (; i > 0 && distance < f64At(distances, i - 1); i--) {
    store<f64>(distances + (<usize>i << 3), f64At(distances, i - 1));
    store<i32>(indices + (<usize>i << 2), load<i32>(indices + (<usize>(i - 1) << 2)));
  }
  store<f64>(distances + (<usize>i << 3), distance);
  store<i32>(indices + (<usize>i << 2), index);
}

/**
 * The `count` nearest rows of queries [from, to), `from` a multiple of 4: lists that begin filled with -1 and Infinity.
 * `small` holds the queries as `scores` wants its points, with `halves` 0. A row is looked at in float64 unless its score, plus
 * `rowHalves` (half its squared length less what rounding can do) less a * |query| * |row|, is above half of
 * (the farthest in the list * scale² - |query|²), rounded up. `same`: the queries are the rows, and none is its own
 * neighbour.
 */
export function distanceNearest(
  x: usize, stride: i32, width: i32, rows: i32, tiles: usize, norms: usize, rowHalves: usize,
  queries: usize, small: usize, zeros: usize, queryNorms: usize, from: i32, to: i32, a: f32, slack: f64, scale2: f64,
  count: i32, indices: usize, distances: usize, same: i32, scratch: usize,
): void {
  const bytes = <usize>stride << 3;
  const tileBytes = <usize>width << 4;
  const limits = scratch;
  const table = scratch + 16;
  // So many rows at a time that they stay in the cache while all queries of the group pass over them.
  const block = max(8, (32768 / (4 * width)) & ~7);
  for (let first = 0; first < rows; first += block) {
    const last = min(rows, first + block);
    for (let q = from; q < to; q += 4) {
      const most = min(4, to - q);
      for (let i = 0; i < most; i++) limit(limits, i, q + i, count, distances, queryNorms, slack, scale2);
      for (let r = first; r < last; r += 8) {
        const tile = tiles + <usize>(r >> 2) * tileBytes;
        scores(tile, tileBytes, width, 4, small + (<usize>(q * width) << 2), zeros, table);
        for (let i = 0; i < most; i++) {
          let near = notFarther(table, i, limits, a, queryNorms, q + i, norms, rowHalves, r);
          while (near) {
            const row = r + ctz(near);
            near &= near - 1;
            if (row >= rows || (same && row == q + i)) continue;
            const distance = exact(queries + <usize>(q + i) * bytes, x + <usize>row * bytes, stride);
            const list = <usize>((q + i) * count);
            const farthest = distances + ((list + <usize>count - 1) << 3);
            if (!(distance < load<f64>(farthest))) continue;
            insert(indices + (list << 2), distances + (list << 3), count, row, distance);
            limit(limits, i, q + i, count, distances, queryNorms, slack, scale2);
          }
        }
      }
    }
  }
}

/**
 * The rows within the squared radius of queries [from, to) among the rows themselves, `from` a multiple of 4: up to
 * `rows` indices a query at `lists`, their number at `counts`, both counted from `base`. As in distanceNearest, what the
 * score cannot rule out is looked at in float64.
 */
export function distanceWithin(
  x: usize, stride: i32, width: i32, rows: i32, tiles: usize, norms: usize, rowHalves: usize,
  small: usize, zeros: usize, queryNorms: usize, base: i32, from: i32, to: i32, a: f32, slack: f64, scale2: f64,
  radius: f64, lists: usize, counts: usize, scratch: usize,
): void {
  const bytes = <usize>stride << 3;
  const tileBytes = <usize>width << 4;
  const limits = scratch;
  const table = scratch + 16;
  const block = max(8, (32768 / (4 * width)) & ~7);
  for (let first = 0; first < rows; first += block) {
    const last = min(rows, first + block);
    for (let q = from; q < to; q += 4) {
      const most = min(4, to - q);
      for (let i = 0; i < most; i++) setLimit(limits, i, q + i, radius, queryNorms, slack, scale2);
      for (let r = first; r < last; r += 8) {
        const tile = tiles + <usize>(r >> 2) * tileBytes;
        scores(tile, tileBytes, width, 4, small + (<usize>(q * width) << 2), zeros, table);
        for (let i = 0; i < most; i++) {
          let near = notFarther(table, i, limits, a, queryNorms, q + i, norms, rowHalves, r);
          while (near) {
            const row = r + ctz(near);
            near &= near - 1;
            if (row >= rows) continue;
            if (!(exact(x + <usize>(q + i) * bytes, x + <usize>row * bytes, stride) <= radius)) continue;
            const slot = counts + (<usize>(q + i - base) << 2);
            const count = load<i32>(slot);
            store<i32>(lists + ((<usize>(q + i - base) * <usize>rows + <usize>count) << 2), row);
            store<i32>(slot, count + 1);
          }
        }
      }
    }
  }
}

/** Bits of the eight rows from `r` whose scores do not rule them out. */
@inline
function notFarther(
  table: usize, i: i32, limits: usize, a: f32, queryNorms: usize, query: i32, norms: usize, rowHalves: usize, r: i32,
): i32 {
  const at = <usize>r << 2;
  const reach = f32x4.splat(a * load<f32>(queryNorms + (<usize>query << 2)));
  const bound = v128.load32_splat(limits + (<usize>i << 2));
  const h0 = v128.load(rowHalves + at);
  const h1 = v128.load(rowHalves + at, 16);
  const s0 = f32x4.sub(f32x4.add(h0, v128.load(table + (<usize>i << 5))), f32x4.mul(reach, v128.load(norms + at)));
  const s1 = f32x4.sub(f32x4.add(h1, v128.load(table + (<usize>i << 5), 16)), f32x4.mul(reach, v128.load(norms + at, 16)));
  return ~(i32x4.bitmask(f32x4.gt(s0, bound)) | (i32x4.bitmask(f32x4.gt(s1, bound)) << 4)) & 255;
}

/** For the list of a query, see setLimit. */
function limit(
  limits: usize, i: i32, query: i32, count: i32, distances: usize, queryNorms: usize, slack: f64, scale2: f64,
): void {
  setLimit(limits, i, query, f64At(distances, (query + 1) * count - 1), queryNorms, slack, scale2);
}

/** The score above which a row is farther from a query than the squared distance; rounded up by more than rounding can do. */
function setLimit(
  limits: usize, i: i32, query: i32, distance: f64, queryNorms: usize, slack: f64, scale2: f64,
): void {
  const norm = <f64>load<f32>(queryNorms + (<usize>query << 2));
  // The norm is rounded up, by at most 3 parts in a million; twice that in its square.
  const value = 0.5 * (distance * scale2 - norm * norm * 0.999994) + slack * norm * norm;
  store<f32>(limits + (<usize>i << 2), <f32>(value + Math.abs(value) * 0.0000003 + 1e-37));
}
