import { StudioError } from '../errors.ts';
import type { Stream } from '../step.ts';
import type { Table } from '../table/table.ts';
import { takeTableRows } from '../table/table.ts';
import { lookAt, type OperationLook } from './operation-look.ts';
import { stepById } from '../steps/index.ts';
import { startStreams } from './apply-steps.ts';
import { fitStep } from './fit-steps.ts';
import { toMatrix } from './matrix.ts';
import { type OperationReport, type PrepareContext, prepareTable } from './prepare.ts';
import { type StagePreview, type StreamSummary, summariseStream } from './preview.ts';
import type { RawColumn, Recipe } from './recipe.ts';
import { splitRows } from './split.ts';
import { readTarget } from './target.ts';

/** Where in a recipe something is wrong: a row operation or step (`at` is its place), or one of the stretches between. */
export type PipelinePart = 'row' | 'split' | 'features' | 'step' | 'model';

export interface PipelineProblem {
  readonly part: PipelinePart;
  readonly at: number;
  readonly code: string;
  readonly message: string;
  /** The column concerned, where there is one. */
  readonly name: string | null;
}

/** A dry run of a recipe up to the model: what each part does to the training rows, and all that stands in the way. */
export interface PipelineInspection {
  readonly operations: readonly OperationReport[];
  /** The columns that come in, then those after each row operation, as far as it works. */
  readonly columns: readonly (readonly RawColumn[])[];
  /** What each row operation did to the first rows it touched. */
  readonly looks: readonly OperationLook[];
  readonly missingTarget: number;
  /** Rows that fail an expectation which quarantines them. */
  readonly quarantined: number;
  readonly train: number;
  readonly test: number;
  /** What enters the steps, then what each step made of it; it ends before the first step that does not work. */
  readonly stages: readonly StagePreview[];
  readonly problems: readonly PipelineProblem[];
}

/**
 * Run the recipe over the table as training would, without a model. Steps are fitted on the training rows only. What
 * goes wrong is not thrown but told, at the part concerned and in the words training would use; cancellation throws.
 */
export async function inspectPipeline(
  recipe: Recipe,
  main: Table,
  sample = 8,
  context: PrepareContext = {},
): Promise<PipelineInspection> {
  const { signal } = context;
  const stages: StagePreview[] = [];
  const operations: OperationReport[] = [];
  const looks: OperationLook[] = [];
  const columns: (readonly RawColumn[])[] = [recipe.raw ?? recipe.columns];
  let found = {
    operations,
    columns,
    looks,
    missingTarget: 0,
    quarantined: 0,
    train: 0,
    test: 0,
  };
  const stopped = (part: PipelinePart, at: number, error: unknown): PipelineInspection => ({
    ...found,
    stages,
    problems: [problemOf(part, at, error)],
  });

  let train: Int32Array;
  let table: Table;
  try {
    const prepared = await prepareTable(recipe, main, {
      ...context,
      observe(report, before, output) {
        operations.push(report);
        const { names, columns: made } = output.table;
        columns.push(names.map((name, i) => ({ name, kind: made[i]!.kind })));
        looks.push(lookAt(before, output, sample));
      },
    });
    ({ table } = prepared);
    found = { ...found, missingTarget: prepared.missingTarget, quarantined: prepared.quarantined.length }; // prettier-ignore
    const parts = splitRows(recipe, table, prepared.rows);
    train = parts.train;
    found = { ...found, train: train.length, test: parts.test.length };
  } catch (error) {
    const { code = '', details = {} } = error instanceof StudioError ? error : {};
    if (typeof details['entry'] === 'number') return stopped('row', details['entry'], error);
    if (looks.length < recipe.rows.length && code !== 'recipe/target') return stopped('row', looks.length, error);
    return stopped(code === 'recipe/target-leak' ? 'features' : 'split', 0, error);
  }

  let streams: readonly Stream[];
  let target;
  const seen = takeTableRows(table, train);
  try {
    const all = Int32Array.from({ length: seen.rows }, (_, i) => i);
    target = readTarget(recipe, seen, all);
    streams = startStreams(recipe, seen);
  } catch (error) {
    return stopped('features', 0, error);
  }
  stages.push({ label: 'As it comes', streams: streams.map(s => summariseStream(s, sample)) });

  for (const [at, { id }] of recipe.steps.entries()) {
    try {
      ({ streams } = await fitStep(recipe, at, seen, streams, target, { signal }));
      stages.push({ label: stepById(id).label, streams: streams.map(s => summariseStream(s, sample)) });
    } catch (error) {
      return stopped('step', at, error);
    }
    await Promise.resolve();
  }
  return { ...found, stages, problems: streams.flatMap(refusedByModel) };
}

/** What the design matrix refuses of this stream, if anything. */
function refusedByModel(stream: Stream): PipelineProblem[] {
  try {
    toMatrix([stream]);
    return [];
  } catch (error) {
    return [problemOf('model', 0, error)];
  }
}

function problemOf(part: PipelinePart, at: number, error: unknown): PipelineProblem {
  if (!(error instanceof StudioError) || error.code === 'rpc/cancelled') throw error;
  const name = error.details['name'];
  return { part, at, code: error.code, message: error.message, name: typeof name === 'string' ? name : null };
}

/** A column before and after a step; null on the side where it does not exist. */
export interface StreamChange {
  readonly name: string;
  readonly before: StreamSummary | null;
  readonly after: StreamSummary | null;
}

/** What a step did: its own columns before and after, then the columns it made. */
export function stageChanges(before: StagePreview, after: StagePreview, columns: readonly string[]): StreamChange[] {
  const known = new Set(before.streams.map(s => s.name));
  const earlier = new Map(before.streams.map(s => [s.name, s]));
  const later = new Map(after.streams.map(s => [s.name, s]));
  return [
    ...columns.map(name => ({ name, before: earlier.get(name) ?? null, after: later.get(name) ?? null })),
    ...after.streams.filter(s => !known.has(s.name)).map(s => ({ name: s.name, before: null, after: s })),
  ];
}
