// The passes of reference/linear-passes.ts in SIMD, adding in the same order, so that the bits are the same. Pointers are
// to float64 numbers. Rows lie one after the other as they were given, `width` numbers each, at any address; all else is
// padded to `stride`, the multiple of 4 above width, and aligned to 16 bytes. A row z is its numbers less `shift`, a 1, and
// zeros up to the stride.

// @ts-ignore: decorator
@inline
export function at(pointer: usize, index: i32): usize {
  return pointer + ((<usize>index) << 3);
}

/** Numbers of a row with its 1 and its zeros. */
// @ts-ignore: decorator
@inline
export function strideOf(width: i32): i32 {
  return (width + 4) & ~3;
}

/** Row r, or the last one for the rows that only fill a four up: their residuals and weights are 0. */
// @ts-ignore: decorator
@inline
export function rowAt(x: usize, width: i32, rows: i32, r: i32): usize {
  return x + (<usize>min(r, rows - 1)) * ((<usize>width) << 3);
}

/** The first two of the last four numbers of a row, of which `rest` are the table's own. */
// @ts-ignore: decorator
@inline
export function tailLow(row: usize, shift: usize, rest: i32): v128 {
  if (rest >= 2) return f64x2.sub(v128.load(row), v128.load(shift));
  if (rest == 0) return f64x2(1, 0);
  return f64x2.replace_lane(f64x2.splat(1), 0, f64.load(row) - f64.load(shift));
}

/** The second two. */
// @ts-ignore: decorator
@inline
export function tailHigh(row: usize, shift: usize, rest: i32): v128 {
  if (rest < 2) return f64x2.splat(0);
  if (rest == 2) return f64x2(1, 0);
  return f64x2.replace_lane(f64x2.splat(1), 0, f64.load(row, 16) - f64.load(shift, 16));
}

/** Lanes (0 + 2) + (1 + 3) of two halves. */
// @ts-ignore: decorator
@inline
function total(low: v128, high: v128): f64 {
  const both = f64x2.add(low, high);
  return f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
}

// @ts-ignore: decorator
@inline
function add(sum: v128, factor: v128, value: v128): v128 {
  return f64x2.add(sum, f64x2.mul(factor, value));
}

/** z · theta of one row; `line` is the bytes before its last four numbers. */
// @ts-ignore: decorator
@inline
function scoreOf(row: usize, shift: usize, theta: usize, line: usize, rest: i32): f64 {
  let low = f64x2.splat(0);
  let high = low;
  for (let j: usize = 0; j < line; j += 32) {
    low = add(low, f64x2.sub(v128.load(row + j), v128.load(shift + j)), v128.load(theta + j));
    high = add(high, f64x2.sub(v128.load(row + j, 16), v128.load(shift + j, 16)), v128.load(theta + j, 16));
  }
  low = add(low, tailLow(row + line, shift + line, rest), v128.load(theta + line));
  high = add(high, tailHigh(row + line, shift + line, rest), v128.load(theta + line, 16));
  return total(low, high);
}

/** One row after the other, so that memory is read as one stream: several at once are slower where rows are long. */
export function linearScores(
  x: usize,
  width: i32,
  shift: usize,
  rows: i32,
  from: i32,
  to: i32,
  parameters: usize,
  outputs: i32,
  out: usize,
  step: i32,
  origin: i32,
): void {
  const stride = strideOf(width);
  const rest = width & 3;
  const line = (<usize>(width - rest)) << 3;
  for (let r = from; r < to; r++) {
    const row = rowAt(x, width, rows, r);
    for (let k = 0; k < outputs; k++) {
      f64.store(at(out, k * step + r - origin), scoreOf(row, shift, at(parameters, k * stride), line, rest));
    }
  }
}

