import type { FitContext, Matrix } from '../../model.ts';
import { takeTarget, type Target } from '../../target.ts';

/** Training rows that count, and how much each does; null when all count the same. */
export interface WeightedRows<Y extends Target> {
  readonly x: Matrix;
  readonly y: Y;
  readonly weights: Float64Array | null;
  /** The sum of the weights: the number of rows where there are none. */
  readonly total: number;
}

/** Rows of weight 0 are left out, so that they are as if absent. */
export function weightedRows<Y extends Target>(
  x: Matrix,
  y: Y,
  { weights }: Pick<FitContext, 'weights'>,
): WeightedRows<Y> {
  if (!weights) return { x, y, weights: null, total: x.rows };
  const keep = Array.from(weights.keys()).filter(r => weights[r]! > 0);
  const kept = Float64Array.from(keep, r => weights[r]!);
  const total = kept.reduce((a, b) => a + b, 0);
  if (keep.length === x.rows) return { x, y, weights: kept, total };
  const data = new Float64Array(keep.length * x.width);
  keep.forEach((r, i) => data.set(x.data.subarray(r * x.width, (r + 1) * x.width), i * x.width));
  return { x: { ...x, rows: keep.length, data }, y: takeTarget(y, keep), weights: kept, total };
}
