import { defineModel } from '../model.ts';
import { quantiles } from '../stats/quantile.ts';
import { requireFinite, requireMatrix, requireRegression } from './check-data.ts';
import { columnDeviations, columnMeans, dot } from './linear/centre.ts';
import { Descent } from './linear/descent.ts';
import { HuberObjective } from './linear/huber.ts';
import { linearSum } from './linear/linear-sum.ts';
import { minimise } from './linear/newton.ts';
import { noIntervals } from './linear/reading.ts';
import { weightedRows } from './linear/weighted.ts';
import type { LinearState } from './ridge.ts';

const LABEL = 'Huber regression';

interface HuberState extends LinearState {
  /** Errors beyond epsilon times this count by their size instead of their square. */
  readonly scale: number;
  readonly converged: boolean;
}

/** Least squares that large errors cannot pull about; scikit-learn's HuberRegressor, by Newton's method. */
export const huber = defineModel({
  id: 'huber',
  label: LABEL,
  help: 'Adds up the columns, each with its own weight, and does not let a few far-off rows pull the line towards them. Quick and easy to read.',
  family: 'Linear',
  tasks: ['regression'],
  tags: ['linear', 'kernels'],
  params: {
    epsilon: {
      kind: 'number',
      default: 1.35,
      min: 1,
      max: 100,
      label: 'Where an error counts as large',
      help: 'In units of the usual error. Less cares less about far-off rows; 1.35 loses little where there are none.',
    },
    alpha: {
      kind: 'number',
      default: 0.0001,
      min: 0,
      max: 1e9,
      log: true,
      label: 'Penalty on large weights',
      help: 'More keeps the weights small and steady.',
    },
  },
  async fit(given, target, { epsilon, alpha }, context): Promise<HuberState> {
    requireMatrix(LABEL, given);
    const { x, y, weights, total } = weightedRows(given, requireRegression(LABEL, target), context);
    const means = columnMeans(x, weights);
    const deviations = columnDeviations(x, means, weights);
    // In units of the spread of the middle half, which far-off rows do not move; the penalty is counted to fit.
    const [low, middle, high] = quantiles(y.values, [0.25, 0.5, 0.75]) as unknown as [number, number, number];
    const spread = high - low || columnDeviations({ ...x, width: 1, data: y.values }, Float64Array.of(middle))[0]! || 1;
    requireFinite(LABEL, 'the numbers', [middle, spread, ...deviations]);

    const size = x.width + 2;
    const descent = new Descent(context, 'Newton steps', size, total, 500);
    const rows = await context.kernels.linear.open(x, means, descent.between);
    try {
      const objective = new HuberObjective(
        rows,
        y.values.map(v => (v - middle) / spread),
        weights ?? new Float64Array(x.rows).fill(1),
        epsilon,
        alpha * spread,
      );
      const start = new Float64Array(size);
      start[size - 1] = 1;
      const { theta, converged } = await minimise(objective, descent.start(start), descent);
      const coefficients = Array.from(theta.subarray(0, x.width), w => w * spread);
      const intercept = middle + spread * theta[x.width]! - dot(coefficients, means, x.width);
      const scale = spread * theta[size - 1]!;
      requireFinite(LABEL, 'the numbers', [...coefficients, intercept, scale]);
      return { coefficients, intercept, scale, converged, reading: noIntervals(deviations, 'no-theory') };
    } finally {
      rows.close();
    }
  },
  lower: ({ coefficients, intercept }, g, x) => ({
    task: 'regression',
    prediction: linearSum(g, x, coefficients, intercept),
  }),
});
