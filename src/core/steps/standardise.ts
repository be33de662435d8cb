import { defineStep } from '../step.ts';
import { centreAndSpread, constantSpread, finiteValues, finiteWeights } from './column-values.ts';
import { eachColumn } from './each-column.ts';

/** z = (x - mean) / sd with the population sd (divisor n); a constant column becomes 0. Missing and infinite values pass through unlearned. */
export const standardise = defineStep({
  id: 'standardise',
  label: 'Standardise',
  help: 'Shifts and scales a column so that its mean is 0 and its spread is 1. Columns in different units can then be weighed against each other.',
  group: 'Scale',
  accepts: 'number',
  weights: 'used',
  params: {},
  fit: (columns, _target, _params, context) =>
    eachColumn(columns, context, column => {
      const found = centreAndSpread(finiteValues(column), finiteWeights(column, context.weights));
      return { mean: found.mean, sd: constantSpread(found) ? 1 : found.sd };
    }),
  lower: (state, g, inputs) =>
    inputs.map(({ name, ref }, i) => {
      const { mean, sd } = state[i]!;
      return { name, ref: g.binary('divide', g.binary('subtract', ref, g.constant(mean)), g.constant(sd)) };
    }),
});
