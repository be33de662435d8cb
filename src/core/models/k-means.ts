import { StudioError } from '../errors.ts';
import { defineModel, type Matrix } from '../model.ts';
import { pacer } from '../work.ts';
import { requireFinite, requireMatrix } from './check-data.ts';
import { lloyd, startingCentres, type Clustering } from './clusters/lloyd.ts';

const LABEL = 'k-means';

/** Lloyd's algorithm from k-means++ starts, the best of several; clusters are numbered from the largest to the smallest. */
export const kMeans = defineModel({
  id: 'k-means',
  label: LABEL,
  help: 'Finds groups of rows that lie close together: each row belongs to the nearest of k centres.',
  family: 'Clusters',
  tasks: ['clustering'],
  tags: [],
  params: {
    k: {
      kind: 'number',
      default: 3,
      min: 2,
      max: 200,
      integer: true,
      label: 'Number of groups',
      help: 'Try a few and look where the silhouette is highest.',
    },
    starts: {
      kind: 'number',
      default: 5,
      min: 1,
      max: 100,
      integer: true,
      label: 'Starts',
      help: 'How often to begin anew from other centres; the best end is kept.',
    },
    iterations: {
      kind: 'number',
      default: 300,
      min: 1,
      max: 10_000,
      integer: true,
      label: 'Most iterations of a start',
    },
  },
  async fit(x, _y, { k, starts, iterations }, context) {
    requireMatrix(LABEL, x);
    if (k > x.rows) {
      throw new StudioError(
        'fit/too-few-rows',
        `${LABEL}: k must be at most the number of training rows, ${x.rows}, got ${k}. Ask for fewer groups.`,
        { k, rows: x.rows },
      );
    }
    const pace = pacer(context);
    let best: Clustering | undefined;
    for (let start = 0; start < starts; start++) {
      const centres = await startingCentres(x, k, context.random, pace);
      const found = await lloyd(x, centres, iterations, pace);
      if (!best || found.inertia < best.inertia) best = found;
      context.progress?.({ phase: 'Starts', done: start + 1, total: starts, loss: best.inertia });
    }
    requireFinite(LABEL, 'the numbers', [best!.inertia, ...best!.centres]);
    return inOrder(best!, x);
  },
  lower({ centres, k }, g, x) {
    return { task: 'clustering', distances: g.squaredDistances(x, centres, k) };
  },
});

/** Plain data, largest cluster first; clusters of one size by their centres. */
function inOrder({ centres, sizes, inertia, iterations, converged }: Clustering, { width }: Matrix) {
  const k = sizes.length;
  const centre = (c: number) => Array.from(centres.subarray(c * width, (c + 1) * width));
  const order = Array.from({ length: k }, (_, c) => c).sort(
    (a, b) => sizes[b]! - sizes[a]! || compare(centre(a), centre(b)),
  );
  return {
    k,
    /** Row-major `[k, width]`. */
    centres: order.flatMap(centre),
    sizes: order.map(c => sizes[c]!),
    /** Sum of squared distances of the training rows to their centres. */
    inertia,
    iterations,
    converged,
  };
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((v, j) => v !== b[j]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}
