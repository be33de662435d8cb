import { dot } from './centre.ts';
import { coordinateDescent, MatrixQuadratic } from './coordinate-descent.ts';
import type { Descent } from './descent.ts';
import type { Minimum } from './newton.ts';
import { largest, type Objective } from './objective.ts';

/** Up to this many parameters steps come from the matrix of second derivatives. */
const DIRECT = 1200;

/** The last step promises less than this share of the value. */
const SMALLEST_GAIN = 1e-11;

/**
 * Minimises objective + sum of l1_j |theta_j|. Each step minimises the quadratic model with the same penalty, by coordinate
 * descent on the second derivatives (Lee, Sun and Saunders 2014), or, where their matrix is large, on their diagonal alone,
 * with momentum (Beck and Teboulle 2009).
 */
export async function minimiseWithL1(
  objective: Objective,
  l1: Float64Array,
  start: Float64Array,
  descent: Descent,
): Promise<Minimum> {
  return objective.size <= DIRECT ? byNewton(objective, l1, start, descent) : byMomentum(objective, l1, start, descent);
}

const l1Norm = (theta: Float64Array, l1: Float64Array): number =>
  theta.reduce((sum, v, j) => sum + l1[j]! * Math.abs(v), 0);

async function byNewton(
  objective: Objective,
  l1: Float64Array,
  start: Float64Array,
  descent: Descent,
): Promise<Minimum> {
  let theta = start;
  let { value, gradient } = await objective.at(theta);
  let penalty = l1Norm(theta, l1);
  const end = { iterations: descent.limit, converged: false, endless: false };
  for (let iteration = descent.first; iteration <= descent.limit; iteration++) {
    end.iterations = iteration;
    await descent.report(iteration, value + penalty, theta);
    const aim = theta.slice();
    const model = new MatrixQuadratic(
      await objective.curvature(),
      gradient.map(v => -v),
    );
    let first = 0;
    await coordinateDescent(
      model,
      aim,
      l1,
      gain => gain <= 1e-10 * (first ||= gain) || gain <= 1e-15 * (value + penalty),
      descent.between,
      200,
    );
    const step = aim.map((v, j) => v - theta[j]!);
    const promise = dot(gradient, step, step.length) + l1Norm(aim, l1) - penalty;
    const rounding = 1e-14 * Math.abs(value + penalty);
    let length = 1;
    let next = await objective.at(aim);
    let nextPenalty = l1Norm(aim, l1);
    while (!(next.value + nextPenalty <= value + penalty + 1e-4 * length * promise + rounding) && length > 1e-12) {
      length /= 2;
      const moved = theta.map((v, j) => v + length * step[j]!);
      next = await objective.at(moved);
      nextPenalty = l1Norm(moved, l1);
    }
    if (length <= 1e-12) break;
    theta = length === 1 ? aim : theta.map((v, j) => v + length * step[j]!);
    ({ value, gradient } = next);
    penalty = nextPenalty;
    if (length === 1 && -promise <= SMALLEST_GAIN * Math.abs(value + penalty)) {
      end.converged = true;
      break;
    }
    if (descent.finished) break;
  }
  return { theta, value: value + penalty, gradient: largest(gradient), ...end };
}

async function byMomentum(
  objective: Objective,
  l1: Float64Array,
  start: Float64Array,
  descent: Descent,
): Promise<Minimum> {
  let theta = start;
  let ahead = start;
  let { value, gradient } = await objective.at(start);
  let best = value + l1Norm(start, l1);
  const diagonal = (await objective.curvatureDiagonal()).map(v => v || 1);
  let rate = 1;
  let momentum = 1;
  const end = { iterations: descent.limit, converged: false, endless: false };
  // One of Newton's steps is worth many of these.
  const rounds = 50 * descent.limit;
  for (let round = 1; round <= rounds; round++) {
    end.iterations = Math.max(1, Math.ceil((round / rounds) * descent.limit));
    await descent.report(end.iterations, best, theta);
    const [from, there, slope] = [ahead, value, gradient];
    const shrunk = () =>
      from.map((v, j) => {
        const at = v - (rate * slope[j]!) / diagonal[j]!;
        return Math.sign(at) * Math.max(0, Math.abs(at) - (rate * l1[j]!) / diagonal[j]!);
      });
    let aim = shrunk();
    let next = await objective.at(aim);
    for (; rate > 1e-12; rate /= 2, aim = shrunk(), next = await objective.at(aim)) {
      let bound = there;
      for (let j = 0; j < aim.length; j++) {
        const d = aim[j]! - from[j]!;
        bound += slope[j]! * d + (diagonal[j]! * d * d) / (2 * rate);
      }
      if (next.value <= bound + 1e-14 * Math.abs(there)) break;
    }
    const total = next.value + l1Norm(aim, l1);
    const gain = aim.reduce((sum, v, j) => sum + diagonal[j]! * (v - theta[j]!) ** 2, 0) / rate;
    const before = theta;
    // Momentum that leads uphill is dropped (O'Donoghue and Candès 2015).
    const uphill = total > best;
    theta = uphill ? theta : aim;
    best = Math.min(best, total);
    if (!uphill && gain <= 1e-12 * Math.abs(best)) {
      end.converged = true;
      break;
    }
    const faster = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
    const push = uphill ? 0 : (momentum - 1) / faster;
    momentum = uphill ? 1 : faster;
    ahead = theta.map((v, j) => v + push * (v - before[j]!));
    ({ value, gradient } = await objective.at(ahead));
    if (descent.finished) break;
  }
  return { theta, value: best, gradient: largest(gradient), ...end };
}
