import type { Tree } from '../../core/graph/graph.ts';
import type { OnnxGraph } from './onnx-graph.ts';
import { dataType } from './proto.ts';

const BRANCH_LEQ = 0;
const BRANCH_MEMBER = 6;

/**
 * ai.onnx.ml 5 TreeEnsemble in float64. It adds up one number a leaf, in an order of its own: right as it is where the
 * sums are exact in any order. All else takes from it the place in which each tree ends, one column a tree, and looks the
 * leaves' values up; CumSum adds from the first tree to the last, as the interpreter does.
 */
export function trees(onnx: OnnxGraph, x: string, all: readonly Tree[], outputs: number): string {
  if (outputs === 1 && sumsExactly(all)) return ensemble(onnx, x, all, false);
  const leaves: number[] = [];
  for (const tree of all) for (const value of tree.leaf) leaves.push(value + 0); // -0 would stay -0 in a sum of one
  const table = onnx.doubles(leaves, [leaves.length / outputs, outputs]);
  const ends = onnx.node('Cast', [ensemble(onnx, x, all, true, outputs)], { to: dataType.int64 });
  const values = onnx.node('Gather', [table, ends], { axis: 0 }); // [N, trees, outputs]
  const sums = all.length > 1 ? onnx.node('CumSum', [values, onnx.int64s([1], [])]) : values;
  return onnx.node('Gather', [sums, onnx.int64s([all.length - 1], [])], { axis: 1 });
}

/** One TreeEnsemble: the sum of the leaves, or with `places` in column t the number of the leaf of tree t. */
function ensemble(onnx: OnnxGraph, x: string, all: readonly Tree[], places: boolean, outputs = 1): string {
  const roots: number[] = [];
  const nodes = { feature: [] as number[], mode: [] as number[], split: [] as number[], missing: [] as number[] };
  const branches = { yes: { to: [] as number[], leaf: [] as number[] }, no: { to: [] as number[], leaf: [] as number[] } }; // prettier-ignore
  const leaves = { target: [] as number[], weight: [] as number[] };
  const members: number[] = [];
  all.forEach((given, t) => {
    const [firstNode, firstLeaf] = [nodes.feature.length, leaves.target.length];
    const count = given.leaf.length / outputs;
    for (let k = 0; k < count; k++) {
      leaves.target.push(places ? t : 0);
      leaves.weight.push(places ? firstLeaf + k : given.leaf[k]!);
    }
    // ONNX has no tree without a node: one whose two branches are the same leaf says the same.
    const tree: Tree = given.feature.length ? given : { feature: [0], threshold: [0], yes: [-1], no: [-1], leaf: [] };
    roots.push(firstNode);
    Array.from(tree.feature).forEach((feature, i) => {
      const set = tree.sets?.[i];
      nodes.feature.push(feature);
      nodes.mode.push(set ? BRANCH_MEMBER : BRANCH_LEQ);
      nodes.split.push(set ? NaN : tree.threshold[i]!);
      nodes.missing.push(tree.missing?.[i] ?? 0);
      if (set) for (const member of [...set, NaN]) members.push(member);
      for (const branch of ['yes', 'no'] as const) {
        const place = tree[branch][i]!;
        branches[branch].leaf.push(place < 0 ? 1 : 0);
        branches[branch].to.push(place < 0 ? firstLeaf - 1 - place : firstNode + place);
      }
    });
  });
  const count = nodes.feature.length;
  return onnx.mlNode('TreeEnsemble', [x], {
    aggregate_function: 1, // SUM
    post_transform: 0, // NONE
    n_targets: places ? all.length : 1,
    tree_roots: roots,
    nodes_featureids: nodes.feature,
    nodes_modes: { type: 'uint8', dims: [count], values: nodes.mode },
    nodes_splits: { type: 'double', dims: [count], values: nodes.split },
    ...(nodes.missing.includes(1) && { nodes_missing_value_tracks_true: nodes.missing }),
    nodes_truenodeids: branches.yes.to,
    nodes_trueleafs: branches.yes.leaf,
    nodes_falsenodeids: branches.no.to,
    nodes_falseleafs: branches.no.leaf,
    ...(members.length && { membership_values: { type: 'double', dims: [members.length], values: members } }),
    leaf_targetids: leaves.target,
    leaf_weights: { type: 'double', dims: [leaves.weight.length], values: leaves.weight },
  });
}

/** Whether all sums of leaves are exact, and so the same in any order: whole multiples of one unit below 2^53 of it. */
function sumsExactly(all: readonly Tree[]): boolean {
  let finest = Infinity;
  let most = 0;
  for (const tree of all) {
    let largest = 0;
    for (const value of tree.leaf) {
      if (!Number.isFinite(value)) return false;
      largest = Math.max(largest, Math.abs(value));
      if (value !== 0) finest = Math.min(finest, lastBit(value));
    }
    most += largest;
  }
  return most === 0 || most / finest < 2 ** 53;
}

/** The largest power of two of which a number is a whole multiple. */
function lastBit(value: number): number {
  let exponent = Math.floor(Math.log2(Math.abs(value)));
  let rest = Math.abs(value) / 2 ** exponent;
  while (!Number.isInteger(rest)) {
    rest *= 2;
    exponent--;
  }
  return 2 ** exponent;
}
