import type { NumberBlock } from '../graph/block.ts';
import { meanOf } from '../stats/middle.ts';
import { defineStep, type Stream } from '../step.ts';
import { centreAndSpread, constantSpread, finiteValues } from './column-values.ts';
import { drawRows } from './draw-rows.ts';
import { eachColumn } from './each-column.ts';

/**
 * Fills a gap with the mean of the column over the k nearest of the stored training rows that have it: Euclidean
 * distance over the columns both have, scaled up (KNNImputer of scikit-learn; see `Neighbours` of the graph), each
 * column divided by its population standard deviation first unless `scaled` is off. The rows
 * are stored in the model: all of them up to `rows`, else that many drawn at random with the recipe's seed. An infinite
 * value counts as missing for it, and passes. A column with nothing to learn from is filled with 0; without a neighbour, with its mean.
 */
export const nearest = defineStep({
  id: 'nearest',
  label: 'Fill from similar rows',
  help: 'Fills a gap with what the most similar training rows have there (k-nearest neighbours). Similar means close in the other columns of this step, each on its own scale. The model keeps those training rows, and so does everything it is exported to.',
  group: 'Fill gaps',
  accepts: 'number',
  weights: 'unused',
  params: {
    neighbours: {
      kind: 'number',
      integer: true,
      default: 5,
      min: 1,
      max: 50,
      label: 'Similar rows asked',
    },
    weights: {
      kind: 'choice',
      default: 'uniform',
      options: ['uniform', 'distance'],
      label: 'How much each counts',
      help: 'Uniform: all the same. Distance: closer rows count more.',
    },
    scaled: {
      kind: 'flag',
      default: true,
      label: 'Compare on one scale',
      help: 'Each column is measured in its own spread. Otherwise columns with large numbers alone decide who is similar.',
    },
    rows: {
      kind: 'number',
      integer: true,
      default: 1000,
      min: 10,
      max: 5000,
      label: 'Training rows kept, at most',
      help: 'Of more training rows, this many are drawn at random.',
    },
  },
  async fit(columns, _target, { neighbours, weights, scaled, rows }, context) {
    const blocks = columns.map(c => c.block as NumberBlock);
    const spreads = await eachColumn(columns, context, column => (scaled ? spreadOf(column) : 1));
    const kept = drawRows(blocks[0]?.data.length ?? 0, rows, context.random);
    return {
      // Row after row, null where there is no value.
      points: Array.from(kept, r => blocks.map(({ data }, c) => finiteOrNull(data[r]! / spreads[c]!))).flat(),
      otherwise: await eachColumn(columns, context, (column, c) => meanOrZero(column, spreads[c]!)),
      spreads,
      neighbours,
      weighted: weights === 'distance',
    };
  },
  lower: ({ points, spreads, ...near }, g, inputs) => {
    if (!inputs.length) return [];
    const together = g.concat(inputs.map(({ ref }, i) => g.binary('divide', ref, g.constant(spreads[i]!))));
    const filled = g.fillNearest(together, { ...near, points: points.map(v => v ?? NaN) });
    return inputs.map(({ name, ref }, i) => {
      const own = inputs.length === 1 ? filled : g.columns(filled, [i]);
      return { name, ref: g.where(g.isMissing(ref), g.binary('multiply', own, g.constant(spreads[i]!)), ref) };
    });
  },
});

const finiteOrNull = (v: number): number | null => (Number.isFinite(v) ? v + 0 : null);

function spreadOf(column: Stream): number {
  const found = centreAndSpread(finiteValues(column));
  return constantSpread(found) ? 1 : found.sd;
}

/** In units of the spread. */
function meanOrZero(column: Stream, spread: number): number {
  const values = finiteValues(column);
  return (values.length && finiteOrNull(meanOf(values) / spread)) || 0;
}
