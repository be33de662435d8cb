import type { Matrix } from '../../model.ts';
import type { Pace } from '../pace.ts';

/** Rows between two looks at the clock. */
const SLICE = 4096;

export interface Middle {
  readonly means: Float64Array;
  /** Population standard deviations. */
  readonly deviations: Float64Array;
  /** Population correlation of the columns, row-major `[width, width]`; a constant column has none with any other. */
  readonly correlation: Float64Array;
}

/** Weighted means, deviations and correlations, in two passes so that little cancels; weights are 1 where absent. */
export async function middleOf(x: Matrix, weights: Float64Array | undefined, pace: Pace): Promise<Middle> {
  const { rows, width, data } = x;
  const total = weights ? weights.reduce((sum, w) => sum + w, 0) : rows;
  // Counted from the first row that counts: another may lie so far away that little is left of what is over it.
  const first = weights
    ? Math.max(
        0,
        weights.findIndex(w => w > 0),
      )
    : 0;
  const start = data.slice(first * width, (first + 1) * width);
  const means = new Float64Array(width);
  for (let r = 0; r < rows; r++) {
    const weight = weights ? weights[r]! : 1;
    if (!weight) continue;
    for (let j = 0; j < width; j++) means[j]! += weight * (data[r * width + j]! - start[j]!);
  }
  for (let j = 0; j < width; j++) means[j] = start[j]! + means[j]! / total;
  const products = new Float64Array(width * width);
  const gaps = new Float64Array(width);
  for (let r = 0; r < rows; r++) {
    if (r % SLICE === 0) await pace('Correlations', r, rows);
    const weight = (weights ? weights[r]! : 1) / total;
    if (!weight) continue;
    for (let j = 0; j < width; j++) gaps[j] = data[r * width + j]! - means[j]!;
    for (let i = 0; i < width; i++) {
      const own = weight * gaps[i]!;
      for (let j = 0; j <= i; j++) products[i * width + j]! += own * gaps[j]!;
    }
  }
  const deviations = Float64Array.from(means, (_, j) => Math.sqrt(products[j * width + j]!));
  const correlation = new Float64Array(width * width);
  for (let i = 0; i < width; i++)
    for (let j = 0; j <= i; j++) {
      const value = deviations[i]! && deviations[j]! ? products[i * width + j]! / deviations[i]! / deviations[j]! : 0;
      correlation[i * width + j] = correlation[j * width + i] = value;
    }
  return { means, deviations, correlation };
}

/** Share of a column's variance that must be its own: less is a column that the columns before it make up. */
const OWN_VARIANCE = 1e-10;

export interface Whitening {
  /** Row-major `[width, rank]`: a centred row times it has uncorrelated columns of variance 1. */
  readonly weights: readonly number[];
  /** Columns that neither are constant nor follow from those before them. */
  readonly rank: number;
  /** Logarithm of the determinant of the covariance of those columns. */
  readonly logDeterminant: number;
}

/**
 * The inverse of the Cholesky factor of the covariance, columns without variance of their own left out. Within the span
 * of the training rows the squared length of a whitened row is then its squared Mahalanobis distance, whichever columns
 * were left out.
 */
export function whitening({ deviations, correlation }: Middle): Whitening {
  const width = deviations.length;
  const kept: number[] = [];
  // Rows of the factor L, and of its inverse over the kept columns, one a kept column.
  const factor: Float64Array[] = [];
  const inverse: Float64Array[] = [];
  let logDeterminant = 0;
  for (let j = 0; j < width; j++) {
    if (!(deviations[j]! > 0)) continue;
    const row = new Float64Array(kept.length + 1);
    let own = 1;
    kept.forEach((i, p) => {
      let sum = correlation[j * width + i]!;
      for (let q = 0; q < p; q++) sum -= row[q]! * factor[p]![q]!;
      row[p] = sum / factor[p]![p]!;
      own -= row[p]! ** 2;
    });
    if (!(own > OWN_VARIANCE)) continue;
    const pivot = (row[kept.length] = Math.sqrt(own));
    const solved = new Float64Array(kept.length + 1);
    for (let c = 0; c < kept.length; c++) {
      let sum = 0;
      for (let p = c; p < kept.length; p++) sum += row[p]! * inverse[p]![c]!;
      solved[c] = -sum / pivot;
    }
    solved[kept.length] = 1 / pivot;
    logDeterminant += 2 * (Math.log(pivot) + Math.log(deviations[j]!));
    kept.push(j);
    factor.push(row);
    inverse.push(solved);
  }
  const rank = kept.length;
  const weights = new Array<number>(width * rank).fill(0);
  kept.forEach((j, c) => {
    for (let p = c; p < rank; p++) weights[j * rank + p] = inverse[p]![c]! / deviations[j]!;
  });
  return { weights, rank, logDeterminant };
}