export function linearAdjoint(
  x: usize,
  width: i32,
  shift: usize,
  rows: i32,
  from: i32,
  to: i32,
  residuals: usize,
  outputs: i32,
  step: i32,
  origin: i32,
  sum: usize,
): void {
  const stride = strideOf(width);
  const rest = width & 3;
  const line = (<usize>(width - rest)) << 3;
  for (let k = 0; k < outputs; k++) {
    const g = at(sum, k * stride);
    for (let r = from; r < to; r += 4) {
      const v = at(residuals, k * step + r - origin);
      const v0 = v128.load64_splat(v);
      const v1 = v128.load64_splat(v, 8);
      const v2 = v128.load64_splat(v, 16);
      const v3 = v128.load64_splat(v, 24);
      const a = rowAt(x, width, rows, r);
      const b = rowAt(x, width, rows, r + 1);
      const c = rowAt(x, width, rows, r + 2);
      const d = rowAt(x, width, rows, r + 3);
      for (let j: usize = 0; j < line; j += 16) {
        const m = v128.load(shift + j);
        let s = v128.load(g + j);
        s = add(s, v0, f64x2.sub(v128.load(a + j), m));
        s = add(s, v1, f64x2.sub(v128.load(b + j), m));
        s = add(s, v2, f64x2.sub(v128.load(c + j), m));
        s = add(s, v3, f64x2.sub(v128.load(d + j), m));
        v128.store(g + j, s);
      }
      const m = shift + line;
      let s = v128.load(g + line);
      s = add(s, v0, tailLow(a + line, m, rest));
      s = add(s, v1, tailLow(b + line, m, rest));
      s = add(s, v2, tailLow(c + line, m, rest));
      s = add(s, v3, tailLow(d + line, m, rest));
      v128.store(g + line, s);
      if (rest < 2) continue;
      s = v128.load(g + line, 16);
      s = add(s, v0, tailHigh(a + line, m, rest));
      s = add(s, v1, tailHigh(b + line, m, rest));
      s = add(s, v2, tailHigh(c + line, m, rest));
      s = add(s, v3, tailHigh(d + line, m, rest));
      v128.store(g + line, s, 16);
    }
  }
}

/** sum += weight z² of one row; two numbers at a time. */
// @ts-ignore: decorator
@inline
function addSquares(sum: usize, weight: v128, z: v128): void {
  v128.store(sum, f64x2.add(v128.load(sum), f64x2.mul(weight, f64x2.mul(z, z))));
}

export function linearSquares(
  x: usize,
  width: i32,
  shift: usize,
  rows: i32,
  from: i32,
  to: i32,
  weights: usize,
  sum: usize,
): void {
  const rest = width & 3;
  const line = (<usize>(width - rest)) << 3;
  for (let r = from; r < to; r++) {
    const w = v128.load64_splat(at(weights, r));
    const row = rowAt(x, width, rows, r);
    for (let j: usize = 0; j < line; j += 16) {
      addSquares(sum + j, w, f64x2.sub(v128.load(row + j), v128.load(shift + j)));
    }
    addSquares(sum + line, w, tailLow(row + line, shift + line, rest));
    addSquares(sum + line + 16, w, tailHigh(row + line, shift + line, rest));
  }
}

/** `sums` are of [classes, stride], `squares` of one row. */
export function linearMoments(
  x: usize,
  width: i32,
  shift: usize,
  rows: i32,
  from: i32,
  to: i32,
  codes: usize,
  weights: usize,
  sums: usize,
  squares: usize,
): void {
  const stride = strideOf(width);
  const rest = width & 3;
  const line = (<usize>(width - rest)) << 3;
  for (let r = from; r < to; r++) {
    const w = v128.load64_splat(at(weights, r));
    const sum = at(sums, (<i32>f64.load(at(codes, r))) * stride);
    const row = rowAt(x, width, rows, r);
    for (let j: usize = 0; j < line; j += 16) {
      const z = f64x2.sub(v128.load(row + j), v128.load(shift + j));
      v128.store(sum + j, add(v128.load(sum + j), w, z));
      addSquares(squares + j, w, z);
    }
    for (let j = line; j < line + 32; j += 16) {
      const z = j == line ? tailLow(row + j, shift + j, rest) : tailHigh(row + line, shift + line, rest);
      v128.store(sum + j, add(v128.load(sum + j), w, z));
      addSquares(squares + j, w, z);
    }
  }
}

