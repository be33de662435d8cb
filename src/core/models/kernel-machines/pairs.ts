import type { GraphBuilder } from '../../graph/builder.ts';
import type { Ref } from '../../graph/graph.ts';

/** ln(1e7 - 1): between two classes no probability is below 1e-7, as in LIBSVM. */
const MOST_SURE = Math.log(1e7 - 1);

/** Every pair of places below `count`, the first before the second. */
export const pairsOf = (count: number): readonly (readonly [number, number])[] =>
  Array.from({ length: count }, (_, i) =>
    Array.from({ length: count - i - 1 }, (_, j) => [i, i + j + 1] as const),
  ).flat();

/**
 * Probabilities of `count` classes from the log odds against the first class of every pair, in the order of `pairsOf`. With
 * r the probability of class i against j: p_i is proportional to 1 / (Σ_j 1 / r_ij - (count - 2)) (Price et al. 1994,
 * "Pairwise neural network classifiers with probabilistic outputs"). For two classes that is the sigmoid itself.
 */
export function couplePairs(g: GraphBuilder, odds: Ref, count: number): Ref {
  const held = g.binary('minimum', g.binary('maximum', odds, g.constant(-MOST_SURE)), g.constant(MOST_SURE));
  // 1 / r_ij - 1 is exp(odds), and exp(-odds) for the second of a pair.
  const both = g.concat([g.unary('exp', held), g.unary('exp', g.unary('negate', held))]);
  const pairs = pairsOf(count);
  const owners = [...pairs.map(([first]) => first), ...pairs.map(([, second]) => second)];
  const sums = g.matmul(
    both,
    owners.flatMap(owner => Array.from({ length: count }, (_, k) => Number(k === owner))),
    count,
  );
  const parts = g.binary('divide', g.constant(1), g.binary('add', sums, g.constant(1)));
  return g.binary('divide', parts, g.matmul(parts, new Array<number>(count).fill(1), 1));
}
