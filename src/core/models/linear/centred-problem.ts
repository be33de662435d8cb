import type { Matrix } from '../../model.ts';
import type { RegressionTarget } from '../../target.ts';
import { columnMeans, meanOf } from './centre.ts';
import type { WeightedRows } from './weighted.ts';

/** A problem of least squares with a free intercept as one without: rows and targets less `means` and `middle`. */
export interface CentredProblem {
  readonly x: Matrix;
  /** What is to be taken from the rows of `x`; zero where that has been done. */
  readonly shift: Float64Array;
  readonly y: Float64Array;
  readonly means: Float64Array;
  readonly middle: number;
  readonly weights: Float64Array | null;
  /** The sum of the weights. */
  readonly total: number;
}

/** Weighted squares are the plain ones of rows that are centred and multiplied by the root of their weight. */
export function centredProblem({ x, y, weights, total }: WeightedRows<RegressionTarget>): CentredProblem {
  const means = columnMeans(x, weights);
  const middle = meanOf(y.values, weights);
  if (!weights) return { x, shift: means, y: y.values.map(v => v - middle), means, middle, weights, total };
  const data = new Float64Array(x.data.length);
  const values = new Float64Array(x.rows);
  for (let r = 0; r < x.rows; r++) {
    const root = Math.sqrt(weights[r]!);
    values[r] = root * (y.values[r]! - middle);
    for (let j = 0; j < x.width; j++) data[r * x.width + j] = root * (x.data[r * x.width + j]! - means[j]!);
  }
  return { x: { ...x, data }, shift: new Float64Array(x.width), y: values, means, middle, weights, total };
}
