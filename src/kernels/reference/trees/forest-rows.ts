import type { ForestSettings } from '../../trees.ts';
import { gridFor, onGrid } from './losses.ts';

/**
 * What each row adds to the sums of a node, in integers. Classes: its weight, to the sum of its class. Values: weight
 * times the value less the mean, and the weight.
 */
export interface ForestRows {
  /** Sums of a node: one a class, or two. */
  readonly fields: number;
  /** The class of each row; null for values. */
  readonly codes: Int32Array | null;
  /** The weight of each row, at least 1. */
  readonly weights: Int32Array;
  /** Weight times distance from the mean, for values. */
  readonly moments: Int32Array;
  /** One step of a decrease of impurity, as a share of all weight. */
  readonly unit: number;
  /** The values of a leaf from its sums. */
  leaf(sums: Float64Array): Float64Array;
}

export function forestRows({ target, weights }: ForestSettings, rows: number): ForestRows {
  let [largest, total, sum, bound] = [1, rows, 0, 0];
  if (weights) {
    largest = weights.reduce((a, b) => Math.max(a, b), 0);
    total = weights.reduce((a, b) => a + b, 0);
  }
  const values = target.kind === 'values' ? target.values : new Float64Array(0);
  values.forEach((y, row) => (sum += (weights?.[row] ?? 1) * (y / total)));
  values.forEach((y, row) => (bound = Math.max(bound, Math.abs((weights?.[row] ?? 1) * (y - sum)))));
  const grid = gridFor({ g: bound, h: largest }, rows);
  // Without weights each row is one step, and counts stay what they are.
  const step = weights ? grid.hessian : 1;
  const onSteps = Int32Array.from({ length: rows }, (_, row) =>
    weights ? Math.max(1, onGrid(weights[row]!, 1 / step)) : 1,
  );
  const moments = Int32Array.from(values, (y, row) => onGrid((weights?.[row] ?? 1) * (y - sum), 1 / grid.gradient));
  const common = { weights: onSteps, moments };
  if (target.kind === 'classes') {
    return {
      ...common,
      fields: target.classes,
      codes: target.codes,
      unit: step / total,
      leaf: sums => sums.map(s => s / sums.reduce((a, b) => a + b, 0)),
    };
  }
  return {
    ...common,
    fields: 2,
    codes: null,
    unit: (grid.gradient * grid.gradient) / step / total,
    leaf: ([moment, weight]) => Float64Array.of(sum + (moment! * grid.gradient) / (weight! * step)),
  };
}
