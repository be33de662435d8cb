import { defineModel } from '../model.ts';
import { tQuantile } from '../stats/distributions.ts';
import { pacer } from '../work.ts';
import { requireFinite, requireMatrix, requireRegression } from './check-data.ts';
import { columnDeviations, dot } from './linear/centre.ts';
import { type CentredProblem, centredProblem } from './linear/centred-problem.ts';
import { type LeastSquares, leastSquares as solve } from './linear/least-squares.ts';
import { linearSum } from './linear/linear-sum.ts';
import { MOST_INTERVALS, noIntervals, type Reading, standardErrors } from './linear/reading.ts';
import { weightedRows } from './linear/weighted.ts';
import type { LinearState } from './ridge.ts';
import type { Pace } from './pace.ts';

const LABEL = 'Least squares';

interface LeastSquaresState extends LinearState {
  readonly method: 'cholesky' | 'singular-values';
}

/**
 * The w and b with the smallest sum of weight (y - x w - b)², exact, with the t intervals of the linear model. Where columns
 * follow from each other there are many; the w of least norm is taken, as LAPACK's gelsd does.
 */
export const leastSquares = defineModel({
  id: 'least-squares',
  label: LABEL,
  help: 'Adds up the columns, each with its own weight, so that the squared errors are as small as they can be. Exact, with an interval for every weight; wants clearly more rows than columns.',
  family: 'Linear',
  tasks: ['regression'],
  tags: ['linear', 'kernels'],
  params: {},
  async fit(x, y, _, context): Promise<LeastSquaresState> {
    const target = requireRegression(LABEL, y);
    requireMatrix(LABEL, x);
    const rows = weightedRows(x, target, context);
    const problem = centredProblem(rows);
    const pace = pacer(context);
    const solved = await solve(problem, 0, context.kernels.linear, pace);
    const { coefficients } = solved;
    const intercept = problem.middle - dot(coefficients, problem.means, x.width);
    requireFinite(LABEL, 'the numbers', [intercept, ...coefficients]);
    const deviations = columnDeviations(rows.x, problem.means, rows.weights);
    return {
      coefficients: Array.from(coefficients),
      intercept,
      method: solved.method,
      reading: await intervals(problem, solved, deviations, pace),
    };
  },
  lower({ coefficients, intercept }, g, x) {
    return { task: 'regression', prediction: linearSum(g, x, coefficients, intercept) };
  },
});

/** Errors are the roots of s² (X'X)⁻¹, s² the squared residuals over rows - columns - 1, the degrees of freedom of t. */
async function intervals(
  problem: CentredProblem,
  { coefficients, factor }: LeastSquares,
  deviations: Float64Array,
  pace: Pace,
): Promise<Reading> {
  const { x, shift, y, means } = problem;
  const degrees = x.rows - x.width - 1;
  if (degrees < 1) return noIntervals(deviations, 'few-rows');
  if (!factor) return noIntervals(deviations, 'dependent');
  if (x.width > MOST_INTERVALS) return noIntervals(deviations, 'wide');
  let squares = 0;
  for (let r = 0; r < x.rows; r++) {
    let rest = y[r]!;
    for (let j = 0; j < x.width; j++) rest -= (x.data[r * x.width + j]! - shift[j]!) * coefficients[j]!;
    squares += rest * rest;
  }
  const found = await standardErrors(factor, means, 1, pace, squares / degrees);
  return { deviations: Array.from(deviations), basis: 'exact', halfWidth: tQuantile(0.975, degrees), ...found };
}
