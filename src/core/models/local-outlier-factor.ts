import { StudioError } from '../errors.ts';
import { pacer } from '../work.ts';
import { flaggedShare, shareThreshold } from './anomalies/threshold.ts';
import { requireFinite, requireMatrix } from './check-data.ts';
import { defineTransductive } from './transductive.ts';

const LABEL = 'Local outlier factor';
/** Added to the mean reachability, so that rows with as many twins as neighbours have a density; scikit-learn's value. */
const TINY = 1e-10;

/**
 * How much thinner the neighbourhood of a row is than those of its neighbours (Breunig, Kriegel, Ng and Sander 2000), as
 * LocalOutlierFactor of scikit-learn: the mean of the neighbours' local reachability densities over the row's own. About 1
 * inside a cloud, however dense; clearly above 1 outside of one.
 */
export const localOutlierFactor = defineTransductive({
  id: 'local-outlier-factor',
  label: LABEL,
  help: 'Compares how close a row lies to its neighbours with how close those lie to theirs. Finds rows that are strange for their own surroundings, even where some groups are dense and others loose. It answers only for the rows it was fitted on.',
  family: 'Anomalies',
  tasks: ['anomaly'],
  tags: ['kernels', 'neighbours'],
  params: {
    neighbours: {
      kind: 'number',
      default: 20,
      min: 1,
      max: 500,
      integer: true,
      label: 'Neighbours',
      help: 'More than the rows of the smallest group that is to count as usual; 20 is often good.',
    },
    share: flaggedShare,
  },
  async fit(x, _y, { neighbours, share }, context) {
    requireMatrix(LABEL, x, 2);
    if (neighbours >= x.rows)
      throw new StudioError(
        'fit/too-few-rows',
        `${LABEL}: must have more training rows than neighbours, got ${x.rows} rows and ${neighbours} neighbours. Ask for fewer neighbours, or add rows.`,
        { neighbours, rows: x.rows },
      );
    const pace = pacer(context);
    const held = await context.kernels.distances.hold(x);
    try {
      const found = await held.nearest(neighbours, (done, total) => pace('Neighbours', done, total));
      requireFinite(LABEL, 'the numbers', found.distances);
      const scores = factors(found.indices, found.distances.map(Math.sqrt), neighbours);
      return { scores: Array.from(scores), threshold: shareThreshold(LABEL, scores, share), neighbours };
    } finally {
      held.close();
    }
  },
  own: {
    answers: ({ scores, threshold }) => ({ task: 'anomaly', scores, threshold }),
    instead: 'isolation forest or the elliptic envelope',
  },
});

/** `indices` and `distances`: row-major `[rows, neighbours]`, nearest first, the row itself not among them. */
function factors(indices: Int32Array, distances: Float64Array, neighbours: number): Float64Array {
  const rows = indices.length / neighbours;
  const furthest = (r: number): number => distances[(r + 1) * neighbours - 1]!;
  const density = Float64Array.from({ length: rows }, (_, r) => {
    let sum = 0;
    for (let i = r * neighbours; i < (r + 1) * neighbours; i++) sum += Math.max(distances[i]!, furthest(indices[i]!));
    return 1 / (sum / neighbours + TINY);
  });
  return Float64Array.from({ length: rows }, (_, r) => {
    let sum = 0;
    for (let i = r * neighbours; i < (r + 1) * neighbours; i++) sum += density[indices[i]!]!;
    return sum / neighbours / density[r]!;
  });
}
