import type { Knots } from '../graph/graph.ts';
import { lowerNormalQuantile } from '../graph/normal-quantile.ts';
import { sortedQuantile } from '../stats/quantile.ts';
import { defineStep } from '../step.ts';
import { sortedValues } from './column-values.ts';
import { eachColumn } from './each-column.ts';
import { lowerTogether } from './lower-together.ts';

/** How near to 0 and 1 a share may come before it is made normal; as scikit-learn. */
const NEAREST = 1e-7 - Number.EPSILON;

/**
 * The share of training values below a value, by linear interpolation between evenly spaced quantiles (type 7); a value
 * that several quantiles share takes the mean of their shares, and the smallest and largest take 0 and 1
 * (QuantileTransformer of scikit-learn). Or the standard normal value with that share below it, within ±5.2. There are
 * as many quantiles as asked for, or as there are rows. Infinite values are not learned from; missing ones pass.
 */
export const quantileMap = defineStep({
  id: 'quantile-map',
  label: 'Spread out evenly',
  help: 'Replaces each value by its rank among the training values, from 0 to 1, or by the matching value of a bell curve (quantile map). Any shape becomes the same, and outliers lose their distance; so do real differences.',
  group: 'Shape',
  accepts: 'number',
  weights: 'unused',
  params: {
    output: { kind: 'choice', default: 'uniform', options: ['uniform', 'normal'], label: 'Shape afterwards' },
    quantiles: {
      kind: 'number',
      integer: true,
      default: 1000,
      min: 2,
      max: 10_000,
      label: 'Steps',
      help: 'How finely the ranks are kept in the model.',
    },
  },
  fit: (columns, _target, { output, quantiles }, context) =>
    eachColumn(columns, context, column => {
      const rows = column.block.type === 'string' ? 0 : column.block.data.length;
      return { knots: knotsOf(sortedValues(column), Math.min(quantiles, rows)), output };
    }),
  lower: (state, g, inputs) => {
    const shares = inputs.map(({ name, ref }, i) => ({ name, ref: g.interpolate(ref, state[i]!.knots) }));
    if (state[0]?.output !== 'normal') return shares;
    return lowerTogether(g, shares, x => {
      const inner = g.binary('minimum', g.binary('maximum', x, g.constant(NEAREST)), g.constant(1 - NEAREST));
      return lowerNormalQuantile(g, inner);
    });
  },
});

function knotsOf(sorted: Float64Array, count: number): Knots {
  if (!sorted.length) return { at: [0], before: [0], value: [0], after: [0] };
  const at: number[] = [];
  const before: number[] = [];
  const after: number[] = [];
  for (let i = 0; i < count; i++) {
    const share = count > 1 ? i / (count - 1) : 0;
    const value = sortedQuantile(sorted, share) + 0;
    if (at.length && value <= at.at(-1)!) {
      after[at.length - 1] = share;
      continue;
    }
    at.push(value);
    before.push(share);
    after.push(share);
  }
  const value = at.map((_, i) => (i === 0 ? 0 : i === at.length - 1 ? 1 : (before[i]! + after[i]!) / 2));
  return { at, before, value, after };
}
