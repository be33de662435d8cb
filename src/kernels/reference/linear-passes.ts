import { expOfNegative, logOfOnePlus } from './exponential.ts';
import { logarithm } from './portable-functions.ts';

/**
 * The passes over rows, in plain TypeScript and in the order in which the compiled ones add. Rows are as they were given,
 * `width` numbers each; z_r is a row less `shift`, then a 1. All else is padded to `stride`, the multiple of 4 above
 * width. `from` and `to` are multiples of 4, so that `to` may lie beyond the last row.
 */

const strideOf = (width: number) => (width + 4) & ~3;

/** z_r in four lanes: the sum of every fourth product, then (0 + 2) + (1 + 3). */
function dot(
  x: Float64Array,
  at: number,
  width: number,
  shift: Float64Array,
  parameters: Float64Array,
  start: number,
): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let j = 0;
  for (; j + 4 <= width; j += 4) {
    s0 += (x[at + j]! - shift[j]!) * parameters[start + j]!;
    s1 += (x[at + j + 1]! - shift[j + 1]!) * parameters[start + j + 1]!;
    s2 += (x[at + j + 2]! - shift[j + 2]!) * parameters[start + j + 2]!;
    s3 += (x[at + j + 3]! - shift[j + 3]!) * parameters[start + j + 3]!;
  }
  const left = (i: number) => (j + i < width ? (x[at + j + i]! - shift[j + i]!) * parameters[start + j + i]! : j + i === width ? parameters[start + j + i]! : 0); // prettier-ignore
  return s0 + left(0) + (s2 + left(2)) + (s1 + left(1) + (s3 + left(3)));
}

/** out[k * step + r - origin] = z_r · parameters of output k. */
export function scores(
  x: Float64Array,
  width: number,
  shift: Float64Array,
  rows: number,
  from: number,
  to: number,
  parameters: Float64Array,
  outputs: number,
  out: Float64Array,
  step: number,
  origin: number,
): void {
  const end = Math.min(to, rows);
  const stride = strideOf(width);
  for (let k = 0; k < outputs; k++) {
    for (let r = from; r < end; r++) {
      out[k * step + r - origin] = dot(x, r * width, width, shift, parameters, k * stride);
    }
  }
}

/** sum[k, j] += residuals[k * step + r - origin] z_rj, rows in ascending order. */
export function adjoint(
  x: Float64Array,
  width: number,
  shift: Float64Array,
  rows: number,
  from: number,
  to: number,
  residuals: Float64Array,
  outputs: number,
  step: number,
  origin: number,
  sum: Float64Array,
): void {
  const end = Math.min(to, rows);
  const stride = strideOf(width);
  for (let k = 0; k < outputs; k++) {
    for (let r = from; r < end; r++) {
      const v = residuals[k * step + r - origin]!;
      for (let j = 0; j < width; j++) sum[k * stride + j]! += v * (x[r * width + j]! - shift[j]!);
      sum[k * stride + width]! += v;
    }
  }
}

/** z_r into `out`. */
function lay(x: Float64Array, width: number, shift: Float64Array, r: number, out: Float64Array): void {
  for (let j = 0; j < width; j++) out[j] = x[r * width + j]! - shift[j]!;
  out[width] = 1;
}

/** The lower triangle of sum[i, j] += (weights[r] z_ri) z_rj, rows in ascending order. */
export function gram(
  x: Float64Array,
  width: number,
  shift: Float64Array,
  rows: number,
  from: number,
  to: number,
  weights: Float64Array,
  sum: Float64Array,
): void {
  const end = Math.min(to, rows);
  const stride = strideOf(width);
  const z = new Float64Array(width + 1);
  for (let r = from; r < end; r++) {
    lay(x, width, shift, r, z);
    for (let i = 0; i <= width; i++) {
      const v = weights[r]! * z[i]!;
      if (v === 0) continue;
      for (let j = 0; j <= i; j++) sum[i * stride + j]! += v * z[j]!;
    }
  }
}

/** sum[j] += weights[r] (z_rj z_rj). */
export function squares(
  x: Float64Array,
  width: number,
  shift: Float64Array,
  rows: number,
  from: number,
  to: number,
  weights: Float64Array,
  sum: Float64Array,
): void {
  const end = Math.min(to, rows);
  const z = new Float64Array(width + 1);
  for (let r = from; r < end; r++) {
    lay(x, width, shift, r, z);
    for (let j = 0; j <= width; j++) sum[j]! += weights[r]! * (z[j]! * z[j]!);
  }
}

