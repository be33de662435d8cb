import type { FitContext, Matrix } from '../../model.ts';
import type { Param } from '../../params.ts';
import type { Target } from '../../target.ts';
import { requireFinite, requireMatrix, requireRegression } from '../check-data.ts';
import { columnDeviations, dot } from './centre.ts';
import { type CentredProblem, centredProblem } from './centred-problem.ts';
import { ColumnsQuadratic, coordinateDescent, MatrixQuadratic, type Quadratic } from './coordinate-descent.ts';
import { Descent } from './descent.ts';
import { largest } from './objective.ts';
import { noIntervals, type Reading } from './reading.ts';
import { weightedRows } from './weighted.ts';

/** Coefficients of some columns at each of the penalties that were gone through, from the largest on. */
export interface PenaltyPath {
  readonly alphas: readonly number[];
  /** Places of the columns with the largest effects, and the coefficients of each along `alphas`. */
  readonly columns: readonly number[];
  readonly coefficients: readonly (readonly number[])[];
}

export interface ElasticNetState {
  readonly coefficients: readonly number[];
  readonly intercept: number;
  /** The penalty as scikit-learn counts it. */
  readonly alpha: number;
  /** The objective, as scikit-learn counts it, and what a better one could still gain, at most. */
  readonly objective: number;
  readonly gap: number;
  readonly converged: boolean;
  readonly path: PenaltyPath;
  readonly reading: Reading;
}

export const strengthParam = {
  kind: 'number',
  default: 0.01,
  min: 1e-6,
  max: 1,
  log: true,
  label: 'Penalty, as a share of the largest',
  help: 'At 1 every weight is zero; the smaller it is, the more columns come in.',
} as const satisfies Param;

const STEPS = 30;
const PATH_COLUMNS = 12;

/** Up to so many columns, and multiply-adds to make it, the matrix of their products serves; beyond it the columns do. */
const MATRIX = { width: 2000, work: 2e10 };

/** The last step of the path ends when no solution can be better by more than this share of the objective. */
const GAP = { path: 1e-4, last: 1e-9 };

/**
 * Minimises 1 / (2 W) sum of weight (y - x w - b)² + alpha (ratio |w|₁ + (1 - ratio) / 2 |w|²), W the sum of weights, by
 * coordinate descent down a path of penalties from the one that sets all w to zero, until the duality gap closes (Friedman,
 * Hastie and Tibshirani 2010).
 */
export async function fitElasticNet(
  owner: string,
  given: Matrix,
  target: Target,
  { strength, ratio }: { readonly strength: number; readonly ratio: number },
  context: FitContext,
): Promise<ElasticNetState> {
  requireMatrix(owner, given);
  const counted = weightedRows(given, requireRegression(owner, target), context);
  const problem = centredProblem(counted);
  const { x, total, means, middle } = problem;
  const deviations = columnDeviations(counted.x, means, counted.weights);
  const steps = strength < 1 ? STEPS : 1;
  const descent = new Descent(context, 'Path of penalties', x.width, 1, steps);
  const data = await productsOf(problem, context, descent);
  requireFinite(owner, 'the numbers', [data.yy, ...data.xy, ...deviations]);

  const most = largest(data.xy) / (total * ratio);
  const w = descent.start(new Float64Array(x.width));
  const alphas: number[] = [];
  const passed: Float64Array[] = [];
  let last = { objective: data.yy / 2, gap: 0, converged: true };
  for (let step = descent.first; step <= steps && most > 0; step++) {
    await descent.report(step, last.objective / total, w);
    const alpha = most * strength ** (step / steps);
    const tolerance = step === steps ? GAP.last : GAP.path;
    last = await solve(data, w, total * alpha * ratio, total * alpha * (1 - ratio), tolerance, descent);
    alphas.push(alpha);
    passed.push(w.slice());
    if (descent.finished && step < steps) {
      last = { ...last, converged: false };
      break;
    }
  }
  const intercept = middle - dot(w, means, x.width);
  requireFinite(owner, 'the numbers', [intercept, ...w, last.objective, last.gap]);
  return {
    coefficients: Array.from(w),
    intercept,
    alpha: alphas.at(-1) ?? 0,
    objective: last.objective / total,
    gap: last.gap / total,
    converged: last.converged,
    path: pathOf(alphas, passed, deviations),
    reading: noIntervals(deviations, 'selection'),
  };
}

