import { pacer } from '../work.ts';
import { requireMatrix } from './check-data.ts';
import { denseGroups } from './clusters/dense-groups.ts';
import { reachCurve } from './clusters/reach-curve.ts';
import { numberedBySize, requireFewRows } from './clusters/row-answers.ts';
import { defineTransductive } from './transductive.ts';

const LABEL = 'DBSCAN';
const MOST_ROWS = 200_000;

/** Ester, Kriegel, Sander and Xu 1996; clusters are numbered from the largest on. */
export const dbscan = defineTransductive({
  id: 'dbscan',
  label: LABEL,
  help: 'Finds groups of any shape: places where rows lie densely. Rows that lie alone are noise and belong to no group. It answers only for the rows it was fitted on.',
  family: 'Clusters',
  tasks: ['clustering'],
  tags: ['kernels', 'neighbours'],
  params: {
    radius: {
      kind: 'number',
      default: 0.5,
      min: 1e-9,
      max: 1e9,
      log: true,
      label: 'Radius',
      help: 'Rows at most this far from each other are neighbours. The picture of a run shows where the bend lies.',
    },
    samples: {
      kind: 'number',
      default: 5,
      min: 1,
      max: 10_000,
      integer: true,
      label: 'Neighbours of a dense place',
      help: 'A row lies densely when so many rows, itself counted, are within the radius.',
    },
  },
  async fit(x, _y, { radius, samples }, context) {
    requireMatrix(LABEL, x);
    requireFewRows(LABEL, x.rows, MOST_ROWS, 'k-means');
    const { weights } = context;
    const held = await context.kernels.distances.hold(x);
    try {
      const pace = pacer(context);
      const found = await denseGroups(x.rows, held, radius, samples, weights, (done, total) =>
        pace('Neighbours within the radius', done, total),
      );
      const reach = await reachCurve(x, held, samples, context.random, (done, total) =>
        pace('Distances to the neighbours', done, total),
      );
      return { ...numberedBySize(found.labels), radius, samples, core: found.core.reduce((a, b) => a + b, 0), reach };
    } finally {
      held.close();
    }
  },
  own: {
    answers: ({ labels }) => ({ task: 'clustering', labels }),
    instead: 'k-means or Gaussian mixture',
  },
});
