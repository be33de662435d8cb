import { StudioError } from '../errors.ts';
import type { Outcome } from '../metrics/outcome.ts';
import { castColumn, type CastResult } from '../table/cast.ts';
import { findColumn, type Table } from '../table/table.ts';
import type { FeatureReference } from './feature-reference.ts';
import type { ReferencePack } from './reference.ts';

/** What the model answered for each row of the log. A `Prediction` of the pipeline is one. */
export type LogPredictions =
  | {
      readonly task: 'classification';
      /** Codes into the classes of the reference; -1 where the log holds no answer, or an unknown class. */
      readonly labels: Int32Array;
      /** Row-major [rows, classes]; left out where the log holds answers only. */
      readonly probabilities?: Float64Array;
    }
  | { readonly task: 'regression'; readonly values: Float64Array }
  | { readonly task: 'clustering'; readonly clusters: Int32Array }
  /** Which rows were flagged follows from the threshold of the reference. */
  | { readonly task: 'anomaly'; readonly scores: Float64Array };

/** A prediction log: rows as the model got them, what it answered, and, as far as known, what was true and when. */
export interface MonitorLog {
  /** Raw inputs under their own names; columns may be absent, and of any kind. */
  readonly table: Table;
  readonly predictions: LogPredictions;
  /** Codes into the classes (-1 unknown yet) or values (NaN unknown yet); null where no truth has arrived. */
  readonly truth?: Int32Array | Float64Array | null;
  /** Epoch milliseconds of each row; NaN unknown. Null where the log has no times. */
  readonly time?: Float64Array | null;
}

/** Truth and prediction of the whole log. Throws `monitor/log` where the parts do not belong together. */
export function logOutcome(reference: ReferencePack, log: MonitorLog): Outcome {
  const { predictions, truth = null, time = null, table } = log;
  const rows = table.rows;
  if (predictions.task !== reference.task) {
    throw wrong(`the model is for ${reference.task}, but the log holds predictions of ${predictions.task}`);
  }
  const same = (what: string, found: number, expected = rows) => {
    if (found !== expected) throw wrong(`it must have ${expected} ${what} for ${rows} rows, got ${found}`);
  };
  if (truth) same('truths', truth.length);
  if (time) same('times', time.length);
  switch (predictions.task) {
    case 'classification': {
      const { labels } = predictions;
      const { classes, positive } = reference;
      same('answers', labels.length);
      // Without probabilities each answer counts as certain, so that what needs labels only can be computed.
      const certain = () => {
        const block = new Float64Array(rows * classes.length);
        labels.forEach((k, i) => k >= 0 && (block[i * classes.length + k] = 1));
        return block;
      };
      const probabilities = predictions.probabilities ?? certain();
      same('probabilities', probabilities.length, rows * classes.length);
      const codes = truth ? Int32Array.from(truth, t => (Number.isNaN(t) ? -1 : t)) : new Int32Array(rows).fill(-1);
      return { task: 'classification', truth: codes, predicted: labels, probabilities, classes, positive };
    }
    case 'regression':
      same('predictions', predictions.values.length);
      return {
        task: 'regression',
        truth: truth ? Float64Array.from(truth) : new Float64Array(rows).fill(Number.NaN),
        predicted: predictions.values,
      };
    case 'anomaly': {
      const { scores } = predictions;
      same('scores', scores.length);
      const { threshold = NaN } = reference;
      const flagged = Uint8Array.from(scores, s => Number(s > threshold));
      return { task: 'anomaly', scores, flagged, threshold, truth: null, usual: null };
    }
    default:
      same('clusters', predictions.clusters.length);
      return {
        task: 'clustering',
        points: new Float64Array(0),
        width: 0,
        labels: predictions.clusters,
        seed: reference.seed,
      };
  }
}

const wrong = (why: string) => new StudioError('monitor/log', `This log cannot be compared with the model: ${why}.`);

/** A feature of the log as the kind the model knows; null where the log has no such column. */
export function readFeature(table: Table, { name, kind }: FeatureReference): CastResult | null {
  const column = findColumn(table, name);
  return column ? castColumn(column, kind) : null;
}
