// Distances in float64, two rows at a time.

import { f64At } from './distance-parts';

/** Squared distances of a to c and of b to d in the two lanes. */
@inline
function exactPair(a: usize, b: usize, c: usize, d: usize, bytes: usize): v128 {
  let sum = f64x2.splat(0);
  for (let j: usize = 0; j < bytes; j += 16) {
    const p = v128.load(a + j);
    const q = v128.load(b + j);
    const s = v128.load(c + j);
    const t = v128.load(d + j);
    const u = f64x2.sub(v128.shuffle<f64>(p, q, 0, 2), v128.shuffle<f64>(s, t, 0, 2));
    sum = f64x2.add(sum, f64x2.mul(u, u));
    const v = f64x2.sub(v128.shuffle<f64>(p, q, 1, 3), v128.shuffle<f64>(s, t, 1, 3));
    sum = f64x2.add(sum, f64x2.mul(v, v));
  }
  return sum;
}

/** Squared distance of rows [from, to) to the centre each is labelled with. */
export function distanceToOwn(
  x: usize, stride: i32, from: i32, to: i32, centres: usize, labels: usize, out: usize,
): void {
  const bytes = <usize>stride << 3;
  for (let r = from; r < to; r += 2) {
    const next = min(r + 1, to - 1);
    const c = centres + <usize>load<i32>(labels + (<usize>r << 2)) * bytes;
    const d = centres + <usize>load<i32>(labels + (<usize>next << 2)) * bytes;
    const pair = exactPair(x + <usize>r * bytes, x + <usize>next * bytes, c, d, bytes);
    store<f64>(out + (<usize>r << 3), f64x2.extract_lane(pair, 0));
    if (next > r) store<f64>(out + (<usize>next << 3), f64x2.extract_lane(pair, 1));
  }
}

/** Squared distances of rows a and b to four points that lie `bytes` apart, [point][2] at `out`. */
@inline
function exactFour(a: usize, b: usize, points: usize, bytes: usize, out: usize): void {
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  for (let j: usize = 0; j < bytes; j += 16) {
    const p = v128.load(a + j);
    const q = v128.load(b + j);
    const u = v128.shuffle<f64>(p, q, 0, 2);
    const v = v128.shuffle<f64>(p, q, 1, 3);
    let at = points + j;
    let d = f64x2.sub(u, v128.load64_splat(at));
    s0 = f64x2.add(s0, f64x2.mul(d, d));
    d = f64x2.sub(v, v128.load64_splat(at, 8));
    s0 = f64x2.add(s0, f64x2.mul(d, d));
    at += bytes;
    d = f64x2.sub(u, v128.load64_splat(at));
    s1 = f64x2.add(s1, f64x2.mul(d, d));
    d = f64x2.sub(v, v128.load64_splat(at, 8));
    s1 = f64x2.add(s1, f64x2.mul(d, d));
    at += bytes;
    d = f64x2.sub(u, v128.load64_splat(at));
    s2 = f64x2.add(s2, f64x2.mul(d, d));
    d = f64x2.sub(v, v128.load64_splat(at, 8));
    s2 = f64x2.add(s2, f64x2.mul(d, d));
    at += bytes;
    d = f64x2.sub(u, v128.load64_splat(at));
    s3 = f64x2.add(s3, f64x2.mul(d, d));
    d = f64x2.sub(v, v128.load64_splat(at, 8));
    s3 = f64x2.add(s3, f64x2.mul(d, d));
  }
  v128.store(out, s0);
  v128.store(out, s1, 16);
  v128.store(out, s2, 32);
  v128.store(out, s3, 48);
}

/**
 * For rows [from, to) and each of `count` candidates (stored in whole groups of four): min(nearest, squared distance) into its
 * list, whose address is at `lists`, and weight times that added to `totals`, row after row. `from` is even, lists have room
 * for an even number, and `scratch` is 64 bytes.
 */
export function distanceOffer(
  x: usize, stride: i32, from: i32, to: i32, candidates: usize, count: i32, nearest: usize, weights: usize,
  lists: usize, totals: usize, scratch: usize,
): void {
  const bytes = <usize>stride << 3;
  for (let r = from; r < to; r += 2) {
    const next = min(r + 1, to - 1);
    const place = <usize>r << 3;
    const near = v128.load(nearest + place);
    const first = weights ? f64At(weights, r) : 1;
    const second = next == r ? 0 : weights ? f64At(weights, next) : 1;
    for (let g = 0; g < count; g += 4) {
      exactFour(x + <usize>r * bytes, x + <usize>next * bytes, candidates + <usize>g * bytes, bytes, scratch);
      const most = min(4, count - g);
      for (let i = 0; i < most; i++) {
        const pair = f64x2.min(near, v128.load(scratch + (<usize>i << 4)));
        v128.store(<usize>load<u32>(lists + (<usize>(g + i) << 2)) + place, pair);
        const at = totals + (<usize>(g + i) << 3);
        let total = load<f64>(at) + first * f64x2.extract_lane(pair, 0);
        if (next > r) total += second * f64x2.extract_lane(pair, 1);
        store<f64>(at, total);
      }
    }
  }
}

/** Squared distances of `count` queries (stored in whole groups of four) to rows [from, to), into [count, rows] at `out`. */
export function distanceMany(
  x: usize, stride: i32, from: i32, to: i32, queries: usize, count: i32, rows: i32, out: usize, scratch: usize,
): void {
  const bytes = <usize>stride << 3;
  if (count == 1) {
    for (let r = from; r < to; r += 2) {
      const next = min(r + 1, to - 1);
      const pair = exactPair(x + <usize>r * bytes, x + <usize>next * bytes, queries, queries, bytes);
      store<f64>(out + (<usize>r << 3), f64x2.extract_lane(pair, 0));
      if (next > r) store<f64>(out + (<usize>next << 3), f64x2.extract_lane(pair, 1));
    }
    return;
  }
  for (let g = 0; g < count; g += 4) {
    const most = min(4, count - g);
    for (let r = from; r < to; r += 2) {
      const next = min(r + 1, to - 1);
      exactFour(x + <usize>r * bytes, x + <usize>next * bytes, queries + <usize>g * bytes, bytes, scratch);
      for (let i = 0; i < most; i++) {
        const at = out + (<usize>(g + i) * <usize>rows + <usize>r << 3);
        store<f64>(at, f64At(scratch, 2 * i));
        if (next > r) store<f64>(at, f64At(scratch, 2 * i + 1), 8);
      }
    }
  }
}
