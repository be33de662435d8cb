import type { Metric } from '../metrics/define.ts';
import { metricById } from '../metrics/index.ts';
import { standardErrorOf } from '../metrics/intervals.ts';
import { completeOutcome } from '../metrics/define.ts';
import { type Outcome, rowsOf } from '../metrics/outcome.ts';
import { moments } from '../stats/describe.ts';
import { estimateMetric, type ReferenceMetric, type ReferencePack, signedErrors } from './reference.ts';

/** How a value stands to its limits. Getting better is never an alarm. */
export type LimitStatus = 'ok' | 'warn' | 'alert' | 'better' | 'insufficient' | 'undefined';

/** A value in a chunk against the reference, with limits at 2 and 3 standard errors of the difference. */
export interface Limited {
  readonly value: number | null;
  readonly status: LimitStatus;
  readonly reason: string | null;
  readonly n: number;
  readonly standardError: number | null;
  readonly centre: number;
  /** Distance from the centre, in the worse direction, at which it warns and alerts; null where there is no error. */
  readonly warn: number | null;
  readonly alert: number | null;
  /** How many standard errors worse than the reference; negative is better. */
  readonly z: number | null;
}

export interface MetricInChunk extends Limited {
  readonly id: string;
  readonly label: string;
}

export interface ChunkPerformance {
  /** Rows with truth, and their share of the chunk. */
  readonly labelled: number;
  readonly coverage: number;
  /** True where most truth has arrived; before that the value may still move. */
  readonly mature: boolean;
  readonly metrics: readonly MetricInChunk[];
  readonly bias: Limited | null;
  /** The primary metric without labels; null where the model gives no probabilities or they are not calibrated. */
  readonly estimate: Limited | null;
  /** False where realised and estimated differ by more than 3 standard errors. */
  readonly estimateHolds: boolean | null;
}

export const WARN = 2;
export const ALERT = 3;
/** Fewer labelled rows are not judged. */
export const FEWEST_LABELLED = 50;
const MATURE = 0.8;

export interface PerformanceOptions {
  /** False where the log holds classes without probabilities. */
  readonly probabilities: boolean;
  readonly seed: number;
}

export function measurePerformance(
  reference: ReferencePack,
  outcome: Outcome,
  { probabilities, seed }: PerformanceOptions,
): ChunkPerformance | null {
  // Clusters have no truth, and whether a row was rightly flagged is not part of a log.
  if (outcome.task === 'clustering' || outcome.task === 'anomaly') return null;
  const n = rowsOf(outcome);
  const { outcome: labelledRows, rows } = completeOutcome(outcome);
  const labelled = rows.length;
  const metrics = reference.metrics
    .filter(m => probabilities || metricById(m.id).needs === 'labels' || outcome.task === 'regression')
    .map(m => ({ id: m.id, label: m.label, ...measureOne(m, labelledRows, labelled, seed) }));
  const estimate = probabilities ? estimateOf(reference, outcome) : null;
  const coverage = n ? labelled / n : 0;
  const realised = metrics.find(m => m.id === reference.primary);
  return {
    labelled,
    coverage,
    mature: coverage >= MATURE,
    metrics,
    bias: probabilities || outcome.task === 'regression' ? biasOf(reference, labelledRows, labelled) : null,
    estimate,
    estimateHolds: coverage >= MATURE ? agrees(realised, estimate) : null,
  };
}

function measureOne(reference: ReferenceMetric, outcome: Outcome, n: number, seed: number): Limited {
  const centre = reference.value;
  if (n < FEWEST_LABELLED) return unknown(centre, n, 'insufficient', `${n} rows with truth; ${FEWEST_LABELLED} are needed`); // prettier-ignore
  const metric = metricById(reference.id);
  const { value, reason } = metric.compute(outcome);
  const standardError = value === null ? null : standardErrorOf(metric, outcome, { seed, draws: 300 });
  if (value === null || standardError === null)
    return unknown(centre, n, 'undefined', reason ?? 'it has no standard error');
  return withLimits(metric.direction, centre, reference.standardError, value, standardError, n);
}

const unknown = (centre: number, n: number, status: 'insufficient' | 'undefined', reason: string): Limited => ({
  value: null,
  status,
  reason,
  n,
  standardError: null,
  centre,
  warn: null,
  alert: null,
  z: null,
});

/** Limits around the reference: z √(SE_reference² + SE_chunk²), one-sided, in the direction that is worse. */
export function withLimits(
  direction: Metric['direction'],
  centre: number,
  referenceError: number,
  value: number,
  standardError: number,
  n: number,
): Limited {
  const error = Math.hypot(referenceError, standardError);
  const sign = direction === 'higher' ? -1 : direction === 'lower' ? 1 : Math.sign(value - centre) || 1;
  // Where zero is best, a move towards zero is better whatever its sign.
  const towardsZero = direction === 'zero' && Math.abs(value) <= Math.abs(centre);
  const worse = (value - centre) * sign * (towardsZero ? -1 : 1);
  const z = error > 0 ? worse / error : worse === 0 ? 0 : worse > 0 ? ALERT * 10 : -ALERT * 10;
  return {
    value,
    status: z >= ALERT ? 'alert' : z >= WARN ? 'warn' : z <= -ALERT ? 'better' : 'ok',
    reason: null,
    n,
    standardError,
    centre,
    warn: centre + sign * WARN * error,
    alert: centre + sign * ALERT * error,
    z,
  };
}

function biasOf(reference: ReferencePack, outcome: Outcome, n: number): Limited | null {
  const errors = signedErrors(outcome);
  if (!reference.bias || !errors) return null;
  const { value: centre, standardError } = reference.bias;
  if (n < FEWEST_LABELLED) return unknown(centre, n, 'insufficient', `${n} rows with truth; ${FEWEST_LABELLED} are needed`); // prettier-ignore
  const { mean, sd } = moments(errors);
  return withLimits('zero', centre, standardError, mean, sd / Math.sqrt(n), n);
}

function estimateOf(reference: ReferencePack, outcome: Outcome): Limited | null {
  const primary = reference.metrics.find(m => m.id === reference.primary);
  if (outcome.task !== 'classification' || !primary || !reference.estimate?.trusted) return null;
  const predictedOnly = completeOutcome({ ...outcome, truth: outcome.predicted }).outcome;
  const n = rowsOf(predictedOnly);
  if (n < FEWEST_LABELLED) return unknown(primary.value, n, 'insufficient', `${n} rows; ${FEWEST_LABELLED} are needed`);
  const found = estimateMetric(predictedOnly, primary.id);
  if (!found) return unknown(primary.value, n, 'undefined', 'it cannot be estimated on these rows');
  return withLimits(primary.direction, primary.value, primary.standardError, found.value, found.standardError, n);
}

function agrees(realised: Limited | undefined, estimate: Limited | null): boolean | null {
  if (realised?.value == null || estimate?.value == null || estimate.standardError === null) return null;
  return Math.abs(realised.value - estimate.value) <= 3 * estimate.standardError;
}
