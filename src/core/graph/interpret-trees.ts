import type { NumberBlock } from './block.ts';
import type { GraphNode, Tree } from './graph.ts';

type Trees = Extract<GraphNode, { op: 'trees' }>;

/**
 * The trees of an ensemble one after the other in typed arrays. Places are counted over all trees: a node by its index,
 * a leaf as -1 - its index in `leaf`, row-major `[leaves, outputs]`.
 */
export interface FlatTrees {
  readonly outputs: number;
  /** Where each tree begins: a node, or the leaf of a tree without nodes. */
  readonly roots: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  /** `children[2 i]` is where node i sends a row that answers no, `children[2 i + 1]` where yes. */
  readonly children: Int32Array;
  /** What a node asks of a value v: 0, v <= threshold; 1, not v > threshold (true if v is missing); 2 and 3, membership. */
  readonly question: Uint8Array;
  /** Nodes that ask for membership have at `set[i]` the length of a list of bits in `bits`, which follows it. */
  readonly set: Int32Array;
  readonly bits: Uint32Array;
  /** Whether every node asks question 0. */
  readonly plain: boolean;
  readonly leaf: Float64Array;
}

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

/** `[rows, outputs]`: the leaves' values added up tree after tree. */
export function sumTrees({ data, width }: NumberBlock, flat: FlatTrees): Float64Array {
  const { outputs, roots, leaf } = flat;
  const rows = data.length / width;
  const out = new Float64Array(rows * outputs);
  const places = new Int32Array(rows);
  for (const root of roots) {
    if (flat.plain) walkPlain(data, width, flat, root, places);
    else walk(data, width, flat, root, places);
    if (outputs === 1) for (let r = 0; r < rows; r++) out[r]! += leaf[-1 - places[r]!]!;
    else {
      for (let r = 0, o = 0; r < rows; r++) {
        const from = (-1 - places[r]!) * outputs;
        for (let k = 0; k < outputs; k++) out[o++]! += leaf[from + k]!;
      }
    }
  }
  return out;
}

function walkPlain(data: Float64Array, width: number, flat: FlatTrees, root: number, places: Int32Array): void {
  const { feature, threshold, children } = flat;
  for (let r = 0, at = 0; r < places.length; r++, at += width) {
    let node = root;
    while (node >= 0) node = children[2 * node + (data[at + feature[node]!]! <= threshold[node]! ? 1 : 0)]!;
    places[r] = node;
  }
}

function walk(data: Float64Array, width: number, flat: FlatTrees, root: number, places: Int32Array): void {
  const { feature, children } = flat;
  for (let r = 0, at = 0; r < places.length; r++, at += width) {
    let node = root;
    while (node >= 0) node = children[2 * node + (answersYes(flat, node, data[at + feature[node]!]!) ? 1 : 0)]!;
    places[r] = node;
  }
}

function answersYes({ threshold, question, set, bits }: FlatTrees, node: number, value: number): boolean {
  const asks = question[node]!;
  if (asks === 0) return value <= threshold[node]!;
  if (asks === 1) return !(value > threshold[node]!);
  if (Number.isNaN(value)) return asks === 3;
  const start = set[node]!;
  return Number.isInteger(value) && value >= 0 && value < bits[start]! && ((bits[start + 1 + (value >>> 5)]! >>> (value & 31)) & 1) === 1; // prettier-ignore
}
