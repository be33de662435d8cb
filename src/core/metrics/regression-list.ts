import { defineMetric } from './define.ts';
import type { RegressionOutcome } from './outcome.ts';
import {
  absoluteError,
  absolutePercentageError,
  bias,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  r2,
  rootMeanSquaredError,
  signedError,
  squaredError,
  weightedAbsolutePercentageError,
} from './regression.ts';

type O = RegressionOutcome;

const each =
  (perRow: (y: number, f: number) => number) =>
  (o: O): Float64Array =>
    o.truth.map((y, i) => perRow(y, o.predicted[i]!));

export const regressionMetrics = [
  defineMetric('regression', {
    id: 'rmse',
    label: 'RMSE',
    help: 'The typical size of an error in the unit of the target; large errors weigh more than small ones.',
    direction: 'lower',
    needs: 'values',
    formula: '√ mean (truth - prediction)²',
    format: 'same-unit',
    range: [0, Infinity],
    compute: o => rootMeanSquaredError(o.truth, o.predicted),
    resample: o => {
      const squares = each(squaredError)(o);
      return rows => {
        let sum = 0;
        for (let i = 0; i < rows.length; i++) sum += squares[rows[i]!]!;
        return Math.sqrt(sum / rows.length);
      };
    },
  }),
  defineMetric('regression', {
    id: 'mae',
    label: 'MAE',
    help: 'How far a prediction is off on average, in the unit of the target.',
    direction: 'lower',
    needs: 'values',
    formula: 'mean |truth - prediction|',
    format: 'same-unit',
    range: [0, Infinity],
    compute: o => meanAbsoluteError(o.truth, o.predicted),
    perRow: each(absoluteError),
  }),
  defineMetric('regression', {
    id: 'r2',
    label: 'R²',
    help: 'The share of the spread of the target that the model explains. 0 is no better than always answering the mean, 1 is perfect, below 0 is worse than the mean.',
    direction: 'higher',
    needs: 'values',
    formula: '1 - Σ (truth - prediction)² / Σ (truth - mean truth)²',
    format: 'ratio',
    range: [-Infinity, 1],
    compute: o => r2(o.truth, o.predicted),
    resample: resampleR2,
  }),
  defineMetric('regression', {
    id: 'mape',
    label: 'MAPE',
    help: 'How far a prediction is off on average, as a fraction of the true value. It has no meaning when a true value is zero.',
    direction: 'lower',
    needs: 'values',
    formula: 'mean (|truth - prediction| / |truth|)',
    format: 'ratio',
    range: [0, Infinity],
    compute: o => meanAbsolutePercentageError(o.truth, o.predicted),
    perRow: each(absolutePercentageError),
  }),
  defineMetric('regression', {
    id: 'wape',
    label: 'WAPE',
    help: 'All errors together as a fraction of all true values together. Like MAPE, but at ease with zeros.',
    direction: 'lower',
    needs: 'values',
    formula: 'Σ |truth - prediction| / Σ |truth|',
    format: 'ratio',
    range: [0, Infinity],
    compute: o => weightedAbsolutePercentageError(o.truth, o.predicted),
    resample: o => {
      const errors = each(absoluteError)(o);
      return rows => {
        let error = 0;
        let size = 0;
        for (let i = 0; i < rows.length; i++) {
          error += errors[rows[i]!]!;
          size += Math.abs(o.truth[rows[i]!]!);
        }
        return size > 0 ? error / size : NaN;
      };
    },
  }),
  defineMetric('regression', {
    id: 'bias',
    label: 'Bias',
    help: 'Whether predictions are too high (above 0) or too low (below 0) on average, in the unit of the target.',
    direction: 'zero',
    needs: 'values',
    formula: 'mean (prediction - truth)',
    format: 'same-unit',
    range: [-Infinity, Infinity],
    compute: o => bias(o.truth, o.predicted),
    perRow: each(signedError),
  }),
];

/** R² from four sums, of values centred on their mean so that little cancels. NaN when all truths drawn are equal. */
function resampleR2(o: O): (rows: Int32Array) => number {
  let centre = 0;
  for (const y of o.truth) centre += y / o.truth.length;
  const squares = each(squaredError)(o);
  return rows => {
    let error = 0;
    let sum = 0;
    let sum2 = 0;
    for (let i = 0; i < rows.length; i++) {
      const y = o.truth[rows[i]!]! - centre;
      error += squares[rows[i]!]!;
      sum += y;
      sum2 += y * y;
    }
    const total = sum2 - (sum * sum) / rows.length;
    return total > 1e-14 * sum2 ? 1 - error / total : NaN;
  };
}
