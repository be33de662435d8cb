import { type MapMethod, type MapOfRows, mapOfRows, type MapProgress } from '../core/maps/map-of-rows.ts';
import type { Matrix } from '../core/model.ts';
import { fitSteps } from '../core/pipeline/fit-steps.ts';
import { toMatrix } from '../core/pipeline/matrix.ts';
import type { Recipe } from '../core/pipeline/recipe.ts';
import { columnAs } from '../core/pipeline/streams.ts';
import { readTarget } from '../core/pipeline/target.ts';
import { randomStream } from '../core/random.ts';
import { columnMeans } from '../core/stats/principal-components.ts';
import { toCategory } from '../core/table/column.ts';
import { takeTableRows } from '../core/table/table.ts';
import type { CallContext } from '../rpc/protocol.ts';
import { getRun } from '../store/runs.ts';
import { clustersOfRun } from './clustering.ts';
import { openKernels } from './kernels.ts';
import { preparedTable, splitTable } from './prepared.ts';

export interface MapChoice {
  readonly method: MapMethod;
  /** Rows that each row heeds. */
  readonly neighbours: number;
}

/** A map of training rows; `rows` are those of the prepared table. */
export interface RowMap extends MapOfRows {
  /** Training rows that there are; more than `rows` where a sample is drawn. */
  readonly of: number;
  /** Columns that are still text behind the last step, and so have no place on a map. */
  readonly leftOut: readonly string[];
  /** Of a clustering: the group of each drawn row, -1 for none. */
  readonly groups: Int32Array | null;
}

export interface RowMapProgress extends Omit<MapProgress, 'now'> {
  readonly now: RowMap | null;
}

/** What a column says of the drawn rows, to colour them by. */
export type RowColours =
  | { readonly kind: 'number'; readonly values: Float64Array }
  | { readonly kind: 'levels'; readonly codes: Int32Array; readonly levels: readonly string[] };

/** Maps are of training rows alone: they may be coloured by the target. */
export const mapsApi = {
  /** The training rows behind the recipe's steps, all columns brought to one scale. */
  async mapRows(
    datasetId: string,
    recipe: Recipe,
    { method, neighbours }: MapChoice,
    context: CallContext<RowMapProgress>,
  ): Promise<RowMap> {
    const { table, train } = await splitTable(datasetId, recipe, context.signal);
    const seen = takeTableRows(table, train);
    const all = Int32Array.from({ length: seen.rows }, (_, i) => i);
    const { stages } = await fitSteps(recipe, seen, readTarget(recipe, seen, all), {
      signal: context.signal,
      progress: update => context.progress({ ...update, now: null }),
    });
    const streams = stages.at(-1)!;
    const numbers = streams.filter(({ block }) => block.type !== 'string');
    const leftOut = streams.filter(({ block }) => block.type === 'string').map(({ name }) => name);
    return draw(standardised(toMatrix(numbers)), { method, neighbours }, recipe.seed, context, found => ({
      ...found,
      rows: found.rows.map(r => train[r]!),
      of: train.length,
      leftOut,
      groups: null,
    }));
  },

  /** The training rows of a clustering as its model sees them, with their groups. */
  async mapRun(
    runId: string,
    { method, neighbours }: MapChoice,
    context: CallContext<RowMapProgress>,
  ): Promise<RowMap> {
    const run = await getRun(runId);
    const { table, train } = await splitTable(run.dataset.id, run.recipe, context.signal);
    const { points, width, labels } = await clustersOfRun(run, table, train, context.signal);
    const x = { rows: labels.length, width, data: points, names: run.fitted!.features };
    return draw(x, { method, neighbours }, run.recipe.seed, context, found => ({
      ...found,
      rows: found.rows.map(r => train[r]!),
      of: train.length,
      leftOut: [],
      groups: found.rows.map(r => labels[r]!),
    }));
  },

  async mapColours(datasetId: string, recipe: Recipe, rows: Int32Array, name: string): Promise<RowColours> {
    const { table } = await preparedTable(datasetId, recipe);
    const { kind } = recipe.columns.find(c => c.name === name)!;
    const column = columnAs(takeTableRows(table, rows), name, kind);
    if (column.kind === 'number' || column.kind === 'datetime') return { kind: 'number', values: column.values };
    const { codes, levels } = toCategory(column);
    return { kind: 'levels', codes, levels };
  },
};

async function draw(
  x: Matrix,
  { method, neighbours }: MapChoice,
  seed: number,
  { signal, progress }: CallContext<RowMapProgress>,
  told: (found: MapOfRows) => RowMap,
): Promise<RowMap> {
  const found = await mapOfRows(x, method, neighbours, {
    kernels: await openKernels(),
    random: randomStream(seed, `map/${method}`),
    signal,
    progress: ({ now, ...update }) => progress({ ...update, now: now && told(now) }),
  });
  return told(found);
}

/** Means 0 and deviations 1; constant columns become 0. */
function standardised(x: Matrix): Matrix {
  const means = columnMeans(x);
  const { rows, width } = x;
  const data = new Float64Array(rows * width);
  for (let j = 0; j < width; j++) {
    let squares = 0;
    for (let r = 0; r < rows; r++) squares += (x.data[r * width + j]! - means[j]!) ** 2;
    const deviation = Math.sqrt(squares / rows);
    for (let r = 0; r < rows; r++)
      data[r * width + j] = deviation > 0 ? (x.data[r * width + j]! - means[j]!) / deviation : 0;
  }
  return { ...x, data };
}
