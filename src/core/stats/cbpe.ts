import {
  accuracy,
  balancedAccuracy,
  fBeta,
  macro,
  matthews,
  type PerClass,
  precision,
  recall,
} from '../metrics/classification.ts';
import { type Confusion, confusionFromCounts } from '../metrics/confusion.ts';
import { LOG_LOSS_CLIP } from '../metrics/probability-loss.ts';
import { type MetricResult, noRows, ok, undefinedMetric } from '../metrics/result.ts';
import { stepArea } from '../metrics/precision-recall.ts';
import { mannWhitneyShare } from '../metrics/roc.ts';
import { scoresOf, stepOfScores } from '../metrics/score-steps.ts';
import { hanleyMcNeilError } from './delong.ts';

/** Predictions without truth. */
export interface UnlabelledOutcome {
  readonly predicted: Int32Array;
  /** Calibrated probabilities, row-major [rows, classes], no NaN. */
  readonly probabilities: Float64Array;
  /** The model's raw scores of the same shape, which decide the order; the probabilities unless given. */
  readonly scores?: Float64Array;
  readonly classes: number;
  readonly positive: number;
}

export interface Estimate {
  /** The id of the metric in the list. */
  readonly id: string;
  readonly result: MetricResult;
  /** How far the realised metric would scatter around the estimate; null where no formula is at hand. */
  readonly standardError: number | null;
}

/** The confusion matrix to expect: each row adds its probability of every class to the column it was predicted as. */
export function expectedConfusion({ predicted, probabilities, classes }: UnlabelledOutcome): Confusion {
  const counts = new Float64Array(classes * classes);
  for (let i = 0; i < predicted.length; i++)
    for (let k = 0; k < classes; k++) counts[k * classes + predicted[i]!]! += probabilities[i * classes + k]!;
  return confusionFromCounts(counts, classes);
}

/**
 * Confidence-based performance estimation (NannyML): what each classification metric should be on rows without truth,
 * if the probabilities are calibrated. Right under a shift of the inputs, blind to a change of what they mean.
 */
export function estimatePerformance(outcome: UnlabelledOutcome): Estimate[] {
  const { classes, positive } = outcome;
  const c = expectedConfusion(outcome);
  const n = outcome.predicted.length;
  const focus = (metric: PerClass) => (classes === 2 ? metric(c, positive) : macro(c, metric));
  const error = (result: MetricResult, of: number): number | null =>
    result.value === null || of <= 0 ? null : Math.sqrt((result.value * (1 - result.value)) / of);
  const binaryError = (result: MetricResult, of: number) => (classes === 2 ? error(result, of) : null);
  const right = accuracy(c);
  const exact = focus(precision);
  const found = focus(recall);
  return [
    { id: 'accuracy', result: right, standardError: error(right, n) },
    { id: 'balanced-accuracy', result: balancedAccuracy(c), standardError: null },
    { id: 'precision', result: exact, standardError: binaryError(exact, c.predicted[positive] ?? 0) },
    { id: 'recall', result: found, standardError: binaryError(found, c.actual[positive] ?? 0) },
    { id: 'f1', result: focus((m, k) => fBeta(m, k)), standardError: null },
    ...rankingEstimates(outcome),
    lossEstimate('log-loss', outcome, (p, own) => -Math.log(Math.max(LOG_LOSS_CLIP, p[own]!))),
    lossEstimate('brier', outcome, (p, own) => {
      const sum = p.reduce((s, v, k) => s + (v - Number(k === own)) ** 2, 0);
      return classes === 2 ? sum / 2 : sum;
    }),
    { id: 'mcc', result: matthews(c), standardError: null },
  ];
}

/** ROC-AUC and PR-AUC with every row counted as positive by its probability and as negative by the rest. */
function rankingEstimates(outcome: UnlabelledOutcome): Estimate[] {
  const { classes, positive, probabilities, predicted } = outcome;
  const n = predicted.length;
  if (n === 0) return ['roc-auc', 'pr-auc'].map(id => ({ id, result: noRows(), standardError: null }));
  const chosen = classes === 2 ? [positive] : Array.from({ length: classes }, (_, k) => k);
  const areas = chosen.map(k => {
    const weight = scoresOf(probabilities, classes, k);
    const scores = scoresOf(outcome.scores ?? probabilities, classes, k);
    const thresholds = Float64Array.from(new Set(scores)).sort().reverse();
    const steps = stepOfScores(thresholds, scores);
    const positives = new Float64Array(thresholds.length);
    const negatives = new Float64Array(thresholds.length);
    steps.forEach((s, i) => {
      positives[s]! += weight[i]!;
      negatives[s]! += 1 - weight[i]!;
    });
    const expected = weight.reduce((a, b) => a + b, 0);
    return { roc: mannWhitneyShare(positives, negatives), pr: stepArea(positives, negatives), expected };
  });
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const result = (value: number) =>
    Number.isFinite(value) ? ok(value, n) : undefinedMetric('one class is certain', n);
  const roc = result(mean(areas.map(a => a.roc)));
  const { expected } = areas[0]!;
  const error = classes === 2 && roc.value !== null ? hanleyMcNeilError(roc.value, expected, n - expected) : null;
  return [
    { id: 'roc-auc', result: roc, standardError: error },
    { id: 'pr-auc', result: result(mean(areas.map(a => a.pr))), standardError: null },
  ];
}

/** The expectation of a loss over the classes a row may belong to, and the scatter that the draw of classes brings. */
function lossEstimate(
  id: string,
  { predicted, probabilities, classes }: UnlabelledOutcome,
  loss: (p: Float64Array, own: number) => number,
): Estimate {
  const n = predicted.length;
  if (n === 0) return { id, result: noRows(), standardError: null };
  let sum = 0;
  let variance = 0;
  for (let i = 0; i < n; i++) {
    const p = probabilities.subarray(i * classes, (i + 1) * classes);
    let first = 0;
    let second = 0;
    for (let k = 0; k < classes; k++) {
      const value = loss(p, k);
      first += p[k]! * value;
      second += p[k]! * value * value;
    }
    sum += first;
    variance += Math.max(0, second - first * first);
  }
  return { id, result: ok(sum / n, n), standardError: Math.sqrt(variance) / n };
}
