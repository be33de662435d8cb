import { defineStep } from '../step.ts';
import { centreAndSpread, constantSpread, finiteValues } from './column-values.ts';
import { lowerSelection, selectAbove } from './selection.ts';
import { eachColumn } from './each-column.ts';

/**
 * Keeps columns whose variance (divisor n, over the finite training values) lies above a limit: VarianceThreshold of
 * scikit-learn. A spread that is nothing but rounding counts as none.
 */
export const lowVariance = defineStep({
  id: 'low-variance',
  label: 'Leave out columns that hardly vary',
  help: 'A column with the same value in nearly every row tells a model nothing. Columns that vary no more than the limit become 0. How much a column varies (its variance) depends on its unit, so look at the scales before you raise the limit.',
  group: 'Choose columns',
  accepts: 'number',
  weights: 'unused',
  params: {
    limit: {
      kind: 'number',
      default: 0,
      min: 0,
      max: 1e12,
      label: 'Variance must lie above',
      help: '0 leaves out columns with a single value only.',
    },
  },
  async fit(columns, _target, { limit }, context) {
    const variance = await eachColumn(columns, context, column => {
      const found = centreAndSpread(finiteValues(column));
      return constantSpread(found) ? 0 : Math.min(found.sd ** 2, Number.MAX_VALUE);
    });
    return selectAbove('variance', variance, limit);
  },
  lower: lowerSelection,
});
