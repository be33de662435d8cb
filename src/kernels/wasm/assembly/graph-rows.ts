// Operations on whole rows; sums run in ascending order.

import { exponential } from './graph-math';

/** Columns into out[row, start + column] of rows `outBytes` apart; 0 for `xBytes` repeats one row. */
export function placeColumns(x: usize, xBytes: usize, width: i32, rows: i32, out: usize, outBytes: usize): void {
  const bytes = (<usize>width) << 3;
  for (let r = 0; r < rows; r++, x += xBytes, out += outBytes) {
    for (let c: usize = 0; c < bytes; c += 8) store<f64>(out + c, load<f64>(x + c));
  }
}

/** Two columns beside each other. */
export function placePair(a: usize, b: usize, rows: i32, out: usize, outBytes: usize): void {
  for (let r = 0; r < rows; r++, a += 8, b += 8, out += outBytes) {
    v128.store(out, v128.load64_lane(b, v128.load64_zero(a), 1));
  }
}

/** out[row, i] = x[row, places[i]]. */
export function pickColumns(x: usize, width: i32, rows: i32, places: usize, count: i32, out: usize): void {
  const bytes = (<usize>width) << 3;
  const last = places + ((<usize>count) << 2);
  for (let r = 0; r < rows; r++, x += bytes) {
    for (let at = places; at < last; at += 4, out += 8) store<f64>(out, load<f64>(x + ((<usize>load<u32>(at)) << 3)));
  }
}

/** A row of the table for each code; row 0 is that of -1. */
export function gatherRows(codes: usize, rows: i32, table: usize, width: i32, out: usize): void {
  const bytes = (<usize>width) << 3;
  for (let r = 0; r < rows; r++, codes += 4) {
    const from = table + <usize>(load<i32>(codes) + 1) * bytes;
    for (let c: usize = 0; c < bytes; c += 8, out += 8) store<f64>(out, load<f64>(from + c));
  }
}

/** exp(x - max) / sum over each row. */
export function softmax(x: usize, width: i32, rows: i32, out: usize): void {
  const bytes = (<usize>width) << 3;
  let to = out;
  for (let r = 0; r < rows; r++, x += bytes, to += bytes) {
    let most = -Infinity;
    for (let c: usize = 0; c < bytes; c += 8) most = max(most, load<f64>(x + c));
    for (let c: usize = 0; c < bytes; c += 8) store<f64>(to + c, load<f64>(x + c) - most);
  }
  const end = to - 8;
  let at = out;
  for (; at < end; at += 16) v128.store(at, exponential(v128.load(at)));
  if (at == end) v128.store64_lane(at, exponential(v128.load64_splat(at)), 0);
  to = out;
  for (let r = 0; r < rows; r++, to += bytes) {
    let sum: f64 = 0;
    for (let c: usize = 0; c < bytes; c += 8) sum += load<f64>(to + c);
    for (let c: usize = 0; c < bytes; c += 8) store<f64>(to + c, load<f64>(to + c) / sum);
  }
}

/**
 * The place of the largest (sign 1) or smallest (sign -1) value of each row, the first of equals; two rows at a time, of an
 * odd number the last twice. The first value stands even where it is missing: nothing is larger than NaN.
 */
export function argBest(x: usize, width: i32, rows: i32, sign: f64, out: usize): void {
  const bytes = (<usize>width) << 3;
  const signs = f64x2.splat(sign);
  for (let r = 0; r < rows; r += 2, x += 2 * bytes, out += 16) {
    const second = r + 1 < rows ? x + bytes : x;
    let best = f64x2.mul(signs, v128.load64_lane(second, v128.load64_zero(x), 1));
    let place = f64x2.splat(0);
    for (let c: usize = 8; c < bytes; c += 8) {
      const value = f64x2.mul(signs, v128.load64_lane(second + c, v128.load64_zero(x + c), 1));
      const better = f64x2.gt(value, best);
      best = v128.bitselect(value, best, better);
      place = v128.bitselect(f64x2.splat(<f64>(c >> 3)), place, better);
    }
    v128.store64_lane(out, place, 0);
    if (r + 1 < rows) v128.store64_lane(out, place, 1, 8);
  }
}

/** places[x] as a code for a whole x in [0, count), else -1. */
export function pickCodes(x: usize, rows: i32, places: usize, count: i32, out: usize): void {
  for (let r = 0; r < rows; r++, x += 8, out += 4) {
    const value = load<f64>(x);
    const inside = value >= 0 && value < <f64>count && Math.floor(value) == value;
    store<i32>(out, inside ? load<i32>(places + ((<usize>value) << 2)) : -1);
  }
}

/** Piecewise linear with jumps; lists at, before, value, after of `count` knots one after the other. */
export function interpolate(x: usize, rows: i32, knots: usize, count: i32, out: usize): void {
  const list = (<usize>count) << 3;
  const before = knots + list, exact = before + list, after = exact + list;
  const last = list - 8;
  for (let r = 0; r < rows; r++, x += 8, out += 8) {
    const value = load<f64>(x);
    let result = value;
    if (value < load<f64>(knots)) result = load<f64>(before);
    else if (value > load<f64>(knots + last)) result = load<f64>(after + last);
    else if (value == value) {
      let i = 0;
      for (let end = count; end - i > 1; ) {
        const middle = (i + end) >> 1;
        if (load<f64>(knots + ((<usize>middle) << 3)) <= value) i = middle;
        else end = middle;
      }
      const at = (<usize>i) << 3;
      const low = load<f64>(knots + at);
      if (value == low) result = load<f64>(exact + at);
      else {
        const share = (value * 0.5 - low * 0.5) / (load<f64>(knots + at, 8) * 0.5 - low * 0.5);
        const start = load<f64>(after + at);
        result = start + share * (load<f64>(before + at, 8) - start);
      }
    }
    store<f64>(out, result);
  }
}
