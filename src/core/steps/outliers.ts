import { sortedQuantile } from '../stats/quantile.ts';
import { defineStep } from '../step.ts';
import { centreAndSpread, constantSpread, sortedValues } from './column-values.ts';
import { eachColumn } from './each-column.ts';

/** Fences that nothing lies beyond but what is infinite. */
const open = { low: -Number.MAX_VALUE, high: Number.MAX_VALUE };

/**
 * Fences learned from the finite training values: Tukey's Q1 - f IQR and Q3 + f IQR (type 7 quartiles), or mean ± d
 * population standard deviations. What lies beyond, infinite values included, is set to the fence or taken as missing.
 * Where most values are the same one (no spread) every other value would count as an outlier; such a column has no
 * fences. No row is dropped: a deployed model answers every row.
 */
export const outliers = defineStep({
  id: 'outliers',
  label: 'Tame outliers',
  help: 'Finds values far from the rest of their column and pulls them to the edge of what is usual, or takes them as missing. First ask whether they are mistakes: a rare value can be the most telling one.',
  group: 'Outliers',
  accepts: 'number',
  weights: 'unused',
  params: {
    method: {
      kind: 'choice',
      default: 'quartiles',
      options: ['quartiles', 'z-score'],
      label: 'What counts as far',
      help: 'Quartiles: far outside the middle half of the values. Z-score: many standard deviations from the mean.',
    },
    fence: {
      kind: 'number',
      default: 1.5,
      min: 0,
      max: 1000,
      label: 'Widths of the middle half',
      onlyWith: { name: 'method', value: 'quartiles' },
    },
    deviations: {
      kind: 'number',
      default: 3,
      min: 0,
      max: 1000,
      label: 'Standard deviations',
      onlyWith: { name: 'method', value: 'z-score' },
    },
    treatment: {
      kind: 'choice',
      default: 'clip',
      options: ['clip', 'missing'],
      label: 'What becomes of them',
      help: 'Clip: the nearest usual value. Missing: a gap, to be filled by a later step.',
    },
  },
  fit: (columns, _target, { method, fence, deviations, treatment }, context) =>
    eachColumn(columns, context, column => {
      const sorted = sortedValues(column);
      const fences = method === 'quartiles' ? tukey(sorted, fence) : aroundMean(sorted, deviations);
      return { low: bounded(fences.low), high: bounded(fences.high), treatment };
    }),
  lower: (state, g, inputs) =>
    inputs.map(({ name, ref }, i) => {
      const { low, high, treatment } = state[i]!;
      if (treatment === 'clip')
        return { name, ref: g.binary('minimum', g.binary('maximum', ref, g.constant(low)), g.constant(high)) };
      const beyond = g.logical(
        'or',
        g.compare('less', ref, g.constant(low)),
        g.compare('greater', ref, g.constant(high)),
      );
      return { name, ref: g.where(beyond, g.constant(NaN), ref) };
    }),
});

function tukey(sorted: Float64Array, fence: number): { low: number; high: number } {
  const [q1, q3] = [sortedQuantile(sorted, 0.25), sortedQuantile(sorted, 0.75)];
  return q3 > q1 ? { low: q1 - fence * (q3 - q1), high: q3 + fence * (q3 - q1) } : open;
}

function aroundMean(sorted: Float64Array, deviations: number): { low: number; high: number } {
  const found = centreAndSpread(sorted);
  if (constantSpread(found)) return open;
  return { low: found.mean - deviations * found.sd, high: found.mean + deviations * found.sd };
}

const bounded = (v: number): number => Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, v)) + 0;
