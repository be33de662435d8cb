import type { Tree } from '../../graph/graph.ts';
import type { GrownNode } from './grow.ts';

/** A grown tree in lists, one entry a node, a node before its yes-side and that before its no-side. */
export interface CartTree {
  /** Column asked; -1 for a leaf. */
  readonly feature: readonly number[];
  /** Null: all values that are there go to yes. */
  readonly threshold: readonly (number | null)[];
  readonly missing: readonly (0 | 1)[];
  readonly sets: readonly (readonly number[] | null)[];
  readonly yes: readonly number[];
  readonly no: readonly number[];
  readonly rows: readonly number[];
  readonly weight: readonly number[];
  readonly impurity: readonly number[];
  /** What the node predicts, row-major `[nodes, outputs]`. */
  readonly value: readonly number[];
}

export function treeInOrder(nodes: readonly GrownNode[]): CartTree {
  const order: number[] = [];
  const place = new Map<number, number>();
  const pending = [0];
  while (pending.length) {
    const at = pending.pop()!;
    place.set(at, order.push(at) - 1);
    if (nodes[at]!.split) pending.push(nodes[at]!.no!, nodes[at]!.yes!);
  }
  const all = order.map(i => nodes[i]!);
  const child = (i: number | undefined): number => (i === undefined ? -1 : place.get(i)!);
  return {
    feature: all.map(n => n.split?.feature ?? -1),
    threshold: all.map(n => n.split?.threshold ?? null),
    missing: all.map(n => n.split?.missing ?? 0),
    sets: all.map(n => n.split?.set ?? null),
    yes: all.map(n => child(n.yes)),
    no: all.map(n => child(n.no)),
    rows: all.map(n => n.rows),
    weight: all.map(n => n.weight),
    impurity: all.map(n => n.impurity),
    value: all.flatMap(n => n.value),
  };
}

/** The tree for the graph, cut where `isLeaf` says so. */
export function graphTree(tree: CartTree, outputs: number, isLeaf: (node: number) => boolean): Tree {
  const out = { feature: [] as number[], threshold: [] as number[], yes: [] as number[], no: [] as number[], leaf: [] as number[], missing: [] as (0 | 1)[], sets: [] as (readonly number[] | null)[] }; // prettier-ignore
  const add = (node: number): number => {
    if (tree.feature[node]! < 0 || isLeaf(node)) {
      for (let k = 0; k < outputs; k++) out.leaf.push(tree.value[node * outputs + k]!);
      return -(out.leaf.length / outputs);
    }
    const at = out.feature.push(tree.feature[node]!) - 1;
    out.threshold.push(tree.threshold[node] ?? Infinity);
    out.missing.push(tree.missing[node]!);
    out.sets.push(tree.sets[node]!);
    out.yes.push(0);
    out.no.push(0);
    pending.push({ at, side: 'yes', node: tree.yes[node]! }, { at, side: 'no', node: tree.no[node]! });
    return at;
  };
  const pending: { at: number; side: 'yes' | 'no'; node: number }[] = [];
  add(0);
  for (let i = 0; i < pending.length; i++) out[pending[i]!.side][pending[i]!.at] = add(pending[i]!.node);
  const { sets, ...numbers } = out;
  return sets.some(s => s !== null) ? { ...numbers, sets } : numbers;
}
