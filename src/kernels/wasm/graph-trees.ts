import type { FlatTrees } from '../graph.ts';
import type { Region, WasmMemory } from './memory.ts';

/** As in assembly/graph-trees.ts. */
const NODE_BYTES = 24;

/** Addresses of an ensemble. */
export interface TreesAt {
  readonly roots: number;
  readonly nodes: number;
  readonly sets: number;
  readonly leaf: number;
}

export const treesBytes = ({ feature, leaf }: FlatTrees): number => NODE_BYTES * feature.length + 8 * leaf.length;

/** Write an ensemble as assembly/graph-trees.ts reads it. */
export function writeTrees(memory: WasmMemory, region: Region, trees: FlatTrees): TreesAt {
  const count = trees.feature.length;
  const roots = region.allocate(4 * trees.roots.length);
  const nodes = region.allocate(NODE_BYTES * count);
  const sets = trees.bits.length ? region.allocate(4 * trees.bits.length) : 0;
  const leaf = region.allocate(8 * trees.leaf.length);
  memory.i32(roots, trees.roots.length).set(trees.roots);
  memory.f64(leaf, trees.leaf.length).set(trees.leaf);
  if (sets) memory.u32(sets, trees.bits.length).set(trees.bits);
  const { threshold, children, feature, question, set } = trees;
  const thresholds = memory.f64(nodes, 3 * count);
  const words = memory.i32(nodes, 6 * count);
  for (let i = 0, at = 0; i < count; i++, at += 6) {
    if (question[i]! < 2) thresholds[3 * i] = threshold[i]!;
    else words[at] = set[i]!;
    words[at + 2] = children[2 * i]!;
    words[at + 3] = children[2 * i + 1]!;
    words[at + 4] = feature[i]!;
    words[at + 5] = question[i]!;
  }
  return { roots, nodes, sets, leaf };
}
