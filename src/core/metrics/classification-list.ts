import {
  accuracy,
  balancedAccuracy,
  fBeta,
  macro,
  matthews,
  type PerClass,
  precision,
  recall,
} from './classification.ts';
import { type ConfusionTotals, confusionTotals } from './confusion.ts';
import { defineMetric, type Ranking } from './define.ts';
import type { ClassificationOutcome } from './outcome.ts';
import { averagePrecision, multiclassAveragePrecision, stepArea } from './precision-recall.ts';
import { brierPerRow, brierScore, logLoss, logLossPerRow } from './probability-loss.ts';
import { type AreaOfCounts, resampleRankings } from './resample-ranking.ts';
import { mannWhitneyShare, multiclassAuc, rocAuc } from './roc.ts';
import { type MetricResult } from './result.ts';
import { isClass, scoresOf, scoreSteps } from './score-steps.ts';

type O = ClassificationOutcome;

const confusion = (o: O): ConfusionTotals => confusionTotals(o.truth, o.predicted, o.classes.length);
const binary = (o: O): boolean => o.classes.length === 2;

/** Of the positive class when there are two, else the macro mean. */
const focused = (metric: PerClass) => (c: ConfusionTotals, o: O) =>
  binary(o) ? metric(c, o.positive) : macro(c, metric);

/** A metric of the confusion matrix's totals is resampled by counting again. */
const fromConfusion = (formula: (c: ConfusionTotals, o: O) => MetricResult) => ({
  compute: (o: O) => formula(confusion(o), o),
  resample: (o: O) => (rows: Int32Array) => {
    const drawn = (codes: Int32Array) => rows.map(r => codes[r]!);
    const result = formula(confusionTotals(drawn(o.truth), drawn(o.predicted), o.classes.length), o);
    return result.status === 'ok' ? result.value! : NaN;
  },
});

const ranking = (o: O, k: number): Ranking => ({
  isPositive: isClass(o.truth, k),
  scores: scoresOf(o.probabilities, o.classes.length, k),
});

/** Rows times classes beyond which a ranking of every class is not drawn again: it has no interval. */
const MOST_RANKED = 5e6;

/** A ranking metric is resampled class by class. */
const resampleRanking = (area: AreaOfCounts) => (o: O) => {
  if (!binary(o) && o.probabilities.length > MOST_RANKED) return () => NaN;
  const classes = binary(o) ? [o.positive] : o.classes.map((_, k) => k);
  return resampleRankings(
    classes.map(k => ranking(o, k)),
    area,
  );
};

const rightRows = (o: O): Float64Array => Float64Array.from(o.truth, (t, i) => Number(t === o.predicted[i]));