/** Rows that are packed at once for a Gram matrix. */
const PACKED: i32 = 64;

/** Float64 numbers of scratch that one call of linearGram needs. */
export function linearGramScratch(stride: i32): i32 {
  return 2 * PACKED * stride;
}

/**
 * Rows are packed into panels of 4 columns, once as they are and once times their weight, and a 4 by 4 tile of sums stays
 * in registers while it goes down a pair of panels.
 */
export function linearGram(
  x: usize,
  width: i32,
  shift: usize,
  rows: i32,
  from: i32,
  to: i32,
  weights: usize,
  sum: usize,
  scratch: usize,
): void {
  const stride = strideOf(width);
  const rest = width & 3;
  const own = (<usize>(width - rest)) << 3;
  const line = (<usize>stride) << 3;
  const plain = scratch;
  const weighted = at(scratch, PACKED * stride);
  for (let start = from; start < to; start += PACKED) {
    const packed = min(PACKED, to - start);
    const panel = (<usize>packed) << 5;
    for (let r = 0; r < packed; r++) {
      const w = v128.load64_splat(at(weights, start + r));
      const row = rowAt(x, width, rows, start + r);
      let place = (<usize>r) << 5;
      for (let j: usize = 0; j < line; j += 32) {
        const m = shift + j;
        const low = j < own ? f64x2.sub(v128.load(row + j), v128.load(m)) : tailLow(row + j, m, rest);
        const high = j < own ? f64x2.sub(v128.load(row + j, 16), v128.load(m, 16)) : tailHigh(row + j, m, rest);
        v128.store(plain + place, low);
        v128.store(plain + place, high, 16);
        v128.store(weighted + place, f64x2.mul(w, low));
        v128.store(weighted + place, f64x2.mul(w, high), 16);
        place += panel;
      }
    }
    for (let i = 0; i < stride; i += 4) {
      const left = weighted + (<usize>(i >> 2)) * panel;
      const end = left + panel;
      for (let j = 0; j <= i; j += 4) {
        let b = plain + (<usize>(j >> 2)) * panel;
        const s = at(sum, i * stride + j);
        let s00 = v128.load(s);
        let s01 = v128.load(s, 16);
        let s10 = v128.load(s + line);
        let s11 = v128.load(s + line, 16);
        let s20 = v128.load(s + 2 * line);
        let s21 = v128.load(s + 2 * line, 16);
        let s30 = v128.load(s + 3 * line);
        let s31 = v128.load(s + 3 * line, 16);
        for (let a = left; a < end; a += 32) {
          const low = v128.load(b);
          const high = v128.load(b, 16);
          b += 32;
          const a0 = v128.load64_splat(a);
          s00 = f64x2.add(s00, f64x2.mul(a0, low));
          s01 = f64x2.add(s01, f64x2.mul(a0, high));
          const a1 = v128.load64_splat(a, 8);
          s10 = f64x2.add(s10, f64x2.mul(a1, low));
          s11 = f64x2.add(s11, f64x2.mul(a1, high));
          const a2 = v128.load64_splat(a, 16);
          s20 = f64x2.add(s20, f64x2.mul(a2, low));
          s21 = f64x2.add(s21, f64x2.mul(a2, high));
          const a3 = v128.load64_splat(a, 24);
          s30 = f64x2.add(s30, f64x2.mul(a3, low));
          s31 = f64x2.add(s31, f64x2.mul(a3, high));
        }
        v128.store(s, s00);
        v128.store(s, s01, 16);
        v128.store(s + line, s10);
        v128.store(s + line, s11, 16);
        v128.store(s + 2 * line, s20);
        v128.store(s + 2 * line, s21, 16);
        v128.store(s + 3 * line, s30);
        v128.store(s + 3 * line, s31, 16);
      }
    }
  }
}
