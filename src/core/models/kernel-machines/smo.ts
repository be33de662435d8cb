import type { DistanceKernels, Points } from '../../../kernels/distances.ts';
import type { DualKernels, DualSteps, HeldDual } from '../../../kernels/dual.ts';
import { keptOf, rhoOf, unsettled, violationOf } from './dual-bounds.ts';

/** Minimise ½ a'Qa + p'a subject to y'a = 0 and 0 <= a <= C, with Q[s, t] = y[s] y[t] exp(-gamma |point s - point t|²). */
export interface DualProblem {
  /** One a variable. */
  readonly points: Points;
  readonly gamma: number;
  /** 1 or -1. */
  readonly y: Int8Array;
  readonly p: Float64Array;
  readonly C: Float64Array;
}

/** Coefficients, and the slopes that are exactly theirs: y times the gradient. One a variable. */
export interface DualPoint {
  readonly alpha: Float64Array;
  readonly slope: Float64Array;
}

export interface DualSolution extends DualPoint {
  /** The decision is Σ y a K - rho. */
  readonly rho: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/** What a solution can be continued from. Plain data. */
export interface DualState {
  readonly alpha: readonly number[];
  readonly iterations: number;
}

/** Where to begin: coefficients within their bounds with y'a = 0, and where there is one the solution of a problem much alike. */
export interface DualStart {
  readonly alpha: Float64Array;
  readonly near?: DualPoint | undefined;
}

export interface SolveOptions {
  readonly kernels: { readonly distances: DistanceKernels; readonly dual: DualKernels };
  /** Stops when no pair violates optimality by more. */
  readonly tolerance: number;
  readonly most: number;
  readonly resume?: DualState | undefined;
  /** Awaited often; true ends with what there is. `violation` falls towards the tolerance. */
  pause(violation: number, state: () => DualState): Promise<boolean>;
}

/** Multiplications between two looks at the clock. */
const SLICE = 8_000_000;
/** Iterations between two looks at what can be set aside, which is done when at most this share is left. */
const SHRINK = 1000;
const LEFT = 0.8;
/** In units of the decision: what turns out to lie so far beyond the border of its bound stays set aside. */
const FAR = 0.5;
/** Having been wrong so often about what can be set aside, it sets nothing aside. */
const MOST_WRONG = 3;

/**
 * Sequential minimal optimisation with shrinking, as LIBSVM does it (Joachims 1998, "Making large-scale SVM learning
 * practical"): variables that stay at a bound by all appearances are set aside. When the others are optimal, the slopes of
 * those set aside are made from known ones and the coefficients that have changed since; if they agree, all is optimal, else
 * those that may be concerned join in again.
 */
export async function solveDual(problem: DualProblem, options: SolveOptions, start?: DualStart): Promise<DualSolution> {
  const solver = new Solver(problem, options, start);
  try {
    return await solver.run();
  } finally {
    solver.close();
  }
}

class Solver {
  readonly #problem: DualProblem;
  readonly #options: SolveOptions;
  readonly #alpha: Float64Array;
  #known: DualPoint;
  #active: Int32Array;
  #held: HeldDual | undefined;
  #iterations: number;
  #wrong = 0;

