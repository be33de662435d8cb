import type { Random } from '../random.ts';
import { defineStep } from '../step.ts';
import { numbered, reduceParams } from './reduce-params.ts';
import { lowerUnits, unitMatrix } from './unit-matrix.ts';

/**
 * Columns multiplied by a random matrix, which keeps distances between rows nearly as they are (Johnson and Lindenstrauss
 * 1984): entries from a normal distribution of variance 1 / count, or, sparse, ±1 / √(share count) in a share 1 / √columns
 * of places and 0 elsewhere (Li, Hastie and Church 2006), as GaussianRandomProjection and SparseRandomProjection of
 * scikit-learn. The recipe's seed draws the matrix; nothing is learned but the scale. A gap counts as the column's mean.
 */
export const projection = defineStep({
  id: 'projection',
  label: 'Random projection',
  help: 'Mixes many columns at random into fewer, in such a way that rows that were far apart stay far apart. It is quick for thousands of columns, where principal components take too long.',
  group: 'Reduce',
  accepts: 'number',
  weights: 'used',
  params: {
    count: { kind: 'number', integer: true, default: 50, min: 1, max: 1000, label: 'New columns' },
    kind: {
      kind: 'choice',
      default: 'gaussian',
      options: ['gaussian', 'sparse'],
      label: 'Mixture',
      help: 'Sparse: each new column mixes few of the old ones.',
    },
    ...reduceParams('projection'),
  },
  async fit(columns, _target, { count, kind, scaled, keep, name }, context) {
    const { spreads } = await unitMatrix(columns, context, scaled, new Int32Array(0), context.weights);
    const weights = (kind === 'sparse' ? sparse : gaussian)(columns.length, count, context.random);
    return { spreads, weights, count, keep, name };
  },
  lower: (state, g, inputs) =>
    inputs.length
      ? numbered(g, g.matmul(lowerUnits(g, inputs, state.spreads), state.weights, state.count), state, inputs)
      : [],
});

const gaussian = (width: number, count: number, random: Random): number[] =>
  Array.from({ length: width * count }, () => random.normal() / Math.sqrt(count) + 0);

function sparse(width: number, count: number, random: Random): number[] {
  const share = 1 / Math.sqrt(width);
  const size = 1 / Math.sqrt(share * count);
  return Array.from({ length: width * count }, () => {
    const drawn = random.next();
    return drawn < share / 2 ? -size : drawn < share ? size : 0;
  });
}
