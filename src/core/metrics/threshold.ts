import { StudioError } from '../errors.ts';
import { accuracy, balancedAccuracy, fBeta, matthews, precision, recall } from './classification.ts';
import { type Confusion, confusionFromCounts } from './confusion.ts';
import { completeOutcome } from './define.ts';
import type { ClassificationOutcome } from './outcome.ts';
import type { MetricResult } from './result.ts';

/** What a binary model would do if it said the second class from this probability on. */
export interface ThresholdPoint {
  readonly threshold: number;
  /** Row-major truth by prediction: true negatives, false positives, false negatives, true positives. */
  readonly counts: readonly [number, number, number, number];
  /** The metrics that depend on a threshold, by the ids of the metric list. */
  readonly metrics: readonly { readonly id: string; readonly result: MetricResult }[];
}

/** The same rows and probabilities with labels by another threshold: the second class from that probability on. */
export function withThreshold(outcome: ClassificationOutcome, threshold: number): ClassificationOutcome {
  requireBinary(outcome);
  const predicted = outcome.predicted.map((label, row) =>
    label < 0 ? label : Number(outcome.probabilities[2 * row + 1]! >= threshold),
  );
  return { ...outcome, predicted };
}

/** Every threshold from 0 to 1 in `steps` steps, with what it gives on these rows; rows with missing values are left out. */
export function sweepThresholds(given: ClassificationOutcome, steps = 100): readonly ThresholdPoint[] {
  requireBinary(given);
  const { outcome } = completeOutcome(given);
  const { truth, probabilities } = outcome;
  // The highest step whose threshold a row still reaches; then rows are counted from the highest threshold downwards.
  const reached = [new Float64Array(steps + 1), new Float64Array(steps + 1)] as const;
  for (let row = 0; row < truth.length; row++) {
    const p = probabilities[2 * row + 1]!;
    let step = Math.min(steps, Math.floor(p * steps));
    while (step < steps && p >= (step + 1) / steps) step++;
    while (step > 0 && p < step / steps) step--;
    reached[truth[row] === 1 ? 1 : 0][step]! += 1;
  }
  const all = reached.map(counts => counts.reduce((a, b) => a + b, 0)) as [number, number];
  const said: [number, number] = [0, 0];
  const points: ThresholdPoint[] = [];
  for (let step = steps; step >= 0; step--) {
    said[0] += reached[0][step]!;
    said[1] += reached[1][step]!;
    const counts = [all[0] - said[0], said[0], all[1] - said[1], said[1]] as const;
    points.push({ threshold: step / steps, counts, metrics: measures(counts, outcome.positive) });
  }
  return points.reverse();
}

function measures(counts: readonly number[], positive: number): ThresholdPoint['metrics'] {
  const c: Confusion = confusionFromCounts(Float64Array.from(counts), 2);
  return [
    { id: 'accuracy', result: accuracy(c) },
    { id: 'balanced-accuracy', result: balancedAccuracy(c) },
    { id: 'precision', result: precision(c, positive) },
    { id: 'recall', result: recall(c, positive) },
    { id: 'f1', result: fBeta(c, positive) },
    { id: 'mcc', result: matthews(c) },
  ];
}

function requireBinary({ classes }: ClassificationOutcome): void {
  if (classes.length === 2) return;
  throw new StudioError(
    'metric/threshold',
    `A threshold needs exactly two classes, got ${classes.length}. With more, the most probable class is chosen.`,
    { classes: classes.length },
  );
}
