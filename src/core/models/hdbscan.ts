import { StudioError } from '../errors.ts';
import { pacer } from '../work.ts';
import { requireFinite, requireMatrix } from './check-data.ts';
import { condense, type CondensedTree, singleLinkage } from './clusters/hdbscan/condensed-tree.ts';
import { type Grown, reachabilityTree } from './clusters/hdbscan/reachability-tree.ts';
import {
  type SelectedClusters,
  selectClusters,
  type Selection,
  selections,
} from './clusters/hdbscan/select-clusters.ts';
import { numberedBySize, requireFewRows } from './clusters/row-answers.ts';
import { defineTransductive } from './transductive.ts';

const LABEL = 'HDBSCAN';
const MOST_ROWS = 50_000;
/** Clusters of the condensed tree that the picture keeps, the largest. */
const DRAWN = 400;

/** Campello, Moulavi and Sander 2013; clusters are numbered from the largest on. */
export const hdbscan = defineTransductive({
  id: 'hdbscan',
  label: LABEL,
  help: 'Finds groups of any shape and of different density, and how many there are. Rows that lie alone are noise and belong to no group. It answers only for the rows it was fitted on.',
  family: 'Clusters',
  tasks: ['clustering'],
  tags: ['kernels', 'neighbours'],
  params: {
    size: {
      kind: 'number',
      default: 5,
      min: 2,
      max: 100_000,
      integer: true,
      label: 'Smallest group',
      help: 'Fewer rows than this are noise, not a group.',
    },
    samples: {
      kind: 'number',
      default: 5,
      min: 1,
      max: 1000,
      integer: true,
      label: 'Neighbours of a dense place',
      help: 'The more, the more rows count as noise.',
    },
    selection: {
      kind: 'choice',
      default: 'stable',
      options: selections,
      label: 'Which groups',
      help: 'Stable: those that last longest as the density rises. Leaf: the smallest ones, which split no further.',
    },
  },
  async fit(x, _y, { size, samples, selection }, context) {
    requireMatrix(LABEL, x);
    requireFewRows(LABEL, x.rows, MOST_ROWS, 'k-means');
    if (samples > x.rows) {
      throw new StudioError(
        'fit/too-few-rows',
        `${LABEL}: a dense place must have at most as many neighbours as there are training rows, ${x.rows}, got ${samples}. Ask for fewer.`,
        { samples, rows: x.rows },
      );
    }
    const held = await context.kernels.distances.hold(x);
    try {
      const pace = pacer(context);
      const edges = await reachabilityTree(x, held, samples, (done, total) => pace('Nearest rows', done, total), {
        resume: context.resume as Grown | undefined,
        checkpoint: state => context.checkpoint?.(state),
      });
      requireFinite(LABEL, 'the numbers', [edges.at(-1)?.distance ?? 0]);
      const tree = condense(singleLinkage(edges, x.rows), x.rows, size);
      const found = selectClusters(tree, selection as Selection);
      return { ...numberedBySize(found.labels), strengths: Array.from(found.strengths), tree: drawn(tree, found) };
    } finally {
      held.close();
    }
  },
  own: {
    answers: ({ labels }) => ({ task: 'clustering', labels }),
    instead: 'k-means or Gaussian mixture',
  },
});

/** The condensed tree for a picture: each cluster from the distance at which it appears to that at which its last rows go. */
function drawn({ clusters, parents, lambdas }: CondensedTree, { chosen, labels }: SelectedClusters) {
  const deaths = new Float64Array(clusters.length);
  clusters.forEach(({ parent, birth }) => parent >= 0 && (deaths[parent] = Math.max(deaths[parent]!, birth)));
  parents.forEach((c, r) => (deaths[c] = Math.max(deaths[c]!, lambdas[r]!)));
  const numbers = numberedBySize(labels).labels;
  const own = new Map(chosen.map((c, i) => [c, numbers[labels.indexOf(i)]!]));
  const kept = clusters
    .map((_, c) => c)
    .sort((a, b) => clusters[b]!.size - clusters[a]!.size || a - b)
    .slice(0, DRAWN)
    .sort((a, b) => a - b);
  const place = new Map(kept.map((c, i) => [c, i]));
  const distance = (lambda: number): number | null => (lambda > 0 ? 1 / lambda : null);
  return kept.map(c => ({
    parent: place.get(clusters[c]!.parent) ?? -1,
    size: clusters[c]!.size,
    /** Null for the root, which is there at any distance. */
    from: distance(clusters[c]!.birth),
    to: distance(deaths[c]!) ?? 0,
    /** The number of the group, where it was chosen as one. */
    group: own.get(c) ?? null,
  }));
}
