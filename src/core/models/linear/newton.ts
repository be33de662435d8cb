import { dot } from './centre.ts';
import { solvePositiveDefinite } from './cholesky.ts';
import type { Descent } from './descent.ts';
import { largest, type Objective } from './objective.ts';
import { quasiNewton, type Rough } from './quasi-newton.ts';

export interface Minimum {
  readonly theta: Float64Array;
  readonly value: number;
  /** Largest absolute entry of the gradient. */
  readonly gradient: number;
  readonly iterations: number;
  readonly converged: boolean;
  /** The value stands still while scores go on moving: there is no finite minimum, as with separable classes. */
  readonly endless: boolean;
}

/**
 * A step that promises less than this share of the first value is the last: after it the parameters are off by its
 * square, far below a millionth of their standard errors.
 */
const SMALLEST_GAIN = 1e-11;

/** Scores that still move by more than this when the value stands still will move for ever. */
const STILL = 0.01;

/** Up to here one matrix of second derivatives costs no more than the passes that do without it; or is affordable. */
const DIRECT = { size: 200, affordable: 2500 };

/** What is still to gain where steps without second derivatives end; that of the last of Newton's steps is its square. */
const SMALLEST_REST = 1e-13;

/** Rows times parameters squared from where a matrix of second derivatives costs more than several looks. */
const MUCH = 3e7;

/**
 * The least of a convex objective: by steps that need no second derivatives where these would be dear and a rough inverse
 * is known, and by Newton's method where that is slow.
 */
export async function minimise(
  objective: Objective,
  start: Float64Array,
  descent: Descent,
  rough: Rough | null = null,
): Promise<Minimum> {
  if (!rough || objective.rows * objective.size ** 2 < MUCH) return newton(objective, start, descent);
  const { slow, ...found } = await quasiNewton(objective, start, descent, rough, SMALLEST_REST);
  return slow ? newton(objective, found.theta, descent, found.iterations) : found;
}

/**
 * Newton's method with backtracking on a convex objective. Steps come from the Cholesky decomposition of the second
 * derivatives, or, where that matrix is large, from conjugate gradients (Nocedal and Wright 2006, algorithm 7.1). It ends
 * when a step promises less than `smallestGain` of the first value.
 */
export async function newton(
  objective: Objective,
  start: Float64Array,
  descent: Descent,
  first = descent.first,
  smallestGain = SMALLEST_GAIN,
): Promise<Minimum> {
  let direct = objective.size <= DIRECT.size;
  let theta = start;
  let { value, gradient } = await objective.at(theta);
  const scale = Math.abs(value);
  const steepest = largest(gradient);
  let diagonal: Float64Array | null = null;
  for (let iteration = first; iteration <= descent.limit; iteration++) {
    await descent.report(iteration, value, theta);
    let step = direct ? await solveDirectly(objective, gradient) : null;
    if (!step) {
      // It only guides the search, so that of the first place serves on the way.
      diagonal ??= await objective.curvatureDiagonal();
      const found = await solveByGradients(objective, gradient, diagonal, steepest);
      ({ step } = found);
      if (found.slow && objective.size <= DIRECT.affordable) direct = true;
    }
    const slope = dot(gradient, step, step.length);
    const end = { iterations: iteration, converged: false, endless: false };
    // Below this the objective cannot tell two points apart, and Newton's full step is trusted.
    const rounding = 1e-14 * Math.max(scale, Math.abs(value));
    let length = 1;
    let next = await objective.at(moved(theta, step, length));
    while (!(next.value <= value + 1e-4 * length * slope + rounding) && length > 1e-12) {
      length /= 2;
      next = await objective.at(moved(theta, step, length));
    }
    if (length <= 1e-12) return { theta, value, gradient: largest(gradient), ...end };
    theta = moved(theta, step, length);
    ({ value, gradient } = next);
    if (length === 1 && -slope <= smallestGain * Math.max(scale, Math.abs(value))) {
      const endless = !((await objective.reach(step)) <= STILL);
      return { theta, value, gradient: largest(gradient), ...end, converged: !endless, endless };
    }
    if (descent.finished) return { theta, value, gradient: largest(gradient), ...end };
  }
  return { theta, value, gradient: largest(gradient), iterations: descent.limit, converged: false, endless: false };
}

async function solveDirectly(objective: Objective, gradient: Float64Array): Promise<Float64Array | null> {
  return solvePositiveDefinite(
    await objective.curvature(),
    gradient.map(v => -v),
  );
}

/** Conjugate gradients, scaled by the diagonal, until the residual is small against the gradient. */
async function solveByGradients(
  objective: Objective,
  gradient: Float64Array,
  diagonal: Float64Array,
  steepest: number,
): Promise<{ step: Float64Array; slow: boolean }> {
  const scaled = (v: Float64Array) => v.map((value, i) => (diagonal[i]! > 0 ? value / diagonal[i]! : value));
  const step = new Float64Array(gradient.length);
  const residual = gradient.map(v => -v);
  let z = scaled(residual);
  let direction = z.slice();
  let product = dot(residual, z, z.length);
  const first = product;
  // Tighter as the gradient shrinks, which keeps the outer convergence faster than linear.
  const enough = Math.min(0.1, Math.max(1e-7, largest(gradient) / steepest)) ** 2;
  let rounds = 0;
  for (; rounds < 10 * gradient.length && product > enough * first && product > 0; rounds++) {
    const bent = await objective.curvatureTimes(direction);
    const curvature = dot(direction, bent, bent.length);
    if (!(curvature > 0)) break;
    const length = product / curvature;
    for (let j = 0; j < step.length; j++) {
      step[j]! += length * direction[j]!;
      residual[j]! -= length * bent[j]!;
    }
    z = scaled(residual);
    const next = dot(residual, z, z.length);
    direction = direction.map((v, j) => z[j]! + (next / product) * v);
    product = next;
  }
  return { step, slow: rounds > gradient.length / 10 };
}

const moved = (theta: Float64Array, step: Float64Array, length: number) => theta.map((v, i) => v + length * step[i]!);