  constructor(problem: DualProblem, options: SolveOptions, start: DualStart | undefined) {
    const { y, p, C } = problem;
    const { resume } = options;
    this.#problem = problem;
    this.#options = options;
    this.#known = start?.near ?? { alpha: new Float64Array(y.length), slope: p.map((v, t) => v * y[t]!) };
    const begin =
      resume?.alpha.length === y.length ? Float64Array.from(resume.alpha) : (start?.alpha ?? this.#known.alpha);
    this.#alpha = begin.slice();
    this.#iterations = resume?.iterations ?? 0;
    this.#active = Int32Array.from(C.keys());
  }

  close(): void {
    this.#held?.close();
  }

  async run(): Promise<DualSolution> {
    const { y, C, points } = this.#problem;
    const { tolerance, most, pause } = this.#options;
    this.#hold(await this.#slopesOf(this.#active));
    let untilShrink = SHRINK;
    let converged = false;
    while (this.#iterations < most) {
      const slice = Math.max(1, Math.floor(SLICE / (this.#active.length * (points.width + 8) || 1)));
      const asked = Math.min(slice, untilShrink, most - this.#iterations);
      const now = this.#held!.move(asked, tolerance);
      this.#iterations += now.steps;
      untilShrink -= now.steps;
      if (await pause(Math.max(0, now.highest + now.lowest), () => this.#state())) break;
      if (now.steps < asked) {
        const all = await this.#allSlopes();
        converged = violationOf(this.#problem, all) < tolerance;
        if (converged || this.#active.length === y.length) break;
        // Some of what was set aside has to move after all.
        this.#wrong++;
        this.#active = unsettled(
          this.#problem,
          all,
          rhoOf(this.#problem, all),
          this.#wrong < MOST_WRONG ? FAR : Infinity,
        );
        this.#hold(Float64Array.from(this.#active, t => all.slope[t]!));
        untilShrink = SHRINK;
      } else if (untilShrink === 0) {
        if (this.#wrong < MOST_WRONG) this.#shrink(now);
        untilShrink = SHRINK;
      }
    }
    const { alpha, slope } = converged ? this.#known : await this.#allSlopes();
    const rho = rhoOf({ y, C }, { alpha, slope });
    return { alpha, slope, rho, iterations: this.#iterations, converged };
  }

  #hold(slope: Float64Array): void {
    const { points, gamma, y, C } = this.#problem;
    this.#held?.close();
    this.#held = this.#options.kernels.dual.hold(pointsAt(points, this.#active), gamma, {
      y: Int8Array.from(this.#active, t => y[t]!),
      C: Float64Array.from(this.#active, t => C[t]!),
      alpha: Float64Array.from(this.#active, t => this.#alpha[t]!),
      slope,
    });
  }

  #shrink(now: DualSteps): void {
    const { slope } = this.#read();
    const places = keptOf(this.#problem, { alpha: this.#alpha, slope }, this.#active, now);
    if (places.length > LEFT * this.#active.length) return;
    if (slope.length === this.#alpha.length) this.#known = { alpha: this.#alpha.slice(), slope };
    this.#active = places.map(i => this.#active[i]!);
    this.#hold(Float64Array.from(places, i => slope[i]!));
  }

  /** What has become of the active variables; their coefficients are taken over. */
  #read(): DualPoint {
    const now = this.#held!.read();
    this.#active.forEach((t, i) => (this.#alpha[t] = now.alpha[i]!));
    return now;
  }

  /** Slopes of some variables: those that are known, and what the changes of all coefficients since then make of them. */
  async #slopesOf(variables: Int32Array): Promise<Float64Array> {
    const { points, gamma, y } = this.#problem;
    const { kernels, tolerance, pause } = this.#options;
    const changed = Int32Array.from(y.keys()).filter(t => this.#alpha[t] !== this.#known.alpha[t]);
    const slope = Float64Array.from(variables, t => this.#known.slope[t]!);
    if (!changed.length || !variables.length) return slope;
    const held = await kernels.distances.hold(pointsAt(points, changed));
    try {
      const changes = Float64Array.from(changed, t => y[t]! * (this.#alpha[t]! - this.#known.alpha[t]!));
      const sums = await held.kernelSums(pointsAt(points, variables), gamma, changes, async () => {
        await pause(tolerance, () => this.#state());
      });
      return slope.map((value, i) => value + sums[i]!);
    } finally {
      held.close();
    }
  }

  /** The slopes of all variables, which are known from now on. */
  async #allSlopes(): Promise<DualPoint> {
    const slope = new Float64Array(this.#alpha.length).fill(NaN);
    const own = this.#read();
    this.#active.forEach((t, i) => (slope[t] = own.slope[i]!));
    const rest = Int32Array.from(slope.keys()).filter(t => Number.isNaN(slope[t]));
    const others = await this.#slopesOf(rest);
    rest.forEach((t, i) => (slope[t] = others[i]!));
    this.#known = { alpha: this.#alpha.slice(), slope };
    return this.#known;
  }

  #state(): DualState {
    if (this.#held) this.#read();
    return { alpha: Array.from(this.#alpha), iterations: this.#iterations };
  }
}

function pointsAt({ width, data }: Points, rows: Int32Array): Points {
  const own = new Float64Array(rows.length * width);
  rows.forEach((r, i) => own.set(data.subarray(r * width, (r + 1) * width), i * width));
  return { rows: rows.length, width, data: own };
}
