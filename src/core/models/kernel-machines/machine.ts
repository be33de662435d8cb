import type { Matrix } from '../../model.ts';
import { KernelRows } from './kernel-rows.ts';
import { type DualState, type SolveOptions, solveDual } from './smo.ts';

/** A decision Σ coefficient K(row, x) - rho over rows of a matrix. */
export interface Machine {
  /** Rows of the matrix with a coefficient that is not 0, ascending, and these coefficients. */
  readonly rows: Int32Array;
  readonly coefficients: Float64Array;
  readonly rho: number;
  readonly converged: boolean;
}

export interface MachineOptions extends Pick<SolveOptions, 'pause' | 'tolerance' | 'most'> {
  readonly gamma: number;
  readonly resume?: DualState | undefined;
  /** The machine of this solve, where an earlier run has finished it. */
  readonly known?: Machine | undefined;
  finished?(machine: Machine): void;
}

/** Tell rows apart: `isFirst` says on which side each of the given rows lies, `bound` how far its coefficient may go. */
export async function separate(
  x: Matrix,
  rows: Int32Array,
  isFirst: (row: number) => boolean,
  bound: (row: number) => number,
  options: MachineOptions,
): Promise<Machine> {
  if (options.known) return options.known;
  const y = Int8Array.from(rows, r => (isFirst(r) ? 1 : -1));
  const kernel = new KernelRows(x, rows, options.gamma);
  const problem = { kernel, y, p: new Float64Array(rows.length).fill(-1), C: Float64Array.from(rows, bound) };
  const { alpha, rho, converged } = await solveDual(problem, options);
  const machine = machineOf(rows, alpha.map((a, t) => a * y[t]!), rho, converged); // prettier-ignore
  options.finished?.(machine);
  return machine;
}

/** Follow values within epsilon, as epsilon-insensitive support vector regression does. */
export async function follow(
  x: Matrix,
  values: Float64Array,
  bounds: Float64Array,
  epsilon: number,
  options: MachineOptions,
): Promise<Machine> {
  const n = x.rows;
  const rows = Int32Array.from({ length: n }, (_, r) => r);
  const y = Int8Array.from({ length: 2 * n }, (_, t) => (t < n ? 1 : -1));
  const p = Float64Array.from(y, (sign, t) => epsilon - sign * values[t % n]!);
  const C = Float64Array.from(y, (_, t) => bounds[t % n]!);
  const { alpha, rho, converged } = await solveDual(
    { kernel: new KernelRows(x, rows, options.gamma), y, p, C },
    options,
  );
  return machineOf(rows, Float64Array.from(rows, r => alpha[r]! - alpha[n + r]!), rho, converged); // prettier-ignore
}

function machineOf(rows: Int32Array, coefficients: Float64Array, rho: number, converged: boolean): Machine {
  const used = Int32Array.from(coefficients.keys()).filter(t => coefficients[t] !== 0);
  return {
    rows: used.map(t => rows[t]!),
    coefficients: Float64Array.from(used, t => coefficients[t]!),
    rho,
    converged,
  };
}

/** The decision on some rows of the matrix; awaits `breathe` now and then. */
export async function decide(
  { width, data }: Matrix,
  asked: Int32Array,
  machine: Machine,
  gamma: number,
  breathe: () => Promise<unknown>,
): Promise<Float64Array> {
  const out = new Float64Array(asked.length);
  for (let i = 0; i < asked.length; i++) {
    if (i % 32 === 0) await breathe();
    const own = asked[i]! * width;
    let decision = -machine.rho;
    for (let s = 0; s < machine.rows.length; s++) {
      const other = machine.rows[s]! * width;
      let sum = 0;
      for (let c = 0; c < width; c++) {
        const d = data[own + c]! - data[other + c]!;
        sum += d * d;
      }
      decision += machine.coefficients[s]! * Math.exp(-gamma * sum);
    }
    out[i] = decision;
  }
  return out;
}
