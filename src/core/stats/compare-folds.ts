import type { Interval, MetricResult } from '../metrics/result.ts';
import { nadeauBengioTest } from './t-tests.ts';

export interface FoldComparison {
  /** Mean over the folds of second minus first, in the metric's own scale. */
  readonly difference: number;
  readonly interval: Interval | null;
  /** Null when it is not defined, as when every fold differs by exactly the same amount. */
  readonly pValue: number | null;
  /** Folds in which the metric is defined for both. */
  readonly folds: number;
}

/**
 * Compare one metric of two models over the same folds of one cross-validation: the paired, corrected resampled t test
 * of Nadeau and Bengio (2003). Only meaningful when both had the same rows, split, folds and seed; the caller sees to
 * that. `testOverTrain` is the mean ratio of rows measured on to rows learned from. Null when the metric is defined for both in no fold.
 */
export function compareFolds(
  first: readonly MetricResult[],
  second: readonly MetricResult[],
  testOverTrain: number,
  level = 0.95,
): FoldComparison | null {
  const differences = first.flatMap((a, i) => {
    const b = second[i];
    if (!b || a.status !== 'ok' || b.status !== 'ok' || a.value === null || b.value === null) return [];
    return [b.value - a.value];
  });
  if (!differences.length) return null;
  const test = nadeauBengioTest(Float64Array.from(differences), testOverTrain, level);
  return {
    difference: test.mean,
    interval: test.status === 'ok' ? test.interval : null,
    pValue: Number.isNaN(test.pValue) ? null : test.pValue,
    folds: differences.length,
  };
}
