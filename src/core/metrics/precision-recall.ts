import { countedClasses } from './classification.ts';
import { type MetricResult, noRows, ok, undefinedMetric } from './result.ts';
import { type StepCounts, stepsOfClasses } from './class-steps.ts';
import type { ScoreSteps } from './score-steps.ts';

/** Average precision: Σ (R_i - R_{i-1}) P_i, the step rule and not the trapezoid, which is too hopeful. */
export function averagePrecision(steps: StepCounts): MetricResult {
  const n = steps.positiveCount + steps.negativeCount;
  if (n === 0) return noRows();
  if (steps.positiveCount === 0) return undefinedMetric('no row belongs to the class', n);
  return ok(stepArea(steps.positives, steps.negatives), n);
}

/** The area under the precision-recall steps from counts at descending scores. NaN without positives. */
export function stepArea(positives: Float64Array, negatives: Float64Array): number {
  let tp = 0;
  let all = 0;
  let area = 0;
  for (let s = 0; s < positives.length; s++) {
    tp += positives[s]!;
    all += positives[s]! + negatives[s]!;
    if (positives[s]! > 0) area += positives[s]! * (tp / all);
  }
  return area / tp;
}

/** One-versus-rest average precision of each class, and their mean over the classes that occur. */
export function multiclassAveragePrecision(
  truth: Int32Array,
  probabilities: Float64Array,
  classes: number,
): { macro: MetricResult; perClass: MetricResult[] } {
  const perClass = stepsOfClasses(truth, probabilities, classes).map(averagePrecision);
  const values = perClass.flatMap(r => (r.value === null ? [] : [r.value]));
  const n = truth.length;
  if (values.length === 0) return { macro: noRows(), perClass };
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return { macro: ok(mean, n, countedClasses(values.length, classes)), perClass };
}

/** Thresholds ascend; the last point (precision 1, recall 0) has no threshold. */
export interface PrecisionRecallCurve {
  readonly precision: Float64Array;
  readonly recall: Float64Array;
  readonly thresholds: Float64Array;
}

/** The precision-recall curve at every distinct score. Null when no row is positive. */
export function precisionRecallCurve(steps: ScoreSteps): PrecisionRecallCurve | null {
  if (steps.positiveCount === 0) return null;
  const count = steps.thresholds.length;
  const precision = new Float64Array(count + 1);
  const recall = new Float64Array(count + 1);
  precision[count] = 1;
  let tp = 0;
  let all = 0;
  for (let s = 0; s < count; s++) {
    tp += steps.positives[s]!;
    all += steps.positives[s]! + steps.negatives[s]!;
    precision[count - 1 - s] = tp / all;
    recall[count - 1 - s] = tp / steps.positiveCount;
  }
  return { precision, recall, thresholds: steps.thresholds.slice().reverse() };
}
