/** Points in rows, row-major `[rows, width]`, every value finite. */
export interface Points {
  readonly rows: number;
  readonly width: number;
  readonly data: Float64Array;
}

/** Awaited between slices of at most some 40 ms, so that messages arrive; it throws when the work was cancelled. */
export type Pause = (done: number, total: number) => Promise<void>;

/** One pass of Lloyd's algorithm. */
export interface Assignment {
  /** Weighted sums of the rows of each centre, row-major `[centres, width]`. */
  readonly sums: Float64Array;
  /** Weights of the rows of each centre. */
  readonly sizes: Float64Array;
  /** How many labels are other than before. */
  readonly moved: number;
}

/** The nearest points of each query, nearest first, of equally near ones the earlier. */
export interface Nearest {
  /** Row-major `[queries, count]`; -1 where there are fewer points than asked for. */
  readonly indices: Int32Array;
  /** Squared, `[queries, count]`; Infinity where there is no point. */
  readonly distances: Float64Array;
}

/** Centres that are taken one after the other, and how far each row is from the nearest of them. */
export interface Seeds {
  /** Squared, `[rows]`; Infinity before the first is taken. Read it before the next call. */
  readonly nearest: Float64Array;
  /** For each candidate (row-major `[m, width]`): the weighted sum over the rows of min(nearest, squared distance). */
  offer(candidates: Float64Array, pause: Pause): Promise<Float64Array>;
  /** Take the one in this place of those offered last. */
  take(candidate: number): Promise<void>;
  close(): void;
}

/** For each of some rows the rows within a radius, itself among them, ascending. */
export interface Neighbourhoods {
  /** Those of the i-th row are `indices[starts[i] .. starts[i + 1]]`. */
  readonly starts: Int32Array;
  readonly indices: Int32Array;
}

/**
 * Points kept where the loops reach them. Everything is as if computed in float64: a squared distance is the sum of
 * (a - b)² over the columns in ascending order, and totals over rows are sums of chunks (`chunkRows`) in their order,
 * so no result hangs on the number of threads or on the device.
 */
export interface HeldPoints {
  /**
   * The nearest of the centres (row-major `[k, width]`) for each row, the first of equals, written over `labels`
   * (`[rows]`; -1 where there is none yet). `proposed` are labels that are known to be right beforehand, -1 where one is
   * to be looked for.
   */
  assign(centres: Float64Array, labels: Int32Array, pause: Pause, proposed?: Int32Array): Promise<Assignment>;

  /** Squared distance of each row to the centre it is labelled with. */
  toOwn(centres: Float64Array, labels: Int32Array, pause: Pause): Promise<Float64Array>;

  /** Population variances of the columns, without weights; NaN where their squares are too large. Made at once. */
  variances(): Float64Array;

  /** For drawing centres as k-means++ does; close it in a `finally`. */
  seeds(): Seeds;

  /** The `count` nearest rows of each query; without queries of each row itself, which is then no neighbour of its own. */
  nearest(count: number, pause: Pause, queries?: Points): Promise<Nearest>;

  /** The rows within the squared radius of each of the rows [from, to). There are no pauses, so ask in small groups. */
  within(radius: number, from: number, to: number): Promise<Neighbourhoods>;

  /** Squared distances of some queries to all rows, row-major `[queries, rows]`. Made at once, so ask in small groups. */
  distances(queries: Points): Float64Array;

  /**
   * For each query the sum, over the rows in ascending order, of coefficient (`[rows]`) times the Gaussian kernel
   * exp(-gamma d) of their squared distance d, rounded to float32.
   */
  kernelSums(queries: Points, gamma: number, coefficients: Float64Array, pause: Pause): Promise<Float64Array>;

  /** Give the memory back; call it in a `finally`. */
  close(): void;
}

/** Loops for distances between rows, and to centres. */
export interface DistanceKernels {
  /** `weights`, one a row and at least 0, count in `assign` and `seeds`; absent: all 1. */
  hold(points: Points, weights?: Float64Array): Promise<HeldPoints>;
}

/** Totals over rows are summed in so many chunks at most. */
const CHUNKS = 32;

/** Rows of a chunk: the last one may be shorter. A multiple of 8. */
export const chunkRows = (rows: number): number => Math.max(2048, 8 * Math.ceil(rows / CHUNKS / 8));
