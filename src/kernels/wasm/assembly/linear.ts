// The passes of reference/linear-passes.ts in SIMD, adding in the same order, so that the bits are the same. Pointers are
// to float64 numbers, aligned to 16 bytes; rows are `stride` numbers wide, a multiple of 4.

// @ts-ignore: decorator
@inline
function at(pointer: usize, index: i32): usize {
  return pointer + ((<usize>index) << 3);
}

/** Lanes (0 + 2) + (1 + 3) of two halves. */
// @ts-ignore: decorator
@inline
function total(low: v128, high: v128): f64 {
  const both = f64x2.add(low, high);
  return f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
}

export function linearScores(
  x: usize,
  stride: i32,
  from: i32,
  to: i32,
  parameters: usize,
  outputs: i32,
  out: usize,
  step: i32,
  origin: i32,
): void {
  const line = (<usize>stride) << 3;
  for (let k = 0; k < outputs; k++) {
    const theta = at(parameters, k * stride);
    for (let r = from; r < to; r += 4) {
      let row = at(x, r * stride);
      let a0 = f64x2.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
      const end = theta + line;
      for (let p = theta; p < end; p += 32) {
        const t0 = v128.load(p);
        const t1 = v128.load(p, 16);
        a0 = f64x2.add(a0, f64x2.mul(v128.load(row), t0));
        a1 = f64x2.add(a1, f64x2.mul(v128.load(row, 16), t1));
        b0 = f64x2.add(b0, f64x2.mul(v128.load(row + line), t0));
        b1 = f64x2.add(b1, f64x2.mul(v128.load(row + line, 16), t1));
        c0 = f64x2.add(c0, f64x2.mul(v128.load(row + 2 * line), t0));
        c1 = f64x2.add(c1, f64x2.mul(v128.load(row + 2 * line, 16), t1));
        d0 = f64x2.add(d0, f64x2.mul(v128.load(row + 3 * line), t0));
        d1 = f64x2.add(d1, f64x2.mul(v128.load(row + 3 * line, 16), t1));
        row += 32;
      }
      const o = at(out, k * step + r - origin);
      f64.store(o, total(a0, a1));
      f64.store(o, total(b0, b1), 8);
      f64.store(o, total(c0, c1), 16);
      f64.store(o, total(d0, d1), 24);
    }
  }
}

export function linearAdjoint(
  x: usize,
  stride: i32,
  from: i32,
  to: i32,
  residuals: usize,
  outputs: i32,
  step: i32,
  origin: i32,
  sum: usize,
): void {
  const line = (<usize>stride) << 3;
  for (let k = 0; k < outputs; k++) {
    const g = at(sum, k * stride);
    for (let r = from; r < to; r += 4) {
      const v = at(residuals, k * step + r - origin);
      const v0 = v128.load64_splat(v);
      const v1 = v128.load64_splat(v, 8);
      const v2 = v128.load64_splat(v, 16);
      const v3 = v128.load64_splat(v, 24);
      let row = at(x, r * stride);
      const end = g + line;
      for (let p = g; p < end; p += 16) {
        let s = v128.load(p);
        s = f64x2.add(s, f64x2.mul(v0, v128.load(row)));
        s = f64x2.add(s, f64x2.mul(v1, v128.load(row + line)));
        s = f64x2.add(s, f64x2.mul(v2, v128.load(row + 2 * line)));
        s = f64x2.add(s, f64x2.mul(v3, v128.load(row + 3 * line)));
        v128.store(p, s);
        row += 16;
      }
    }
  }
}

