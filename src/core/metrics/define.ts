import { StudioError } from '../errors.ts';
import type { Task } from '../table/schema.ts';
import { checkOutcome, completeRows, type Outcome, rowsOf, takeOutcome } from './outcome.ts';
import type { MetricResult } from './result.ts';

export type OutcomeOf<T extends Task> = Extract<Outcome, { task: T }>;

/** How a binary ranking metric sees the rows: 1 for the positive class, and the score that should be high there. */
export interface Ranking {
  readonly isPositive: Uint8Array;
  readonly scores: Float64Array;
}

/**
 * What one metric is made of. Everything below `compute` is optional knowledge that makes its interval exact or its
 * resampling fast; without any of it the metric is simply computed again on every resampled outcome. These functions
 * are only given outcomes without missing rows.
 */
interface Definition<O extends Outcome> {
  readonly id: string;
  readonly label: string;
  /** Plain words for someone who meets the metric for the first time. */
  readonly help: string;
  /** Which way is better; `zero`: distance from zero is bad on either side; `none`: it describes and does not judge. */
  readonly direction: 'higher' | 'lower' | 'zero' | 'none';
  readonly needs: 'labels' | 'probabilities' | 'values' | 'clusters' | 'scores';
  readonly formula: string;
  /** `ratio`: in [0, 1] or [-1, 1]. `same-unit`: in the unit of the target. */
  readonly format: 'ratio' | 'number' | 'same-unit';
  /** Smallest and largest value the metric can take; intervals never reach beyond. */
  readonly range: readonly [number, number];
  compute(outcome: O): MetricResult;
  /** The metric is the mean of these values, one a row. */
  perRow?(outcome: O): Float64Array;
  /** The metric is `hits / n` of a count; null when it is not for this outcome. */
  proportion?(outcome: O): { readonly hits: number; readonly n: number } | null;
  /** The metric is the area under the ROC curve of this ranking; null when it is not for this outcome. */
  ranking?(outcome: O): Ranking | null;
  /** The metric on resampled rows (repeats allowed), NaN where undefined. */
  resample?(outcome: O): (rows: Int32Array) => number;
}

/** A metric whose kind of outcome has been forgotten. `compute` drops rows with missing values and counts them. */
export interface Metric extends Omit<Definition<Outcome>, 'resample'> {
  readonly task: Task;
  resample(outcome: Outcome): (rows: Int32Array) => number;
}

/** Make a metric of a definition: checks the task and the shapes, drops missing rows, derives what was not given. */
export function defineMetric<T extends Task>(task: T, definition: Definition<OutcomeOf<T>>): Metric {
  const own = (outcome: Outcome): OutcomeOf<T> => {
    if (outcome.task === task) return outcome as OutcomeOf<T>;
    throw new StudioError(
      'metric/task',
      `${definition.label} measures ${task}, but was given the outcome of ${outcome.task}.`,
      { metric: definition.id, expected: task, found: outcome.task },
    );
  };
  const { perRow, proportion, ranking, resample } = definition;
  return {
    ...definition,
    task,
    compute(outcome) {
      checkOutcome(outcome);
      const complete = completeOutcome(own(outcome));
      return { ...definition.compute(complete.outcome), dropped: complete.dropped };
    },
    perRow: perRow && (outcome => perRow(own(outcome))),
    proportion: proportion && (outcome => proportion(own(outcome))),
    ranking: ranking && (outcome => ranking(own(outcome))),
    resample(outcome) {
      const complete = own(outcome);
      if (resample) return resample(complete);
      if (perRow) return resampledMean(perRow(complete));
      return rows => definition.compute(takeOutcome(complete, rows)).value ?? NaN;
    },
  } as Metric;
}

/** Outcomes on which nothing is missing: looking at each number once is enough. */
const whole = new WeakSet<Outcome>();

/** The rows of an outcome on which nothing is missing, and how many were left out. */
export function completeOutcome<O extends Outcome>(outcome: O): { outcome: O; rows: Int32Array; dropped: number } {
  const rows = whole.has(outcome) ? everyRow(rowsOf(outcome)) : completeRows(outcome);
  const dropped = rowsOf(outcome) - rows.length;
  const complete = dropped === 0 ? outcome : takeOutcome(outcome, rows);
  whole.add(complete);
  return { outcome: complete, rows, dropped };
}

const everyRow = (rows: number): Int32Array => Int32Array.from({ length: rows }, (_, i) => i);

/** The mean of the values at the given rows. */
export const resampledMean =
  (values: Float64Array) =>
  (rows: Int32Array): number => {
    let sum = 0;
    for (let i = 0; i < rows.length; i++) sum += values[rows[i]!]!;
    return sum / rows.length;
  };
