import type { GraphBuilder } from '../../graph/builder.ts';
import type { Ref } from '../../graph/graph.ts';

/** Which of the target's classes had training rows: `present` of the numbers 0 to classes - 1. */
export interface KnownClasses {
  readonly classes: number;
  readonly present: readonly number[];
}

/** Probabilities of all classes from those of the present ones; a class without training rows has probability 0. */
export function spread(g: GraphBuilder, known: Ref, { present, classes }: KnownClasses): Ref {
  if (present.length === classes) return known;
  const index = new Map(present.map((k, i) => [k, i]));
  const withZero = g.concat([known, g.constant(0)]);
  return g.columns(
    withZero,
    Array.from({ length: classes }, (_, k) => index.get(k) ?? present.length),
  );
}

/** `[1 - p, p]`. */
export const bothClasses = (g: GraphBuilder, second: Ref): Ref =>
  g.concat([g.binary('subtract', g.constant(1), second), second]);