export const classificationMetrics = [
  defineMetric('classification', {
    id: 'accuracy',
    label: 'Accuracy',
    help: 'The share of rows whose class was predicted right. Easy to read, but misleading when one class is rare.',
    direction: 'higher',
    needs: 'labels',
    formula: 'right rows / all rows',
    format: 'ratio',
    range: [0, 1],
    ...fromConfusion(accuracy),
    perRow: rightRows,
    proportion: o => ({ hits: rightRows(o).reduce((a, b) => a + b, 0), n: o.truth.length }),
  }),
  defineMetric('classification', {
    id: 'balanced-accuracy',
    label: 'Balanced accuracy',
    help: 'The share predicted right within each class, averaged over the classes, so that a rare class counts as much as a common one.',
    direction: 'higher',
    needs: 'labels',
    formula: 'mean over classes of (right rows of the class / rows of the class)',
    format: 'ratio',
    range: [0, 1],
    ...fromConfusion(balancedAccuracy),
  }),
  defineMetric('classification', {
    id: 'precision',
    label: 'Precision',
    help: 'Of the rows predicted to be of the class, the share that truly are. Low precision means many false alarms.',
    direction: 'higher',
    needs: 'labels',
    formula: 'true positives / (true positives + false positives); with more than two classes the mean over classes',
    format: 'ratio',
    range: [0, 1],
    ...fromConfusion(focused(precision)),
    proportion: o => {
      const c = confusion(o);
      return binary(o) ? { hits: c.hits[o.positive]!, n: c.predicted[o.positive]! } : null;
    },
  }),
  defineMetric('classification', {
    id: 'recall',
    label: 'Recall',
    help: 'Of the rows that truly are of the class, the share that was found. Low recall means many were missed.',
    direction: 'higher',
    needs: 'labels',
    formula: 'true positives / (true positives + false negatives); with more than two classes the mean over classes',
    format: 'ratio',
    range: [0, 1],
    ...fromConfusion(focused(recall)),
    proportion: o => {
      const c = confusion(o);
      return binary(o) ? { hits: c.hits[o.positive]!, n: c.actual[o.positive]! } : null;
    },
  }),
  defineMetric('classification', {
    id: 'f1',
    label: 'F1',
    help: 'The harmonic mean of precision and recall: high only when both are.',
    direction: 'higher',
    needs: 'labels',
    formula: '2 TP / (2 TP + FP + FN); with more than two classes the mean over classes',
    format: 'ratio',
    range: [0, 1],
    ...fromConfusion(focused((c, k) => fBeta(c, k))),
  }),
  defineMetric('classification', {
    id: 'roc-auc',
    label: 'ROC-AUC',
    help: 'The chance that a row of the class gets a higher probability than a row of another. 0.5 is guessing, 1 is perfect order; no threshold is involved.',
    direction: 'higher',
    needs: 'probabilities',
    formula:
      'P(score of a positive > score of a negative) + ½ P(equal); with more than two classes each against the rest, averaged',
    format: 'ratio',
    range: [0, 1],
    compute: o => {
      if (!binary(o)) return multiclassAuc(o.truth, o.probabilities, o.classes.length).macro;
      const { isPositive, scores } = ranking(o, o.positive);
      return rocAuc(scoreSteps(isPositive, scores));
    },
    ranking: o => (binary(o) ? ranking(o, o.positive) : null),
    resample: resampleRanking(mannWhitneyShare),
  }),
  defineMetric('classification', {
    id: 'pr-auc',
    label: 'PR-AUC',
    help: 'Precision averaged over all levels of recall (average precision). Guessing scores the share of the class, so it stays telling when the class is rare.',
    direction: 'higher',
    needs: 'probabilities',
    formula:
      'Σ (recallᵢ - recallᵢ₋₁) precisionᵢ over falling thresholds; with more than two classes each against the rest, averaged',
    format: 'ratio',
    range: [0, 1],
    compute: o => {
      if (!binary(o)) return multiclassAveragePrecision(o.truth, o.probabilities, o.classes.length).macro;
      const { isPositive, scores } = ranking(o, o.positive);
      return averagePrecision(scoreSteps(isPositive, scores));
    },
    resample: resampleRanking(stepArea),
  }),
  defineMetric('classification', {
    id: 'log-loss',
    label: 'Log loss',
    help: 'How surprised the model is by the truth. It punishes confident mistakes hardest; 0 is perfect.',
    direction: 'lower',
    needs: 'probabilities',
    formula: 'mean of -ln(probability given to the true class)',
    format: 'number',
    range: [0, Infinity],
    compute: o => logLoss(o.truth, o.probabilities, o.classes.length),
    perRow: o => logLossPerRow(o.truth, o.probabilities, o.classes.length).losses,
  }),
  defineMetric('classification', {
    id: 'brier',
    label: 'Brier score',
    help: 'The squared distance between the probabilities and what happened. It rewards both good order and honest probabilities; 0 is perfect.',
    direction: 'lower',
    needs: 'probabilities',
    formula: 'mean of (p - y)²; with more than two classes summed over the classes',
    format: 'number',
    range: [0, 2],
    compute: o => brierScore(o.truth, o.probabilities, o.classes.length),
    perRow: o => brierPerRow(o.truth, o.probabilities, o.classes.length),
  }),
  defineMetric('classification', {
    id: 'mcc',
    label: 'MCC',
    help: 'The correlation between truth and prediction (Matthews). 1 is perfect, 0 no better than chance, and it is fair when classes are unequal.',
    direction: 'higher',
    needs: 'labels',
    formula:
      '(c s - Σ pₖ tₖ) / √((s² - Σ pₖ²)(s² - Σ tₖ²)), c right rows, s all rows, pₖ and tₖ how often class k is predicted and true',
    format: 'ratio',
    range: [-1, 1],
    ...fromConfusion(matthews),
  }),
];