/** What the coordinate descent needs of the data: y'y, X'y, and the form at some w and L2 penalty. */
interface Products {
  readonly yy: number;
  readonly xy: Float64Array;
  form(w: Float64Array, l2: number): Quadratic;
}

async function productsOf(problem: CentredProblem, context: FitContext, descent: Descent): Promise<Products> {
  const { x, shift, y } = problem;
  const yy = dot(y, y, y.length);
  const rows = await context.kernels.linear.open(x, shift, descent.between);
  try {
    const xy = (await rows.adjoint(y, 1)).slice(0, x.width);
    if (x.width <= MATRIX.width && (x.rows * x.width ** 2) / 2 <= MATRIX.work) {
      const gram = withoutIntercept(await rows.gram(null), x.width);
      const form = (w: Float64Array, l2: number) => {
        const pulls = xy.map((v, j) => v - l2 * w[j]!);
        w.forEach((v, j) => {
          if (v === 0) return;
          for (let i = 0; i < x.width; i++) pulls[i]! -= v * gram[j * x.width + i]!;
        });
        return new MatrixQuadratic(gram, pulls, l2);
      };
      return { yy, xy, form };
    }
    const columns = Array.from({ length: x.width }, (_, j) =>
      Float64Array.from({ length: x.rows }, (__, r) => x.data[r * x.width + j]! - shift[j]!),
    );
    return { yy, xy, form: (w, l2) => new ColumnsQuadratic(columns, y, w, l2) };
  } finally {
    rows.close();
  }
}

function withoutIntercept(gram: Float64Array, width: number): Float64Array {
  const out = new Float64Array(width * width);
  for (let i = 0; i < width; i++) out.set(gram.subarray(i * (width + 1), i * (width + 1) + width), i * width);
  return out;
}

/** Moves w to the minimum of ½ |y - X w|² + l1 |w|₁ + ½ l2 |w|². */
async function solve(
  { yy, xy, form }: Products,
  w: Float64Array,
  l1: number,
  l2: number,
  tolerance: number,
  descent: Descent,
): Promise<{ objective: number; gap: number; converged: boolean }> {
  const quadratic = form(w, l2);
  /** The duality gap, from a scaled residual as a feasible dual point. */
  const look = () => {
    let [fitted, along, norm, ends, steepest] = [0, 0, 0, 0, 0];
    w.forEach((v, j) => {
      const pull = quadratic.pull(j);
      steepest = Math.max(steepest, Math.abs(pull));
      fitted += v * xy[j]!;
      along += v * (pull + l2 * v);
      norm += v * v;
      ends += Math.abs(v);
    });
    const rest = Math.max(0, yy - fitted - along);
    const share = steepest > l1 ? l1 / steepest : 1;
    const objective = rest / 2 + l1 * ends + (l2 / 2) * norm;
    const dual = share * (yy - fitted) - (share * share * (rest + l2 * norm)) / 2;
    return { objective, gap: Math.max(0, objective - dual) };
  };
  const small = () => {
    const { objective, gap } = look();
    return gap <= Math.max(tolerance * objective, 1e-13 * yy);
  };
  const bounds = new Float64Array(w.length).fill(l1);
  const converged = await coordinateDescent(quadratic, w, bounds, small, descent.between);
  return { ...look(), converged };
}

function pathOf(alphas: readonly number[], passed: readonly Float64Array[], deviations: Float64Array): PenaltyPath {
  const effect = (j: number) => passed.reduce((most, w) => Math.max(most, Math.abs(w[j]! * deviations[j]!)), 0);
  const columns = Array.from(deviations, (_, j) => ({ j, effect: effect(j) }))
    .filter(c => c.effect > 0)
    .sort((a, b) => b.effect - a.effect)
    .slice(0, PATH_COLUMNS)
    .map(c => c.j);
  return { alphas, columns, coefficients: columns.map(j => passed.map(w => w[j]!)) };
}
