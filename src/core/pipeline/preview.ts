import type { Table } from '../table/table.ts';
import { takeTableRows } from '../table/table.ts';
import type { Stream } from '../step.ts';
import { stepById } from '../steps/index.ts';
import { fitSteps } from './fit-steps.ts';
import type { Recipe } from './recipe.ts';
import { readTarget } from './target.ts';

/** A column at one point of the pipeline, summed up. */
export interface StreamSummary {
  readonly name: string;
  readonly type: 'number' | 'text';
  readonly missing: number;
  /** Numbers only; null when nothing is there. */
  readonly mean: number | null;
  readonly sd: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** The first rows, as numbers or text; null is missing. */
  readonly sample: readonly (number | string | null)[];
}

export interface StagePreview {
  /** "As it comes" for the first stage, then each step's label. */
  readonly label: string;
  readonly streams: readonly StreamSummary[];
}

/**
 * What each step makes of the training rows, stage by stage, for a look before training. Steps are fitted on exactly the
 * rows given, as training would; nothing is kept.
 */
export async function previewPipeline(
  recipe: Recipe,
  table: Table,
  rows: Int32Array,
  sample = 8,
  signal?: AbortSignal,
): Promise<readonly StagePreview[]> {
  const seen = takeTableRows(table, rows);
  const target = readTarget(
    recipe,
    seen,
    Int32Array.from({ length: seen.rows }, (_, i) => i),
  );
  const { stages } = await fitSteps(recipe, seen, target, { signal });
  return stages.map((streams, i) => ({
    label: i === 0 ? 'As it comes' : stepById(recipe.steps[i - 1]!.id).label,
    streams: streams.map(s => summariseStream(s, sample)),
  }));
}

/** Mean and population spread of a stream, its range, its gaps and its first rows. */
export function summariseStream({ name, block }: Stream, sample: number): StreamSummary {
  if (block.type === 'string') {
    const { codes, levels } = block;
    const missing = codes.reduce((n, c) => n + (c < 0 ? 1 : 0), 0);
    return {
      name,
      type: 'text',
      missing,
      mean: null,
      sd: null,
      min: null,
      max: null,
      sample: Array.from(codes.subarray(0, sample), c => levels[c] ?? null),
    };
  }
  let n = 0;
  let mean = 0;
  let squares = 0;
  let min = Infinity;
  let max = -Infinity;
  for (const v of block.data) {
    if (Number.isNaN(v)) continue;
    const d = v - mean;
    mean += d / ++n;
    squares += d * (v - mean);
    min = Math.min(min, v);
    max = Math.max(max, v);
  }
  const known = (v: number) => (n ? v : null);
  return {
    name,
    type: 'number',
    missing: block.data.length - n,
    mean: known(mean),
    sd: known(Math.sqrt(squares / n)),
    min: known(min),
    max: known(max),
    sample: Array.from(block.data.subarray(0, sample), v => (Number.isNaN(v) ? null : v)),
  };
}
