import { countedClasses } from './classification.ts';
import { type MetricResult, noRows, ok, undefinedMetric } from './result.ts';
import { type StepCounts, stepsOfClasses } from './class-steps.ts';
import type { ScoreSteps } from './score-steps.ts';

/** The area under the ROC curve as the Mann-Whitney share: P(positive above negative) + half the ties. */
export function rocAuc(steps: StepCounts): MetricResult {
  const n = steps.positiveCount + steps.negativeCount;
  if (n === 0) return noRows();
  const missing = missingSide(steps);
  if (missing) return undefinedMetric(missing, n);
  return ok(mannWhitneyShare(steps.positives, steps.negatives), n);
}

/** U / (n₁ n₀) from the counts at descending scores. NaN when a side is empty. */
export function mannWhitneyShare(positives: Float64Array, negatives: Float64Array): number {
  let above = 0;
  let seen = 0;
  let wins = 0;
  for (let s = 0; s < positives.length; s++) {
    wins += negatives[s]! * (above + positives[s]! / 2);
    above += positives[s]!;
    seen += negatives[s]!;
  }
  return wins / (above * seen);
}

function missingSide(steps: StepCounts): string | null {
  if (steps.positiveCount === 0) return 'no row belongs to the class';
  if (steps.negativeCount === 0) return 'every row belongs to the class';
  return null;
}

/** One-versus-rest AUC of each class, and their mean over the classes on which it is defined. */
export function multiclassAuc(
  truth: Int32Array,
  probabilities: Float64Array,
  classes: number,
): { macro: MetricResult; perClass: MetricResult[] } {
  const perClass = stepsOfClasses(truth, probabilities, classes).map(rocAuc);
  const values = perClass.flatMap(r => (r.value === null ? [] : [r.value]));
  const n = truth.length;
  if (n === 0) return { macro: noRows(), perClass };
  if (values.length === 0) return { macro: undefinedMetric('the truth holds one class only', n), perClass };
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return { macro: ok(mean, n, countedClasses(values.length, classes)), perClass };
}

/** Points of the ROC curve at descending thresholds; the first is (0, 0) at threshold Infinity. */
export interface RocCurve {
  readonly falsePositiveRate: Float64Array;
  readonly truePositiveRate: Float64Array;
  readonly thresholds: Float64Array;
}

/**
 * The ROC curve; `dropCollinear` leaves out points on a straight line between their neighbours, which changes neither
 * the picture nor the area. Null when a side is empty: there is no curve then.
 */
export function rocCurve(steps: ScoreSteps, dropCollinear = true): RocCurve | null {
  if (missingSide(steps)) return null;
  const count = steps.thresholds.length;
  const fpr = [0];
  const tpr = [0];
  const thresholds = [Infinity];
  let tp = 0;
  let fp = 0;
  for (let s = 0; s < count; s++) {
    tp += steps.positives[s]!;
    fp += steps.negatives[s]!;
    const bends =
      s === 0 ||
      s === count - 1 ||
      steps.positives[s] !== steps.positives[s + 1] ||
      steps.negatives[s] !== steps.negatives[s + 1];
    if (dropCollinear && count > 2 && !bends) continue;
    fpr.push(fp / steps.negativeCount);
    tpr.push(tp / steps.positiveCount);
    thresholds.push(steps.thresholds[s]!);
  }
  return {
    falsePositiveRate: Float64Array.from(fpr),
    truePositiveRate: Float64Array.from(tpr),
    thresholds: Float64Array.from(thresholds),
  };
}

/**
 * The area up to a false positive rate, standardised to 0.5 (chance) … 1 (perfect) as McClish (1989) does:
 * ½ (1 + (A - m) / (M - m)), m = rate²/2, M = rate. `maxFalsePositiveRate` in (0, 1].
 */
export function partialAuc(steps: ScoreSteps, maxFalsePositiveRate: number): MetricResult {
  const n = steps.positiveCount + steps.negativeCount;
  if (n === 0) return noRows();
  const curve = rocCurve(steps, false);
  if (!curve) return undefinedMetric(missingSide(steps)!, n);
  const { falsePositiveRate: x, truePositiveRate: y } = curve;
  let area = 0;
  for (let i = 1; i < x.length; i++) {
    if (x[i - 1]! >= maxFalsePositiveRate) break;
    const end = Math.min(x[i]!, maxFalsePositiveRate);
    const rise = x[i]! > x[i - 1]! ? ((y[i]! - y[i - 1]!) * (end - x[i - 1]!)) / (x[i]! - x[i - 1]!) : 0;
    area += (end - x[i - 1]!) * (y[i - 1]! + rise / 2);
  }
  const smallest = maxFalsePositiveRate ** 2 / 2;
  return ok(0.5 * (1 + (area - smallest) / (maxFalsePositiveRate - smallest)), n);
}
