import { anomalyRanking, flaggedCounts, knownRows, remarked, scoreQuantile, withoutTruth } from './anomalies.ts';
import { defineMetric } from './define.ts';
import type { AnomalyOutcome } from './outcome.ts';
import { averagePrecision, stepArea } from './precision-recall.ts';
import { type AreaOfCounts, resampleRankings } from './resample-ranking.ts';
import { noRows, ok, undefinedMetric } from './result.ts';
import { mannWhitneyShare, rocAuc } from './roc.ts';
import { scoreSteps } from './score-steps.ts';

type O = AnomalyOutcome;

/** Drawn rows of which nothing is known count for nothing. */
const resampleKnown = (area: AreaOfCounts) => (o: O) => {
  const known = knownRows(o);
  const place = new Int32Array(o.scores.length).fill(-1);
  known.forEach((row, i) => (place[row] = i));
  const value = resampleRankings([anomalyRanking(o, known)], area);
  return (rows: Int32Array): number => value(rows.map(row => place[row]!).filter(at => at >= 0));
};

const quantile = (share: number) => (o: O) => scoreQuantile(o, share);

export const anomalyMetrics = [
  defineMetric('anomaly', {
    id: 'anomaly-roc-auc',
    label: 'ROC-AUC',
    help: 'The chance that a row known to be strange gets a higher score than a usual one. 0.5 is guessing, 1 is perfect order. The model never saw which rows are strange.',
    direction: 'higher',
    needs: 'scores',
    formula: 'P(score of a strange row > score of a usual one) + ½ P(equal)',
    format: 'ratio',
    range: [0, 1],
    compute: o => {
      if (withoutTruth(o)) return withoutTruth(o)!;
      const { isPositive, scores } = anomalyRanking(o);
      return remarked(rocAuc(scoreSteps(isPositive, scores)), o);
    },
    ranking: o => (withoutTruth(o) ? null : anomalyRanking(o)),
    resample: resampleKnown(mannWhitneyShare),
  }),
  defineMetric('anomaly', {
    id: 'anomaly-pr-auc',
    label: 'PR-AUC',
    help: 'Precision averaged over all levels of recall (average precision), against the rows known to be strange. Guessing scores their share.',
    direction: 'higher',
    needs: 'scores',
    formula: 'Σ (recallᵢ - recallᵢ₋₁) precisionᵢ over falling thresholds',
    format: 'ratio',
    range: [0, 1],
    compute: o => {
      if (withoutTruth(o)) return withoutTruth(o)!;
      const { isPositive, scores } = anomalyRanking(o);
      return remarked(averagePrecision(scoreSteps(isPositive, scores)), o);
    },
    resample: resampleKnown(stepArea),
  }),
  defineMetric('anomaly', {
    id: 'anomaly-precision',
    label: 'Precision',
    help: 'Of the flagged rows, the share known to be strange. Low precision means many false alarms.',
    direction: 'higher',
    needs: 'scores',
    formula: 'strange rows flagged / rows flagged',
    format: 'ratio',
    range: [0, 1],
    compute: o => {
      if (withoutTruth(o)) return withoutTruth(o)!;
      const { hits, flagged } = flaggedCounts(o);
      if (!flagged) return undefinedMetric('no row was flagged', knownRows(o).length);
      return remarked(ok(hits / flagged, knownRows(o).length), o);
    },
    proportion: o => (withoutTruth(o) ? null : { hits: flaggedCounts(o).hits, n: flaggedCounts(o).flagged }),
  }),
  defineMetric('anomaly', {
    id: 'anomaly-recall',
    label: 'Recall',
    help: 'Of the rows known to be strange, the share that was flagged. Low recall means many were missed.',
    direction: 'higher',
    needs: 'scores',
    formula: 'strange rows flagged / strange rows',
    format: 'ratio',
    range: [0, 1],
    compute: o => {
      if (withoutTruth(o)) return withoutTruth(o)!;
      const { hits, strange } = flaggedCounts(o);
      return remarked(ok(hits / strange, knownRows(o).length), o);
    },
    proportion: o => (withoutTruth(o) ? null : { hits: flaggedCounts(o).hits, n: flaggedCounts(o).strange }),
  }),
  defineMetric('anomaly', {
    id: 'share-flagged',
    label: 'Share flagged',
    help: 'The share of rows whose score is above the threshold. It says how much there is to look at, not how well the model does.',
    direction: 'none',
    needs: 'scores',
    formula: 'rows with a score above the threshold / all rows',
    format: 'ratio',
    range: [0, 1],
    compute: o => {
      const n = o.flagged.length;
      return n ? ok(o.flagged.reduce((sum, f) => sum + f, 0) / n, n) : noRows();
    },
    perRow: o => Float64Array.from(o.flagged),
    proportion: o => ({ hits: o.flagged.reduce((sum, f) => sum + f, 0), n: o.flagged.length }),
  }),
  defineMetric('anomaly', {
    id: 'score-median',
    label: 'Median score',
    help: 'Half of the rows are less strange than this. Scores of different algorithms have different scales.',
    direction: 'none',
    needs: 'scores',
    formula: 'the 50% quantile of the scores',
    format: 'number',
    range: [-Infinity, Infinity],
    compute: quantile(0.5),
  }),
  defineMetric('anomaly', {
    id: 'score-95',
    label: '95% score',
    help: 'One row in twenty is stranger than this.',
    direction: 'none',
    needs: 'scores',
    formula: 'the 95% quantile of the scores',
    format: 'number',
    range: [-Infinity, Infinity],
    compute: quantile(0.95),
  }),
  defineMetric('anomaly', {
    id: 'score-largest',
    label: 'Largest score',
    help: 'How strange the strangest row is.',
    direction: 'none',
    needs: 'scores',
    formula: 'the largest score',
    format: 'number',
    range: [-Infinity, Infinity],
    compute: quantile(1),
  }),
];
