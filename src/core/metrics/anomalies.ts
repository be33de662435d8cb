import { sortedQuantile } from '../stats/quantile.ts';
import type { Ranking } from './define.ts';
import type { AnomalyOutcome } from './outcome.ts';
import { insufficient, type MetricResult, noRows, ok, undefinedMetric } from './result.ts';

/** Rows of which it is known whether they are strange, ascending. */
export function knownRows({ truth }: AnomalyOutcome): Int32Array {
  if (!truth) return new Int32Array(0);
  return Int32Array.from(truth.keys()).filter(i => truth[i]! >= 0);
}

/** Strange rows against usual ones, by their scores, over the rows of which it is known. */
export function anomalyRanking(outcome: AnomalyOutcome, known = knownRows(outcome)): Ranking {
  return {
    isPositive: Uint8Array.from(known, i => outcome.truth![i]!),
    scores: Float64Array.from(known, i => outcome.scores[i]!),
  };
}

/** Why nothing can be said about right and wrong; null where it can. */
export function withoutTruth(outcome: AnomalyOutcome): MetricResult | null {
  if (!outcome.scores.length) return noRows();
  if (!outcome.truth) return insufficient('no column with two values marks the strange rows as Target', 0);
  const known = knownRows(outcome);
  if (!known.length) return insufficient('of none of these rows is it known whether it is strange', 0);
  const strange = known.reduce((sum, i) => sum + outcome.truth![i]!, 0);
  if (!strange) return undefinedMetric('none of these rows is strange', known.length);
  return strange < known.length ? null : undefinedMetric('all of these rows are strange', known.length);
}

/** A value with the remark that says which rows count as strange. */
export const remarked = (result: MetricResult, outcome: AnomalyOutcome): MetricResult =>
  result.status === 'ok' ? { ...result, reason: `what is not “${outcome.usual}” counts as strange` } : result;

/** Flagged rows that are strange, flagged rows, and strange rows, among those of which it is known. */
export function flaggedCounts(outcome: AnomalyOutcome): {
  readonly hits: number;
  readonly flagged: number;
  readonly strange: number;
} {
  // prettier-ignore
  let [hits, flagged, strange] = [0, 0, 0];
  for (const i of knownRows(outcome)) {
    const [flag, truth] = [outcome.flagged[i]!, outcome.truth![i]!];
    hits += flag * truth;
    flagged += flag;
    strange += truth;
  }
  return { hits, flagged, strange };
}

/** The score that a share of the rows does not exceed (type 7). */
export function scoreQuantile({ scores }: AnomalyOutcome, share: number): MetricResult {
  return scores.length ? ok(sortedQuantile(scores.slice().sort(), share), scores.length) : noRows();
}
