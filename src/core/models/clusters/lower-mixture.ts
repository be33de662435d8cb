import type { GraphBuilder } from '../../graph/builder.ts';
import type { Ref } from '../../graph/graph.ts';
import { triangle } from './normal-shape.ts';

/** Distances from here on count as equal, because the difference of infinities is no number. */
const FARTHEST = 1e300;

/** A fitted mixture as plain data; `factors` and `logDeterminants` have one entry where all groups share it. */
export interface MixtureState {
  readonly shares: readonly number[];
  /** Row-major `[k, width]`. */
  readonly centres: readonly number[];
  readonly factors: readonly (readonly number[])[];
  readonly logDeterminants: readonly number[];
}

/**
 * How far a row is from each group: the squared Mahalanobis distance, and what a group's smaller share and wider spread
 * put on top, counted from the group for which that is least. -1/2 of it is the logarithm of share times density but for
 * a constant, so the softmax of -1/2 of it are the probabilities of the groups (predict_proba of scikit-learn). A row so
 * far away that no number holds its distances belongs to all alike.
 */
export function lowerMixture(
  { shares, centres, factors, logDeterminants }: MixtureState,
  g: GraphBuilder,
  x: Ref,
): { readonly distances: Ref; readonly probabilities: Ref } {
  const k = shares.length;
  const width = centres.length / k;
  const nothing = new Array<number>(width).fill(0);
  const lengths = shares.map((_, c) => {
    const deviation = g.binary('subtract', x, g.constant(...centres.slice(c * width, (c + 1) * width)));
    return g.squaredDistances(whitened(g, deviation, factors[c % factors.length]!, width), nothing, 1);
  });
  const extra = shares.map((share, c) => -2 * (Math.log(share) + logDeterminants[c % logDeterminants.length]!));
  const least = Math.min(...extra);
  const distances = g.binary('add', g.concat(lengths), g.constant(...extra.map(v => v - least)));
  const halves = g.binary('multiply', g.binary('minimum', distances, g.constant(FARTHEST)), g.constant(-0.5));
  return { distances, probabilities: g.softmax(halves) };
}

function whitened(g: GraphBuilder, deviation: Ref, factor: readonly number[], width: number): Ref {
  if (factor.length === width) return g.binary('multiply', deviation, g.constant(...factor));
  const weights = new Array<number>(width * width).fill(0);
  for (let i = 0; i < width; i++) for (let j = 0; j <= i; j++) weights[j * width + i] = factor[triangle(i, j)]!;
  return g.matmul(deviation, weights, width);
}
