import { StudioError } from '../errors.ts';
import { defineModel } from '../model.ts';
import { requireFinite, requireMatrix } from './check-data.ts';
import { bestStart } from './clusters/best-start.ts';
import { largestFirst } from './clusters/largest-first.ts';
import { scaledTolerance } from './clusters/lloyd.ts';
import { weightedPoints } from './clusters/weighted-points.ts';

const LABEL = 'k-means';

/** Lloyd's algorithm (1982) from k-means++ starts, the best of several; clusters are numbered from the largest on. */
export const kMeans = defineModel({
  id: 'k-means',
  label: LABEL,
  help: 'Finds groups of rows that lie close together: each row belongs to the nearest of k centres, and you choose k.',
  family: 'Clusters',
  tasks: ['clustering'],
  tags: ['kernels', 'centres'],
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
    tolerance: {
      kind: 'number',
      default: 1e-4,
      min: 0,
      max: 1,
      label: 'Tolerance',
      help: 'A start ends when its centres move less than this share of the variance; at 0 when no row changes its group.',
    },
  },
  async fit(x, _y, { k, starts, iterations, tolerance }, context) {
    requireMatrix(LABEL, x);
    const points = weightedPoints(x, context);
    requireRows(LABEL, k, points.rows);
    const held = await context.kernels.distances.hold(points, points.weights);
    try {
      const limits = { iterations, tolerance: scaledTolerance(held, tolerance) };
      const found = await bestStart(points, held, k, starts, limits, context);
      requireFinite(LABEL, 'the numbers', [found.inertia, ...found.centres]);
      return { k, ...largestFirst(found, points.width) };
    } finally {
      held.close();
    }
  },
  lower({ centres, k }, g, x) {
    return { task: 'clustering', distances: g.squaredDistances(x, centres, k) };
  },
});

/** Refuse more groups than there are rows that count. */
export function requireRows(owner: string, k: number, rows: number): void {
  if (k <= rows) return;
  throw new StudioError(
    'fit/too-few-rows',
    `${owner}: k must be at most the number of training rows, ${rows}, got ${k}. Ask for fewer groups.`,
    { k, rows },
  );
}
