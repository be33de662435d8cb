import type { InputField } from '../pipeline/fitted.ts';
import { randomStream } from '../random.ts';
import { describe } from '../stats/describe.ts';
import { quantiles } from '../stats/quantile.ts';
import { type CategoryColumn, type Column, toCategory } from '../table/column.ts';

/** What is kept of numbers: a sample to test against, and frozen bins for pictures. */
export interface NumberReference {
  readonly type: 'number';
  /** Seeded sample of the present values, ascending. */
  readonly sample: readonly number[];
  /** Present values it was drawn from. */
  readonly n: number;
  readonly min: number;
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
  readonly max: number;
  readonly sd: number;
  /** Inner edges of the bins; the first and last bin are open. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/** What is kept of categories: how often each was there. */
export interface CategoryReference {
  readonly type: 'category';
  /** Most frequent first, at most 1000. */
  readonly levels: readonly string[];
  readonly counts: readonly number[];
  /** Rows of levels beyond the first 1000; above 0, what is unseen cannot be told. */
  readonly other: number;
  readonly missing: number;
  readonly n: number;
}

/** Dates move on by nature and free text has no distribution: only gaps and unreadable values are watched. */
export interface UncomparedReference {
  readonly type: 'uncompared';
  readonly why: string;
}

export type ValuesReference = NumberReference | CategoryReference | UncomparedReference;

export interface FeatureReference {
  readonly name: string;
  readonly kind: InputField['kind'];
  /** Share of training rows without a value, and how many rows there were. */
  readonly missingShare: number;
  readonly rows: number;
  readonly values: ValuesReference;
}

const BINS = 16;
const MOST_LEVELS = 1000;

export function numberReference(values: Float64Array, size: number, seed: number, name: string): ValuesReference {
  const present = values.filter(Number.isFinite);
  if (!present.length) return { type: 'uncompared', why: 'there were no values when the model was trained' };
  const { n, min, q1, median, q3, max, sd } = describe(present);
  const edges = binEdges(present);
  const counts = countBins(present, edges);
  const sample = sampleOf(present, size, seed, name).sort();
  return { type: 'number', sample: [...sample], n, min, q1, median, q3, max, sd: Number.isFinite(sd) ? sd : 0, edges, counts }; // prettier-ignore
}

function sampleOf(values: Float64Array, size: number, seed: number, name: string): Float64Array {
  if (values.length <= size) return values.slice();
  const chosen = randomStream(seed, `reference/${name}`).permutation(values.length).subarray(0, size);
  return Float64Array.from(chosen, i => values[i]!);
}

/** Equal steps between the 1 % and the 99 % quantile; one edge at the value itself where those are equal. */
function binEdges(present: Float64Array): number[] {
  const [low, high] = quantiles(present, [0.01, 0.99]);
  if (!(high! > low!)) return [low!];
  return Array.from({ length: BINS - 1 }, (_, i) => low! + ((high! - low!) * i) / (BINS - 2));
}

/** Counts of finite values; a value on an edge belongs to the bin above it. */
export function countBins(values: ArrayLike<number>, edges: readonly number[]): number[] {
  const counts = new Array<number>(edges.length + 1).fill(0);
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!;
    if (!Number.isFinite(v)) continue;
    let low = 0;
    let high = edges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (edges[middle]! <= v) low = middle + 1;
      else high = middle;
    }
    counts[low]!++;
  }
  return counts;
}

export function categoryReference(column: CategoryColumn): CategoryReference {
  const counts = new Float64Array(column.levels.length);
  let missing = 0;
  for (const code of column.codes) {
    if (code < 0) missing++;
    else counts[code]!++;
  }
  const present = [...counts.keys()].filter(k => counts[k]! > 0).sort((a, b) => counts[b]! - counts[a]! || a - b);
  const kept = present.slice(0, MOST_LEVELS);
  return {
    type: 'category',
    levels: kept.map(k => column.levels[k]!),
    counts: kept.map(k => counts[k]!),
    other: present.slice(MOST_LEVELS).reduce((sum, k) => sum + counts[k]!, 0),
    missing,
    n: column.codes.length,
  };
}

/** Booleans as a category of two, so that both are compared alike. */
export function asCategory(column: Column): CategoryColumn {
  if (column.kind !== 'boolean') return toCategory(column);
  return { kind: 'category', codes: Int32Array.from(column.values), levels: ['false', 'true'] };
}

export function valuesReference(column: Column, size: number, seed: number, name: string): ValuesReference {
  switch (column.kind) {
    case 'number':
      return numberReference(column.values, size, seed, name);
    case 'category':
    case 'boolean':
      return categoryReference(asCategory(column));
    case 'datetime':
      return { type: 'uncompared', why: 'dates move on by nature' };
    case 'text':
      return { type: 'uncompared', why: 'free text is not compared' };
    default:
      return column satisfies never;
  }
}
