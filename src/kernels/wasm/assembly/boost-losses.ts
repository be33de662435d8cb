// Gradients and losses of ../../reference/trees/losses.ts, to the bit, for stretches of rows.
import { exp1, exp2x, log1 } from './boost-math';

const BLOCK: i32 = 1024;
const LEAST: f64 = 1e-150;

const SQUARED: i32 = 0;
const LOG: i32 = 1;
const SOFTMAX: i32 = 2;
const ABSOLUTE: i32 = 3;
const QUANTILE: i32 = 4;
const POISSON: i32 = 5;

/** What is the same for all rows; ../boost-memory.ts writes it. */
// @ts-ignore: decorator
@unmanaged
class Rows {
  quantile: f64;
  /** Steps of the grids in one unit. */
  perGradient: f64;
  perHessian: f64;
  loss: i32;
  outputs: i32;
  rows: i32;
  y: u32;
  /** 0 without weights. */
  weights: u32;
  /** `[outputs, rows]`. */
  scores: u32;
  /** int32 gradient and hessian, `[outputs, rows, 2]`; 0 when only losses are wanted. */
  pairs: u32;
  /** One float64 a block. */
  losses: u32;
}

/** Gradient, hessian and loss of the row looked at last; one thread has its own copy of a global. */
let gradient: f64 = 0;
let hessian: f64 = 0;
let rowLoss: f64 = 0;

// Sums of a block: even rows, odd rows.
let sum0: f64 = 0;
let sum1: f64 = 0;
let product0: f64 = 1;
let product1: f64 = 1;

/** Gradients of the rows [from, to), from a multiple of 1024, and the loss of each block of 1024. */
export function boostGradients(at: usize, from: i32, to: i32): void {
  const rows = changetype<Rows>(at);
  for (let start = from; start < to; start += BLOCK) {
    sum0 = 0;
    sum1 = 0;
    product0 = 1;
    product1 = 1;
    const end = min(start + BLOCK, to);
    if (rows.loss == SOFTMAX) softmaxBlock(rows, start, end);
    else if (rows.loss == LOG && !rows.weights && rows.pairs) {
      const even = start + ((end - start) & ~1);
      logPairs(rows, start, even);
      plainBlock(rows, even, end);
    } else plainBlock(rows, start, end);
    flush(0);
    flush(1);
    store<f64>(<usize>rows.losses + ((<usize>(start / BLOCK)) << 3), sum0 + sum1);
  }
}

/** The largest |gradient| and hessian of the rows [from, to). */
export function boostBounds(at: usize, from: i32, to: i32, out: usize): void {
  const rows = changetype<Rows>(at);
  let largest: f64 = 0;
  let steepest: f64 = 0;
  for (let row = from; row < to; row++) {
    const place = (<usize>row) << 3;
    const weight = rows.weights ? load<f64>(<usize>rows.weights + place) : 1.0;
    atRow(rows, load<f64>(<usize>rows.y + place), load<f64>(<usize>rows.scores + place));
    largest = max(largest, abs(weight * gradient));
    steepest = max(steepest, weight * hessian);
  }
  store<f64>(out, largest);
  store<f64>(out, steepest, 8);
}

function flush(side: i32): void {
  if (side) {
    sum1 -= log1(product1);
    product1 = 1;
  } else {
    sum0 -= log1(product0);
    product0 = 1;
  }
}

function addLog(row: i32, probability: f64, weight: f64, weighted: bool): void {
  const p = max(probability, LEAST);
  if (weighted) {
    if (row & 1) sum1 -= weight * log1(p);
    else sum0 -= weight * log1(p);
  } else if (row & 1) {
    product1 *= p;
    if (product1 < LEAST) flush(1);
  } else {
    product0 *= p;
    if (product0 < LEAST) flush(0);
  }
}

// @ts-ignore: decorator
@inline
function put(rows: Rows, output: i32, row: i32, g: f64, h: f64): void {
  if (!rows.pairs) return;
  const at = <usize>rows.pairs + ((<usize>output * <usize>rows.rows + <usize>row) << 3);
  store<i32>(at, <i32>floor(g * rows.perGradient + 0.5));
  store<i32>(at, <i32>floor(h * rows.perHessian + 0.5), 4);
}

