import type { Merge } from '../../../stats/linkage.ts';
import { Groups } from '../groups.ts';
import type { Edge } from './reachability-tree.ts';

/** How a cluster of the condensed tree came to be; the root is cluster 0 and has no parent (-1). */
export interface CondensedCluster {
  readonly parent: number;
  /** One over the distance at which it split from its parent; 0 for the root. */
  readonly birth: number;
  readonly size: number;
}

export interface CondensedTree {
  /** Parents come before their children. */
  readonly clusters: readonly CondensedCluster[];
  /** The cluster each row fell out of, and one over the distance at which it did. */
  readonly parents: Int32Array;
  readonly lambdas: Float64Array;
}

/** The tree of single linkage that a minimum spanning tree describes. */
export function singleLinkage(edges: readonly Edge[], rows: number): Merge[] {
  const groups = new Groups(rows);
  const cluster = Int32Array.from({ length: rows }, (_, i) => i);
  const sizes = new Int32Array(rows).fill(1);
  return edges.map(({ from, to, distance }, i) => {
    const [a, b] = [groups.find(from), groups.find(to)];
    const [left, right] = [cluster[a]!, cluster[b]!];
    const size = sizes[a]! + sizes[b]!;
    const root = groups.join(a, b);
    cluster[root] = rows + i;
    sizes[root] = size;
    return { left, right, distance, size };
  });
}

/**
 * The tree in which a split counts only when both parts have at least `least` rows (Campello, Moulavi and Sander 2013);
 * otherwise the smaller part falls out of the cluster, which lives on.
 */
export function condense(merges: readonly Merge[], rows: number, least: number): CondensedTree {
  const clusters: CondensedCluster[] = [{ parent: -1, birth: 0, size: rows }];
  const parents = new Int32Array(rows);
  const lambdas = new Float64Array(rows);
  const sizeOf = (node: number) => (node < rows ? 1 : merges[node - rows]!.size);
  const fallOut = (node: number, cluster: number, lambda: number) => {
    const open = [node];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (at < rows) {
        parents[at] = cluster;
        lambdas[at] = lambda;
      } else open.push(merges[at - rows]!.left, merges[at - rows]!.right);
    }
  };
  const open = merges.length ? [{ node: rows + merges.length - 1, cluster: 0 }] : [];
  for (let i = 0; i < open.length; i++) {
    const { node, cluster } = open[i]!;
    const { left, right, distance } = merges[node - rows]!;
    const lambda = distance > 0 ? 1 / distance : Infinity;
    const parts = [left, right];
    const large = parts.filter(part => sizeOf(part) >= least);
    for (const part of parts) {
      if (!large.includes(part)) fallOut(part, cluster, lambda);
      else if (large.length === 1 && part >= rows) open.push({ node: part, cluster });
      else if (large.length === 1) fallOut(part, cluster, lambda);
      else {
        clusters.push({ parent: cluster, birth: lambda, size: sizeOf(part) });
        if (part >= rows) open.push({ node: part, cluster: clusters.length - 1 });
        else fallOut(part, clusters.length - 1, lambda);
      }
    }
  }
  return { clusters, parents, lambdas };
}