/** sums[code of r, j] += weights[r] z_rj, and squares as above. */
export function moments(
  x: Float64Array,
  width: number,
  shift: Float64Array,
  rows: number,
  from: number,
  to: number,
  codes: Float64Array,
  weights: Float64Array,
  sums: Float64Array,
  sum: Float64Array,
): void {
  const end = Math.min(to, rows);
  const stride = strideOf(width);
  const z = new Float64Array(width + 1);
  for (let r = from; r < end; r++) {
    lay(x, width, shift, r, z);
    for (let j = 0; j <= width; j++) sums[codes[r]! * stride + j]! += weights[r]! * z[j]!;
  }
  squares(x, width, shift, rows, from, to, weights, sum);
}

/**
 * Scores to probabilities and residuals weight (p - truth), for `block` rows at a time; value[r % 2] += weight * loss,
 * gradient as in `adjoint`.
 */
export function logLoss(
  x: Float64Array,
  width: number,
  shift: Float64Array,
  rows: number,
  from: number,
  to: number,
  parameters: Float64Array,
  outputs: number,
  codes: Float64Array,
  weights: Float64Array,
  probabilities: Float64Array,
  step: number,
  value: Float64Array,
  gradient: Float64Array,
  scratch: Float64Array,
  block: number,
): void {
  for (let start = from; start < to; start += block) {
    const end = Math.min(to, start + block, rows);
    scores(x, width, shift, rows, start, end, parameters, outputs, scratch, block, start);
    for (let r = start; r < end; r++) {
      const loss =
        outputs === 1
          ? sigmoidRow(scratch, r - start, codes[r]!, weights[r]!, probabilities, r)
          : softmaxRow(scratch, r - start, block, outputs, codes[r]!, weights[r]!, probabilities, r, step);
      value[r % 2]! += weights[r]! * loss;
    }
    adjoint(x, width, shift, rows, start, end, scratch, outputs, block, start, gradient);
  }
}

function sigmoidRow(
  scratch: Float64Array,
  at: number,
  code: number,
  weight: number,
  probabilities: Float64Array,
  r: number,
): number {
  const s = scratch[at]!;
  const size = Math.abs(s);
  const e = expOfNegative(-size);
  const small = e / (1 + e);
  const p = s >= 0 ? 1 / (1 + e) : small;
  probabilities[r] = p;
  scratch[at] = weight * (p - code);
  // A row on the wrong side of zero by m costs m more than one as far on the right side.
  const right = code === 1 ? s >= 0 : s < 0;
  return (right ? 0 : size) + logOfOnePlus(e);
}

function softmaxRow(
  scratch: Float64Array,
  at: number,
  block: number,
  outputs: number,
  code: number,
  weight: number,
  probabilities: Float64Array,
  r: number,
  step: number,
): number {
  let max = scratch[at]!;
  for (let k = 1; k < outputs; k++) max = Math.max(max, scratch[k * block + at]!);
  const own = scratch[code * block + at]!;
  let sum = 0;
  for (let k = 0; k < outputs; k++) {
    const e = expOfNegative(scratch[k * block + at]! - max);
    probabilities[k * step + r] = e;
    sum += e;
  }
  for (let k = 0; k < outputs; k++) {
    const p = probabilities[k * step + r]! / sum;
    probabilities[k * step + r] = p;
    scratch[k * block + at] = weight * (p - (k === code ? 1 : 0));
  }
  return logarithm(sum) + (max - own);
}

/** Second derivatives of the log loss times a direction: residual weight p (a - mean a), a the scores of the direction. */
export function logLossBend(
  x: Float64Array,
  width: number,
  shift: Float64Array,
  rows: number,
  from: number,
  to: number,
  direction: Float64Array,
  outputs: number,
  weights: Float64Array,
  probabilities: Float64Array,
  step: number,
  sum: Float64Array,
  scratch: Float64Array,
  block: number,
): void {
  for (let start = from; start < to; start += block) {
    const end = Math.min(to, start + block, rows);
    scores(x, width, shift, rows, start, end, direction, outputs, scratch, block, start);
    for (let r = start; r < end; r++) {
      let mean = 0;
      for (let k = 0; k < outputs; k++) mean += probabilities[k * step + r]! * scratch[k * block + r - start]!;
      for (let k = 0; k < outputs; k++) {
        const at = k * block + r - start;
        scratch[at] = weights[r]! * probabilities[k * step + r]! * (scratch[at]! - mean);
      }
    }
    adjoint(x, width, shift, rows, start, end, scratch, outputs, block, start, sum);
  }
}
