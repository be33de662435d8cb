import { StudioError } from '../errors.ts';

/** Predicted and true classes of the same rows. A truth or prediction of -1 is missing. */
export interface ClassificationOutcome {
  readonly task: 'classification';
  /** Codes into `classes`. */
  readonly truth: Int32Array;
  readonly predicted: Int32Array;
  /** Row-major [rows, classes]; a NaN anywhere in a row makes the row missing. */
  readonly probabilities: Float64Array;
  /** The model's own list, so that every fold and every chunk agrees on it. */
  readonly classes: readonly string[];
  /** The class that precision, recall, F1 and the curves speak of when there are two; 1 unless chosen otherwise. */
  readonly positive: number;
}

/** Predicted and true values of the same rows. NaN is missing. */
export interface RegressionOutcome {
  readonly task: 'regression';
  readonly truth: Float64Array;
  readonly predicted: Float64Array;
}

/** Points and the cluster each was given. */
export interface ClusteringOutcome {
  readonly task: 'clustering';
  /** Row-major [rows, width], in the space the model measures distance in. */
  readonly points: Float64Array;
  readonly width: number;
  /** A negative label is noise: it belongs to no cluster. */
  readonly labels: Int32Array;
  /** How probable each cluster is, row-major [rows, clusters], where the model says so. */
  readonly probabilities?: Float64Array;
  /** For the sample of rows that silhouette takes on large tables. */
  readonly seed: number;
}

/** How strange each row is, and which rows were flagged. */
export interface AnomalyOutcome {
  readonly task: 'anomaly';
  /** Higher is stranger; NaN is missing. */
  readonly scores: Float64Array;
  /** 1 where the score is above the threshold of the model that gave it. */
  readonly flagged: Uint8Array;
  /** The models' threshold: one model's own, or the mean over folds. NaN where none is known. */
  readonly threshold: number;
  /** Rows known to be strange (1) or usual (0), -1 where it is not known; null where no column says so. */
  readonly truth: Int8Array | null;
  /** The value that usual rows have in the column that marks strange ones; null without one. */
  readonly usual: string | null;
}

export type Outcome = ClassificationOutcome | RegressionOutcome | ClusteringOutcome | AnomalyOutcome;

/** Check that the arrays of an outcome belong together. Throws `metric/shape`. */
export function checkOutcome(outcome: Outcome): void {
  const fail = (expected: string, found: string): never => {
    throw new StudioError('metric/shape', `${outcome.task} metrics: expected ${expected}, got ${found}.`, {
      task: outcome.task,
      expected,
      found,
    });
  };
  if (outcome.task === 'classification') {
    const { truth, predicted, probabilities, classes, positive } = outcome;
    if (predicted.length !== truth.length) fail(`${truth.length} predictions`, `${predicted.length}`);
    const cells = truth.length * classes.length;
    if (probabilities.length !== cells) fail(`${cells} probabilities`, `${probabilities.length}`);
    if (classes.length > 0 && !(positive >= 0 && positive < classes.length))
      fail(`a positive class below ${classes.length}`, `${positive}`);
    for (let i = 0; i < truth.length; i++)
      if (truth[i]! >= classes.length || predicted[i]! >= classes.length)
        fail(`class codes below ${classes.length}`, `${Math.max(truth[i]!, predicted[i]!)} in row ${i}`);
  } else if (outcome.task === 'regression') {
    if (outcome.predicted.length !== outcome.truth.length)
      fail(`${outcome.truth.length} predictions`, `${outcome.predicted.length}`);
  } else if (outcome.task === 'anomaly') {
    const n = outcome.scores.length;
    if (outcome.flagged.length !== n) fail(`${n} flags`, `${outcome.flagged.length}`);
    if (outcome.truth && outcome.truth.length !== n) fail(`${n} truths`, `${outcome.truth.length}`);
  } else {
    const cells = outcome.labels.length * outcome.width;
    if (outcome.points.length !== cells) fail(`${cells} coordinates`, `${outcome.points.length}`);
  }
}

/** The number of rows of an outcome. */
export function rowsOf(outcome: Outcome): number {
  if (outcome.task === 'anomaly') return outcome.scores.length;
  return outcome.task === 'clustering' ? outcome.labels.length : outcome.truth.length;
}

/** What rows are drawn within, so that no draw of a ranking metric is left without a class; undefined without truth. */
export function strataOf(outcome: Outcome): Int32Array | undefined {
  if (outcome.task === 'classification') return outcome.truth;
  return outcome.task === 'anomaly' && outcome.truth ? Int32Array.from(outcome.truth, t => t + 1) : undefined;
}

/**
 * The rows on which everything a metric needs is present, in order. Clustering noise is not missing, and neither is an
 * anomaly score of which nobody knows whether it is right.
 */
export function completeRows(outcome: Outcome): Int32Array {
  const n = rowsOf(outcome);
  const rows = new Int32Array(n);
  let kept = 0;
  for (let i = 0; i < n; i++) if (isComplete(outcome, i)) rows[kept++] = i;
  return rows.subarray(0, kept);
}

function isComplete(outcome: Outcome, row: number): boolean {
  if (outcome.task === 'regression')
    return Number.isFinite(outcome.truth[row]!) && Number.isFinite(outcome.predicted[row]!);
  if (outcome.task === 'anomaly') return Number.isFinite(outcome.scores[row]!);
  const [block, width] =
    outcome.task === 'clustering' ? [outcome.points, outcome.width] : [outcome.probabilities, outcome.classes.length];
  for (let j = row * width; j < (row + 1) * width; j++) if (!Number.isFinite(block[j]!)) return false;
  return outcome.task === 'clustering' || (outcome.truth[row]! >= 0 && outcome.predicted[row]! >= 0);
}

/** The same outcome on the given rows, in that order, repeats allowed. */
export function takeOutcome<T extends Outcome>(outcome: T, rows: Int32Array): T {
  switch (outcome.task) {
    case 'classification':
      return {
        ...outcome,
        truth: rows.map(r => outcome.truth[r]!),
        predicted: rows.map(r => outcome.predicted[r]!),
        probabilities: takeBlock(outcome.probabilities, outcome.classes.length, rows),
      };
    case 'regression':
      return {
        ...outcome,
        truth: Float64Array.from(rows, r => outcome.truth[r]!),
        predicted: Float64Array.from(rows, r => outcome.predicted[r]!),
      };
    case 'anomaly':
      return {
        ...outcome,
        scores: Float64Array.from(rows, r => outcome.scores[r]!),
        flagged: Uint8Array.from(rows, r => outcome.flagged[r]!),
        truth: outcome.truth && Int8Array.from(rows, r => outcome.truth![r]!),
      };
    default:
      return {
        ...outcome,
        points: takeBlock(outcome.points, outcome.width, rows),
        labels: rows.map(r => outcome.labels[r]!),
      };
  }
}

/** Rows wider than this are copied as one. */
const WIDE = 32;

function takeBlock(block: Float64Array, width: number, rows: Int32Array): Float64Array {
  const taken = new Float64Array(rows.length * width);
  if (width > WIDE) rows.forEach((r, i) => taken.set(block.subarray(r * width, (r + 1) * width), i * width));
  else
    for (let i = 0; i < rows.length; i++)
      for (let j = 0; j < width; j++) taken[i * width + j] = block[rows[i]! * width + j]!;
  return taken;
}
