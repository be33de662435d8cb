import type { LinearRows } from '../../../kernels/linear.ts';
import { dot } from './centre.ts';
import { CholeskyFactor } from './cholesky.ts';
import type { Descent } from './descent.ts';

export interface QuantileFit {
  /** `[coefficients, intercept]`. */
  readonly theta: Float64Array;
  /** The sum of weighted check losses and penalties there. */
  readonly value: number;
  readonly converged: boolean;
  readonly iterations: number;
}

/** How far towards the boundary a step may go. */
const SHORT = 0.9995;

/** Enough when the bounds on the value differ by less than this share of it. */
const GAP = 1e-9;

/**
 * Minimises the sum of weight_r check(y_r - x_r w - b) + penalty |w|₁, check(e) = share e for e > 0, else (share - 1) e, by
 * Mehrotra's predictor and corrector on the dual linear program (Portnoy and Koenker 1997): maximise y'a subject to
 * X'a = (1 - share) X'u and 0 ≤ a ≤ u, u the weights. A penalty is one more row for each column, of weight 2 penalty,
 * target 0 and share ½.
 */
export async function fitQuantile(
  x: LinearRows,
  targets: Float64Array,
  weights: Float64Array,
  share: number,
  penalty: number,
  descent: Descent,
): Promise<QuantileFit> {
  const problem = new Problem(x, targets, weights, share, penalty);
  const { u, c } = problem;
  let a = u.map((v, i) => (1 - problem.share(i)) * v);
  let s = u.map((v, i) => v - a[i]!);
  const ones = new Float64Array(u.length).fill(1);
  // Multipliers of the equations; the parameters are their negatives.
  let y = await problem.solve(await problem.factor(ones), await problem.adjoint(c), ones);
  const ends = await problem.times(y);
  const rest = c.map((v, i) => v - ends[i]!);
  // Both parts of each residual are above 0, and their difference is the residual.
  let z = rest.map(v => Math.max(v, 0) + 0.01);
  let w = rest.map((v, i) => z[i]! - v);
  const floor = 1e-13 * (u.reduce((sum, v, i) => sum + v * Math.abs(c[i]!), 0) || 1);
  let found = await problem.look(y, a);
  let best = found;
  let iteration = descent.first;
  for (; iteration <= descent.limit; iteration++) {
    await descent.report(iteration, best.value, best.theta);
    if (found.value - found.bound <= GAP * found.value + floor || descent.finished) break;
    const q = u.map((_, i) => 1 / (z[i]! / a[i]! + w[i]! / s[i]!));
    const r = u.map((_, i) => z[i]! - w[i]!);
    const factor = await problem.factor(q);
    const towards = async (more: (i: number) => number) => {
      const right = await problem.adjoint(q.map((v, i) => v * (r[i]! + more(i))));
      const dy = await problem.solve(factor, right, q);
      const along = await problem.times(dy);
      return { dy, da: q.map((v, i) => v * (along[i]! - r[i]! - more(i))) };
    };
    let { dy, da } = await towards(() => 0);
    let dz = z.map((v, i) => -v * (1 + da[i]! / a[i]!));
    let dw = w.map((v, i) => -v * (1 - da[i]! / s[i]!));
    const lengths = () => [
      Math.min(1, SHORT * Math.min(room(a, da, 1), room(s, da, -1))),
      Math.min(1, SHORT * Math.min(room(z, dz, 1), room(w, dw, 1))),
    ];
    let [fa, fd] = lengths() as [number, number];
    if (Math.min(fa, fd) < 1) {
      const [da1, dz1, dw1] = [da, dz, dw];
      const now = dot(z, a, a.length) + dot(w, s, s.length);
      let then = 0;
      for (let i = 0; i < a.length; i++) {
        then += (z[i]! + fd * dz[i]!) * (a[i]! + fa * da[i]!) + (w[i]! + fd * dw[i]!) * (s[i]! - fa * da[i]!);
      }
      const mu = (now * (then / now) ** 3) / (2 * a.length);
      const bent = (i: number) => (da1[i]! * dz1[i]!) / a[i]!;
      const bentBack = (i: number) => (-da1[i]! * dw1[i]!) / s[i]!;
      ({ dy, da } = await towards(i => bent(i) - bentBack(i) - mu * (1 / a[i]! - 1 / s[i]!)));
      dz = z.map((v, i) => mu / a[i]! - v - (v * da[i]!) / a[i]! - bent(i));
      dw = w.map((v, i) => mu / s[i]! - v + (v * da[i]!) / s[i]! - bentBack(i));
      [fa, fd] = lengths() as [number, number];
    }
    a = a.map((v, i) => v + fa * da[i]!);
    s = s.map((v, i) => v - fa * da[i]!);
    y = y.map((v, i) => v + fd * dy[i]!);
    z = z.map((v, i) => v + fd * dz[i]!);
    w = w.map((v, i) => v + fd * dw[i]!);
    found = await problem.look(y, a);
    if (!Number.isFinite(found.value)) break;
    if (found.value < best.value) best = { ...found, bound: Math.max(best.bound, found.bound) };
  }
  const converged = best.value - best.bound <= 1e-6 * best.value + floor;
  return { theta: best.theta, value: best.value, converged, iterations: Math.min(iteration, descent.limit) };
}

