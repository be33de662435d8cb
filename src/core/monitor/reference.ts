import { metricById, metricsFor, primaryMetric } from '../metrics/index.ts';
import { standardErrorOf } from '../metrics/intervals.ts';
import type { Metric } from '../metrics/define.ts';
import { completeOutcome } from '../metrics/define.ts';
import type { ClassificationOutcome, Outcome } from '../metrics/outcome.ts';
import type { InputField } from '../pipeline/fitted.ts';
import { columnAs } from '../pipeline/streams.ts';
import { estimatePerformance } from '../stats/cbpe.ts';
import { moments } from '../stats/describe.ts';
import { countMissing } from '../table/column.ts';
import type { Task } from '../table/schema.ts';
import type { Table } from '../table/table.ts';
import {
  categoryReference,
  type FeatureReference,
  numberReference,
  type ValuesReference,
  valuesReference,
} from './feature-reference.ts';
import { outcomeSignals } from './signals.ts';

/** A metric on the held-out rows, with the scatter that its limits are made of. */
export interface ReferenceMetric {
  readonly id: string;
  readonly label: string;
  readonly direction: Metric['direction'];
  readonly format: Metric['format'];
  readonly value: number;
  readonly standardError: number;
  readonly n: number;
}

/** What a prediction, or the truth, looked like on the held-out rows. */
export interface SignalReference {
  readonly id: string;
  readonly label: string;
  readonly values: ValuesReference;
}

/**
 * What monitoring compares with, frozen when a version is published: how the training rows looked and how well the
 * model did on rows it had not seen. Plain data that survives JSON and holds no row of the table whole.
 */
export interface ReferencePack {
  readonly version: 1;
  readonly task: Task;
  /** Class names in the model's order; empty unless the task is classification. */
  readonly classes: readonly string[];
  /** The class that binary metrics speak of. */
  readonly positive: number;
  readonly features: readonly FeatureReference[];
  /** Predictions, and truth where there is one. */
  readonly signals: readonly SignalReference[];
  /** The metric alarms rest on; null for clusters, for anomalies without truth, and where it could not be computed. */
  readonly primary: string | null;
  readonly metrics: readonly ReferenceMetric[];
  /** Mean of prediction minus truth (of the class's probability minus its share), for recalibration. */
  readonly bias: { readonly value: number; readonly standardError: number; readonly n: number } | null;
  /** The primary metric as estimated without labels on the held-out rows; trusted where it met the realised one. */
  readonly estimate: { readonly value: number; readonly trusted: boolean } | null;
  /** Standard deviation of the primary metric's loss per row, for planning how many labels a check needs. */
  readonly lossSd: number | null;
  readonly rows: { readonly training: number; readonly heldOut: number };
  /** Epoch milliseconds of the latest training row, where the table has a time column. */
  readonly cutOff: number | null;
  readonly seed: number;
  /** Anomalies: the score above which a row is flagged. */
  readonly threshold?: number;
}

export interface ReferenceInput {
  /** The training rows, raw. */
  readonly table: Table;
  /** The model's raw inputs. */
  readonly fields: readonly InputField[];
  /** Truth and prediction on rows the model did not learn from. */
  readonly outcome: Outcome;
  readonly cutOff?: number | null;
  readonly seed?: number;
}

const SAMPLE = 2000;
/** Numbers kept over all features, so that a table of thousands of columns still gives a small pack. */
const SAMPLE_BUDGET = 400_000;
const FEWEST = 200;

