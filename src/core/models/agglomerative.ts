import type { Merge } from '../stats/linkage.ts';
import { pacer } from '../work.ts';
import { requireFinite, requireMatrix } from './check-data.ts';
import { cutTree, type Linkage, linkages, linkageTree } from './clusters/linkage-tree.ts';
import { numberedBySize, requireFewRows } from './clusters/row-answers.ts';
import { requireRows } from './k-means.ts';
import { defineTransductive } from './transductive.ts';

const LABEL = 'Agglomerative clustering';
/** All pairs of them take 256 MB. */
export const MOST_ROWS = 8000;
/** Groups that the dendrogram begins with. */
const DRAWN = 60;

/** Merges the two nearest groups again and again; clusters are numbered from the largest on. */
export const agglomerative = defineTransductive({
  id: 'agglomerative',
  label: LABEL,
  help: 'Joins the two groups that lie closest, again and again, until so many are left. Its tree shows how the groups hang together. It answers only for the rows it was fitted on.',
  family: 'Clusters',
  tasks: ['clustering'],
  tags: ['kernels'],
  params: {
    k: {
      kind: 'number',
      default: 3,
      min: 1,
      max: 1000,
      integer: true,
      label: 'Number of groups',
      help: 'The tree in the picture of a run shows where a cut is natural: where the branches are long.',
    },
    linkage: {
      kind: 'choice',
      default: 'ward',
      options: linkages,
      label: 'How far groups are apart',
      help: 'Ward: how much the spread would grow. Average, complete, single: the mean, the largest or the smallest distance between their rows.',
    },
  },
  async fit(x, _y, { k, linkage }, context) {
    requireMatrix(LABEL, x);
    requireFewRows(LABEL, x.rows, MOST_ROWS, 'k-means');
    requireRows(LABEL, k, x.rows);
    const held = await context.kernels.distances.hold(x);
    try {
      const pace = pacer(context);
      const merges = await linkageTree(x, held, linkage as Linkage, (done, total) =>
        pace('Joining groups', done, total),
      );
      requireFinite(LABEL, 'the numbers', [merges.at(-1)?.distance ?? 0]);
      return { ...numberedBySize(cutTree(merges, x.rows, k)), k, tree: upperTree(merges, x.rows) };
    } finally {
      held.close();
    }
  },
  own: {
    answers: ({ labels }) => ({ task: 'clustering', labels }),
    instead: 'k-means or Gaussian mixture',
  },
});

/**
 * The last merges of a tree: `leaves` are the sizes of the groups it then begins with, numbered 0, 1, …, and the i-th
 * merge makes group `leaves.length + i`.
 */
function upperTree(merges: readonly Merge[], rows: number): { leaves: number[]; merges: Merge[] } {
  const kept = merges.slice(Math.max(0, merges.length - DRAWN + 1));
  const hidden = merges.length - kept.length;
  const sizeOf = (node: number) => (node < rows ? 1 : merges[node - rows]!.size);
  const begin = kept.flatMap(({ left, right }) => [left, right]).filter(node => node < rows + hidden);
  const all = kept.length ? begin.sort((a, b) => a - b) : [0];
  const number = new Map(all.map((node, i) => [node, i]));
  kept.forEach((_, i) => number.set(rows + hidden + i, all.length + i));
  return {
    leaves: all.map(sizeOf),
    merges: kept.map(m => ({ ...m, left: number.get(m.left)!, right: number.get(m.right)! })),
  };
}
