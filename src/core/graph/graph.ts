import type { TokenColumns, TokenRule } from './tokens.ts';

/**
 * The language everything fitted is lowered to: a small list of ONNX-aligned operations over blocks of `[rows, width]`.
 * The studio predicts by interpreting it and every export writes the same list, so what was evaluated is what is deployed.
 *
 * Conventions. Numbers are float64 and NaN is missing. Text is one column wide and '' is missing. A constant has one
 * row and is broadcast over rows; a block of width 1 is broadcast over columns. Comparisons with NaN are false.
 */
export type BlockType = 'float64' | 'bool' | 'string';

/** Index of a node in `Graph.nodes`; a node only refers to earlier ones. */
export type Ref = number & { readonly __ref: unique symbol };

export const unaryOps = ['negate', 'abs', 'sqrt', 'exp', 'log', 'floor', 'ceil', 'relu', 'sigmoid', 'tanh'] as const;
export const arithmeticOps = ['add', 'subtract', 'multiply', 'divide', 'power', 'minimum', 'maximum'] as const;
export const comparisonOps = ['less', 'less-or-equal', 'greater', 'greater-or-equal', 'equal'] as const;
export const logicalOps = ['and', 'or'] as const;
export type UnaryOp = (typeof unaryOps)[number];
export type ArithmeticOp = (typeof arithmeticOps)[number];
export type ComparisonOp = (typeof comparisonOps)[number];
export type LogicalOp = (typeof logicalOps)[number];

export type GraphNode =
  /** A raw column, `[rows, 1]`. Numbers, booleans (0, 1) and dates (epoch milliseconds) are float64. */
  | { readonly op: 'input'; readonly name: string; readonly type: 'float64' | 'string' }
  /** One row of numbers, `[1, values.length]`. */
  | { readonly op: 'constant'; readonly values: readonly number[] }
  /** One text, `[1, 1]`. */
  | { readonly op: 'text'; readonly value: string }
  | { readonly op: UnaryOp; readonly x: Ref }
  | { readonly op: ArithmeticOp | ComparisonOp | LogicalOp; readonly a: Ref; readonly b: Ref }
  | { readonly op: 'not'; readonly x: Ref }
  /** Two text blocks, equal code unit by code unit; '' equals ''. */
  | { readonly op: 'text-equal'; readonly a: Ref; readonly b: Ref }
  /** True where a number is NaN. */
  | { readonly op: 'is-missing'; readonly x: Ref }
  /** bool to float64: 1 or 0. */
  | { readonly op: 'to-number'; readonly x: Ref }
  /** `a` where the condition holds, else `b`; `a` and `b` are both numbers or both text. */
  | { readonly op: 'where'; readonly condition: Ref; readonly a: Ref; readonly b: Ref }
  /** Text to `[rows, levels.length]`: 1 in the column of the level it equals; unknown and missing give all zeros. */
  | { readonly op: 'one-hot'; readonly x: Ref; readonly levels: readonly string[] }
  /** Text to a number by exact match: `values[i]` for `keys[i]`, else `otherwise`. '' may be a key. */
  | {
      readonly op: 'lookup';
      readonly x: Ref;
      readonly keys: readonly string[];
      readonly values: readonly number[];
      readonly otherwise: number;
    }
  /** Number of Unicode code points of a text; NaN for ''. ONNX cannot express it and its export says so. */
  | { readonly op: 'text-length'; readonly x: Ref }
  /** Text to how often terms come up in it, one column a term; all zeros for ''. ONNX cannot express it either. */
  | { readonly op: 'token-counts'; readonly x: Ref; readonly rule: TokenRule; readonly columns: TokenColumns }
  /** Number blocks side by side. */
  | { readonly op: 'concat'; readonly xs: readonly Ref[] }
  /** The named columns of a number block, in the given order. */
  | { readonly op: 'columns'; readonly x: Ref; readonly indices: readonly number[] }
  /** `x @ weights`, weights row-major `[width of x, outputs]`; each sum runs over the inputs in ascending order. */
  | { readonly op: 'matmul'; readonly x: Ref; readonly weights: readonly number[]; readonly outputs: number }
  /** Squared Euclidean distance to each centre, centres row-major `[count, width of x]`. */
  | { readonly op: 'squared-distances'; readonly x: Ref; readonly centres: readonly number[]; readonly count: number }
  /** exp(x - max) / sum over each row. */
  | { readonly op: 'softmax'; readonly x: Ref }
  /** Index of the largest or smallest value of each row; the first one wins a tie. */
  | { readonly op: 'arg-max' | 'arg-min'; readonly x: Ref }
  /** One number column to one: piecewise linear between knots, with jumps at them; missing stays missing. */
  | { readonly op: 'interpolate'; readonly x: Ref; readonly knots: Knots }
  /** `[rows, outputs]`: the sum over the trees, in their order, of the values of the leaf in which a row ends. */
  | { readonly op: 'trees'; readonly x: Ref; readonly outputs: number; readonly trees: readonly Tree[] }
  /** `x` with each missing value replaced by the mean of that column over the nearest points that have it. */
  | { readonly op: 'fill-nearest'; readonly x: Ref; readonly near: Neighbours }
  /** `[rows, 1]` or `[rows, classes]`: what the nearest stored points stand for, on average. */
  | { readonly op: 'mean-nearest'; readonly x: Ref; readonly voters: Voters }
  /** `values[index]` for an index that lies in range, else ''. */
  | { readonly op: 'pick-text'; readonly x: Ref; readonly values: readonly string[] };

