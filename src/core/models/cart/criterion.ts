/**
 * How mixed the target is among the rows of a node, and how much less so on both sides of a split. Rows move from the
 * right side to the left one by one, so that all thresholds of a column cost one pass.
 */
export interface Criterion {
  /** Numbers a node predicts. */
  readonly outputs: number;
  /** Take the rows `order[from..to)` as the node; all are on the right. */
  enter(order: Int32Array, from: number, to: number): void;
  /** Sum of the weights of the entered rows. */
  weight(): number;
  /** Of the entered rows, in the unit of the criterion; 0 when they all agree. */
  impurity(): number;
  /** What a leaf of the entered rows predicts. */
  value(): number[];
  /** Move all rows back to the right. */
  reset(): void;
  move(row: number): void;
  /** The larger, the purer both sides; comparable within the entered node. */
  score(): number;
  /** By what categories of a column are put in order: the mean target of some rows. */
  middle(order: Int32Array, from: number, to: number): number;
}

/** Relative to the spread of all rows: below it a node counts as pure, as in scikit-learn. */
export const PURE = 2.220446049250313e-16;

/** Of the rows `order[from..to)`, or of all. */
export function weightedMean(
  y: Float64Array,
  weights: Float64Array,
  order?: Int32Array,
  from = 0,
  to = y.length,
): number {
  let [sum, all] = [0, 0];
  for (let i = from; i < to; i++) {
    const row = order ? order[i]! : i;
    sum += weights[row]! * y[row]!;
    all += weights[row]!;
  }
  return sum / all;
}
