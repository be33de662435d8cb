/**
 * Loops that grow trees on binned columns, for gradient boosting and for forests.
 *
 * Every number is put into one of at most 255 bins; bin 255 holds what is missing. Gradients, hessians, weights and
 * targets are rounded to integers on a grid whose step is a power of two, and histograms are sums of integers: no order
 * of adding changes them, so one thread or many, a CPU or a GPU, grow the same trees bit for bit. The grid has 2^29 steps
 * up to the largest gradient, finer than the float32 that others use.
 */
export interface TreeKernels {
  /** Cut the columns into at most `mostBins` (2 to 255) bins, and put every row into them. */
  bin(table: TreeTable, mostBins: number, pause?: Pause): Promise<BinnedTable>;
  /** Other rows in the bins of a table that was binned before (validation rows). */
  binLike(table: TreeTable, like: BinnedTable, pause?: Pause): Promise<BinnedTable>;
  /** Grow trees one after the other on the gradients of a loss. */
  boost(table: BinnedTable, settings: BoostSettings, validation?: ValidationRows): BoostSession;
  /** Grow trees independent of each other, on the target itself. */
  forest(table: BinnedTable, settings: ForestSettings): ForestSession;
}

/** Awaited between pieces of work of some milliseconds; it may throw to stop the work. */
export type Pause = () => Promise<void>;

/** Most bins of a column, and the bin of missing values. */
export const MOST_BINS = 255;
export const MISSING_BIN = 255;
/** The packed sums of histograms have room for so many rows. */
export const MOST_ROWS = 2 ** 24 - 1;

export interface TreeTable {
  readonly rows: number;
  readonly width: number;
  /** Row-major `[rows, width]`, finite or NaN where a value is missing; codes 0, 1, … in a column of categories. */
  readonly data: Float64Array;
  /** How many categories each column has, 0 for a column of numbers; absent: all are numbers. */
  readonly levels?: readonly number[];
  /** Positive, one a row; quantiles then are weighted. Absent: all 1. */
  readonly weights?: Float64Array;
}

/** Rows in bins, held by the kernels until they are released; the last one opened is released first. */
export interface BinnedTable {
  readonly rows: number;
  readonly width: number;
  readonly columns: readonly BinnedColumn[];
  /** The bin of every row in one column, copied. */
  bins(column: number): Uint8Array;
  release(): void;
}

export type BinnedColumn =
  /** Ascending; a value lies in the first bin i with value <= thresholds[i], else in the last, thresholds.length. */
  | { readonly kind: 'number'; readonly thresholds: Float64Array; readonly missing: boolean }
  /**
   * `codes[i]` is the category of bin i, ascending. Those of the `levels` categories that are not among the most
   * frequent 255, or not seen, count as missing.
   */
  | { readonly kind: 'category'; readonly codes: Int32Array; readonly levels: number; readonly missing: boolean };

/**
 * Losses of one raw score a row, with gradient g and hessian h in it, as in scikit-learn: `squared` (y - s)^2 / 2;
 * `log` the log loss of sigmoid(s), y 0 or 1; `softmax` that of the softmax of one score a class, y the class;
 * `absolute` |y - s| and `quantile` the pinball loss, both with h = 1; `poisson` exp(s) - y s; `gamma` s + y exp(-s).
 */
export const losses = ['squared', 'log', 'softmax', 'absolute', 'quantile', 'poisson', 'gamma'] as const;
export type Loss = (typeof losses)[number];

export interface BoostSettings {
  readonly loss: Loss;
  /** For `quantile`, in (0, 1). */
  readonly quantile?: number;
  /** Scores a row: the number of classes for `softmax`, else 1. */
  readonly outputs: number;
  /** The score every row starts with, one an output. */
  readonly base: readonly number[];
  readonly y: Float64Array;
  /** Positive. */
  readonly weights?: Float64Array | undefined;
  readonly limits: TreeLimits;
  /** For each column 1 (the score must not fall with it), -1 (not rise) or 0; only columns of numbers. */
  readonly monotone?: readonly (-1 | 0 | 1)[] | undefined;
  /** Columns looked at for each split, drawn anew; all unless given. */
  readonly columnsPerSplit?: number | undefined;
  readonly seed: number;
}

