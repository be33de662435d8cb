// The log loss of reference/linear-passes.ts in SIMD, in the same order; see ./linear.ts for how rows lie.

import { logarithm } from './graph-math';
import { at, linearAdjoint, linearScores } from './linear';

/** The coefficients of ../../reference/exponential.ts, highest power first: loaded, they cost less than constants in code. */
const EXPONENTIAL = memory.data<f64>([
  1.0 / 6227020800.0, 1.0 / 479001600.0, 1.0 / 39916800.0, 1.0 / 3628800.0, 1.0 / 362880.0, 1.0 / 40320.0, 1.0 / 5040.0,
  1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0,
]);
const LOGARITHM = memory.data<f64>([
  1.0 / 33.0, 1.0 / 31.0, 1.0 / 29.0, 1.0 / 27.0, 1.0 / 25.0, 1.0 / 23.0, 1.0 / 21.0, 1.0 / 19.0, 1.0 / 17.0, 1.0 / 15.0,
  1.0 / 13.0, 1.0 / 11.0, 1.0 / 9.0, 1.0 / 7.0, 1.0 / 5.0, 1.0 / 3.0, 1.0,
]);
const ROUND: f64 = 6755399441055744.0;

// @ts-ignore: decorator
@inline
function bounded(x: v128): v128 {
  return f64x2.pmax(x, f64x2.splat(-708.0));
}

// @ts-ignore: decorator
@inline
function shifted(x: v128): v128 {
  return f64x2.add(f64x2.mul(x, f64x2.splat(1.4426950408889634)), f64x2.splat(ROUND));
}

// @ts-ignore: decorator
@inline
function remainder(x: v128, shifted: v128): v128 {
  const n = f64x2.sub(shifted, f64x2.splat(ROUND));
  return f64x2.sub(
    f64x2.sub(x, f64x2.mul(n, f64x2.splat(0.6931471803691238))),
    f64x2.mul(n, f64x2.splat(1.9082149292705877e-10)),
  );
}

/** The low bits of the shifted number are n; moved into the exponent they make 2^n. */
// @ts-ignore: decorator
@inline
function power(shifted: v128): v128 {
  return i64x2.shl(i64x2.add(shifted, i64x2.splat(1023)), 52);
}

/** exp of four numbers that are at most 0, into `out`. */
// @ts-ignore: decorator
@inline
function expOfNegative(low: v128, high: v128, out: usize): void {
  const x = bounded(low);
  const y = bounded(high);
  const n = shifted(x);
  const m = shifted(y);
  const r = remainder(x, n);
  const t = remainder(y, m);
  let p = v128.load64_splat(EXPONENTIAL);
  let q = p;
  for (let i: usize = 8; i < 14 * 8; i += 8) {
    const c = v128.load64_splat(EXPONENTIAL + i);
    p = f64x2.add(f64x2.mul(p, r), c);
    q = f64x2.add(f64x2.mul(q, t), c);
  }
  v128.store(out, f64x2.mul(p, power(n)));
  v128.store(out, f64x2.mul(q, power(m)), 16);
}

/** log(1 + e) of four numbers from 0 to 1, into `out`. */
// @ts-ignore: decorator
@inline
function logOfOnePlus(low: v128, high: v128, out: usize): void {
  const two = f64x2.splat(2.0);
  const z = f64x2.div(low, f64x2.add(two, low));
  const y = f64x2.div(high, f64x2.add(two, high));
  const s = f64x2.mul(z, z);
  const t = f64x2.mul(y, y);
  let p = v128.load64_splat(LOGARITHM);
  let q = p;
  for (let i: usize = 8; i < 17 * 8; i += 8) {
    const c = v128.load64_splat(LOGARITHM + i);
    p = f64x2.add(f64x2.mul(p, s), c);
    q = f64x2.add(f64x2.mul(q, t), c);
  }
  v128.store(out, f64x2.mul(f64x2.mul(two, z), p));
  v128.store(out, f64x2.mul(f64x2.mul(two, y), q), 16);
}

export function linearLogLoss(
  x: usize,
  width: i32,
  shift: usize,
  rows: i32,
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
    linearScores(x, width, shift, rows, start, end, parameters, outputs, scratch, block, start);
    for (let r = start; r < end; r += 4) {
      const s = at(scratch, r - start);
      const w = at(weights, r);
      const p = at(probabilities, r);
      sum =
        outputs == 1
          ? sigmoids(sum, s, at(codes, r), w, p)
          : softmaxes(sum, s, block, outputs, at(codes, r), w, p, step);
    }
    linearAdjoint(x, width, shift, rows, start, end, scratch, outputs, block, start, gradient);
  }
  v128.store(value, sum);
}

