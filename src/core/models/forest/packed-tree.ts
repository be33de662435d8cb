import type { GrownTree } from '../../../kernels/trees.ts';
import type { Tree } from '../../graph/graph.ts';

/**
 * A tree on binned columns in as few numbers as it takes: its nodes and leaves from the root on, what goes to yes before
 * what goes to no. Lists while it is kept, typed arrays while it is worked with.
 */
export interface PackedTree<Numbers = readonly number[]> {
  /** Column asked, or -1 at a leaf. */
  readonly feature: Numbers;
  /** For each node the last bin of yes, plus 256 where a missing value goes to yes. */
  readonly split: Numbers;
  /** What each leaf says, row-major `[leaves, outputs]`. */
  readonly leaf: Numbers;
}

export type TypedTree = PackedTree<Int16Array | Float64Array>;

/** Of two classes the share of the second says all. */
export function packTree({ feature, bin, missing, yes, no, leaf, outputs }: GrownTree): TypedTree {
  const nodes = feature.length;
  const order = new Int16Array(2 * nodes + 1);
  const split = new Int16Array(nodes);
  const leaves: number[] = [];
  const open = [nodes ? 0 : -1];
  for (let at = 0, node = 0; open.length; at++) {
    const place = open.pop()!;
    if (place < 0) {
      const from = (-1 - place) * outputs;
      if (outputs === 2) leaves.push(leaf[from + 1]!);
      else for (let k = 0; k < outputs; k++) leaves.push(leaf[from + k]!);
      order[at] = -1;
      continue;
    }
    order[at] = feature[place]!;
    split[node++] = bin[place]! + 256 * missing[place]!;
    open.push(no[place]!, yes[place]!);
  }
  return { feature: order, split, leaf: Float64Array.from(leaves) };
}

export const listsOf = ({ feature, split, leaf }: TypedTree): PackedTree => ({
  feature: Array.from(feature),
  split: Array.from(split),
  leaf: Array.from(leaf),
});

/** The tree for the graph; `thresholds` has those of each column by bin. */
export function unpackTree({ feature, split, leaf }: PackedTree, thresholds: readonly (readonly number[])[]): Tree {
  const { yes, no, columns } = linkedNodes(feature);
  const threshold = new Float64Array(columns.length);
  const missing = new Uint8Array(columns.length);
  for (let i = 0; i < columns.length; i++) {
    threshold[i] = thresholds[columns[i]!]![split[i]! & 255] ?? Infinity;
    missing[i] = split[i]! < 256 ? 0 : 1;
  }
  return { feature: columns, threshold, yes, no, leaf, missing };
}

/** Where each node leads, as in the trees of the graph. */
export function linkedNodes(feature: ArrayLike<number>) {
  const nodes = (feature.length - 1) / 2;
  const columns = new Int32Array(nodes);
  const yes = new Int32Array(nodes);
  const no = new Int32Array(nodes);
  const waiting: number[] = []; // 2 i for the yes of node i, 2 i + 1 for its no
  for (let at = 0, node = 0, leaf = 0; at < feature.length; at++) {
    const place = feature[at]! < 0 ? -1 - leaf++ : node;
    const slot = waiting.pop();
    if (slot !== undefined) (slot & 1 ? no : yes)[slot >> 1] = place;
    if (place < 0) continue;
    columns[node] = feature[at]!;
    waiting.push(2 * node + 1, 2 * node);
    node++;
  }
  return { yes, no, columns };
}