/** Rows of the table and, where there is a penalty, one for each column, as the constraints of the program. */
class Problem {
  /** Upper bounds of the dual variables, and what they cost: the negative targets. */
  readonly u: Float64Array;
  readonly c: Float64Array;
  readonly #x: LinearRows;
  readonly #share: number;
  readonly #columns: number;

  constructor(x: LinearRows, targets: Float64Array, weights: Float64Array, share: number, penalty: number) {
    this.#x = x;
    this.#share = share;
    this.#columns = penalty > 0 ? x.stride - 1 : 0;
    this.u = new Float64Array(x.rows + this.#columns).fill(2 * penalty);
    this.u.set(weights);
    this.c = new Float64Array(this.u.length);
    targets.forEach((v, r) => (this.c[r] = -v));
  }

  share(i: number): number {
    return i < this.#x.rows ? this.#share : 0.5;
  }

  /** Each row times the parameters. */
  async times(parameters: Float64Array): Promise<Float64Array> {
    const out = new Float64Array(this.u.length);
    out.set(await this.#x.scores(parameters, 1));
    for (let j = 0; j < this.#columns; j++) out[this.#x.rows + j] = parameters[j]!;
    return out;
  }

  /** The sum of the rows, each times its number. */
  async adjoint(numbers: Float64Array): Promise<Float64Array> {
    const out = await this.#x.adjoint(numbers.subarray(0, this.#x.rows), 1);
    for (let j = 0; j < this.#columns; j++) out[j]! += numbers[this.#x.rows + j]!;
    return out;
  }

  /** Of the sum of q z z' over the rows z. Where that is singular, its diagonal is made a little larger. */
  async factor(q: Float64Array): Promise<CholeskyFactor | null> {
    const { rows, stride } = this.#x;
    const gram = await this.#x.gram(q.subarray(0, rows));
    for (let j = 0; j < this.#columns; j++) gram[j * stride + j]! += q[rows + j]!;
    const exact = CholeskyFactor.of(gram.slice(), stride);
    if (exact) return exact;
    for (let j = 0; j < stride; j++) gram[j * stride + j]! *= 1 + 1e-8;
    return CholeskyFactor.of(gram, stride);
  }

  /** The solution of the factor's equations, refined once with the rows themselves. */
  async solve(factor: CholeskyFactor | null, right: Float64Array, q: Float64Array): Promise<Float64Array> {
    if (!factor) return right.map(() => NaN);
    const first = factor.solve(right);
    const product = await this.times(first);
    const made = await this.adjoint(product.map((v, i) => v * q[i]!));
    const rest = factor.solve(right.map((v, j) => v - made[j]!));
    return first.map((v, j) => v + rest[j]!);
  }

  /** The objective at the negative of y, and the bound that the dual variables give. */
  async look(y: Float64Array, a: Float64Array): Promise<{ theta: Float64Array; value: number; bound: number }> {
    const theta = y.map(v => -v);
    const ends = await this.times(theta);
    let value = 0;
    let bound = 0;
    for (let i = 0; i < this.u.length; i++) {
      const error = -this.c[i]! - ends[i]!;
      const share = this.share(i);
      value += this.u[i]! * error * (error > 0 ? share : share - 1);
      bound += this.c[i]! * ((1 - share) * this.u[i]! - a[i]!);
    }
    return { theta, value, bound };
  }
}

/** How many times the change fits in before a value reaches 0. */
function room(values: Float64Array, changes: Float64Array, sign: 1 | -1): number {
  let least = 1e20;
  for (let i = 0; i < values.length; i++) {
    const change = sign * changes[i]!;
    if (change < 0) least = Math.min(least, -values[i]! / change);
  }
  return least;
}
