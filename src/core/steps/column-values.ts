import type { NumberBlock, TextBlock } from '../graph/block.ts';
import type { GraphBuilder } from '../graph/builder.ts';
import type { Ref } from '../graph/graph.ts';
import type { Stream } from '../step.ts';

// What several steps learn of a column. States are kept as JSON, which has no -0: adding 0 turns it into 0.

/** The values of a number column that are neither missing nor infinite, in the order of the rows. */
export const finiteValues = ({ block }: Stream): Float64Array =>
  (block as NumberBlock).data.filter(Number.isFinite).map(v => v + 0);

/** The same in ascending order. */
export const sortedValues = (column: Stream): Float64Array => finiteValues(column).sort();

/** The weights of a column's finite values. */
export const finiteWeights = ({ block }: Stream, weights: Float64Array | undefined): Float64Array | undefined =>
  weights?.filter((_, r) => Number.isFinite((block as NumberBlock).data[r]));

/** Divided by their mean, so that all weights together are as many as there are rows. */
export function relativeWeights(weights: Float64Array | undefined): Float64Array | undefined {
  const mean = weights && weights.reduce((sum, w) => sum + w, 0) / weights.length;
  return weights?.map(w => w / mean!);
}

export const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The texts that occur in a column, most frequent first, equally frequent ones in code-unit order. */
export function countLevels({ block }: Stream): { readonly level: string; readonly count: number }[] {
  const { codes, levels } = block as TextBlock;
  const counts = new Float64Array(levels.length);
  for (const code of codes) if (code >= 0) counts[code]!++;
  return levels
    .map((level, i) => ({ level, count: counts[i]! }))
    .filter(l => l.count > 0)
    .sort((a, b) => b.count - a.count || byCodeUnit(a.level, b.level));
}

export interface Spread {
  readonly mean: number;
  readonly sd: number;
}

/**
 * Mean and population sd in one pass (Welford 1962; with weights, which are above 0, West 1979); 0 and 0 where there is no
 * value.
 */
export function centreAndSpread(values: Float64Array, weights?: Float64Array): Spread {
  let mean = 0;
  let squares = 0;
  let total = 0;
  values.forEach((v, i) => {
    const weight = weights ? weights[i]! : 1;
    const d = v - mean;
    total += weight;
    mean += (d * weight) / total;
    squares += weight * d * (v - mean);
  });
  const sd = Math.sqrt(squares / (total || 1));
  if (Number.isFinite(mean) && Number.isFinite(sd)) return { mean, sd };
  // Squares of values beyond 1e154 overflow; over the largest of them nothing does.
  const largest = values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  const scaled = centreAndSpread(
    values.map(v => v / largest),
    weights,
  );
  return { mean: scaled.mean * largest, sd: scaled.sd * largest };
}

/** True where the spread is nothing but rounding: a constant column. */
export const constantSpread = ({ mean, sd }: Spread): boolean => !(sd > 10 * Number.EPSILON * Math.abs(mean));

/**
 * (x - centre) / (high - low), or x - centre where high is low. In halves, because the difference of two of the largest
 * numbers overflows; halving changes no other digit.
 */
export function lowerScaled(g: GraphBuilder, x: Ref, centre: number, low: number, high: number): Ref {
  const half = (v: Ref) => g.binary('multiply', v, g.constant(0.5));
  const moved = g.binary('subtract', half(x), g.constant(centre / 2));
  return g.binary('divide', moved, g.constant(high / 2 - low / 2 || 0.5));
}
