import { dot } from './centre.ts';
import { solvePositiveDefinite } from './cholesky.ts';
import type { LogLikelihood } from './log-likelihood.ts';

export interface Minimum {
  readonly theta: Float64Array;
  readonly value: number;
  /** Largest absolute entry of the gradient. */
  readonly gradient: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/** The last step must move no parameter by more than this share of the largest; Newton's steps shrink quadratically. */
const SMALLEST_STEP = 1e-10;

/** Up to here one step by the full matrix of second derivatives is affordable. */
const DIRECT = { size: 600, work: 4e9 };

/**
 * Newton's method with backtracking on a convex objective. Steps come from the Cholesky decomposition of the second
 * derivatives, or, where that matrix is large, from conjugate gradients (Nocedal and Wright 2006, algorithm 7.1).
 */
export async function minimise(
  objective: LogLikelihood,
  rows: number,
  limit: number,
  report: (iteration: number, value: number) => void,
): Promise<Minimum> {
  const direct = objective.size <= DIRECT.size && (rows * objective.size ** 2) / 2 <= DIRECT.work;
  let theta = new Float64Array(objective.size);
  let { value, gradient } = await objective.at(theta);
  const start = largest(gradient);
  for (let iteration = 1; iteration <= limit; iteration++) {
    report(iteration, value);
    const step =
      (direct && (await solveDirectly(objective, gradient))) || (await solveByGradients(objective, gradient, start));
    const slope = dot(gradient, step, step.length);
    // Below this the objective cannot tell two points apart, and Newton's full step is trusted.
    const rounding = 1e-14 * Math.max(1, Math.abs(value));
    let length = 1;
    let next = await objective.at(moved(theta, step, length));
    while (!(next.value <= value + 1e-4 * length * slope + rounding) && length > 1e-12) {
      length /= 2;
      next = await objective.at(moved(theta, step, length));
    }
    if (length <= 1e-12) return { theta, value, gradient: largest(gradient), iterations: iteration, converged: false };
    theta = moved(theta, step, length);
    ({ value, gradient } = next);
    if (length * largest(step) <= SMALLEST_STEP * Math.max(1, largest(theta))) {
      return { theta, value, gradient: largest(gradient), iterations: iteration, converged: true };
    }
  }
  return { theta, value, gradient: largest(gradient), iterations: limit, converged: false };
}

async function solveDirectly(objective: LogLikelihood, gradient: Float64Array): Promise<Float64Array | null> {
  return solvePositiveDefinite(
    await objective.curvature(),
    gradient.map(v => -v),
  );
}

/** Conjugate gradients, scaled by the diagonal, until the residual is small against the gradient. */
async function solveByGradients(
  objective: LogLikelihood,
  gradient: Float64Array,
  start: number,
): Promise<Float64Array> {
  const diagonal = await objective.curvatureDiagonal();
  const scaled = (v: Float64Array) => v.map((value, i) => (diagonal[i]! > 0 ? value / diagonal[i]! : value));
  const step = new Float64Array(gradient.length);
  const residual = gradient.map(v => -v);
  let z = scaled(residual);
  let direction = z.slice();
  let product = dot(residual, z, z.length);
  const first = product;
  // Tighter as the gradient shrinks, which keeps the outer convergence faster than linear.
  const enough = Math.min(0.01, Math.max(1e-7, largest(gradient) / start)) ** 2;
  for (let i = 0; i < 10 * gradient.length && product > enough * first && product > 0; i++) {
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
  return step;
}

const moved = (theta: Float64Array, step: Float64Array, length: number) => theta.map((v, i) => v + length * step[i]!);

const largest = (v: Float64Array): number => v.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
