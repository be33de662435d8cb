import type { KernelRows } from './kernel-rows.ts';

/**
 * Minimise ½ a'Qa + p'a subject to y'a = 0 and 0 <= a <= C, with Q[s, t] = y[s] y[t] K(row s, row t). Variable t belongs
 * to row t modulo the number of rows, so that regression can have two for each.
 */
export interface DualProblem {
  readonly kernel: KernelRows;
  /** 1 or -1, one a variable. */
  readonly y: Int8Array;
  readonly p: Float64Array;
  readonly C: Float64Array;
}

export interface DualSolution {
  readonly alpha: Float64Array;
  /** The decision is Σ y a K - rho. */
  readonly rho: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/** What a solution can be continued from. Plain data. */
export interface DualState {
  readonly alpha: readonly number[];
  readonly gradient: readonly number[];
  readonly iterations: number;
}

export interface SolveOptions {
  /** Stops when no pair violates optimality by more. */
  readonly tolerance: number;
  readonly most: number;
  readonly resume?: DualState | undefined;
  /** Awaited often; true ends with what there is. `violation` falls towards the tolerance. */
  pause(violation: number, state: () => DualState): Promise<boolean>;
}

/** A curvature that is not positive is taken for this, as LIBSVM does. */
const LEAST_CURVATURE = 1e-12;
/** Numbers looked at between two looks at the clock. */
const SLICE = 100_000;

/**
 * Sequential minimal optimisation, two variables at a time, the pair chosen by the second order (Fan, Chen and Lin 2005,
 * "Working set selection using second order information"), as LIBSVM does without shrinking.
 */
export async function solveDual(problem: DualProblem, options: SolveOptions): Promise<DualSolution> {
  const { kernel, y, C } = problem;
  const n = y.length;
  const rows = kernel.count;
  const alpha = options.resume ? Float64Array.from(options.resume.alpha) : new Float64Array(n);
  const gradient = options.resume ? Float64Array.from(options.resume.gradient) : problem.p.slice();
  const plain = (): DualState => ({ alpha: Array.from(alpha), gradient: Array.from(gradient), iterations });
  const every = Math.max(1, Math.floor(SLICE / Math.max(1, n)));
  let iterations = options.resume?.iterations ?? 0;
  let converged = false;
  for (; iterations < options.most; iterations++) {
    const pair = workingSet(problem, alpha, gradient);
    if (iterations % every === 0 && (await options.pause(pair.violation, plain))) break;
    if (pair.violation < options.tolerance || pair.j < 0) {
      converged = true;
      break;
    }
    const { i, j } = pair;
    const [rowI, rowJ] = [kernel.row(i % rows), kernel.row(j % rows)];
    const [oldI, oldJ] = [alpha[i]!, alpha[j]!];
    const k = y[i]! * y[j]! * rowI[j % rows]!;
    step(alpha, gradient, C, i, j, y[i] === y[j], k);
    const [di, dj] = [(alpha[i]! - oldI) * y[i]!, (alpha[j]! - oldJ) * y[j]!];
    for (let t = 0, r = 0; t < n; t++, r++) {
      if (r === rows) r = 0;
      gradient[t]! += y[t]! * (rowI[r]! * di + rowJ[r]! * dj);
    }
  }
  return { alpha, rho: rhoOf(problem, alpha, gradient), iterations, converged };
}

/** The most violating variable, and the partner with which the objective falls most; diagonals of this kernel are 1. */
function workingSet({ kernel, y, C }: DualProblem, alpha: Float64Array, gradient: Float64Array) {
  let [i, highest] = [-1, -Infinity];
  for (let t = 0; t < y.length; t++) {
    const isUp = y[t] === 1 ? alpha[t]! < C[t]! : alpha[t]! > 0;
    const value = y[t] === 1 ? -gradient[t]! : gradient[t]!;
    if (isUp && value > highest) [i, highest] = [t, value];
  }
  if (i < 0) return { i, j: -1, violation: 0 };
  const rows = kernel.count;
  const row = kernel.row(i % rows);
  let [j, least, lowest] = [-1, Infinity, -Infinity];
  for (let t = 0, r = 0; t < y.length; t++, r++) {
    if (r === rows) r = 0;
    if (y[t] === 1 ? alpha[t]! <= 0 : alpha[t]! >= C[t]!) continue;
    const value = y[t] === 1 ? gradient[t]! : -gradient[t]!;
    if (value > lowest) lowest = value;
    const gap = highest + value;
    if (gap <= 0) continue;
    const curvature = Math.max(2 - 2 * row[r]!, LEAST_CURVATURE);
    const fall = -(gap * gap) / curvature;
    if (fall < least) [j, least] = [t, fall];
  }
  return { i, j, violation: highest + lowest };
}

/** Move two variables along y'a = 0 to the least value, and back into their bounds. */
function step(
  a: Float64Array,
  g: Float64Array,
  C: Float64Array,
  i: number,
  j: number,
  alike: boolean,
  k: number,
): void {
  const [Ci, Cj] = [C[i]!, C[j]!];
  if (!alike) {
    const delta = (-g[i]! - g[j]!) / Math.max(2 + 2 * k, LEAST_CURVATURE);
    const difference = a[i]! - a[j]!;
    a[i]! += delta;
    a[j]! += delta;
    if (difference > 0 && a[j]! < 0) [a[j], a[i]] = [0, difference];
    else if (difference <= 0 && a[i]! < 0) [a[i], a[j]] = [0, -difference];
    if (difference > Ci - Cj && a[i]! > Ci) [a[i], a[j]] = [Ci, Ci - difference];
    else if (difference <= Ci - Cj && a[j]! > Cj) [a[j], a[i]] = [Cj, Cj + difference];
    return;
  }
  const delta = (g[i]! - g[j]!) / Math.max(2 - 2 * k, LEAST_CURVATURE);
  const sum = a[i]! + a[j]!;
  a[i]! -= delta;
  a[j]! += delta;
  if (sum > Ci && a[i]! > Ci) [a[i], a[j]] = [Ci, sum - Ci];
  else if (sum <= Ci && a[j]! < 0) [a[j], a[i]] = [0, sum];
  if (sum > Cj && a[j]! > Cj) [a[j], a[i]] = [Cj, sum - Cj];
  else if (sum <= Cj && a[i]! < 0) [a[i], a[j]] = [0, sum];
}

/** The mean of y times the gradient over free variables, else the middle of what the bounds allow. */
function rhoOf({ y, C }: DualProblem, alpha: Float64Array, gradient: Float64Array): number {
  let [upper, lower, sum, free] = [Infinity, -Infinity, 0, 0];
  for (let t = 0; t < y.length; t++) {
    const value = y[t]! * gradient[t]!;
    const [isUpper, isLower] = [alpha[t]! >= C[t]!, alpha[t]! <= 0];
    if (!isUpper && !isLower) {
      free++;
      sum += value;
    } else if (isUpper === (y[t] === -1)) upper = Math.min(upper, value);
    else lower = Math.max(lower, value);
  }
  if (free) return sum / free;
  const middle = (upper + lower) / 2;
  return Number.isFinite(middle) ? middle : Number.isFinite(upper) ? upper : Number.isFinite(lower) ? lower : 0;
}
