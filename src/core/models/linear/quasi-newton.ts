import { dot } from './centre.ts';
import type { Descent } from './descent.ts';
import type { Minimum } from './newton.ts';
import { largest, type Look, type Objective } from './objective.ts';

/** A symmetric positive approximation to the inverse of the second derivatives, times a vector, as a new array. */
export type RoughInverse = (vector: Float64Array) => Float64Array;

export interface Rough {
  readonly inverse: RoughInverse;
  /** The value and its gradient at the start, where that is known without a look. */
  readonly known: Look | null;
}

/** Steps that are remembered, and steps that count as one of Newton's. */
const MEMORY = 12;
const STEPS_PER_ITERATION = 5;

/** It is slow when in so many steps what is left to gain has not shrunk to this share. */
const PATIENCE = { steps: 10, share: 1e-3 };

/** One step: how far it went, and what it changed in the gradient. */
interface Move {
  readonly by: Float64Array;
  readonly bent: Float64Array;
  /** The inner product of the two. */
  readonly product: number;
}

/**
 * Limited-memory BFGS (Nocedal and Wright 2006, algorithm 7.4) that begins with a rough inverse of the second derivatives,
 * and so takes one look at the objective a step. It ends where the next step promises less than `smallestGain` of the first
 * value. `slow` where Newton's method, from the place come to, is the better choice.
 */
export async function quasiNewton(
  objective: Objective,
  start: Float64Array,
  descent: Descent,
  { inverse, known }: Rough,
  smallestGain: number,
): Promise<Minimum & { readonly slow: boolean }> {
  let theta = start;
  let { value, gradient } = known ?? (await objective.at(theta));
  const scale = Math.abs(value);
  const moves: Move[] = [];
  const gains: number[] = [];
  const end = { iterations: descent.first, converged: false, endless: false, slow: false };
  const minimum = () => ({ theta, value, gradient: largest(gradient), ...end });
  for (;;) {
    end.iterations = descent.first + Math.floor(gains.length / STEPS_PER_ITERATION);
    if (end.iterations > descent.limit) return { ...minimum(), iterations: descent.limit };
    await descent.report(end.iterations, value, theta);
    const step = nextStep(gradient, moves, inverse);
    const slope = dot(gradient, step, step.length);
    const gain = -slope / 2;
    if (gain <= smallestGain * Math.max(scale, Math.abs(value))) return { ...minimum(), converged: true };
    const before = gains[gains.length - PATIENCE.steps];
    if (!(gain > 0) || (before !== undefined && gain > PATIENCE.share * before)) return { ...minimum(), slow: true };
    gains.push(gain);
    // Below this the objective cannot tell two points apart.
    const rounding = 1e-14 * Math.max(scale, Math.abs(value));
    let length = 1;
    let next = await objective.at(theta.map((v, i) => v + step[i]!));
    while (!(next.value <= value + 1e-4 * length * slope + rounding)) {
      length /= 2;
      if (length < 1e-3) return { ...minimum(), slow: true };
      next = await objective.at(theta.map((v, i) => v + length * step[i]!));
    }
    const by = step.map(v => length * v);
    const bent = next.gradient.map((v, i) => v - gradient[i]!);
    const product = dot(by, bent, by.length);
    if (product > 0) moves.push({ by, bent, product });
    if (moves.length > MEMORY) moves.shift();
    theta = theta.map((v, i) => v + by[i]!);
    ({ value, gradient } = next);
    if (descent.finished) return minimum();
  }
}

/** The inverse as the moves have corrected it, times the gradient, downhill. */
function nextStep(gradient: Float64Array, moves: readonly Move[], inverse: RoughInverse): Float64Array {
  const rest = gradient.slice();
  const shares = new Map<Move, number>();
  for (const move of moves.toReversed()) {
    const share = dot(move.by, rest, rest.length) / move.product;
    shares.set(move, share);
    rest.forEach((v, i) => (rest[i] = v - share * move.bent[i]!));
  }
  const step = inverse(rest);
  const last = moves.at(-1);
  // What the last step met tells how curved the objective really is.
  const scale = last ? last.product / dot(last.bent, inverse(last.bent), rest.length) : 1;
  step.forEach((v, i) => (step[i] = scale * v));
  for (const move of moves) {
    const share = shares.get(move)! - dot(move.bent, step, step.length) / move.product;
    step.forEach((v, i) => (step[i] = v + share * move.by[i]!));
  }
  return step.map(v => -v);
}
