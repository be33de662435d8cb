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
        const n0 = v128.load(norms + (<usize>r << 2));
        const n1 = v128.load(norms + (<usize>r << 2), 16);
        const h0 = v128.load(rowHalves + (<usize>r << 2));
        const h1 = v128.load(rowHalves + (<usize>r << 2), 16);
        for (let i = 0; i < most; i++) {
          const reach = f32x4.splat(a * load<f32>(queryNorms + (<usize>(q + i) << 2)));
          const bound = v128.load32_splat(limits + (<usize>i << 2));
          const s0 = f32x4.sub(f32x4.add(h0, v128.load(table + (<usize>i << 5))), f32x4.mul(reach, n0));
          const s1 = f32x4.sub(f32x4.add(h1, v128.load(table + (<usize>i << 5), 16)), f32x4.mul(reach, n1));
          let near = ~(i32x4.bitmask(f32x4.gt(s0, bound)) | (i32x4.bitmask(f32x4.gt(s1, bound)) << 4)) & 255;
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

/** The score from which on no row can enter the list of a query; rounded up by more than rounding can do. */
function limit(
  limits: usize, i: i32, query: i32, count: i32, distances: usize, queryNorms: usize, slack: f64, scale2: f64,
): void {
  const farthest = f64At(distances, (query + 1) * count - 1);
  const norm = <f64>load<f32>(queryNorms + (<usize>query << 2));
  // The norm is rounded up, by at most 3 parts in a million; twice that in its square.
  const value = 0.5 * (farthest * scale2 - norm * norm * 0.999994) + slack * norm * norm;
  store<f32>(limits + (<usize>i << 2), <f32>(value + Math.abs(value) * 0.0000003 + 1e-37));
}
