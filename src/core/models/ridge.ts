import { defineModel } from '../model.ts';
import { pacer } from '../work.ts';
import { requireFinite, requireMatrix, requireRegression } from './check-data.ts';
import { columnDeviations, dot } from './linear/centre.ts';
import { centredProblem } from './linear/centred-problem.ts';
import { leastSquares } from './linear/least-squares.ts';
import { linearSum } from './linear/linear-sum.ts';
import { noIntervals, type Reading } from './linear/reading.ts';
import { weightedRows } from './linear/weighted.ts';

const LABEL = 'Ridge regression';

/** A plain sum of columns: what every linear regression of this folder learns. */
export interface LinearState {
  readonly coefficients: readonly number[];
  readonly intercept: number;
  readonly reading: Reading;
}

interface RidgeState extends LinearState {
  readonly method: 'cholesky' | 'singular-values';
}

/**
 * Least squares with an L2 penalty: w minimises the sum of weight (y - x w - b)² + alpha |w|², the intercept b free (Hoerl
 * and Kennard 1970). Exact: Cholesky of the centred normal equations, or singular values where these are singular (alpha 0
 * and dependent columns), which then gives the w of least norm.
 */
export const ridge = defineModel({
  id: 'ridge',
  label: LABEL,
  help: 'Adds up the columns, each with its own weight, and keeps the weights small. Quick, exact and steady, also where columns resemble each other; cannot see curves or interplay unless a column shows them.',
  family: 'Linear',
  tasks: ['regression'],
  tags: ['linear', 'kernels'],
  params: {
    alpha: {
      kind: 'number',
      default: 1,
      min: 0,
      max: 1e9,
      log: true,
      label: 'Penalty on large weights',
      help: 'More keeps the weights small and steady; 0 is plain least squares.',
    },
  },
  async fit(x, y, { alpha }, context): Promise<RidgeState> {
    const target = requireRegression(LABEL, y);
    requireMatrix(LABEL, x);
    const rows = weightedRows(x, target, context);
    const problem = centredProblem(rows);
    const { coefficients, method } = await leastSquares(problem, alpha, context.kernels.linear, pacer(context));
    const intercept = problem.middle - dot(coefficients, problem.means, x.width);
    requireFinite(LABEL, 'the numbers', [intercept, ...coefficients]);
    const deviations = columnDeviations(rows.x, problem.means, rows.weights);
    return {
      coefficients: Array.from(coefficients),
      intercept,
      method,
      reading: noIntervals(deviations, 'pulled'),
    };
  },
  lower({ coefficients, intercept }, g, x) {
    return { task: 'regression', prediction: linearSum(g, x, coefficients, intercept) };
  },
});