/** Of four rows: scores become residuals, and what they lose is added to the sum, of which lane r % 2 is row r's. */
// @ts-ignore: decorator
@inline
function sigmoids(sum: v128, scores: usize, codes: usize, weights: usize, probabilities: usize): v128 {
  const s = v128.load(scores);
  const t = v128.load(scores, 16);
  expOfNegative(f64x2.neg(f64x2.abs(s)), f64x2.neg(f64x2.abs(t)), probabilities);
  const e = v128.load(probabilities);
  const f = v128.load(probabilities, 16);
  logOfOnePlus(e, f, scores);
  const first = v128.load(scores);
  const second = v128.load(scores, 16);
  sum = sigmoidPair(sum, s, e, first, scores, codes, weights, probabilities);
  return sigmoidPair(sum, t, f, second, scores + 16, codes + 16, weights + 16, probabilities + 16);
}

/** Of two rows, by e = exp(-|s|) and its log(1 + e). */
// @ts-ignore: decorator
@inline
function sigmoidPair(
  sum: v128,
  s: v128,
  e: v128,
  log: v128,
  residuals: usize,
  codes: usize,
  weights: usize,
  probabilities: usize,
): v128 {
  const one = f64x2.splat(1.0);
  const zero = f64x2.splat(0.0);
  const code = v128.load(codes);
  const weight = v128.load(weights);
  const positive = f64x2.ge(s, zero);
  const p = f64x2.div(v128.bitselect(one, e, positive), f64x2.add(one, e));
  v128.store(probabilities, p);
  v128.store(residuals, f64x2.mul(weight, f64x2.sub(p, code)));
  const right = v128.bitselect(positive, f64x2.lt(s, zero), f64x2.eq(code, one));
  const loss = f64x2.add(v128.andnot(f64x2.abs(s), right), log);
  return f64x2.add(sum, f64x2.mul(weight, loss));
}

/** The same for several outputs, `block` numbers from one to the next in `scores` and `step` in `probabilities`. */
// @ts-ignore: decorator
@inline
function softmaxes(
  sum: v128,
  scores: usize,
  block: i32,
  outputs: i32,
  codes: usize,
  weights: usize,
  probabilities: usize,
  step: i32,
): v128 {
  let low = v128.load(scores);
  let high = v128.load(scores, 16);
  for (let k = 1; k < outputs; k++) {
    low = f64x2.max(low, v128.load(at(scores, k * block)));
    high = f64x2.max(high, v128.load(at(scores, k * block), 16));
  }
  const distance = f64x2.sub(low, ownScores(scores, block, codes));
  const other = f64x2.sub(high, ownScores(scores + 16, block, codes + 16));
  let total = f64x2.splat(0.0);
  let rest = total;
  for (let k = 0; k < outputs; k++) {
    const s = at(scores, k * block);
    const p = at(probabilities, k * step);
    expOfNegative(f64x2.sub(v128.load(s), low), f64x2.sub(v128.load(s, 16), high), p);
    total = f64x2.add(total, v128.load(p));
    rest = f64x2.add(rest, v128.load(p, 16));
  }
  for (let k = 0; k < outputs; k++) {
    const s = at(scores, k * block);
    const p = at(probabilities, k * step);
    softmaxPair(k, total, s, p, codes, weights);
    softmaxPair(k, rest, s + 16, p + 16, codes + 16, weights + 16);
  }
  sum = f64x2.add(sum, f64x2.mul(v128.load(weights), f64x2.add(logarithm(total), distance)));
  return f64x2.add(sum, f64x2.mul(v128.load(weights, 16), f64x2.add(logarithm(rest), other)));
}

/** What two rows scored for their own classes. */
// @ts-ignore: decorator
@inline
function ownScores(scores: usize, block: i32, codes: usize): v128 {
  const first = f64.load(at(scores, (<i32>f64.load(codes)) * block));
  return f64x2.replace_lane(f64x2.splat(first), 1, f64.load(at(scores, (<i32>f64.load(codes, 8)) * block), 8));
}

/** Probability and residual of two rows for output k, from the exponentials and their sum. */
// @ts-ignore: decorator
@inline
function softmaxPair(k: i32, total: v128, residuals: usize, probabilities: usize, codes: usize, weights: usize): void {
  const p = f64x2.div(v128.load(probabilities), total);
  v128.store(probabilities, p);
  const truth = v128.and(f64x2.eq(v128.load(codes), f64x2.splat(<f64>k)), f64x2.splat(1.0));
  v128.store(residuals, f64x2.mul(v128.load(weights), f64x2.sub(p, truth)));
}

export function linearLogLossBend(
  x: usize,
  width: i32,
  shift: usize,
  rows: i32,
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
    linearScores(x, width, shift, rows, start, end, direction, outputs, scratch, block, start);
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
    linearAdjoint(x, width, shift, rows, start, end, scratch, outputs, block, start, sum);
  }
}