export function linearSquares(x: usize, stride: i32, from: i32, to: i32, weights: usize, sum: usize): void {
  for (let r = from; r < to; r++) {
    const w = v128.load64_splat(at(weights, r));
    const row = at(x, r * stride);
    for (let j = 0; j < stride; j += 2) {
      const v = v128.load(at(row, j));
      const p = at(sum, j);
      v128.store(p, f64x2.add(v128.load(p), f64x2.mul(w, f64x2.mul(v, v))));
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
  stride: i32,
  from: i32,
  to: i32,
  weights: usize,
  sum: usize,
  scratch: usize,
): void {
  const line = (<usize>stride) << 3;
  const plain = scratch;
  const weighted = at(scratch, PACKED * stride);
  for (let start = from; start < to; start += PACKED) {
    const rows = min(PACKED, to - start);
    const panel = (<usize>rows) << 5;
    for (let r = 0; r < rows; r++) {
      const w = v128.load64_splat(at(weights, start + r));
      const row = at(x, (start + r) * stride);
      let place = (<usize>r) << 5;
      for (let j = 0; j < stride; j += 4) {
        const low = v128.load(at(row, j));
        const high = v128.load(at(row, j), 16);
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

// @ts-ignore: decorator
@inline
function step13(p: v128, r: v128, c: f64): v128 {
  return f64x2.add(f64x2.mul(p, r), f64x2.splat(c));
}

/** exp of two numbers that are at most 0; see reference/exponential.ts. */
// @ts-ignore: decorator
@inline
function expOfNegative(x: v128): v128 {
  const bounded = f64x2.pmax(x, f64x2.splat(-708.0));
  const shifted = f64x2.add(f64x2.mul(bounded, f64x2.splat(1.4426950408889634)), f64x2.splat(6755399441055744.0));
  const n = f64x2.sub(shifted, f64x2.splat(6755399441055744.0));
  const r = f64x2.sub(
    f64x2.sub(bounded, f64x2.mul(n, f64x2.splat(0.6931471803691238))),
    f64x2.mul(n, f64x2.splat(1.9082149292705877e-10)),
  );
  let p = f64x2.splat(1.0 / 6227020800.0);
  p = step13(p, r, 1.0 / 479001600.0);
  p = step13(p, r, 1.0 / 39916800.0);
  p = step13(p, r, 1.0 / 3628800.0);
  p = step13(p, r, 1.0 / 362880.0);
  p = step13(p, r, 1.0 / 40320.0);
  p = step13(p, r, 1.0 / 5040.0);
  p = step13(p, r, 1.0 / 720.0);
  p = step13(p, r, 1.0 / 120.0);
  p = step13(p, r, 1.0 / 24.0);
  p = step13(p, r, 1.0 / 6.0);
  p = step13(p, r, 0.5);
  p = step13(p, r, 1.0);
  p = step13(p, r, 1.0);
  // The low bits of the shifted number are n; moved into the exponent they make 2^n.
  const power = i64x2.shl(i64x2.add(shifted, i64x2.splat(1023)), 52);
  return f64x2.mul(p, power);
}

/** log(1 + e) of two numbers from 0 to 1. */
// @ts-ignore: decorator
@inline
function logOfOnePlus(e: v128): v128 {
  const z = f64x2.div(e, f64x2.add(f64x2.splat(2.0), e));
  const s = f64x2.mul(z, z);
  let p = f64x2.splat(1.0 / 33.0);
  p = step13(p, s, 1.0 / 31.0);
  p = step13(p, s, 1.0 / 29.0);
  p = step13(p, s, 1.0 / 27.0);
  p = step13(p, s, 1.0 / 25.0);
  p = step13(p, s, 1.0 / 23.0);
  p = step13(p, s, 1.0 / 21.0);
  p = step13(p, s, 1.0 / 19.0);
  p = step13(p, s, 1.0 / 17.0);
  p = step13(p, s, 1.0 / 15.0);
  p = step13(p, s, 1.0 / 13.0);
  p = step13(p, s, 1.0 / 11.0);
  p = step13(p, s, 1.0 / 9.0);
  p = step13(p, s, 1.0 / 7.0);
  p = step13(p, s, 1.0 / 5.0);
  p = step13(p, s, 1.0 / 3.0);
  p = step13(p, s, 1.0);
  return f64x2.mul(f64x2.mul(f64x2.splat(2.0), z), p);
}

function logFromOne(u: f64): f64 {
  let halvings: f64 = 0;
  while (u > 2) {
    u /= 2;
    halvings += 1;
  }
  return f64x2.extract_lane(logOfOnePlus(f64x2.splat(u - 1)), 0) + halvings * 0.6931471805599453;
}

export function linearLogLoss(
  x: usize,
  stride: i32,
  from: i32,
  to: i32,
  parameters: usize,
  outputs: i32,
  codes: usize,
  weights: usize,
  probabilities: usize,
  step: i32,
  value: usize,
  gradient: usize,
  scratch: usize,
  block: i32,
): void {
  let sum = v128.load(value);
  for (let start = from; start < to; start += block) {
    const end = min(to, start + block);
    linearScores(x, stride, start, end, parameters, outputs, scratch, block, start);
    for (let r = start; r < end; r += 2) {
      const s = at(scratch, r - start);
      const loss =
        outputs == 1
          ? sigmoidPair(s, at(codes, r), at(weights, r), at(probabilities, r))
          : softmaxPair(s, block, outputs, at(codes, r), at(weights, r), at(probabilities, r), step);
      sum = f64x2.add(sum, f64x2.mul(v128.load(at(weights, r)), loss));
    }
    linearAdjoint(x, stride, start, end, scratch, outputs, block, start, gradient);
  }
  v128.store(value, sum);
}

// @ts-ignore: decorator
@inline
function sigmoidPair(scores: usize, codes: usize, weights: usize, probabilities: usize): v128 {
  const one = f64x2.splat(1.0);
  const zero = f64x2.splat(0.0);
  const s = v128.load(scores);
  const code = v128.load(codes);
  const size = f64x2.abs(s);
  const e = expOfNegative(f64x2.neg(size));
  const below = f64x2.add(one, e);
  const positive = f64x2.ge(s, zero);
  const p = v128.bitselect(f64x2.div(one, below), f64x2.div(e, below), positive);
  v128.store(probabilities, p);
  v128.store(scores, f64x2.mul(v128.load(weights), f64x2.sub(p, code)));
  const right = v128.bitselect(positive, f64x2.lt(s, zero), f64x2.eq(code, one));
  return f64x2.add(v128.andnot(size, right), logOfOnePlus(e));
}

// @ts-ignore: decorator
@inline
function softmaxPair(
  scores: usize,
  block: i32,
  outputs: i32,
  codes: usize,
  weights: usize,
  probabilities: usize,
  step: i32,
): v128 {
  let max = v128.load(scores);
  for (let k = 1; k < outputs; k++) max = f64x2.max(max, v128.load(at(scores, k * block)));
  const code = v128.load(codes);
  const first = <i32>f64x2.extract_lane(code, 0);
  const second = <i32>f64x2.extract_lane(code, 1);
  const own = f64x2(f64.load(at(scores, first * block)), 0);
  const both = f64x2.replace_lane(own, 1, f64.load(at(scores, second * block), 8));
  let sum = f64x2.splat(0.0);
  for (let k = 0; k < outputs; k++) {
    const e = expOfNegative(f64x2.sub(v128.load(at(scores, k * block)), max));
    v128.store(at(probabilities, k * step), e);
    sum = f64x2.add(sum, e);
  }
  const weight = v128.load(weights);
  for (let k = 0; k < outputs; k++) {
    const place = at(probabilities, k * step);
    const p = f64x2.div(v128.load(place), sum);
    v128.store(place, p);
    const truth = v128.and(f64x2.eq(code, f64x2.splat(<f64>k)), f64x2.splat(1.0));
    v128.store(at(scores, k * block), f64x2.mul(weight, f64x2.sub(p, truth)));
  }
  const logs = f64x2.replace_lane(
    f64x2.splat(logFromOne(f64x2.extract_lane(sum, 0))),
    1,
    logFromOne(f64x2.extract_lane(sum, 1)),
  );
  return f64x2.add(logs, f64x2.sub(max, both));
}

export function linearLogLossBend(
  x: usize,
  stride: i32,
  from: i32,
  to: i32,
  direction: usize,
  outputs: i32,
  weights: usize,
  probabilities: usize,
  step: i32,
  sum: usize,
  scratch: usize,
  block: i32,
): void {
  for (let start = from; start < to; start += block) {
    const end = min(to, start + block);
    linearScores(x, stride, start, end, direction, outputs, scratch, block, start);
    for (let r = start; r < end; r += 2) {
      const s = at(scratch, r - start);
      const p = at(probabilities, r);
      let mean = f64x2.splat(0.0);
      for (let k = 0; k < outputs; k++) {
        mean = f64x2.add(mean, f64x2.mul(v128.load(at(p, k * step)), v128.load(at(s, k * block))));
      }
      const weight = v128.load(at(weights, r));
      for (let k = 0; k < outputs; k++) {
        const place = at(s, k * block);
        const share = f64x2.mul(weight, v128.load(at(p, k * step)));
        v128.store(place, f64x2.mul(share, f64x2.sub(v128.load(place), mean)));
      }
    }
    linearAdjoint(x, stride, start, end, scratch, outputs, block, start, sum);
  }
}
