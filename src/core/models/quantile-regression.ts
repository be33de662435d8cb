import { defineModel } from '../model.ts';
import { requireFinite, requireMatrix, requireRegression } from './check-data.ts';
import { columnDeviations, columnMeans, dot, meanOf } from './linear/centre.ts';
import { Descent } from './linear/descent.ts';
import { fitQuantile } from './linear/interior-point.ts';
import { linearSum } from './linear/linear-sum.ts';
import { noIntervals } from './linear/reading.ts';
import { weightedRows } from './linear/weighted.ts';
import type { LinearState } from './ridge.ts';

const LABEL = 'Quantile regression';

interface QuantileState extends LinearState {
  /** The weighted mean of the check losses plus alpha |w|₁. */
  readonly objective: number;
  readonly converged: boolean;
}

/**
 * The sum of columns that a share q of the rows lie below: minimises the weighted mean of the check loss (Koenker and
 * Bassett 1978) plus alpha |w|₁, as scikit-learn's QuantileRegressor, by an interior point method.
 */
export const quantileRegression = defineModel({
  id: 'quantile',
  label: LABEL,
  help: 'Predicts a limit instead of the average: the value below which a chosen share of cases stays. One half gives the middle, nine tenths what is seldom exceeded. A few far-off rows do not pull it towards them.',
  family: 'Linear',
  tasks: ['regression'],
  tags: ['linear', 'kernels'],
  params: {
    quantile: {
      kind: 'number',
      default: 0.5,
      min: 0.001,
      max: 0.999,
      label: 'Share of rows below the answer',
      help: '0.5 gives the middle; 0.9 an answer that nine in ten stay below.',
    },
    alpha: {
      kind: 'number',
      default: 0,
      min: 0,
      max: 1e9,
      log: true,
      label: 'Penalty on weights',
      help: 'More sets the weights of columns that help little to zero.',
    },
  },
  async fit(given, target, { quantile, alpha }, context): Promise<QuantileState> {
    requireMatrix(LABEL, given);
    const { x, y, weights, total } = weightedRows(given, requireRegression(LABEL, target), context);
    const means = columnMeans(x, weights);
    const deviations = columnDeviations(x, means, weights);
    const middle = meanOf(y.values, weights);
    const spread = columnDeviations({ ...x, width: 1, data: y.values }, Float64Array.of(middle), weights)[0]! || 1;
    requireFinite(LABEL, 'the numbers', [middle, spread, ...deviations]);
    const descent = new Descent(context, 'Narrowing down', x.width + 1, total, 100);
    const rows = await context.kernels.linear.open(x, means, descent.between);
    try {
      const fitted = await fitQuantile(
        rows,
        y.values.map(v => (v - middle) / spread),
        weights ?? new Float64Array(x.rows).fill(1),
        quantile,
        alpha * total,
        descent,
      );
      const coefficients = Array.from(fitted.theta.subarray(0, x.width), w => w * spread);
      const intercept = middle + spread * fitted.theta[x.width]! - dot(coefficients, means, x.width);
      const objective = (fitted.value / total) * spread;
      requireFinite(LABEL, 'the numbers', [...coefficients, intercept, objective]);
      return {
        coefficients,
        intercept,
        objective,
        converged: fitted.converged,
        reading: noIntervals(deviations, 'no-theory'),
      };
    } finally {
      rows.close();
    }
  },
  lower: ({ coefficients, intercept }, g, x) => ({
    task: 'regression',
    prediction: linearSum(g, x, coefficients, intercept),
  }),
});
