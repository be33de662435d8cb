import { StudioError, throwIfCancelled } from '../errors.ts';
import type { Graph } from '../graph/graph.ts';
import type { InterpretOptions } from '../graph/interpret.ts';
import type { Outcome } from '../metrics/outcome.ts';
import type { Table } from '../table/table.ts';
import { takeTableRows } from '../table/table.ts';
import { pacer, type WorkContext } from '../work.ts';
import { applyFlow } from './apply-steps.ts';
import { fit, type FitOptions } from './fit.ts';
import type { Fitted } from './fitted.ts';
import { foldsOf } from './folds.ts';
import { lower } from './lower.ts';
import { toMatrix } from './matrix.ts';
import { ownPrediction, type Prediction, predict, predictInTurns } from './predict.ts';
import type { Recipe } from './recipe.ts';
import { readTarget, strangeRows } from './target.ts';

/** Truth and prediction side by side for the given rows of a table, ready for every metric of the task. */
export function outcomeOf(
  fitted: Fitted,
  table: Table,
  rows: Int32Array,
  graph: Graph = lower(fitted),
  options?: InterpretOptions,
): Outcome {
  const seen = takeTableRows(table, rows);
  return joinOutcome(fitted, seen, predict(fitted, seen, graph, options));
}

/** The same, letting messages arrive on the way: for many rows, or a model that takes long to answer. */
export async function outcomeInTurns(
  fitted: Fitted,
  table: Table,
  rows: Int32Array,
  options: InterpretOptions & Pick<WorkContext, 'progress'> = {},
): Promise<Outcome> {
  const seen = takeTableRows(table, rows);
  const pace = pacer(options);
  const pause = (done: number, total: number) => pace('Predicting', done, total);
  return joinOutcome(fitted, seen, await predictInTurns(fitted, seen, lower(fitted), pause, options));
}

/**
 * What a model without a graph says of the rows it was fitted on, as an outcome of them; `rows` are the training rows.
 */
export const ownOutcome = (fitted: Fitted, table: Table, rows: Int32Array): Outcome =>
  joinOutcome(fitted, takeTableRows(table, rows), ownPrediction(fitted));

/** The outcome for predictions that were made already, one for each row of the table. */
export function joinOutcome(fitted: Fitted, table: Table, prediction: Prediction): Outcome {
  const all = Int32Array.from({ length: table.rows }, (_, i) => i);
  switch (prediction.task) {
    case 'classification': {
      const truth = readTarget(fitted.recipe, table, all, fitted.classes);
      if (truth.task !== 'classification')
        throw new StudioError('metric/task', `Truth must be classes, got ${truth.task}.`);
      return {
        task: 'classification',
        truth: truth.codes,
        predicted: prediction.labels,
        probabilities: prediction.probabilities,
        classes: fitted.classes,
        positive: fitted.classes.length - 1 ? 1 : 0,
      };
    }
    case 'regression': {
      const truth = readTarget(fitted.recipe, table, all);
      if (truth.task !== 'regression')
        throw new StudioError('metric/task', `Truth must be numbers, got ${truth.task}.`);
      return { task: 'regression', truth: truth.values, predicted: prediction.values };
    }
    case 'anomaly': {
      const { scores, flagged, threshold } = prediction;
      const usual = fitted.usual ?? null;
      const truth = usual === null ? null : strangeRows(fitted.recipe, table, usual);
      return { task: 'anomaly', scores, flagged, threshold, truth, usual };
    }
    default: {
      const { data, width } = toMatrix(applyFlow(fitted.recipe, fitted.steps, table));
      const { clusters: labels, probabilities } = prediction;
      const { seed } = fitted.recipe;
      return { task: 'clustering', points: data, width, labels, seed, ...(probabilities && { probabilities }) };
    }
  }
}

/** A fold whose training rows hold a single class has nothing to learn; it is left out, and the summary says how many. */
export function withoutOneClass(error: unknown): undefined {
  if (!(error instanceof StudioError) || error.code !== 'fit/one-class') throw error;
}

export interface FoldResult {
  /** How many folds there were to be, this one and those left out included. */
  readonly of: number;
  /** Rows of the table this fold learned from and was measured on. */
  readonly train: Int32Array;
  readonly test: Int32Array;
  readonly outcome: Outcome;
}

/**
 * Fit on k - 1 folds and predict the one left out, k times; everything that learns goes through `fit` on each fold's
 * own training rows. A fold whose truth has classes its model never saw keeps those rows, with truth -1 (missing). Each
 * fold is handed on before the next begins, so that whoever only measures it need not hold the predictions of all.
 */
export async function* foldResults(
  recipe: Recipe,
  table: Table,
  rows: Int32Array,
  k: number,
  options: FitOptions = {},
  onFold?: (done: number, total: number) => void,
): AsyncGenerator<FoldResult> {
  let done = 0;
  for (const { train, test } of foldsOf(recipe, table, rows, k)) {
    throwIfCancelled(options.signal);
    onFold?.(done, k);
    const { checkpoint: _checkpoint, resume: _resume, ...rest } = options;
    const fitted = await fit(recipe, table, train, rest).catch(withoutOneClass);
    if (!fitted) continue;
    const outcome = await outcomeInTurns(fitted, table, test, {
      signal: options.signal,
      kernels: options.kernels?.graph,
      progress: ({ phase }) => options.progress?.({ phase, done: 1, total: 1 }),
    });
    yield { train, test, of: k, outcome };
    done++;
  }
  onFold?.(k, k);
}

/** All of them at once. */
export async function crossValidate(...given: Parameters<typeof foldResults>): Promise<readonly FoldResult[]> {
  const results: FoldResult[] = [];
  for await (const fold of foldResults(...given)) results.push(fold);
  return results;
}
