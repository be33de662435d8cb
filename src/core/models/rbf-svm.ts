import { StudioError } from '../errors.ts';
import { formatInteger } from '../format.ts';
import type { GraphBuilder } from '../graph/builder.ts';
import type { Ref } from '../graph/graph.ts';
import { defineModel, type FitContext, type Matrix } from '../model.ts';
import type { ClassificationTarget, RegressionTarget } from '../target.ts';
import { pacer } from '../work.ts';
import { posteriorSpread } from './bayes/posterior.ts';
import { classCounts, presentClasses, requireFinite, requireMatrix } from './check-data.ts';
import { timedCheckpoint } from './checkpoints.ts';
import { follow, type Machine, type MachineOptions } from './kernel-machines/machine.ts';
import { oneAgainstOne } from './kernel-machines/one-against-one.ts';
import { couplePairs } from './kernel-machines/pairs.ts';
import type { Sigmoid } from './kernel-machines/platt.ts';
import { gammaOf, svmParams } from './kernel-machines/svm-params.ts';
import type { DualState } from './kernel-machines/smo.ts';
import { countingRows } from './weighted-rows.ts';

const LABEL = 'RBF support vector machine';
const MOST_ROWS = 20_000;

interface SvmState {
  readonly gamma: number;
  /** Support vectors, row-major `[count, width]`, and their coefficients `[count, machines]`. */
  readonly support: readonly number[];
  readonly count: number;
  readonly coefficients: readonly number[];
  readonly rho: readonly number[];
  /** Null for numbers. */
  readonly classes: number | null;
  readonly present: readonly number[];
  readonly sigmoids: readonly Sigmoid[];
  readonly rows: number;
  /** False where a machine ran out of iterations before it was exact enough. */
  readonly converged: boolean;
}

/**
 * Support vector machines with the kernel exp(-gamma |a - b|²), as SVC and SVR of scikit-learn (LIBSVM): the dual problem by
 * sequential minimal optimisation; more than two classes one against one. Probabilities: Platt's sigmoid of decisions on
 * rows left out, coupled over the pairs; the label is the most probable class.
 */
export const rbfSvm = defineModel({
  id: 'rbf-svm',
  label: LABEL,
  help: 'Draws a smooth border between classes, or a smooth line through numbers, that bends around the training rows which are hardest to tell apart. Put the columns on one scale first. For up to 20,000 rows; the model keeps those training rows, and so does everything it is exported to.',
  family: 'Neighbours and Bayes',
  tasks: ['classification', 'regression'],
  tags: ['kernels'],
  params: svmParams,
  async fit(given, target, params, context): Promise<SvmState> {
    if (target.task !== 'classification' && target.task !== 'regression')
      throw new StudioError('fit/task', `${LABEL}: must have a target to predict, got none. Choose another algorithm.`);
    const { x, y, weights } = countingRows(given, target, context.weights);
    requireMatrix(LABEL, x);
    if (x.rows > MOST_ROWS)
      throw new StudioError(
        'fit/too-many-rows',
        `${LABEL}: must have at most ${formatInteger(MOST_ROWS)} training rows, got ${formatInteger(x.rows)}; its work grows with their square. Draw a sample of the rows in the pipeline, or choose gradient boosting.`,
        { rows: x.rows, most: MOST_ROWS },
      );
    const gamma = gammaOf(params, x);
    requireFinite(LABEL, 'the numbers', [gamma, 1 / gamma]);
    const counts = weights ?? new Float64Array(x.rows).fill(1);
    return y.task === 'classification'
      ? classify(x, y, counts, gamma, params, context)
      : regress(x, y, counts, gamma, params, context);
  },
  lower(state, g, x) {
    const decisions = decisionsOf(state, g, x);
    if (state.classes === null) return { task: 'regression', prediction: decisions };
    const { present, classes, sigmoids } = state;
    const odds = g.binary(
      'add',
      g.binary('multiply', decisions, g.constant(...sigmoids.map(s => s.slope))),
      g.constant(...sigmoids.map(s => s.offset)),
    );
    const known = couplePairs(g, odds, present.length);
    return { task: 'classification', probabilities: posteriorSpread(known, g, { classes, present }) };
  },
});

type Params = Parameters<typeof rbfSvm.fit>[2];

