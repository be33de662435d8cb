import { reference } from '../../kernels/reference/index.ts';
import { StudioError } from '../errors.ts';
import type { FitContext, Matrix } from '../model.ts';
import { kMeans } from '../models/k-means.ts';
import { defineStep } from '../step.ts';
import { drawRows } from './draw-rows.ts';
import { numbered, reduceParams } from './reduce-params.ts';
import { lowerUnits, unitMatrix } from './unit-matrix.ts';

/** Of more training rows, this many are drawn at random to find the groups among. */
const MOST_ROWS = 50_000;

/**
 * The Euclidean distance of a row to each centre of k-means (KMeans of scikit-learn, its `transform`), the largest group
 * first; there are fewer where the training rows have fewer different values. A gap counts as the column's mean.
 */
export const centreDistances = defineStep({
  id: 'centre-distances',
  label: 'Distance to groups',
  help: 'Finds groups of similar rows among the training rows and says of each row how far it is from the middle of each group (k-means). A simple model can then treat one kind of row differently from another.',
  group: 'Reduce',
  accepts: 'number',
  weights: 'used',
  params: {
    groups: { kind: 'number', integer: true, default: 8, min: 2, max: 100, label: 'Groups' },
    ...reduceParams('distance to group'),
    keep: { ...reduceParams('').keep, default: true },
  },
  async fit(columns, _target, { groups, scaled, keep, name }, work) {
    const { random, weights, kernels = reference, signal, progress } = work;
    const rows = drawRows(columns[0]?.block.type === 'float64' ? columns[0].block.data.length : 0, MOST_ROWS, random);
    const { spreads, ...points } = await unitMatrix(columns, work, scaled, rows, weights);
    const own = weights && Float64Array.from(rows, r => weights[r]!);
    const context: FitContext = {
      random,
      kernels,
      weights: own,
      folds: () => [],
      signal,
      ...(progress && { progress }),
    };
    const centres = await centresOf({ ...points, names: columns.map(c => c.name) }, groups, context);
    const k = columns.length ? centres.length / columns.length : 0;
    return { spreads, centres, k, keep, name };
  },
  lower: (state, g, inputs) =>
    inputs.length
      ? numbered(g, g.unary('sqrt', g.squaredDistances(lowerUnits(g, inputs, state.spreads), state.centres, state.k)), state, inputs) // prettier-ignore
      : [],
});

/** Row-major `[k, width]`. A single group is the mean, which is 0 in each column. */
async function centresOf(x: Matrix, groups: number, context: FitContext): Promise<number[]> {
  let k = Math.min(groups, x.rows);
  while (k > 1) {
    try {
      const params = { k, starts: 3, iterations: 100, tolerance: 1e-4 };
      const { centres } = await kMeans.fit(x, { task: 'clustering' }, params, context);
      return Array.from(centres, v => v + 0);
    } catch (error) {
      if (!(error instanceof StudioError) || error.code !== 'fit/too-few-distinct') throw error;
      k = Math.min(k - 1, Number(error.details['distinct']));
    }
  }
  return x.names.map(() => 0);
}
