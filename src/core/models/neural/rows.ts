import type { NetworkRows } from '../../../kernels/network.ts';
import type { Matrix } from '../../model.ts';
import { numberColumns, textColumns } from './plan.ts';

/**
 * The rows that count, as a network takes them. `targets` holds `each` numbers a row: its class's
 * code, or its values. Rows
 * of weight 0 are left out: a batch is then what it would be without them.
 */
export function networkRows(
  x: Matrix,
  targets: ArrayLike<number>,
  each: number,
  weights: ArrayLike<number> | null,
): NetworkRows {
  const kept = Array.from({ length: x.rows }, (_, r) => r).filter(r => !weights || weights[r]! > 0);
  const take = (columns: readonly number[], out: Float32Array | Int32Array, value: (v: number) => number): void => {
    let at = 0;
    for (const r of kept) for (const c of columns) out[at++] = value(x.data[r * x.width + c]!);
  };
  const numeric = numberColumns(x);
  const text = textColumns(x);
  const numbers = new Float32Array(kept.length * numeric.length);
  const codes = new Int32Array(kept.length * text.length);
  take(numeric, numbers, v => v);
  take(text, codes, v => (Number.isNaN(v) ? 0 : v + 1));
  const chosen = new Float32Array(kept.length * each);
  kept.forEach((r, i) => {
    for (let u = 0; u < each; u++) chosen[i * each + u] = targets[r * each + u]!;
  });
  return {
    rows: kept.length,
    numbers,
    codes,
    targets: chosen,
    weights: weights ? Float32Array.from(kept, r => weights[r]!) : null,
  };
}

/** What each class's rows are to be multiplied by, so that all classes count the same: n / (classes n of the class). */
export function balancingFactors(codes: Int32Array, classes: number, weights: ArrayLike<number> | null): Float64Array {
  const sums = new Float64Array(classes);
  codes.forEach((code, r) => (sums[code]! += weights ? weights[r]! : 1));
  const total = sums.reduce((a, b) => a + b, 0);
  const present = sums.filter(sum => sum > 0).length;
  return sums.map(sum => (sum > 0 ? total / (present * sum) : 1));
}
