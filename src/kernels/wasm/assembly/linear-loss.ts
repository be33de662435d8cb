// The log loss of reference/linear-passes.ts in SIMD, in the same order; see ./linear.ts for how rows lie.

import { at, linearAdjoint, linearScores } from './linear';

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
    for (let r = start; r < end; r += 2) {
      const s = at(scratch, r - start);
      const loss =
        outputs == 1
          ? sigmoidPair(s, at(codes, r), at(weights, r), at(probabilities, r))
          : softmaxPair(s, block, outputs, at(codes, r), at(weights, r), at(probabilities, r), step);
      sum = f64x2.add(sum, f64x2.mul(v128.load(at(weights, r)), loss));
    }
    linearAdjoint(x, width, shift, rows, start, end, scratch, outputs, block, start, gradient);
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
