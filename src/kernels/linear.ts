/** Called between slices of a pass: lets messages arrive, and throws when the work was cancelled. */
export type Between = (phase: string, done: number, total: number) => Promise<void>;

/** Numbers of a table, row-major `[rows, width]`. */
export interface NumberRows {
  readonly rows: number;
  readonly width: number;
  readonly data: Float64Array;
}

/** The loops over all rows that linear models spend their time in. */
export interface LinearKernels {
  /** The rows are read where they lie if the loops reach them there, else copied in. Everything opened must be closed. */
  open(rows: NumberRows, shift: Float64Array, between: Between): Promise<LinearRows>;
}

/**
 * Rows z_r = (x_r - shift, 1) that passes go over. Parameters are runs of `stride = width + 1` numbers, one run for each
 * output; numbers by row come as one run of `rows` for each output. Sums have a fixed order, whatever the number of
 * threads: rows are cut into ranges by their number alone, each range is summed in ascending order, then the ranges are.
 */
export interface LinearRows {
  readonly rows: number;
  readonly stride: number;
  /** Another shift from here on. */
  centre(shift: Float64Array): void;
  /** z_r · parameters: `[outputs, rows]`. */
  scores(parameters: Float64Array, outputs: number): Promise<Float64Array>;
  /** Sum over r of residual_r z_r: `[outputs, stride]`. */
  adjoint(residuals: Float64Array, outputs: number): Promise<Float64Array>;
  /** Sum over r of weight_r z_r z_r': `[stride, stride]`, symmetric. */
  gram(weights: Float64Array | null): Promise<Float64Array>;
  /** Sum over r of weight_r z_r², the diagonal of `gram`. */
  squares(weights: Float64Array): Promise<Float64Array>;
  /** Gives each row its class, 0..classes-1, and its weight, for the passes below. Two classes share one output. */
  classes(codes: Int32Array, weights: Float64Array, classes: number): void;
  /** Sums of weight_r z_r over the rows of each class, `[classes, stride]`, and of weight_r z_r² over all, `[stride]`. */
  moments(): Promise<{ readonly sums: Float64Array; readonly squares: Float64Array }>;
  /** Sum over r of weight_r (-log p of the row's class) and its gradient; sigmoid for one output, softmax for more. */
  logLoss(parameters: Float64Array): Promise<{ readonly value: number; readonly gradient: Float64Array }>;
  /** The second derivatives at the parameters that `logLoss` last saw, times a direction. */
  logLossBend(direction: Float64Array): Promise<Float64Array>;
  /** The block of those second derivatives for outputs k and l: `[stride, stride]`. */
  logLossGram(k: number, l: number): Promise<Float64Array>;
  /** The diagonal of the block for output k. */
  logLossSquares(k: number): Promise<Float64Array>;
  close(): void;
}
