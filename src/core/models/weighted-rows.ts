import { numberBlock, takeBlock } from '../graph/block.ts';
import type { Matrix } from '../model.ts';
import { takeTarget, type Target } from '../target.ts';

/** Without the rows that count for nothing, so that they are as if absent; weights are 1 where absent. */
export function countingRows<T extends Target>(
  x: Matrix,
  y: T,
  weights: Float64Array | undefined,
): { readonly x: Matrix; readonly y: T; readonly weights: Float64Array | undefined } {
  if (!weights?.includes(0)) return { x, y, weights };
  const kept = Int32Array.from(weights.keys()).filter(r => weights[r]! > 0);
  const { data } = takeBlock(numberBlock(x.data, x.width), kept);
  return {
    x: { ...x, rows: kept.length, data },
    y: takeTarget(y, kept),
    weights: Float64Array.from(kept, r => weights[r]!),
  };
}