export interface TreeLimits {
  readonly leaves: number;
  /** Splits from the root to a leaf; Infinity for no limit. */
  readonly depth: number;
  readonly rowsPerLeaf: number;
  readonly hessianPerLeaf: number;
  /** A split has to gain more than this. */
  readonly gain: number;
  readonly l2: number;
}

export interface ValidationRows {
  readonly table: BinnedTable;
  readonly y: Float64Array;
  readonly weights?: Float64Array | undefined;
}

/** One fit: the scores of all rows, which trees change. Leaf-wise growth, the leaf that gains most first. */
export interface BoostSession {
  /** Gradients of all rows and outputs at the present scores. Gives the mean loss over the rows, by weight. */
  gradients(pause?: Pause): Promise<number>;
  /** Grow a tree on the gradients of one output. `tree` numbers it, for drawing columns. */
  grow(output: number, tree: number, pause?: Pause): Promise<GrownTree>;
  /** The rows in each leaf of the tree grown last, ascending. */
  rowsOf(leaf: number): Int32Array;
  /** The score of every row in one output. */
  scores(output: number): Float64Array;
  /** Add a value a leaf to the scores of training and validation rows. */
  add(output: number, tree: GrownTree, values: ArrayLike<number>, pause?: Pause): Promise<void>;
  /** Mean loss over the validation rows, by weight; NaN without any. */
  validationLoss(pause?: Pause): Promise<number>;
  release(): void;
}

/**
 * A tree in parallel lists, in the convention of the graph: from node i a row goes to `yes[i]` where the value is at most
 * `threshold[i]`, or is a category in `sets[i]`, else to `no[i]`; what is missing goes to yes where `missing[i]` is 1.
 * A negative place -1 - k is leaf k; a tree without nodes is its one leaf.
 */
export interface GrownTree {
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  /** The last bin that goes to yes; unused where there is a set. */
  readonly bin: Uint8Array;
  readonly missing: Uint8Array;
  /** Category codes, ascending; null at a split of numbers. */
  readonly sets: readonly (Int32Array | null)[];
  readonly yes: Int32Array;
  readonly no: Int32Array;
  /** What the split at a node gained in the tree's own measure; never negative. */
  readonly gain: Float64Array;
  /** Training rows that pass a node, and that end in a leaf (a row drawn twice counts once). */
  readonly rows: Int32Array;
  readonly leafRows: Int32Array;
  /**
   * Row-major `[leaves, outputs]`. Boosting: the step in the score, not yet shrunk, one output. Forests: the share of
   * each class by weight, or the mean of the target.
   */
  readonly leaf: Float64Array;
  readonly outputs: number;
}

export interface ForestSettings {
  readonly target:
    | { readonly kind: 'classes'; readonly codes: Int32Array; readonly classes: number }
    | { readonly kind: 'values'; readonly values: Float64Array };
  /** Positive. */
  readonly weights?: Float64Array | undefined;
  /** Columns drawn for each split; where none of them can split, further ones are tried. */
  readonly columnsPerSplit: number;
  /** `best` threshold of a column, or one drawn at random between the bins that occur (extremely randomised trees). */
  readonly thresholds: 'best' | 'random';
  /**
   * For random thresholds the value that stands for each bin of each column: they are then drawn evenly between the
   * values of the lowest and the highest bin of a node. Evenly between the bins unless given.
   */
  readonly places?: readonly Float64Array[] | undefined;
  /** Draw rows with replacement for each tree. */
  readonly bootstrap: boolean;
  /** How many are drawn; as many as there are unless given. */
  readonly draws?: number | undefined;
  /** Splits from the root to a leaf; Infinity for no limit. */
  readonly depth: number;
  readonly rowsPerSplit: number;
  readonly rowsPerLeaf: number;
  /** Least decrease of Gini impurity or variance, times the share of the weight that passes the node. */
  readonly decrease: number;
}

/** Trees depends on their seed alone, so they can be grown in any order and in any company. Columns must be numbers. */
export interface ForestSession {
  /** One tree for each seed (integers in [0, 2^32)), as many at once as there are threads. */
  grow(seeds: readonly number[], pause?: Pause): Promise<readonly GrownTree[]>;
  /** How often each row was drawn for the tree with this seed; all 1 without bootstrap. */
  drawn(seed: number): Uint8Array;
  release(): void;
}
