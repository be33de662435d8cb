// Distances of points to centres and to each other; ../distances.ts hands in addresses and says what they hold.
//
// Points lie twice in memory: as float64 rows with an even stride (a column of zeros fills it up), and as float32 tiles
// of four rows, [tile][column][4], centred and scaled into -1..1. Scores in float32 propose; where two are nearer to
// each other than rounding can account for, the distances are computed again in float64, so results are exact.

import { exact, f64At, scores } from './distance-parts';

/**
 * Of the columns of rows [from, to): sums, least and greatest values, and sums and sums of squares of what is over the first
 * row of all; five rows of `stride` numbers at `out`.
 */
export function distanceColumns(x: usize, stride: i32, from: i32, to: i32, out: usize): void {
  const bytes = <usize>stride << 3;
  for (let j: usize = 0; j < bytes; j += 16) {
    let sum = f64x2.splat(0);
    let least = f64x2.splat(Infinity);
    let most = f64x2.splat(-Infinity);
    let gaps = f64x2.splat(0);
    let squares = f64x2.splat(0);
    const first = v128.load(x + j);
    let at = x + <usize>from * bytes + j;
    for (let r = from; r < to; r++, at += bytes) {
      const v = v128.load(at);
      sum = f64x2.add(sum, v);
      least = f64x2.pmin(least, v);
      most = f64x2.pmax(most, v);
      const gap = f64x2.sub(v, first);
      gaps = f64x2.add(gaps, gap);
      squares = f64x2.add(squares, f64x2.mul(gap, gap));
    }
    v128.store(out + j, sum);
    v128.store(out + bytes + j, least);
    v128.store(out + 2 * bytes + j, most);
    v128.store(out + 3 * bytes + j, gaps);
    v128.store(out + 4 * bytes + j, squares);
  }
}

/**
 * Rows [from, to), both multiples of 4, as tiles: (x - mean) * scale in float32, with the length of each row, rounded up. The
 * `rows`-th and those after it are as the last.
 */
export function distanceTiles(
  x: usize, stride: i32, width: i32, from: i32, to: i32, rows: i32, means: usize, scale: f64, tiles: usize, norms: usize,
): void {
  const bytes = <usize>stride << 3;
  for (let r = from; r < to; r += 4) {
    const row = x + <usize>min(r, rows - 1) * bytes;
    const row1 = x + <usize>min(r + 1, rows - 1) * bytes;
    const row2 = x + <usize>min(r + 2, rows - 1) * bytes;
    const row3 = x + <usize>min(r + 3, rows - 1) * bytes;
    const tile = tiles + (<usize>(r >> 2) * <usize>width << 4);
    let low = f64x2.splat(0);
    let high = f64x2.splat(0);
    for (let j = 0; j < width; j++) {
      const k = <usize>j << 3;
      const mean = f64x2.splat(f64At(means, j));
      let a = f64x2.replace_lane(f64x2.splat(load<f64>(row + k)), 1, load<f64>(row1 + k));
      let b = f64x2.replace_lane(f64x2.splat(load<f64>(row2 + k)), 1, load<f64>(row3 + k));
      a = f64x2.mul(f64x2.sub(a, mean), f64x2.splat(scale));
      b = f64x2.mul(f64x2.sub(b, mean), f64x2.splat(scale));
      low = f64x2.add(low, f64x2.mul(a, a));
      high = f64x2.add(high, f64x2.mul(b, b));
      v128.store(
        tile + (<usize>j << 4),
        v128.shuffle<f32>(f32x4.demote_f64x2_zero(a), f32x4.demote_f64x2_zero(b), 0, 1, 4, 5),
      );
    }
    const up = f64x2.splat(1.000001);
    low = f64x2.mul(f64x2.sqrt(low), up);
    high = f64x2.mul(f64x2.sqrt(high), up);
    v128.store(
      norms + (<usize>r << 2),
      v128.shuffle<f32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5),
    );
  }
}

/** The nearest centre in float64, the first of equals: what the reference says. */
function settle(row: usize, centres: usize, k: i32, stride: i32): i32 {
  let best = 0;
  let least: f64 = Infinity;
  for (let c = 0; c < k; c++) {
    const distance = exact(row, centres + (<usize>(c * stride) << 3), stride);
    if (distance < least) {
      least = distance;
      best = c;
    }
  }
  return best;
}

