import type { OpenProgram, Program } from './graph-program.ts';

/**
 * The costly operations of the prediction graph. Every implementation gives the reference's bits: each sum runs over the
 * inputs in ascending order, a product is rounded before it is added.
 */
export interface GraphKernels {
  /** `[rows, width] @ [width, outputs]`, all row-major. */
  matmul(x: Float64Array, width: number, weights: readonly number[], outputs: number): Float64Array;
  /** Squared Euclidean distance of each row to each of `count` centres, row-major `[rows, count]`. */
  squaredDistances(x: Float64Array, width: number, centres: readonly number[], count: number): Float64Array;
  /** `[rows, outputs]`: the leaves in which each row ends, added up from the first tree to the last. */
  sumTrees(x: Float64Array, width: number, trees: FlatTrees): Float64Array;
  /** Whole stretches of a graph at once, for about so many rows at a time; absent where only the interpreter runs graphs. */
  open?(program: Program, rows: number): OpenProgram;
}

/** What the nearest of stored points stand for; see `Voters` of the graph. Its identity says that it was met before. */
export interface StoredVoters {
  /** Finite, row-major `[count, width]`. */
  readonly points: Float64Array;
  readonly width: number;
  readonly values: Float64Array;
  readonly classes: number | null;
  readonly manhattan: boolean;
  readonly neighbours: number;
  readonly weighted: boolean;
}

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
