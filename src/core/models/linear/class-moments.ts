import type { LinearRows } from '../../../kernels/linear.ts';
import type { RoughInverse } from './quasi-newton.ts';

/** What one pass over the rows tells of their columns and classes. */
export interface ClassMoments {
  /** Of each column, over all rows by weight. */
  readonly means: Float64Array;
  readonly deviations: Float64Array;
  /** Weight of the rows of each class. */
  readonly totals: Float64Array;
  /** Sum over the rows of each class of weight (row - means), `[classes, width]`. */
  readonly sums: Float64Array;
}

/** `origin`: a row, by which `rows` are shifted now, so that a constant column deviates by exactly 0. */
export async function classMoments(rows: LinearRows, origin: Float64Array, classes: number): Promise<ClassMoments> {
  const { stride } = rows;
  const width = stride - 1;
  const { sums, squares } = await rows.moments();
  const totals = Float64Array.from({ length: classes }, (_, k) => sums[k * stride + width]!);
  const total = squares[width]!;
  const means = new Float64Array(width);
  const deviations = new Float64Array(width);
  const centred = new Float64Array(classes * width);
  for (let j = 0; j < width; j++) {
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += sums[k * stride + j]!;
    const mean = sum / total;
    means[j] = origin[j]! + mean;
    deviations[j] = Math.sqrt(Math.max(0, squares[j]! - sum * mean) / total);
    for (let k = 0; k < classes; k++) centred[k * width + j] = sums[k * stride + j]! - totals[k]! * mean;
  }
  return { means, deviations, totals, sums: centred };
}

/** Where logistic regression begins: the shares of the classes and no coefficients. All of it follows from the moments. */
export interface Beginning {
  readonly theta: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  readonly inverse: RoughInverse;
}

/** Parameters and penalty as in `LogLikelihood`, on columns less their means. */
export function beginning({ deviations, totals, sums }: ClassMoments, penalty: number): Beginning {
  const width = deviations.length;
  const stride = width + 1;
  const total = totals.reduce((a, b) => a + b, 0);
  const shares = totals.map(t => t / total);
  // Two classes share the output of the second.
  const first = totals.length === 2 ? 1 : 0;
  const outputs = totals.length - first;
  const theta = new Float64Array(outputs * stride);
  const gradient = new Float64Array(outputs * stride);
  const diagonal = new Float64Array(outputs * stride);
  const middle = first ? Math.log(shares[0]!) : shares.reduce((sum, p) => sum + Math.log(p), 0) / outputs;
  for (let k = 0; k < outputs; k++) {
    const share = shares[first + k]!;
    const weight = share * (1 - share) * total;
    theta[k * stride + width] = Math.log(share) - middle;
    diagonal[k * stride + width] = weight;
    for (let j = 0; j < width; j++) {
      gradient[k * stride + j] = -sums[(first + k) * width + j]!;
      diagonal[k * stride + j] = weight * deviations[j]! ** 2 + penalty;
    }
  }
  const inverse = (vector: Float64Array) => {
    const step = vector.map((v, i) => (diagonal[i]! > 0 ? v / diagonal[i]! : 0));
    // What moves all classes alike changes no probability, and where no penalty holds it must not drift.
    for (let j = penalty > 0 ? width : 0; j < stride && outputs > 1; j++) {
      let mean = 0;
      for (let k = 0; k < outputs; k++) mean += step[k * stride + j]! / outputs;
      for (let k = 0; k < outputs; k++) step[k * stride + j]! -= mean;
    }
    return step;
  };
  return { theta, value: -totals.reduce((sum, t, k) => sum + t * Math.log(shares[k]!), 0), gradient, inverse };
}
