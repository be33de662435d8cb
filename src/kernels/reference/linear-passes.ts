import { expOfNegative, logFromOne, logOfOnePlus } from './exponential.ts';

/**
 * The passes over rows, in plain TypeScript and in the order in which the compiled ones add. Rows are `stride` numbers
 * wide, a multiple of 4; `from` and `to` are multiples of 4 too.
 */

/** The sum of a_j b_j in four lanes: of every fourth j, then (0 + 2) + (1 + 3). */
function dot(a: Float64Array, at: number, b: Float64Array, start: number, stride: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let j = 0; j < stride; j += 4) {
    s0 += a[at + j]! * b[start + j]!;
    s1 += a[at + j + 1]! * b[start + j + 1]!;
    s2 += a[at + j + 2]! * b[start + j + 2]!;
    s3 += a[at + j + 3]! * b[start + j + 3]!;
  }
  return s0 + s2 + (s1 + s3);
}

/** out[k * step + r - origin] = row r · parameters of output k. */
export function scores(
  x: Float64Array,
  stride: number,
  from: number,
  to: number,
  parameters: Float64Array,
  outputs: number,
  out: Float64Array,
  step: number,
  origin: number,
): void {
  for (let k = 0; k < outputs; k++) {
    for (let r = from; r < to; r++) {
      out[k * step + r - origin] = dot(x, r * stride, parameters, k * stride, stride);
    }
  }
}

/** sum[k * stride + j] += residuals[k * step + r - origin] * x[r, j], rows in ascending order. */
export function adjoint(
  x: Float64Array,
  stride: number,
  from: number,
  to: number,
  residuals: Float64Array,
  outputs: number,
  step: number,
  origin: number,
  sum: Float64Array,
): void {
  for (let k = 0; k < outputs; k++) {
    for (let r = from; r < to; r++) {
      const v = residuals[k * step + r - origin]!;
      for (let j = 0; j < stride; j++) sum[k * stride + j]! += v * x[r * stride + j]!;
    }
  }
}

/** The lower triangle of sum[i, j] += (weights[r] * x[r, i]) * x[r, j], rows in ascending order. */
export function gram(
  x: Float64Array,
  stride: number,
  from: number,
  to: number,
  weights: Float64Array,
  sum: Float64Array,
): void {
  for (let r = from; r < to; r++) {
    const at = r * stride;
    const weight = weights[r]!;
    for (let i = 0; i < stride; i++) {
      const v = weight * x[at + i]!;
      if (v === 0) continue;
      for (let j = 0; j <= i; j++) sum[i * stride + j]! += v * x[at + j]!;
    }
  }
}

/** sum[j] += weights[r] * (x[r, j] * x[r, j]). */
export function squares(
  x: Float64Array,
  stride: number,
  from: number,
  to: number,
  weights: Float64Array,
  sum: Float64Array,
): void {
  for (let r = from; r < to; r++) {
    for (let j = 0; j < stride; j++) {
      const v = x[r * stride + j]!;
      sum[j]! += weights[r]! * (v * v);
    }
  }
}

/**
 * Scores to probabilities and residuals weight (p - truth), for `block` rows at a time; value[r % 2] += weight * loss,
 * gradient as in `adjoint`.
 */
export function logLoss(
  x: Float64Array,
  stride: number,
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
    const end = Math.min(to, start + block);
    scores(x, stride, start, end, parameters, outputs, scratch, block, start);
    for (let r = start; r < end; r++) {
      const loss =
        outputs === 1
          ? sigmoidRow(scratch, r - start, codes[r]!, weights[r]!, probabilities, r)
          : softmaxRow(scratch, r - start, block, outputs, codes[r]!, weights[r]!, probabilities, r, step);
      value[r % 2]! += weights[r]! * loss;
    }
    adjoint(x, stride, start, end, scratch, outputs, block, start, gradient);
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
  return logFromOne(sum) + (max - own);
}

/** Second derivatives of the log loss times a direction: residual weight p (a - mean a), a the scores of the direction. */
export function logLossBend(
  x: Float64Array,
  stride: number,
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
    const end = Math.min(to, start + block);
    scores(x, stride, start, end, direction, outputs, scratch, block, start);
    for (let r = start; r < end; r++) {
      let mean = 0;
      for (let k = 0; k < outputs; k++) mean += probabilities[k * step + r]! * scratch[k * block + r - start]!;
      for (let k = 0; k < outputs; k++) {
        const at = k * block + r - start;
        scratch[at] = weights[r]! * probabilities[k * step + r]! * (scratch[at]! - mean);
      }
    }
    adjoint(x, stride, start, end, scratch, outputs, block, start, sum);
  }
}