/**
 * One pass over rows [from, to), `from` a multiple of 8, both tiles of a pair within the memory of the points.
 * `small` holds the centres in float32, [group of 4][column][4], `halves` half their squared lengths (Infinity for those
 * that fill up the last group). A gap between the two best scores above a * |x| + b + c * |x|² cannot be rounding.
 * Adds to `sums` [k, stride] and `sizes` [k], and the number of changed labels to the integer at `moved`. `scratch` is
 * 32 bytes and 32 more for each centre of the filled groups. `known` are labels that need not be looked for, or none (0).
 */
export function distanceAssign(
  x: usize, stride: i32, width: i32, from: i32, to: i32, tiles: usize, norms: usize,
  centres: usize, k: i32, small: usize, halves: usize, a: f32, b: f32, c: f32,
  labels: usize, weights: usize, sums: usize, sizes: usize, moved: usize, scratch: usize, known: usize,
): void {
  const bytes = <usize>stride << 3;
  const tileBytes = <usize>width << 4;
  let changed = 0;
  for (let r = from; r < to; r += 8) {
    const tile = tiles + (<usize>(r >> 2) * tileBytes);
    let sure = 0;
    if (!known) {
      scores(tile, tileBytes, width, k, small, halves, scratch + 32);
      let ba = f32x4.splat(Infinity);
      let sa = f32x4.splat(Infinity);
      let la = i32x4.splat(0);
      let bb = f32x4.splat(Infinity);
      let sb = f32x4.splat(Infinity);
      let lb = i32x4.splat(0);
      let at = scratch + 32;
      for (let g = 0; g < k; g++, at += 32) {
        const own = i32x4.splat(g);
        const s = v128.load(at);
        const below = f32x4.lt(s, ba);
        sa = f32x4.pmin(sa, f32x4.pmax(ba, s));
        ba = v128.bitselect(s, ba, below);
        la = v128.bitselect(own, la, below);
        const t = v128.load(at, 16);
        const under = f32x4.lt(t, bb);
        sb = f32x4.pmin(sb, f32x4.pmax(bb, t));
        bb = v128.bitselect(t, bb, under);
        lb = v128.bitselect(own, lb, under);
      }
      const na = v128.load(norms + (<usize>r << 2));
      const nb = v128.load(norms + (<usize>r << 2), 16);
      const va = f32x4.splat(a);
      const vb = f32x4.splat(b);
      const vc = f32x4.splat(c);
      const boundA = f32x4.add(vb, f32x4.mul(na, f32x4.add(va, f32x4.mul(vc, na))));
      const boundB = f32x4.add(vb, f32x4.mul(nb, f32x4.add(va, f32x4.mul(vc, nb))));
      sure =
        i32x4.bitmask(f32x4.gt(f32x4.sub(sa, ba), boundA)) | (i32x4.bitmask(f32x4.gt(f32x4.sub(sb, bb), boundB)) << 4);
      v128.store(scratch, la);
      v128.store(scratch, lb, 16);
    }
    const end = min(8, to - r);
    for (let i = 0; i < end; i++) {
      const row = x + <usize>(r + i) * bytes;
      let label = known ? load<i32>(known + (<usize>(r + i) << 2)) : (sure >> i) & 1 ? load<i32>(scratch + (<usize>i << 2)) : -1;
      if (label < 0) label = settle(row, centres, k, stride);
      const slot = labels + (<usize>(r + i) << 2);
      if (load<i32>(slot) != label) {
        changed++;
        store<i32>(slot, label);
      }
      const total = sums + <usize>label * bytes;
      const size = sizes + (<usize>label << 3);
      if (weights) {
        const weight = f64At(weights, r + i);
        store<f64>(size, load<f64>(size) + weight);
        const w = f64x2.splat(weight);
        for (let j: usize = 0; j < bytes; j += 16)
          v128.store(total + j, f64x2.add(v128.load(total + j), f64x2.mul(w, v128.load(row + j))));
      } else {
        store<f64>(size, load<f64>(size) + 1);
        for (let j: usize = 0; j < bytes; j += 16)
          v128.store(total + j, f64x2.add(v128.load(total + j), v128.load(row + j)));
      }
    }
  }
  store<i32>(moved, load<i32>(moved) + changed);
}
