import type { GrownTree } from '../../../kernels/trees.ts';
import type { Tree } from '../../graph/graph.ts';

/** A grown tree as plain data, with the steps it adds to the score. */
export interface BoostedTree {
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  readonly bin: readonly number[];
  readonly missing: readonly (0 | 1)[];
  readonly sets: readonly (readonly number[] | null)[];
  readonly yes: readonly number[];
  readonly no: readonly number[];
  readonly gain: readonly number[];
  readonly leaf: readonly number[];
}

export const plainTree = (tree: GrownTree, values: Float64Array): BoostedTree => ({
  feature: Array.from(tree.feature),
  threshold: Array.from(tree.threshold),
  bin: Array.from(tree.bin),
  missing: Array.from(tree.missing, v => (v ? 1 : 0)),
  sets: tree.sets.map(set => set && Array.from(set)),
  yes: Array.from(tree.yes),
  no: Array.from(tree.no),
  gain: Array.from(tree.gain),
  leaf: Array.from(values),
});

/** Back to what the kernels route rows with; how many rows passed is not kept. */
export const grownTree = (tree: BoostedTree): GrownTree => ({
  feature: Int32Array.from(tree.feature),
  threshold: Float64Array.from(tree.threshold),
  bin: Uint8Array.from(tree.bin),
  missing: Uint8Array.from(tree.missing),
  sets: tree.sets.map(set => set && Int32Array.from(set)),
  yes: Int32Array.from(tree.yes),
  no: Int32Array.from(tree.no),
  gain: Float64Array.from(tree.gain),
  rows: new Int32Array(tree.feature.length),
  leafRows: new Int32Array(tree.leaf.length),
  leaf: Float64Array.from(tree.leaf),
  outputs: 1,
});

/** As the graph has it. A set without members lets only what is missing to yes, which a threshold says too. */
export function graphTree({ feature, threshold, missing, sets, yes, no, leaf }: BoostedTree): Tree {
  const lowest = (i: number): boolean => sets[i]?.length === 0;
  const tree = { feature, threshold: threshold.map((v, i) => (lowest(i) ? -Number.MAX_VALUE : v)), yes, no, leaf };
  return {
    ...tree,
    ...(missing.includes(1) && { missing }),
    ...(sets.some(set => set?.length) && { sets: sets.map(set => (set?.length ? set : null)) }),
  };
}
