import type { FlatTrees } from '../../kernels/graph.ts';
import type { GraphNode, Numbers, Tree } from './graph.ts';

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
  const { children, question } = flat;
  let node = 0;
  let leaves = 0;
  trees.forEach((tree, t) => {
    const count = tree.feature.length;
    flat.roots[t] = count ? node : -1 - leaves;
    flat.feature.set(tree.feature, node);
    flat.threshold.set(tree.threshold, node);
    flat.leaf.set(tree.leaf, leaves * outputs);
    if (tree.missing) question.set(tree.missing, node);
    // As arrays of one kind: a loop that meets lists of several kinds is several times slower.
    const [yes, no] = [integers(tree.yes), integers(tree.no)];
    for (let i = 0, at = 2 * node; i < count; i++, at += 2) {
      children[at] = no[i]! < 0 ? no[i]! - leaves : no[i]! + node;
      children[at + 1] = yes[i]! < 0 ? yes[i]! - leaves : yes[i]! + node;
    }
    tree.sets?.forEach((members, i) => {
      if (!members) return;
      question[node + i]! += 2;
      flat.set[node + i] = appendSet(bits, members);
    });
    node += count;
    leaves += tree.leaf.length / outputs;
  });
  return { ...flat, bits: Uint32Array.from(bits), plain: !question.some(q => q !== 0) };
}

const integers = (list: Numbers): Int32Array => (list instanceof Int32Array ? list : Int32Array.from(list));

/** Write the number of bits and the bits, 32 to a word; gives where. */
function appendSet(words: number[], members: readonly number[]): number {
  const most = members.reduce((a, b) => Math.max(a, b), -1) + 1;
  const start = words.push(most) - 1;
  for (let w = 0; w < Math.ceil(most / 32); w++) words.push(0);
  for (const m of members) words[start + 1 + (m >>> 5)]! |= 1 << (m & 31);
  return start;
}