async function classify(
  x: Matrix,
  y: ClassificationTarget,
  weights: Float64Array,
  gamma: number,
  params: Params,
  context: FitContext,
): Promise<SvmState> {
  const present = presentClasses(LABEL, y);
  const sizes = classCounts(y);
  const balance = (code: number): number => params.classWeight === 'balanced' ? x.rows / (present.length * sizes[code]!) : 1; // prettier-ignore
  const place = new Map(present.map((k, i) => [k, i]));
  const problem = {
    x,
    places: y.codes.map(code => place.get(code)!),
    count: present.length,
    bounds: Float64Array.from(y.codes, (code, r) => params.C * balance(code) * weights[r]!),
    weights,
    folds: params.folds,
  };
  const solves = ((present.length * (present.length - 1)) / 2) * (params.folds + 1);
  const work = working(params, gamma, solves, context);
  const machines = await oneAgainstOne(problem, context.random, work);
  const state = stateOf(x, machines, gamma);
  return { ...state, classes: y.classes.length, present, sigmoids: machines.map(m => m.sigmoid) };
}

async function regress(
  x: Matrix,
  y: RegressionTarget,
  weights: Float64Array,
  gamma: number,
  params: Params,
  context: FitContext,
): Promise<SvmState> {
  const bounds = weights.map(w => params.C * w);
  const machine = await follow(x, y.values, bounds, params.epsilon, working(params, gamma, 1, context)(0));
  return { ...stateOf(x, [machine], gamma), classes: null, present: [], sigmoids: [] };
}

type PlainMachine = Omit<Machine, 'rows' | 'coefficients'> & {
  readonly rows: readonly number[];
  readonly coefficients: readonly number[];
};

/** Machines that are finished, in order, and the state of the one under way. */
interface Checkpoint {
  readonly done: readonly PlainMachine[];
  readonly state: DualState;
  /** Solves done, the part of the one under way with them, and the largest violation so far. */
  readonly reached: number;
  readonly worst: number;
}

/** Progress, cancelling, ending early and checkpoints for a number of solves one after another. */
function working({ tolerance, iterations: most }: Params, gamma: number, solves: number, context: FitContext) {
  const pace = pacer(context);
  const keep = timedCheckpoint(context.checkpoint?.bind(context));
  const resume = context.resume as Checkpoint | undefined;
  const done: PlainMachine[] = [...(resume?.done ?? [])];
  let reached = resume?.reached ?? 0;
  const breathe = () => pace('Support vectors', reached, solves);
  let worst = resume?.worst ?? tolerance;
  const options = (solve: number): MachineOptions => ({
    gamma,
    kernels: context.kernels,
    tolerance,
    most,
    resume: resume?.done.length === solve ? resume.state : undefined,
    known: done[solve] && { ...done[solve], rows: Int32Array.from(done[solve].rows), coefficients: Float64Array.from(done[solve].coefficients) }, // prettier-ignore
    finished: machine =>
      void done.push({ ...machine, rows: Array.from(machine.rows), coefficients: Array.from(machine.coefficients) }),
    async pause(violation, state) {
      worst = Math.max(worst, violation);
      // The violation falls by orders of magnitude, now and then rising a little: its logarithm says how far this solve is.
      const share = Math.log(worst / Math.max(violation, tolerance)) / Math.log(worst / tolerance);
      reached = Math.max(reached, solve + (share > 0 ? Math.min(0.99, share) : 0));
      keep((): Checkpoint => ({ done: [...done], state: state(), reached, worst }));
      await breathe();
      return context.finish?.aborted ?? false;
    },
  });
  return options;
}

/** The rows that any machine uses, once each, with a coefficient for every machine. */
function stateOf(x: Matrix, machines: readonly Machine[], gamma: number) {
  const used = [...new Set(machines.flatMap(m => Array.from(m.rows)))].sort((a, b) => a - b);
  const at = new Map(used.map((row, i) => [row, i]));
  const coefficients = new Array<number>(used.length * machines.length).fill(0);
  machines.forEach((m, k) =>
    m.rows.forEach((row, s) => (coefficients[at.get(row)! * machines.length + k] = m.coefficients[s]!)),
  );
  const state = {
    gamma,
    support: used.flatMap(row => Array.from(x.data.subarray(row * x.width, (row + 1) * x.width))),
    count: used.length,
    coefficients,
    rho: machines.map(m => m.rho),
    rows: x.rows,
    converged: machines.every(m => m.converged),
  };
  requireFinite(LABEL, 'the numbers', [...state.rho, ...coefficients]);
  return state;
}

/** The decision of every machine, positive for the first class of its pair; for numbers the prediction. */
export function decisionsOf({ gamma, support, count, coefficients, rho }: SvmState, g: GraphBuilder, x: Ref): Ref {
  const offsets = g.constant(...rho.map(r => -r));
  if (!count) return offsets;
  const squared = g.squaredDistances(x, support, count);
  const kernel = g.unary('exp', g.binary('multiply', squared, g.constant(-gamma)));
  return g.binary('add', g.matmul(kernel, coefficients, rho.length), offsets);
}
