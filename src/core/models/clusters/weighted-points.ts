import type { Points } from '../../../kernels/distances.ts';
import type { FitContext, Matrix } from '../../model.ts';

/** Points and how much each counts, more than 0; without weights all count 1. */
export interface WeightedPoints extends Points {
  readonly weights?: Float64Array | undefined;
}

/** The rows that count: those of weight 0 are as if they were not there. */
export function weightedPoints(x: Matrix, { weights }: Pick<FitContext, 'weights'>): WeightedPoints {
  const { rows, width, data } = x;
  if (!weights) return { rows, width, data };
  const kept = Array.from(weights.keys()).filter(r => weights[r]! > 0);
  if (kept.length === rows) return { rows, width, data, weights };
  const own = new Float64Array(kept.length * width);
  kept.forEach((r, at) => own.set(data.subarray(r * width, (r + 1) * width), at * width));
  return { rows: kept.length, width, data: own, weights: Float64Array.from(kept, r => weights[r]!) };
}
