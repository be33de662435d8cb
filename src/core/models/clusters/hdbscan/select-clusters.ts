import type { CondensedTree } from './condensed-tree.ts';

export const selections = ['stable', 'leaf'] as const;
export type Selection = (typeof selections)[number];

export interface SelectedClusters {
  /** Cluster of each row, numbered in the order of the tree; -1 is noise. */
  readonly labels: Int32Array;
  /** How firmly each row belongs to its cluster, 0 (noise) to 1. */
  readonly strengths: Float64Array;
  /** The clusters of the condensed tree that were chosen, ascending. */
  readonly chosen: readonly number[];
  /** Of each cluster of the condensed tree: the sum over its rows of how long they stay in it, in 1 / distance. */
  readonly stabilities: Float64Array;
}

/**
 * Clusters of a condensed tree. `stable`: those whose stability is above the sum of what can be chosen below them (excess
 * of mass); `leaf`: those that split no further. The root, all rows, is never chosen.
 */
export function selectClusters(tree: CondensedTree, selection: Selection): SelectedClusters {
  const { clusters, parents, lambdas } = tree;
  const stabilities = stabilitiesOf(tree);
  const children = clusters.map(() => [] as number[]);
  clusters.forEach(({ parent }, c) => parent >= 0 && children[parent]!.push(c));
  const wanted = selection === 'leaf' ? children.map(own => !own.length) : mostStable(stabilities, children);
  // Chosen ones hide those below them; parents come before their children.
  const owner = new Int32Array(clusters.length).fill(-1);
  clusters.forEach(({ parent }, c) => {
    if (parent >= 0) owner[c] = owner[parent]! >= 0 ? owner[parent]! : wanted[c] ? c : -1;
  });
  const chosen = clusters.flatMap((_, c) => (owner[c] === c ? [c] : []));
  const number = new Map(chosen.map((c, i) => [c, i]));
  const labels = parents.map(c => number.get(owner[c]!) ?? -1);
  const deaths = deathsOf(tree);
  const strengths = lambdas.map((lambda, r) => {
    const c = owner[parents[r]!]!;
    if (c < 0) return 0;
    const death = deaths[c]!;
    return death === 0 || lambda === Infinity ? 1 : Math.min(lambda, death) / death;
  });
  return { labels, strengths, chosen, stabilities };
}

function stabilitiesOf({ clusters, parents, lambdas }: CondensedTree): Float64Array {
  const stabilities = new Float64Array(clusters.length);
  const lived = (cluster: number, lambda: number, size: number) => {
    const { birth } = clusters[cluster]!;
    // Rows in one place are infinitely dense; a cluster born there lives no longer than its birth.
    stabilities[cluster]! += lambda === birth ? 0 : (lambda - birth) * size;
  };
  clusters.forEach(({ parent, birth, size }) => parent >= 0 && lived(parent, birth, size));
  parents.forEach((cluster, r) => lived(cluster, lambdas[r]!, 1));
  return stabilities;
}

/** From the leaves up: a cluster is wanted unless what is below it is worth more. */
function mostStable(stabilities: Float64Array, children: readonly (readonly number[])[]): boolean[] {
  const worth = stabilities.slice();
  const wanted = children.map(() => false);
  for (let c = children.length - 1; c > 0; c--) {
    const below = children[c]!.reduce((sum, child) => sum + worth[child]!, 0);
    wanted[c] = !(below > worth[c]!);
    if (!wanted[c]) worth[c] = below;
  }
  return wanted;
}

/** The largest 1 / distance at which something left each cluster. */
function deathsOf({ clusters, parents, lambdas }: CondensedTree): Float64Array {
  const deaths = new Float64Array(clusters.length);
  clusters.forEach(({ parent, birth }) => parent >= 0 && (deaths[parent] = Math.max(deaths[parent]!, birth)));
  parents.forEach((cluster, r) => (deaths[cluster] = Math.max(deaths[cluster]!, lambdas[r]!)));
  return deaths;
}
