import type { CartTree } from './tree-state.ts';

/** Minimal cost-complexity pruning: what a tree becomes as leaves cost more. */
export interface PruningPath {
  /** Costs of a leaf at which the tree becomes smaller, ascending, from 0: the whole tree. */
  readonly alphas: readonly number[];
  /** Total impurity of the leaves from each on. */
  readonly impurities: readonly number[];
  readonly leaves: readonly number[];
  /** For each node the cost from which it is a leaf (or gone with a node above it); null for leaves. */
  readonly until: readonly (number | null)[];
}

/**
 * Breiman et al. (1984), chapter 3: again and again the weakest link becomes a leaf, the node t with the least
 * (R(t) - R(T_t)) / (leaves of T_t - 1), R being weight share times impurity; of equal ones the first.
 */
export function pruningPath({ feature, yes, no, weight, impurity }: CartTree): PruningPath {
  const nodes = feature.length;
  const own = weight.map((w, i) => (w / weight[0]!) * impurity[i]!);
  const parent = new Int32Array(nodes).fill(-1);
  const below = Float64Array.from(own);
  const leaves = new Int32Array(nodes).fill(1);
  for (let i = nodes - 1; i >= 0; i--) {
    if (feature[i]! < 0) continue;
    const [a, b] = [yes[i]!, no[i]!];
    parent[a] = parent[b] = i;
    below[i] = below[a]! + below[b]!;
    leaves[i] = leaves[a]! + leaves[b]!;
  }
  const cost = (i: number): number => (own[i]! - below[i]!) / (leaves[i]! - 1);
  const links = new Links(nodes);
  feature.forEach((f, i) => f >= 0 && links.put(i, cost(i)));
  const path = { alphas: [0], impurities: [below[0]!], leaves: [leaves[0]!] };
  const until: (number | null)[] = feature.map(() => null);
  for (let least = 0, weakest = links.least(); weakest >= 0; weakest = links.least()) {
    const alpha = links.costOf(weakest);
    least = Math.max(least, alpha);
    for (let i = weakest, end = pastBelow(weakest, feature, no); i < end; i++) {
      links.drop(i);
      if (feature[i]! >= 0) until[i] ??= least;
    }
    const [gone, more] = [leaves[weakest]! - 1, own[weakest]! - below[weakest]!];
    for (let i = weakest; i >= 0; i = parent[i]!) {
      leaves[i]! -= gone;
      below[i]! += more;
      if (i !== weakest) links.put(i, cost(i));
    }
    path.alphas.push(alpha);
    path.impurities.push(below[0]!);
    path.leaves.push(leaves[0]!);
  }
  return { ...path, until };
}

/** Which nodes are a leaf, or gone with a node above them, where a leaf costs `alpha`; at 0 the tree is whole. */
export const cutAt =
  ({ until }: PruningPath, alpha: number) =>
  (node: number): boolean =>
    alpha > 0 && until[node] !== null && until[node]! <= alpha;

/** The node after a subtree: nodes below i lie side by side behind it. */
function pastBelow(i: number, feature: readonly number[], no: readonly number[]): number {
  while (feature[i]! >= 0) i = no[i]!;
  return i + 1;
}

/** The least cost of all nodes by a tournament, a winner for every pair. */
class Links {
  readonly #size: number;
  readonly #costs: Float64Array;
  readonly #winners: Int32Array;
  constructor(nodes: number) {
    this.#size = 2 ** Math.ceil(Math.log2(Math.max(1, nodes)));
    this.#costs = new Float64Array(this.#size).fill(Infinity);
    this.#winners = Int32Array.from({ length: 2 * this.#size }, (_, i) => i - this.#size);
    for (let i = this.#size - 1; i > 0; i--) this.#winners[i] = this.#winners[2 * i]!;
  }
  costOf(node: number): number {
    return this.#costs[node]!;
  }
  put(node: number, cost: number): void {
    this.#costs[node] = cost;
    for (let i = (node + this.#size) >> 1; i > 0; i >>= 1) {
      const [a, b] = [this.#winners[2 * i]!, this.#winners[2 * i + 1]!];
      this.#winners[i] = this.#costs[b]! < this.#costs[a]! ? b : a;
    }
  }
  drop(node: number): void {
    if (this.#costs[node] !== Infinity) this.put(node, Infinity);
  }
  /** The first node of least cost, -1 where all are dropped. */
  least(): number {
    const winner = this.#winners[1] ?? 0;
    return this.#costs[winner]! < Infinity ? winner : -1;
  }
}