/**
 * A piecewise linear function of one number. At `at[i]` (finite, ascending, distinct) it is `value[i]`; between two knots
 * it runs from `after[i]` to `before[i + 1]`; below the first it is `before[0]` and above the last the last of `after`.
 */
export interface Knots {
  readonly at: readonly number[];
  readonly before: readonly number[];
  readonly value: readonly number[];
  readonly after: readonly number[];
}

/** A list of numbers, or a typed array. */
export type Numbers = ArrayLike<number> & Iterable<number>;

/**
 * A decision tree in parallel lists. From node i a row goes to `yes[i]` where column `feature[i]` is at most
 * `threshold[i]`, else to `no[i]`. It starts at node 0 and a node's children come after it. A negative place -1 - k is
 * leaf k, whose values are row k of `leaf`, row-major `[leaves, outputs]`; a tree without nodes is its one leaf.
 */
export interface Tree {
  readonly feature: Numbers;
  readonly threshold: Numbers;
  readonly yes: Numbers;
  readonly no: Numbers;
  readonly leaf: Numbers;
  /** 1 where a missing value goes to `yes`, else 0; without the list it always goes to `no`. */
  readonly missing?: Numbers;
  /**
   * A node with a set of one or more whole numbers sends its members to `yes` and all else to `no`; its threshold is then
   * 0. A column that is asked so must hold whole numbers or NaN: what ONNX Runtime makes of a fraction varies.
   */
  readonly sets?: readonly (readonly number[] | null)[];
}

/**
 * Stored points, row-major `[count, width of x]`, NaN where a point has no value. The distance of a row to a point is
 * Euclidean over the columns in which both are finite, scaled up by width / columns compared (Dixon 1979); points
 * without one in common, or infinitely far, are no neighbours. Of equally near points the earlier counts as nearer. The mean is plain,
 * or weighted by 1 / distance (points at distance 0 then count alone). Without a neighbour the value is `otherwise`.
 */
export interface Neighbours {
  readonly points: readonly number[];
  readonly neighbours: number;
  readonly weighted: boolean;
  readonly otherwise: readonly number[];
}

/**
 * Stored points, finite, row-major `[count, width of x]`, and what each stands for: a number, or with `classes` one of so
 * many classes by its index, whose shares are then given. Distances are Euclidean or Manhattan over all columns; of equally
 * near points the earlier counts as nearer. All of the `neighbours` (at most as many as there are points) count the same,
 * or by 1 / distance (points at distance 0 then count alone). A row with a value that is not finite gives NaN.
 */
export interface Voters {
  readonly points: readonly number[];
  readonly values: readonly number[];
  readonly classes: number | null;
  readonly metric: 'euclidean' | 'manhattan';
  readonly neighbours: number;
  readonly weighted: boolean;
}

export interface BlockShape {
  readonly type: BlockType;
  readonly width: number;
  /** True when the block is the same in every row (built from constants alone) and holds a single row. */
  readonly constant: boolean;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  /** Shape of each node's block, in step with `nodes`. */
  readonly shapes: readonly BlockShape[];
  readonly outputs: readonly GraphOutput[];
}

export interface GraphOutput {
  readonly name: string;
  readonly ref: Ref;
}

/** The nodes a node reads. */
export function operands(node: GraphNode): readonly Ref[] {
  if ('xs' in node) return node.xs;
  if ('condition' in node) return [node.condition, node.a, node.b];
  if ('a' in node) return [node.a, node.b];
  return 'x' in node ? [node.x] : [];
}
