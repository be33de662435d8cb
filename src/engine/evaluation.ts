import { concatArrays } from '../core/concat.ts';
import { StudioError } from '../core/errors.ts';
import { metricById, primaryMetric } from '../core/metrics/index.ts';
import { withIntervals } from '../core/metrics/intervals.ts';
import type { Outcome } from '../core/metrics/outcome.ts';
import { type Picture, pictureOf } from '../core/metrics/picture.ts';
import { type ClusterColumn, clusterProfile } from '../core/metrics/cluster-profile.ts';
import { modelById } from '../core/models/index.ts';
import { outcomeOf } from '../core/pipeline/evaluate.ts';
import type { Fitted } from '../core/pipeline/fitted.ts';
import { columnAs } from '../core/pipeline/streams.ts';
import { compareRuns, type Comparison } from '../core/stats/compare.ts';
import { takeTableRows } from '../core/table/table.ts';
import type { CallContext } from '../rpc/protocol.ts';
import { recordOpening } from '../store/projects.ts';
import { getRun } from '../store/runs.ts';
import type { NamedMetric, RunRecord } from '../store/schema.ts';
import { openKernels } from './kernels.ts';
import { foldsOf } from './out-of-fold.ts';
import { preparedTable, splitTable } from './prepared.ts';

/** Truth and prediction over a set of rows, with metrics and intervals; `rows` are rows of the table that the recipe's row operations yield. */
export interface Evaluation {
  readonly runId: string;
  /** `training`: the model's own training rows, for clusters, which have no truth to leak. */
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
  const outcome = outcomeOf(fittedOf(run), table, test, undefined, { signal, kernels: (await openKernels()).graph });
  return { runId: run.id, on: 'held-out', rows: test, outcome, metrics: seeded(outcome, run.recipe.seed) };
}

const seeded = (outcome: Outcome, seed: number): readonly NamedMetric[] => withIntervals(outcome, { seed });

export const evaluationApi = {
  /** Open the vault for a run: measure it on the test rows. A run's first opening is counted before anything is shown. */
  async openVault(runId: string, context: CallContext): Promise<ShownEvaluation> {
    const run = await getRun(runId);
    fittedOf(run);
    await recordOpening(run.projectId, runId, new Date());
    return shown(run, await heldOut(run, context.signal));
  },

  /** Predictions for every training row by a model that did not see it: what thresholds and charts may be chosen on. */
  async outOfFold(runId: string, context: CallContext<{ done: number; total: number }>): Promise<ShownEvaluation> {
    const run = await getRun(runId);
    // The clusters of one fold are not those of another, so the whole model describes the rows it was made from.
    if (run.task === 'clustering') {
      const { table, train } = await splitTable(run.dataset.id, run.recipe, context.signal);
      const outcome = outcomeOf(fittedOf(run), table, train, undefined, {
        signal: context.signal,
        kernels: (await openKernels()).graph,
      });
      const metrics = seeded(outcome, run.recipe.seed);
      return shown(run, { runId, on: 'training', rows: train, outcome, metrics });
    }
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
  if (outcome.task !== 'clustering' || picture.task !== 'clustering') return { ...evaluation, picture, clusters: [] };
  const table = takeTableRows((await preparedTable(run.dataset.id, run.recipe)).table, rows);
  const columns = fittedOf(run).inputs.map(({ name, kind }) => ({ name, column: columnAs(table, name, kind) }));
  return { ...evaluation, picture, clusters: clusterProfile(columns, outcome.labels, picture.sizes.length) };
}

/** Outcomes of the same model family one after another. Folds that lack a class have fewer columns: they are widened. */
export function concatOutcomes(outcomes: readonly Outcome[]): Outcome {
  const first = outcomes[0]!;
  if (first.task === 'regression') {
    const all = outcomes as readonly (typeof first)[];
    return {
      task: 'regression',
      truth: concatArrays(
        all.map(o => o.truth),
        Float64Array,
      ),
      predicted: concatArrays(
        all.map(o => o.predicted),
        Float64Array,
      ),
    };
  }
  if (first.task === 'clustering') {
    const all = outcomes as readonly (typeof first)[];
    return {
      ...first,
      points: concatArrays(
        all.map(o => o.points),
        Float64Array,
      ),
      labels: concatArrays(
        all.map(o => o.labels),
        Int32Array,
      ),
    };
  }
  const all = outcomes as readonly (typeof first)[];
  const classes = [...new Set(all.flatMap(o => o.classes))];
  const moved = all.map(o => o.classes.map(c => classes.indexOf(c)));
  return {
    task: 'classification',
    classes,
    positive: first.positive,
    truth: concatArrays(
      all.map((o, k) => o.truth.map(c => (c < 0 ? -1 : moved[k]![c]!))),
      Int32Array,
    ),
    predicted: concatArrays(
      all.map((o, k) => o.predicted.map(c => (c < 0 ? -1 : moved[k]![c]!))),
      Int32Array,
    ),
    probabilities: concatArrays(
      all.map((o, k) => widen(o.probabilities, moved[k]!, classes.length)),
      Float64Array,
    ),
  };
}

function widen(probabilities: Float64Array, moved: readonly number[], width: number): Float64Array {
  const rows = moved.length ? probabilities.length / moved.length : 0;
  const out = new Float64Array(rows * width);
  for (let r = 0; r < rows; r++)
    moved.forEach((to, from) => (out[r * width + to] = probabilities[r * moved.length + from]!));
  return out;
}
