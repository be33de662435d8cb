import type { FlatTrees } from '../../kernels/graph.ts';
import type { GraphNode, Tree } from './graph.ts';

type Trees = Extract<GraphNode, { op: 'trees' }>;

const known = new WeakMap<object, FlatTrees>();

/** The flat form of a node, made once. */
export function flattened({ trees, outputs }: Pick<Trees, 'trees' | 'outputs'>): FlatTrees {
  const found = known.get(trees);
  if (found) return found;
  const made = flatten(trees, outputs);
  known.set(trees, made);
  return made;
}

function flatten(trees: readonly Tree[], outputs: number): FlatTrees {
  const nodes = trees.reduce((sum, t) => sum + t.feature.length, 0);
  const bits: number[] = [];
  const flat = {
    outputs,
    roots: new Int32Array(trees.length),
    feature: new Int32Array(nodes),
    threshold: new Float64Array(nodes),
    children: new Int32Array(2 * nodes),
    question: new Uint8Array(nodes),
    set: new Int32Array(nodes),
    leaf: new Float64Array(trees.reduce((sum, t) => sum + t.leaf.length, 0)),
  };
  let node = 0;
  let leaves = 0;
  trees.forEach((tree, t) => {
    const count = tree.feature.length;
    flat.roots[t] = count ? node : -1 - leaves;
    flat.feature.set(tree.feature, node);
    flat.threshold.set(tree.threshold, node);
    flat.leaf.set(tree.leaf, leaves * outputs);
    for (let i = 0; i < count; i++) {
      const at = node + i;
      flat.children[2 * at] = tree.no[i]! < 0 ? tree.no[i]! - leaves : tree.no[i]! + node;
      flat.children[2 * at + 1] = tree.yes[i]! < 0 ? tree.yes[i]! - leaves : tree.yes[i]! + node;
      const members = tree.sets?.[i];
      flat.question[at] = (members ? 2 : 0) + (tree.missing?.[i] ?? 0);
      if (members) flat.set[at] = appendSet(bits, members);
    }
    node += count;
    leaves += tree.leaf.length / outputs;
  });
  return { ...flat, bits: Uint32Array.from(bits), plain: flat.question.every(q => q === 0) };
}

/** Write the number of bits and the bits, 32 to a word; gives where. */
function appendSet(words: number[], members: readonly number[]): number {
  const most = members.reduce((a, b) => Math.max(a, b), -1) + 1;
  const start = words.push(most) - 1;
  for (let w = 0; w < Math.ceil(most / 32); w++) words.push(0);
  for (const m of members) words[start + 1 + (m >>> 5)]! |= 1 << (m & 31);
  return start;
}
