import type { GraphBuilder } from '../graph/builder.ts';
import type { NamedRef } from '../step.ts';

/** Which columns a step keeps, with its reasons: one score a column, in the columns' order. */
export interface Selection {
  /** What the scores are, in words: "F", "variance". */
  readonly measure: string;
  /** Null where there is nothing to measure. */
  readonly scores: readonly (number | null)[];
  readonly kept: readonly boolean[];
  /** A score must lie above it to be kept; null where the best ones are kept, however high. */
  readonly limit: number | null;
}

/** A score as JSON can hold it: no score is null, and the largest number stands for an endless one. */
export const scoreForState = (score: number): number | null =>
  Number.isNaN(score) ? null : Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, score)) + 0;

export const selectAbove = (measure: string, scores: readonly number[], limit: number): Selection => ({
  measure,
  scores: scores.map(scoreForState),
  kept: scores.map(score => score > limit),
  limit,
});

/** The highest scores; of equal ones the earlier, and no score comes last. */
export function selectHighest(measure: string, scores: readonly number[], count: number): Selection {
  const value = (i: number) => (Number.isNaN(scores[i]!) ? -Infinity : scores[i]!);
  const best = scores.map((_, i) => i).sort((a, b) => (value(a) === value(b) ? a - b : value(b) - value(a)));
  const chosen = new Set(best.slice(0, count));
  return { measure, scores: scores.map(scoreForState), kept: scores.map((_, i) => chosen.has(i)), limit: null };
}

export const selectAll = (measure: string, count: number): Selection => ({
  measure,
  scores: Array.from({ length: count }, () => null),
  kept: Array.from({ length: count }, () => true),
  limit: null,
});

/**
 * Columns that are not kept become 0 rather than go away: the model sees nothing in them, and later steps, and
 * cross-validation in which another column is dropped, still find all.
 */
export const lowerSelection = (
  { kept }: Pick<Selection, 'kept'>,
  g: GraphBuilder,
  inputs: readonly NamedRef[],
): readonly NamedRef[] => inputs.map(({ name, ref }, i) => ({ name, ref: kept[i] ? ref : g.constant(0) }));
