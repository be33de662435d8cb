import type { GraphBuilder } from './builder.ts';
import type { Ref } from './graph.ts';

/** Numbers nearer to each other than this share count as equal: a power of two, so that scaling is exact. */
export const EQUAL_WITHIN = 2 ** -40;

/**
 * Place of the largest probability of each row, the first of equals. Classes that nothing tells apart have probabilities
 * that differ in their last bits, otherwise in every runtime; without the rounding these bits would choose the class.
 */
export function mostProbable(g: GraphBuilder, probabilities: Ref): Ref {
  const steps = g.binary('multiply', probabilities, g.constant(1 / EQUAL_WITHIN));
  return g.argMax(g.unary('floor', g.binary('add', steps, g.constant(0.5))));
}
