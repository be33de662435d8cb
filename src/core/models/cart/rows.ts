import type { Matrix } from '../../model.ts';
import type { ClassificationTarget, RegressionTarget } from '../../target.ts';
import { takeTarget } from '../../target.ts';

export type TreeTarget = ClassificationTarget | RegressionTarget;

/** The rows that count, each with what it counts for. */
export interface WeightedRows<T extends TreeTarget = TreeTarget> {
  readonly x: Matrix;
  readonly y: T;
  readonly weights: Float64Array;
}

/**
 * Rows of weight 0 are as if they were not there. `balanced` gives each class the same weight in total, as scikit-learn
 * does: by the number of its rows.
 */
export function weightedRows<T extends TreeTarget>(
  x: Matrix,
  y: T,
  given: Float64Array | undefined,
  balanced: boolean,
): WeightedRows<T> {
  const kept = Int32Array.from({ length: x.rows }, (_, r) => r).filter(r => !given || given[r]! > 0);
  const all = kept.length === x.rows;
  const data = all ? x.data : new Float64Array(kept.length * x.width);
  if (!all) kept.forEach((r, i) => data.set(x.data.subarray(r * x.width, (r + 1) * x.width), i * x.width));
  const target = all ? y : takeTarget(y, kept);
  const weights = Float64Array.from(kept, r => given?.[r] ?? 1);
  if (balanced && target.task === 'classification') {
    const counts = new Map<number, number>();
    for (const code of target.codes) counts.set(code, (counts.get(code) ?? 0) + 1);
    target.codes.forEach((code, i) => (weights[i]! *= kept.length / (counts.size * counts.get(code)!)));
  }
  return { x: { ...x, rows: kept.length, data }, y: target, weights };
}
