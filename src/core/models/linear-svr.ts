import { defineModel } from '../model.ts';
import { requireFinite, requireMatrix, requireRegression } from './check-data.ts';
import { columnDeviations, columnMeans, dot, meanOf } from './linear/centre.ts';
import { Descent } from './linear/descent.ts';
import { linearSum } from './linear/linear-sum.ts';
import { minimise } from './linear/newton.ts';
import { RowLosses } from './linear/objective.ts';
import { noIntervals } from './linear/reading.ts';
import { squaredInsensitive } from './linear/row-losses.ts';
import { weightedRows } from './linear/weighted.ts';
import type { LinearState } from './ridge.ts';

const LABEL = 'Linear support vector regression';

/**
 * C times the sum of weight max(0, |y - x w - b| - epsilon)² plus half the squared weights, the intercept free
 * (scikit-learn's LinearSVR with squared_epsilon_insensitive loss), by Newton's method on the rows outside the band.
 */
export const linearSvr = defineModel({
  id: 'linear-svr',
  label: LABEL,
  help: 'Adds up the columns, each with its own weight. Small errors cost nothing; only rows that lie farther from the answer shape it. Put the columns on one scale first.',
  family: 'Linear',
  tasks: ['regression'],
  tags: ['linear', 'kernels'],
  params: {
    C: {
      kind: 'number',
      default: 1,
      min: 1e-6,
      max: 1e6,
      log: true,
      label: 'Cost of rows outside the band (C)',
      help: 'Less keeps the weights small and steady; more follows the training rows closely.',
    },
    epsilon: {
      kind: 'number',
      default: 0,
      min: 0,
      max: 1e9,
      label: 'Width of the band',
      help: 'Errors up to this size, in units of the target, do not count.',
    },
  },
  async fit(given, target, { C, epsilon }, context): Promise<LinearState & { readonly converged: boolean }> {
    requireMatrix(LABEL, given);
    const { x, y, weights, total } = weightedRows(given, requireRegression(LABEL, target), context);
    const means = columnMeans(x, weights);
    const middle = meanOf(y.values, weights);
    const deviations = columnDeviations(x, means, weights);
    requireFinite(LABEL, 'the columns', deviations);
    const descent = new Descent(context, 'Newton steps', x.width + 1, total, 200);
    const rows = await context.kernels.linear.open(x, means, descent.between);
    try {
      const costs = (weights ?? new Float64Array(x.rows).fill(1)).map(w => C * w);
      const objective = new RowLosses(
        rows,
        squaredInsensitive(epsilon),
        y.values.map(v => v - middle),
        costs,
        1,
      );
      const { theta, converged } = await minimise(objective, descent.start(new Float64Array(x.width + 1)), descent);
      const coefficients = Array.from(theta.subarray(0, x.width));
      const intercept = middle + theta[x.width]! - dot(coefficients, means, x.width);
      requireFinite(LABEL, 'the numbers', [...coefficients, intercept]);
      return { coefficients, intercept, converged, reading: noIntervals(deviations, 'no-theory') };
    } finally {
      rows.close();
    }
  },
  lower: ({ coefficients, intercept }, g, x) => ({
    task: 'regression',
    prediction: linearSum(g, x, coefficients, intercept),
  }),
});