function atRow(rows: Rows, y: f64, s: f64): void {
  const loss = rows.loss;
  if (loss == SQUARED) {
    gradient = s - y;
    hessian = 1;
    rowLoss = 0.5 * gradient * gradient;
  } else if (loss == LOG) {
    const sign: f64 = y > 0.5 ? -1.0 : 1.0;
    const p = 1.0 / (1.0 + exp1(sign * s));
    const q = 1.0 - p;
    gradient = sign * q;
    hessian = p * q;
    rowLoss = p;
  } else if (loss == ABSOLUTE) {
    gradient = s > y ? 1.0 : -1.0;
    hessian = 1;
    rowLoss = abs(y - s);
  } else if (loss == QUANTILE) {
    gradient = y >= s ? -rows.quantile : 1.0 - rows.quantile;
    hessian = 1;
    rowLoss = (s - y) * gradient;
  } else if (loss == POISSON) {
    const e = exp1(s);
    gradient = e - y;
    hessian = e;
    rowLoss = e - y * s;
  } else {
    const e = y * exp1(0.0 - s);
    gradient = 1.0 - e;
    hessian = e;
    rowLoss = s + e;
  }
}

function plainBlock(rows: Rows, from: i32, to: i32): void {
  for (let row = from; row < to; row++) {
    const place = (<usize>row) << 3;
    const weighted = rows.weights != 0;
    const weight = weighted ? load<f64>(<usize>rows.weights + place) : 1.0;
    atRow(rows, load<f64>(<usize>rows.y + place), load<f64>(<usize>rows.scores + place));
    put(rows, 0, row, weight * gradient, weight * hessian);
    if (rows.loss == LOG) addLog(row, rowLoss, weight, weighted);
    else if (row & 1) sum1 += weight * rowLoss;
    else sum0 += weight * rowLoss;
  }
}

/** The log loss without weights, two rows at once; `from` is even. */
function logPairs(rows: Rows, from: i32, to: i32): void {
  const one = f64x2.splat(1);
  const half = f64x2.splat(0.5);
  const least = f64x2.splat(LEAST);
  const perGradient = f64x2.splat(rows.perGradient);
  const perHessian = f64x2.splat(rows.perHessian);
  let product = one;
  for (let row = from; row < to; row += 2) {
    const place = (<usize>row) << 3;
    const isOne = f64x2.gt(v128.load(<usize>rows.y + place), half);
    const sign = v128.bitselect(f64x2.splat(-1), one, isOne);
    const p = f64x2.div(one, f64x2.add(one, exp2x(f64x2.mul(sign, v128.load(<usize>rows.scores + place)))));
    const q = f64x2.sub(one, p);
    const g = f64x2.floor(f64x2.add(f64x2.mul(f64x2.mul(sign, q), perGradient), half));
    const h = f64x2.floor(f64x2.add(f64x2.mul(f64x2.mul(p, q), perHessian), half));
    const gs = i32x4.trunc_sat_f64x2_s_zero(g);
    const hs = i32x4.trunc_sat_f64x2_s_zero(h);
    v128.store(<usize>rows.pairs + place, v128.shuffle<i32>(gs, hs, 0, 4, 1, 5));
    product = f64x2.mul(product, f64x2.max(p, least));
    if (v128.any_true(f64x2.lt(product, least))) {
      product0 = f64x2.extract_lane(product, 0);
      product1 = f64x2.extract_lane(product, 1);
      if (product0 < LEAST) flush(0);
      if (product1 < LEAST) flush(1);
      product = f64x2.replace_lane(f64x2.splat(product0), 1, product1);
    }
  }
  product0 = f64x2.extract_lane(product, 0);
  product1 = f64x2.extract_lane(product, 1);
}

function softmaxBlock(rows: Rows, from: i32, to: i32): void {
  const outputs = rows.outputs;
  const step = (<usize>rows.rows) << 3;
  for (let row = from; row < to; row++) {
    const place = (<usize>row) << 3;
    const first = <usize>rows.scores + place;
    const weighted = rows.weights != 0;
    const weight = weighted ? load<f64>(<usize>rows.weights + place) : 1.0;
    const y = <i32>load<f64>(<usize>rows.y + place);
    let largest = load<f64>(first);
    for (let k = 1; k < outputs; k++) largest = max(largest, load<f64>(first + <usize>k * step));
    let sum: f64 = 0;
    for (let k = 0; k < outputs; k++) sum += exp1(load<f64>(first + <usize>k * step) - largest);
    for (let k = 0; k < outputs; k++) {
      const p = exp1(load<f64>(first + <usize>k * step) - largest) / sum;
      if (k == y) addLog(row, p, weight, weighted);
      put(rows, k, row, weight * (p - (k == y ? 1.0 : 0.0)), weight * (p * (1.0 - p)));
    }
  }
}
