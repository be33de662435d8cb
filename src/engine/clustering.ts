import { clusterProfile, type ClusterColumn } from '../core/metrics/cluster-profile.ts';
import type { ClusteringOutcome } from '../core/metrics/outcome.ts';
import { silhouetteSample } from '../core/metrics/silhouette.ts';
import { type ClustersByK, clustersByK } from '../core/models/clusters-by-k.ts';
import { isTransductive } from '../core/models/index.ts';
import { outcomeOf, ownOutcome } from '../core/pipeline/evaluate.ts';
import { fitSteps } from '../core/pipeline/fit-steps.ts';
import { toMatrix } from '../core/pipeline/matrix.ts';
import type { Recipe } from '../core/pipeline/recipe.ts';
import { columnAs } from '../core/pipeline/streams.ts';
import { type Table, takeTableRows } from '../core/table/table.ts';
import type { CallContext } from '../rpc/protocol.ts';
import { getRun } from '../store/runs.ts';
import type { RunRecord } from '../store/schema.ts';
import { openKernels } from './kernels.ts';
import { splitTable } from './prepared.ts';

/** What the picture of a clustering shows of the rows it was made from. */
export interface ClusterLook {
  /** Rows of each group, and those in none. */
  readonly sizes: readonly number[];
  readonly noise: number;
  /** Of each group, the largest alone where there are many: the silhouettes of its rows, falling, thinned evenly; null where there are none. */
  readonly silhouettes: readonly (readonly number[])[] | null;
  /** Mean of all silhouettes. */
  readonly clear: number | null;
  readonly sampled: boolean;
  /** Where the model says how probable the groups are: the mean probability of a row's own, and rows that may as well be of another. */
  readonly sure: { readonly mean: number; readonly torn: number } | null;
  readonly columns: readonly ClusterColumn[];
}

/** Groups that are looked at one by one. */
const MOST_GROUPS = 24;
/** Bars that the silhouettes of all groups take together. */
const MOST_BARS = 400;
/** Enough rows for a picture. */
const SAMPLE = 3000;
/** A row whose own group is less probable than this lies between groups. */
const TORN = 0.8;

export const clusteringApi = {
  /** How clear the groups are for each number of them, on the recipe's training rows. */
  async clustersByK(
    datasetId: string,
    recipe: Recipe,
    most: number,
    context: CallContext<{ done: number; total: number }>,
  ): Promise<readonly ClustersByK[]> {
    const { table, train } = await splitTable(datasetId, recipe, context.signal);
    const { stages } = await fitSteps(recipe, takeTableRows(table, train), { task: 'clustering' }, context);
    return clustersByK(toMatrix(stages.at(-1)!), recipe.model, most, recipe.seed, {
      kernels: await openKernels(),
      signal: context.signal,
      progress: ({ done, total }) => context.progress({ done, total }),
    });
  },

  /** The groups of a run on its training rows: how large and how clear they are, and what sets them apart. */
  async lookAtClusters(runId: string, context: CallContext): Promise<ClusterLook> {
    const run = await getRun(runId);
    const { table, train } = await splitTable(run.dataset.id, run.recipe, context.signal);
    const { points, width, labels, seed, probabilities } = await clustersOfRun(run, table, train, context.signal);
    const count = labels.reduce((most, label) => Math.max(most, label + 1), 0);
    const sizes = new Array<number>(count).fill(0);
    for (const label of labels) if (label >= 0) sizes[label]! += 1;
    const seen = takeTableRows(table, train);
    const columns = run.fitted!.inputs.map(({ name, kind }) => ({ name, column: columnAs(seen, name, kind) }));
    const sample = silhouetteSample(points, width, labels, seed, SAMPLE);
    const shown = Math.min(count, MOST_GROUPS);
    const bars = sample && silhouetteBars(sample.rows, sample.values, labels, shown);
    return {
      sizes,
      noise: labels.length - sizes.reduce((a, b) => a + b, 0),
      silhouettes: bars,
      clear: sample && sample.values.reduce((a, b) => a + b, 0) / sample.values.length,
      sampled: sample?.sampled ?? false,
      sure: probabilities ? sureness(probabilities, labels) : null,
      columns: clusterProfile(columns, labels, shown),
    };
  },
};

/** The training rows of a run as its model sees them, and the group of each. */
export async function clustersOfRun(
  run: RunRecord,
  table: Table,
  train: Int32Array,
  signal: AbortSignal | undefined,
): Promise<ClusteringOutcome> {
  const fitted = run.fitted!;
  const outcome = isTransductive(run.recipe.model.id)
    ? ownOutcome(fitted, table, train)
    : outcomeOf(fitted, table, train, undefined, { signal, kernels: (await openKernels()).graph });
  return outcome as ClusteringOutcome;
}

function sureness(probabilities: Float64Array, labels: Int32Array): ClusterLook['sure'] {
  const width = probabilities.length / labels.length;
  const own = Float64Array.from(labels, (label, row) => probabilities[row * width + label]!);
  return { mean: own.reduce((a, b) => a + b, 0) / own.length, torn: own.filter(p => p < TORN).length };
}

function silhouetteBars(rows: Int32Array, values: Float64Array, labels: Int32Array, count: number): number[][] {
  const own = Array.from({ length: count }, () => [] as number[]);
  rows.forEach((row, i) => own[labels[row]!]?.push(values[i]!));
  const share = Math.min(1, MOST_BARS / rows.length);
  return own.map(list => {
    list.sort((a, b) => b - a);
    const kept = Math.min(list.length, Math.max(1, Math.round(list.length * share)));
    return Array.from({ length: kept }, (_, i) => list[Math.floor((i * list.length) / kept)]!);
  });
}