export function makeReference({ table, fields, outcome, cutOff = null, seed = 1 }: ReferenceInput): ReferencePack {
  const size = Math.max(FEWEST, Math.min(SAMPLE, Math.floor(SAMPLE_BUDGET / Math.max(1, fields.length))));
  const features = fields.map(({ name, kind }): FeatureReference => {
    const column = columnAs(table, name, kind);
    const missingShare = table.rows ? countMissing(column) / table.rows : 0;
    return { name, kind, missingShare, rows: table.rows, values: valuesReference(column, size, seed, name) };
  });
  const { outcome: complete, rows: completeRows } = completeOutcome(outcome);
  const measured = outcome.task === 'clustering' ? [] : measure(complete, seed);
  const classes = outcome.task === 'classification' ? outcome.classes : [];
  const primary = primaryOf(outcome.task, classes.length, measured);
  return {
    version: 1,
    task: outcome.task,
    classes,
    positive: outcome.task === 'classification' ? outcome.positive : 0,
    features,
    signals: outcomeSignals(complete).map(({ id, label, column }) => ({
      id,
      label,
      values:
        column.kind === 'number'
          ? numberReference(column.values, SAMPLE, seed, `signal/${id}`)
          : categoryReference(column),
    })),
    primary,
    metrics: measured,
    bias: biasOf(complete),
    estimate: estimateOf(
      complete,
      measured.find(m => m.id === primary),
    ),
    lossSd: lossSpread(complete, primary),
    rows: { training: table.rows, heldOut: completeRows.length },
    cutOff,
    seed,
    ...(outcome.task === 'anomaly' && { threshold: outcome.threshold }),
  };
}

/** Every metric of the task that has a value and a standard error on these rows. */
function measure(outcome: Outcome, seed: number): ReferenceMetric[] {
  return metricsFor(outcome.task).flatMap(metric => {
    const { value, status, n } = metric.compute(outcome);
    const standardError = status === 'ok' ? standardErrorOf(metric, outcome, { seed, draws: 500 }) : null;
    if (value === null || standardError === null || !Number.isFinite(standardError)) return [];
    const { id, label, direction, format } = metric;
    return [{ id, label, direction, format, value, standardError, n }];
  });
}

/** The studio's primary metric, or the first that could be measured; bias is not one to rest on. */
function primaryOf(task: Task, classes: number, measured: readonly ReferenceMetric[]): string | null {
  const wanted = primaryMetric(task, classes).id;
  return (
    (measured.find(m => m.id === wanted) ?? measured.find(m => m.direction === 'higher' || m.direction === 'lower'))
      ?.id ?? null
  );
}

/** Prediction minus truth of each row: in the target's unit, or as probability for two classes; null for more. */
export function signedErrors(outcome: Outcome): Float64Array | null {
  if (outcome.task === 'regression') return outcome.predicted.map((p, i) => p - outcome.truth[i]!);
  if (outcome.task !== 'classification' || outcome.classes.length !== 2) return null;
  const { truth, probabilities, positive } = outcome;
  return Float64Array.from(truth, (t, i) => probabilities[i * 2 + positive]! - (t === positive ? 1 : 0));
}

function biasOf(outcome: Outcome): ReferencePack['bias'] {
  const errors = signedErrors(outcome);
  if (!errors || errors.length < 2) return null;
  const { mean, sd, n } = moments(errors);
  return { value: mean, standardError: sd / Math.sqrt(n), n };
}

function estimateOf(outcome: Outcome, primary: ReferenceMetric | undefined): ReferencePack['estimate'] {
  if (outcome.task !== 'classification' || !primary) return null;
  const found = estimateMetric(outcome, primary.id);
  if (!found) return null;
  const scatter = Math.max(found.standardError, primary.standardError);
  return { value: found.value, trusted: Math.abs(found.value - primary.value) <= 3 * scatter };
}

/** A metric as the model's own probabilities would have it, and how far the realised one would scatter around it. */
export function estimateMetric(
  { predicted, probabilities, classes, positive }: Omit<ClassificationOutcome, 'truth' | 'task'>,
  id: string,
): { readonly value: number; readonly standardError: number } | null {
  if (!predicted.length) return null;
  const estimates = estimatePerformance({ predicted, probabilities, classes: classes.length, positive });
  const found = estimates.find(e => e.id === id);
  if (!found || found.result.value === null || found.standardError === null) return null;
  return { value: found.result.value, standardError: found.standardError };
}

function lossSpread(outcome: Outcome, primary: string | null): number | null {
  const perRow = primary === null ? undefined : metricById(primary).perRow;
  if (!perRow) return null;
  const { sd } = moments(perRow(outcome));
  return Number.isFinite(sd) ? sd : null;
}
