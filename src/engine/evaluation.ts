import { concatArrays } from '../core/concat.ts';
import { StudioError } from '../core/errors.ts';
import { metricById, primaryMetric } from '../core/metrics/index.ts';
import { withIntervals } from '../core/metrics/intervals.ts';
import type { Outcome } from '../core/metrics/outcome.ts';
import { type Picture, pictureOf } from '../core/metrics/picture.ts';
import { type ClusterColumn, clusterProfile } from '../core/metrics/cluster-profile.ts';
import { type StrangeReason, strangeReasons } from '../core/metrics/strange-reasons.ts';
import { isTransductive, modelById } from '../core/models/index.ts';
import { requireGraph } from '../core/models/transductive.ts';
import { outcomeInTurns, ownOutcome } from '../core/pipeline/evaluate.ts';
import type { Fitted } from '../core/pipeline/fitted.ts';
import { columnAs } from '../core/pipeline/streams.ts';
import { compareRuns, type Comparison } from '../core/stats/compare.ts';
import { predicts } from '../core/table/schema.ts';
import { takeTableRows } from '../core/table/table.ts';
import type { CallContext } from '../rpc/protocol.ts';
import { recordOpening } from '../store/projects.ts';
import { getRun } from '../store/runs.ts';
import type { NamedMetric, RunRecord } from '../store/schema.ts';
import { concatOutcomes } from './concat-outcomes.ts';
import { openKernels } from './kernels.ts';
import { requireRoom } from './large-outcomes.ts';
import { foldsOf } from './out-of-fold.ts';
import { preparedTable, splitTable } from './prepared.ts';

/** Truth and prediction over a set of rows, with metrics and intervals; `rows` are rows of the table that the recipe's row operations yield. */
export interface Evaluation {
  readonly runId: string;
  /** `training`: the model's own training rows, for clusters, which have no truth to leak, and for models that answer no others. */
  readonly on: 'held-out' | 'out-of-fold' | 'training';
  readonly rows: Int32Array;
  readonly outcome: Outcome;
  readonly metrics: readonly NamedMetric[];
}

/** What the screen draws of an evaluation, computed once, here. */
export interface ShownEvaluation extends Evaluation {
  readonly picture: Picture;
  /** What sets the clusters apart in the raw columns; empty for other tasks. */
  readonly clusters: readonly ClusterColumn[];
  /** What stands out about each of the picture's strangest rows; empty for other tasks. */
  readonly reasons: readonly (readonly StrangeReason[])[];
}

export function fittedOf(run: RunRecord): Fitted {
  if (!run.fitted)
    throw new StudioError(
      'fit/unfinished',
      `Run ${run.number} has no model yet: it is ${run.status}. Train it to the end first.`,
      { runId: run.id },
    );
  return run.fitted;
}

/** Measure a run on the test rows; callers count the opening. */
export async function heldOut(run: RunRecord, signal?: AbortSignal): Promise<Evaluation> {
  const { table, test } = await splitTable(run.dataset.id, run.recipe, signal);
  requireRoom(run.number, test.length, fittedOf(run).classes.length);
  const outcome = await outcomeInTurns(fittedOf(run), table, test, { signal, kernels: (await openKernels()).graph });
  return { runId: run.id, on: 'held-out', rows: test, outcome, metrics: seeded(outcome, run.recipe.seed) };
}

const seeded = (outcome: Outcome, seed: number): readonly NamedMetric[] => withIntervals(outcome, { seed });

