import type { GraphBuilder } from '../../graph/builder.ts';
import type { Ref } from '../../graph/graph.ts';

/** Far beyond any likelihood; a difference of two of them is still a number. */
const MOST = 1e300;

export interface PresentClasses {
  readonly classes: number;
  readonly present: readonly number[];
}

/**
 * Probabilities of all classes from log likelihood plus log prior of the present ones; a class without training rows has
 * probability 0. Values so far away that every likelihood overflows leave the classes equally likely.
 */
export function posterior(joint: Ref, g: GraphBuilder, { classes, present }: PresentClasses): Ref {
  const held = g.binary('minimum', g.binary('maximum', joint, g.constant(-MOST)), g.constant(MOST));
  return posteriorSpread(g.softmax(held), g, { classes, present });
}

/** Probabilities of the present classes as those of all. */
export function posteriorSpread(known: Ref, g: GraphBuilder, { classes, present }: PresentClasses): Ref {
  if (present.length === classes) return known;
  const index = new Map(present.map((k, i) => [k, i]));
  return g.columns(
    g.concat([known, g.constant(0)]),
    Array.from({ length: classes }, (_, k) => index.get(k) ?? present.length),
  );
}

/** A likelihood that is linear in the columns, as those of counts are. */
export interface LinearLikelihood extends PresentClasses {
  /** Row-major `[width, present]`. */
  readonly weights: readonly number[];
  readonly offsets: readonly number[];
}

export function linearPosterior(state: LinearLikelihood, g: GraphBuilder, x: Ref): Ref {
  const joint = g.binary('add', g.matmul(x, state.weights, state.present.length), g.constant(...state.offsets));
  return posterior(joint, g, state);
}

/** `[present, width]` to `[width, present]`. */
export function transposed(values: Float64Array, width: number): number[] {
  const rows = values.length / width;
  return Array.from({ length: values.length }, (_, i) => values[(i % rows) * width + Math.floor(i / rows)]!);
}
