import type { FlatTrees, StoredVoters } from './graph.ts';

/**
 * A stretch of a graph for compiled loops: which numbers go in, what is done to them in which order, and which come out.
 * Every implementation gives the bits that the graph's interpreter gives. Truths are the numbers 1 and 0.
 */
export interface Program {
  readonly blocks: readonly ProgramBlock[];
  /** In an order in which each reads only what was given or made before it. */
  readonly instructions: readonly Instruction[];
}

/** Row-major `[rows, width]`. */
export interface ProgramBlock {
  readonly width: number;
  /** `given` and `result` are read and written from outside; what passes between instructions need not last. */
  readonly place: 'given' | 'result' | 'passing' | 'constant';
  /** Codes are whole numbers from -1 on, one a row. */
  readonly type: 'numbers' | 'codes';
  /** The one row of a constant. */
  readonly values?: Float64Array;
}

/** In this order the compiled loops number them. */
export const programOps = [
  'negate',
  'abs',
  'sqrt',
  'exp',
  'log',
  'floor',
  'ceil',
  'relu',
  'sigmoid',
  'tanh',
  'not',
  'is-missing',
  'add',
  'subtract',
  'multiply',
  'divide',
  'minimum',
  'maximum',
  'less',
  'less-or-equal',
  'greater',
  'greater-or-equal',
  'equal',
  'and',
  'or',
] as const;
export type ElementOp = (typeof programOps)[number];

/** `out`, `x` and the like are places in `blocks`. */
export type Instruction =
  /** Operands have the width of the result; a constant repeats for every row. */
  | { readonly op: ElementOp; readonly out: number; readonly xs: readonly number[] }
  /** The first where true, chooses the second, else the third; widths as above. */
  | { readonly op: 'where'; readonly out: number; readonly xs: readonly number[] }
  /** Number blocks side by side; a constant repeats for every row. */
  | { readonly op: 'concat'; readonly out: number; readonly xs: readonly number[] }
  | { readonly op: 'columns'; readonly out: number; readonly x: number; readonly indices: Int32Array }
  /** Weights `[width of x, width of out]`. */
  | { readonly op: 'matmul'; readonly out: number; readonly x: number; readonly weights: Float64Array }
  /** Centres `[width of out, width of x]`. */
  | { readonly op: 'squared-distances'; readonly out: number; readonly x: number; readonly centres: Float64Array }
  | { readonly op: 'softmax' | 'arg-max' | 'arg-min'; readonly out: number; readonly x: number }
  /** Lists of at, before, value, after, one after the other, each as long. */
  | { readonly op: 'interpolate'; readonly out: number; readonly x: number; readonly knots: Float64Array }
  | { readonly op: 'trees'; readonly out: number; readonly x: number; readonly trees: FlatTrees }
  | { readonly op: 'mean-nearest'; readonly out: number; readonly x: number; readonly voters: StoredVoters }
  /** Row code + 1 of the table `[levels + 1, width of out]`; x has codes. */
  | { readonly op: 'gather'; readonly out: number; readonly x: number; readonly table: Float64Array }
  /** `codes[x]` for a whole x in range, else -1; out has codes. */
  | { readonly op: 'pick'; readonly out: number; readonly x: number; readonly codes: Int32Array };

/** Room for some rows of the blocks that are given or results, each from its first place on. */
export interface ProgramRows {
  numbers(block: number): Float64Array;
  codes(block: number): Int32Array;
}

export interface OpenProgram {
  /**
   * Results for `rows` rows, some at a time and in order: `give` writes rows [from, to) of what is given, `take` reads
   * those of the results. Rows to come are given while others are still computed.
   */
  run(rows: number, give: MoveRows, take: MoveRows): void;
  close(): void;
}
export type MoveRows = (from: number, to: number, room: ProgramRows) => void;
