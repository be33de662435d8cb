import type { LinearKernels } from '../../../kernels/linear.ts';
import type { Matrix } from '../../model.ts';
import type { Pace } from '../pace.ts';
import { centredRow, dot } from './centre.ts';
import type { CentredProblem } from './centred-problem.ts';
import { CholeskyFactor, solvePositiveDefinite } from './cholesky.ts';
import { singularValues, TriangleOfRows } from './orthogonal.ts';

export interface LeastSquares {
  readonly coefficients: Float64Array;
  readonly method: 'cholesky' | 'singular-values';
  /** Of X'X + alpha I and, as its last row, the intercept; null where that matrix was not what was solved. */
  readonly factor: CholeskyFactor | null;
}

/** Minimise |y - X w|^2 + alpha |w|^2 over w. */
export async function leastSquares(
  problem: CentredProblem,
  alpha: number,
  kernels: LinearKernels,
  pace: Pace,
): Promise<LeastSquares> {
  const { x, shift, y } = problem;
  if (x.width <= x.rows) {
    const solved = await primal(problem, alpha, kernels, pace);
    if (solved) return { ...solved, method: 'cholesky' };
  } else {
    const coefficients = await dual(x, shift, y, alpha, pace);
    if (coefficients) return { coefficients, method: 'cholesky', factor: null };
  }
  return { coefficients: await minimumNorm(x, shift, y, alpha, pace), method: 'singular-values', factor: null };
}

/** (X'X + alpha I) w = X'y. */
async function primal(
  { x, shift, y, total }: CentredProblem,
  alpha: number,
  kernels: LinearKernels,
  pace: Pace,
): Promise<Pick<LeastSquares, 'coefficients' | 'factor'> | null> {
  const rows = await kernels.open(x, shift, pace);
  try {
    const n = x.width;
    const stride = n + 1;
    const gram = await rows.gram(null);
    const right = await rows.adjoint(y, 1);
    for (let j = 0; j < n; j++) {
      gram[j * stride + j]! += alpha;
      // The centred columns are at right angles to the intercept.
      gram[n * stride + j] = 0;
    }
    gram[n * stride + n] = total;
    right[n] = 0;
    const factor = CholeskyFactor.of(gram, stride);
    return factor && { coefficients: factor.solve(right).slice(0, n), factor };
  } finally {
    rows.close();
  }
}

/** w = X' c with (X X' + alpha I) c = y: the smaller system where columns outnumber rows. Null without a penalty. */
async function dual(x: Matrix, means: Float64Array, y: Float64Array, alpha: number, pace: Pace) {
  if (alpha === 0) return null;
  const kernel = new Float64Array(x.rows * x.rows);
  const centred = await centredRows(x, means, pace);
  for (let r = 0; r < x.rows; r++) {
    await pace('Comparing the rows', r, x.rows);
    for (let s = 0; s <= r; s++) {
      kernel[r * x.rows + s] = dot(centred[r]!, centred[s]!, x.width) + (r === s ? alpha : 0);
    }
  }
  const weights = solvePositiveDefinite(kernel, y);
  return weights && combine(centred, weights, x.width);
}

/**
 * The w of least norm among the best, from singular values s: sum over s of u'y s / (s^2 + alpha) v. Values below
 * 10 eps max(rows, width) of the largest count as zero (LAPACK's rule with a margin for the rounding of the triangle).
 */
async function minimumNorm(x: Matrix, means: Float64Array, y: Float64Array, alpha: number, pace: Pace) {
  const between = (sweep: number, p: number) => pace(`Turning the columns, sweep ${sweep + 1}`, p, x.width);
  const noise = 10 * Number.EPSILON * Math.max(x.rows, x.width);
  if (x.width <= x.rows) {
    const n = x.width + 1;
    const triangle = new TriangleOfRows(n);
    const row = new Float64Array(n);
    for (let r = 0; r < x.rows; r++) {
      if (r % 64 === 0) await pace('Reducing the rows', r, x.rows);
      centredRow(x, r, means, row);
      row[x.width] = y[r]!;
      triangle.add(row);
    }
    triangle.flush();
    const column = (j: number) => Float64Array.from({ length: x.width }, (_, i) => triangle.triangle[i * n + j]!);
    const { values, left, right } = await singularValues(
      Array.from({ length: x.width }, (_, j) => column(j)),
      between,
    );
    const least = noise * values.reduce((a, b) => Math.max(a, b), 0);
    const target = column(x.width);
    const weights = values.map((s, i) => (s > least ? dot(left[i]!, target, x.width) / (s * s + alpha) : 0));
    return combine(right, weights, x.width);
  }
  // More columns than rows: X' = Q R and R = U S V' give w = X' V (S^2 + alpha)^-1 V' y, without Q.
  const centred = await centredRows(x, means, pace);
  const triangle = new TriangleOfRows(x.rows);
  const across = new Float64Array(x.rows);
  for (let j = 0; j < x.width; j++) {
    await pace('Reducing the columns', j, x.width);
    for (let r = 0; r < x.rows; r++) across[r] = centred[r]![j]!;
    triangle.add(across);
  }
  triangle.flush();
  const columns = Array.from(centred, (_, j) =>
    Float64Array.from(centred, (__, i) => triangle.triangle[i * x.rows + j]!),
  );
  const { values, right } = await singularValues(columns, between);
  const least = noise * values.reduce((a, b) => Math.max(a, b), 0);
  const weights = values.map((s, i) => (s > least ? dot(right[i]!, y, x.rows) / (s * s + alpha) : 0));
  return combine(centred, combine(right, weights, x.rows), x.width);
}

async function centredRows(x: Matrix, means: Float64Array, pace: Pace): Promise<Float64Array[]> {
  const rows: Float64Array[] = [];
  for (let r = 0; r < x.rows; r++) {
    if (r % 64 === 0) await pace('Centring the rows', r, x.rows);
    const row = new Float64Array(x.width);
    centredRow(x, r, means, row);
    rows.push(row);
  }
  return rows;
}

/** The sum of the vectors, each times its weight. */
function combine(vectors: readonly Float64Array[], weights: Float64Array, width: number): Float64Array {
  const out = new Float64Array(width);
  vectors.forEach((vector, i) => {
    for (let j = 0; j < width; j++) out[j]! += weights[i]! * vector[j]!;
  });
  return out;
}