export const evaluationApi = {
  /** Open the vault for a run: measure it on the test rows. A run's first opening is counted before anything is shown. */
  async openVault(runId: string, context: CallContext): Promise<ShownEvaluation> {
    const run = await getRun(runId);
    requireGraph(modelById(fittedOf(run).model.id));
    await recordOpening(run.projectId, runId, new Date());
    return shown(run, await heldOut(run, context.signal));
  },

  /** Predictions for every training row by a model that did not see it: what thresholds and charts may be chosen on. */
  async outOfFold(runId: string, context: CallContext<{ done: number; total: number }>): Promise<ShownEvaluation> {
    const run = await getRun(runId);
    // The clusters of one fold are not those of another, so the whole model describes the rows it was made from.
    // A model without a graph has answers for no other rows.
    const transductive = isTransductive(run.recipe.model.id);
    if (run.task === 'clustering' || transductive) {
      const { table, train } = await splitTable(run.dataset.id, run.recipe, context.signal);
      const fitted = fittedOf(run);
      const outcome = transductive
        ? ownOutcome(fitted, table, train)
        : await outcomeInTurns(fitted, table, train, {
            signal: context.signal,
            kernels: (await openKernels()).graph,
          });
      const metrics = seeded(outcome, run.recipe.seed);
      return shown(run, { runId, on: 'training', rows: train, outcome, metrics });
    }
    requireRoom(run.number, run.rows?.train ?? 0, fittedOf(run).classes.length);
    const folds = await foldsOf(run, context.signal, (done, total) => context.progress({ done, total }));
    if (!folds.length)
      throw new StudioError(
        'metric/no-folds',
        `Run ${run.number} has too few training rows to predict each of them by a model that did not see it.`,
        { runId },
      );
    const rows = concatArrays(
      folds.map(f => f.test),
      Int32Array,
    );
    const outcome = concatOutcomes(folds.map(f => f.outcome));
    return shown(run, { runId, on: 'out-of-fold', rows, outcome, metrics: seeded(outcome, run.recipe.seed) });
  },

  /** Compare two runs on the same held-out rows with the right paired test. Both openings are counted. */
  async compare(runA: string, runB: string, metric: string | null, context: CallContext): Promise<Comparison> {
    const [a, b] = await Promise.all([getRun(runA), getRun(runB)]);
    if (a.dataset.sha256 !== b.dataset.sha256 || rowsKey(a) !== rowsKey(b)) {
      throw new StudioError(
        'metric/not-paired',
        `Runs ${a.number} and ${b.number} were split differently, so they have no test rows in common to compare on. Train both with the same data, split and seed.`,
      );
    }
    for (const run of [a, b]) requireGraph(modelById(run.recipe.model.id));
    await recordOpening(a.projectId, runA, new Date());
    await recordOpening(b.projectId, runB, new Date());
    const [first, second] = [await heldOut(a, context.signal), await heldOut(b, context.signal)];
    const chosen = metric === null ? primaryMetric(a.task, fittedOf(a).classes.length) : metricById(metric);
    const names = [nameOf(a), nameOf(b)] as const;
    return compareRuns(first.outcome, second.outcome, { metric: chosen.id, seed: a.recipe.seed, names });
  },
};

/** What decides which rows a run was tested on. */
const rowsKey = ({ recipe: { split, seed, rows, raw, sources } }: RunRecord): string =>
  JSON.stringify([split, seed, rows, raw, sources]);

const nameOf = (run: RunRecord): string => `run ${run.number} (${modelById(run.recipe.model.id).label})`;

async function shown(run: RunRecord, evaluation: Evaluation): Promise<ShownEvaluation> {
  const { outcome, rows } = evaluation;
  const picture = pictureOf(outcome);
  const none = { clusters: [], reasons: [] };
  if (predicts(outcome.task)) return { ...evaluation, picture, ...none };
  const table = takeTableRows((await preparedTable(run.dataset.id, run.recipe)).table, rows);
  const columns = fittedOf(run).inputs.map(({ name, kind }) => ({ name, column: columnAs(table, name, kind) }));
  if (outcome.task === 'clustering' && picture.task === 'clustering')
    return { ...evaluation, picture, ...none, clusters: clusterProfile(columns, outcome.labels, picture.sizes.length) };
  const strangest = picture.task === 'anomaly' ? picture.strangest : new Int32Array(0);
  return { ...evaluation, picture, ...none, reasons: strangeReasons(columns, strangest) };
}
