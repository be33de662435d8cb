import type { Points } from '../../../kernels/distances.ts';
import type { Matrix } from '../../model.ts';
import { type DualSolution, type DualState, type SolveOptions, solveDual } from './smo.ts';

/** A decision Σ coefficient K(row, x) - rho over rows of a matrix. */
export interface Machine {
  /** Rows of the matrix with a coefficient that is not 0, ascending, and these coefficients. */
  readonly rows: Int32Array;
  readonly coefficients: Float64Array;
  readonly rho: number;
  readonly converged: boolean;
}

export interface MachineOptions extends Pick<SolveOptions, 'kernels' | 'pause' | 'tolerance' | 'most'> {
  readonly gamma: number;
  readonly resume?: DualState | undefined;
  /** The machine of this solve, where an earlier run has finished it. */
  readonly known?: Machine | undefined;
  finished?(machine: Machine): void;
}

/** Rows of a matrix on two sides, 1 and -1, and how far the coefficient of each may go. */
export interface Sides {
  readonly rows: Int32Array;
  readonly points: Points;
  readonly y: Int8Array;
  readonly bounds: Float64Array;
}

/** A machine, and the solution it was made of unless an earlier run has made it. */
export interface Separated {
  readonly machine: Machine;
  readonly solution?: DualSolution;
}

export function pointsOf({ width, data }: Matrix, rows: Int32Array): Points {
  const own = new Float64Array(rows.length * width);
  rows.forEach((r, i) => own.set(data.subarray(r * width, (r + 1) * width), i * width));
  return { rows: rows.length, width, data: own };
}

/** Tell rows on two sides apart. */
export async function separate({ rows, points, y, bounds }: Sides, options: MachineOptions): Promise<Separated> {
  if (options.known) return { machine: options.known };
  const problem = { points, gamma: options.gamma, y, p: new Float64Array(rows.length).fill(-1), C: bounds };
  const solution = await solveDual(problem, options);
  const machine = machineOf(rows, signed(solution, y), solution);
  options.finished?.(machine);
  return { machine, solution };
}

/**
 * Decisions on the rows left out by the machine of the others, in their order. It begins from the coefficients of the machine
 * of all rows (DeCoste and Wagstaff 2000, "Alpha seeding for support vector machines"): those of the rows left out become
 * 0 and stay it, which leaves their slopes to say what is decided about them.
 */
export async function decisionsLeftOut(
  { rows, points, y, bounds }: Sides,
  { machine: whole, solution: near }: Separated,
  leftOut: Int32Array,
  options: MachineOptions,
): Promise<Float64Array> {
  const p = new Float64Array(rows.length).fill(-1);
  const C = bounds.slice();
  for (const i of leftOut) C[i] = 0;
  const problem = { points, gamma: options.gamma, y, p, C };
  const { known } = options;
  const alpha = known ? unsigned(known, rows) : seeded(unsigned(whole, rows), y, C);
  const solution = await solveDual(problem, known ? { ...options, most: 0 } : options, { alpha, near });
  const { rho } = known ?? solution;
  if (!known) options.finished?.(machineOf(rows, signed(solution, y), solution));
  return Float64Array.from(leftOut, t => solution.slope[t]! + y[t]! - rho);
}

const signed = ({ alpha }: DualSolution, y: Int8Array): Float64Array => alpha.map((a, t) => a * y[t]!);

/** The size of each row's coefficient in a machine, 0 where it has none. */
function unsigned(machine: Machine, rows: Int32Array): Float64Array {
  const at = new Map(Array.from(machine.rows, (row, s) => [row, s]));
  return Float64Array.from(rows, row => (at.has(row) ? Math.abs(machine.coefficients[at.get(row)!]!) : 0));
}

/** Within their bounds; then on the side that has more the first are lowered until both sides are even. */
function seeded(given: Float64Array, y: Int8Array, C: Float64Array): Float64Array {
  const alpha = given.map((a, t) => Math.min(a, C[t]!));
  let excess = alpha.reduce((sum, a, t) => sum + y[t]! * a, 0);
  for (let t = 0; t < alpha.length && excess !== 0; t++) {
    if (alpha[t] === 0 || y[t]! > 0 !== excess > 0) continue;
    const less = Math.min(alpha[t]!, Math.abs(excess));
    alpha[t]! -= less;
    excess -= y[t]! * less;
  }
  return alpha;
}

/** Follow values within epsilon, as epsilon-insensitive support vector regression does: two variables a row. */
export async function follow(
  x: Matrix,
  values: Float64Array,
  bounds: Float64Array,
  epsilon: number,
  options: MachineOptions,
): Promise<Machine> {
  const n = x.rows;
  const rows = Int32Array.from({ length: n }, (_, r) => r);
  const twice = Int32Array.from({ length: 2 * n }, (_, t) => t % n);
  const y = Int8Array.from(twice, (_, t) => (t < n ? 1 : -1));
  const p = Float64Array.from(twice, (r, t) => epsilon - y[t]! * values[r]!);
  const C = Float64Array.from(twice, r => bounds[r]!);
  const found = await solveDual({ points: pointsOf(x, twice), gamma: options.gamma, y, p, C }, options);
  return machineOf(rows, Float64Array.from(rows, r => found.alpha[r]! - found.alpha[n + r]!), found); // prettier-ignore
}

function machineOf(rows: Int32Array, coefficients: Float64Array, { rho, converged }: DualSolution): Machine {
  const used = Int32Array.from(coefficients.keys()).filter(t => coefficients[t] !== 0);
  return {
    rows: used.map(t => rows[t]!),
    coefficients: Float64Array.from(used, t => coefficients[t]!),
    rho,
    converged,
  };
}
