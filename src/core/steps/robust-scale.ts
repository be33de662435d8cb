import { StudioError } from '../errors.ts';
import { sortedQuantile } from '../stats/quantile.ts';
import { defineStep } from '../step.ts';
import { lowerScaled, sortedValues } from './column-values.ts';
import { eachColumn } from './each-column.ts';

/**
 * (x - median) / (high quantile - low quantile), type 7 quantiles of the finite training values; where both quantiles
 * are the same value, x - median. Missing values pass.
 */
export const robustScale = defineStep({
  id: 'robust-scale',
  label: 'Scale by the middle half',
  help: 'Shifts a column so that its median is 0 and scales it by the spread of its middle values (robust scaling). Unlike standardising, a few extreme values hardly change the result.',
  group: 'Scale',
  accepts: 'number',
  weights: 'unused',
  params: {
    low: { kind: 'number', default: 25, min: 0, max: 100, label: 'From percentile' },
    high: { kind: 'number', default: 75, min: 0, max: 100, label: 'To percentile' },
  },
  fit: (columns, _target, { low, high }, context) => {
    if (!(low < high))
      throw new StudioError(
        'param/out-of-range',
        `Scale by the middle half: low must be below high, got ${low} and ${high}. Exchange the two.`,
        { owner: 'robust-scale', name: 'low', value: low },
      );
    return eachColumn(columns, context, column => {
      const sorted = sortedValues(column);
      const at = (percent: number) => (sorted.length ? sortedQuantile(sorted, percent / 100) + 0 : 0);
      return { median: at(50), low: at(low), high: at(high) };
    });
  },
  lower: (state, g, inputs) =>
    inputs.map(({ name, ref }, i) => {
      const { median, low, high } = state[i]!;
      return { name, ref: lowerScaled(g, ref, median, low, high) };
    }),
});
