import { barFinder, histogram, type Histogram } from '../table/histogram.ts';
import { type CalibrationBin, calibrationBins } from './calibration.ts';
import { confusionMatrix } from './confusion.ts';
import { anomalyRanking, withoutTruth } from './anomalies.ts';
import { completeOutcome, type Ranking } from './define.ts';
import type {
  AnomalyOutcome,
  ClassificationOutcome,
  ClusteringOutcome,
  Outcome,
  RegressionOutcome,
} from './outcome.ts';
import { averagePrecision, precisionRecallCurve } from './precision-recall.ts';
import type { MetricResult } from './result.ts';
import { rocAuc, rocCurve } from './roc.ts';
import { isClass, scoresOf, scoreSteps } from './score-steps.ts';
import { silhouetteSample } from './silhouette.ts';
import { sweepThresholds, type ThresholdPoint } from './threshold.ts';

/** A drawn curve: at most MOST_POINTS points, the ends always among them. */
export interface Curve {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** One class against all others. */
export interface ClassCurves {
  readonly name: string;
  /** Rows that truly belong to it. */
  readonly count: number;
  readonly roc: Curve | null;
  readonly rocAuc: MetricResult;
  readonly precisionRecall: Curve | null;
  readonly averagePrecision: MetricResult;
  readonly calibration: readonly CalibrationBin[];
}

export interface ClassificationPicture {
  readonly task: 'classification';
  readonly classes: readonly string[];
  /** Row-major truth by prediction; null where so many classes would fill no screen. */
  readonly counts: Float64Array | null;
  /** The positive class alone when there are two; else each class against the rest, the most frequent ones first. */
  readonly curves: readonly ClassCurves[];
  /** Null unless there are two classes. */
  readonly thresholds: readonly ThresholdPoint[] | null;
}

export interface RegressionPicture {
  readonly task: 'regression';
  /** Prediction minus truth, one a row; NaN where either is missing. */
  readonly errors: Float64Array;
  readonly histogram: Histogram;
}

export interface ClusteringPicture {
  readonly task: 'clustering';
  /** Rows in each cluster, by its number. */
  readonly sizes: readonly number[];
  /** Mean silhouette of each cluster, and its share of points that lie nearer to another one; null where it has none. */
  readonly silhouettes: readonly ({ readonly mean: number; readonly negative: number } | null)[];
  readonly sampled: boolean;
}

export interface AnomalyPicture {
  readonly task: 'anomaly';
  /** Of all scores. */
  readonly histogram: Histogram;
  /** Rows known to be strange in each of its bars; null where nothing is known. */
  readonly strange: readonly number[] | null;
  readonly threshold: number;
  /** Rows of the outcome with the highest scores, the strangest first; of equal ones the earlier. */
  readonly strangest: Int32Array;
  /** Strange against usual, where it is known. */
  readonly curves: ClassCurves | null;
}

export type Picture = ClassificationPicture | RegressionPicture | ClusteringPicture | AnomalyPicture;

export const MOST_POINTS = 500;
/** The strangest rows that are shown one by one. */
export const MOST_STRANGE = 100;
/** Classes of the largest confusion matrix that is drawn. */
export const MOST_MATRIX = 1000;
/** Curves of more classes cannot be told apart. */
export const MOST_CURVES = 8;

/** Everything the charts of an outcome need, computed once: counts, curves, bins. */
export function pictureOf(outcome: Outcome): Picture {
  switch (outcome.task) {
    case 'classification':
      return classificationPicture(outcome);
    case 'regression':
      return regressionPicture(outcome);
    case 'anomaly':
      return anomalyPicture(outcome);
    default:
      return clusteringPicture(outcome);
  }
}

function classificationPicture(given: ClassificationOutcome): ClassificationPicture {
  const { outcome } = completeOutcome(given);
  const { classes, truth, predicted, positive } = outcome;
  const frequency = new Float64Array(classes.length);
  for (const code of truth) frequency[code]! += 1;
  const drawn =
    classes.length === 2
      ? [positive]
      : classes
          .map((_, k) => k)
          .sort((a, b) => frequency[b]! - frequency[a]! || a - b)
          .slice(0, MOST_CURVES);
  return {
    task: 'classification',
    classes,
    counts: classes.length > MOST_MATRIX ? null : confusionMatrix(truth, predicted, classes.length).counts,
    curves: drawn.map(k => classCurves(outcome, k, frequency[k]!)),
    thresholds: classes.length === 2 ? sweepThresholds(outcome) : null,
  };
}

function classCurves({ truth, probabilities, classes }: ClassificationOutcome, k: number, count: number): ClassCurves {
  const isPositive = isClass(truth, k);
  const scores = scoresOf(probabilities, classes.length, k);
  return {
    ...rankingCurves({ isPositive, scores }),
    name: classes[k]!,
    count,
    calibration: calibrationBins(isPositive, scores),
  };
}

/** What can be drawn of any score, a probability or not. */
function rankingCurves({ isPositive, scores }: Ranking) {
  const steps = scoreSteps(isPositive, scores);
  const roc = rocCurve(steps);
  const pr = precisionRecallCurve(steps);
  return {
    roc: roc && thinned(roc.falsePositiveRate, roc.truePositiveRate),
    rocAuc: rocAuc(steps),
    precisionRecall: pr && thinned(pr.recall, pr.precision),
    averagePrecision: averagePrecision(steps),
  };
}

/** Evenly spaced points of a curve, with both ends. */
function thinned(x: Float64Array, y: Float64Array): Curve {
  const n = x.length;
  if (n <= MOST_POINTS) return { x, y };
  const at = Int32Array.from({ length: MOST_POINTS }, (_, i) => Math.round((i * (n - 1)) / (MOST_POINTS - 1)));
  return { x: Float64Array.from(at, i => x[i]!), y: Float64Array.from(at, i => y[i]!) };
}

function regressionPicture({ truth, predicted }: RegressionOutcome): RegressionPicture {
  const errors = predicted.map((f, i) => f - truth[i]!);
  return { task: 'regression', errors, histogram: histogram(errors.filter(Number.isFinite).sort(), false) };
}

function clusteringPicture({ points, width, labels, seed }: ClusteringOutcome): ClusteringPicture {
  const count = labels.reduce((most, label) => Math.max(most, label + 1), 0);
  const sizes = new Array<number>(count).fill(0);
  for (const label of labels) if (label >= 0) sizes[label]! += 1;
  const sample = silhouetteSample(points, width, labels, seed);
  const sums = sizes.map(() => ({ n: 0, sum: 0, negative: 0 }));
  sample?.rows.forEach((row, i) => {
    const own = sums[labels[row]!]!;
    const value = sample.values[i]!;
    own.n++;
    own.sum += value;
    if (value < 0) own.negative++;
  });
  return {
    task: 'clustering',
    sizes,
    silhouettes: sums.map(({ n, sum, negative }) => (n ? { mean: sum / n, negative: negative / n } : null)),
    sampled: sample?.sampled ?? false,
  };
}

function anomalyPicture(outcome: AnomalyOutcome): AnomalyPicture {
  const { scores, truth, threshold } = outcome;
  const rows = Int32Array.from(scores.keys()).filter(i => Number.isFinite(scores[i]));
  const bars = histogram(Float64Array.from(rows, i => scores[i]!).sort(), false);
  const strange = truth && new Array<number>(bars.counts.length).fill(0);
  const find = barFinder(bars.edges);
  if (strange) for (const i of rows) if (truth[i] === 1) strange[find(scores[i]!)]! += 1;
  const { outcome: complete } = completeOutcome(outcome);
  return {
    task: 'anomaly',
    histogram: bars,
    strange,
    threshold,
    strangest: rows.sort((a, b) => scores[b]! - scores[a]! || a - b).slice(0, MOST_STRANGE),
    curves: withoutTruth(complete)
      ? null
      : {
          ...rankingCurves(anomalyRanking(complete)),
          name: `not ${outcome.usual}`,
          count: complete.truth!.reduce((sum, t) => sum + Number(t === 1), 0),
          calibration: [],
        },
  };
}
