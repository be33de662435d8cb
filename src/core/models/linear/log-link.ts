import { StudioError } from '../../errors.ts';
import type { FitContext, Matrix } from '../../model.ts';
import type { Param } from '../../params.ts';
import type { RegressionTarget, Target } from '../../target.ts';
import { requireFinite, requireMatrix, requireRegression } from '../check-data.ts';
import { columnDeviations, columnMeans, dot, meanOf } from './centre.ts';
import { CholeskyFactor } from './cholesky.ts';
import { Descent } from './descent.ts';
import { minimise } from './newton.ts';
import { RowLosses } from './objective.ts';
import { MOST_INTERVALS, noIntervals, NORMAL_95, type Reading, standardErrors } from './reading.ts';
import { tweedieLoss } from './row-losses.ts';
import { weightedRows } from './weighted.ts';

export interface LogLinkState {
  readonly coefficients: readonly number[];
  readonly intercept: number;
  readonly converged: boolean;
  /** True when weights grow without end: nothing holds them, and some rows are better fitted the further they go. */
  readonly endless: boolean;
  readonly iterations: number;
  readonly reading: Reading;
}

export const logLinkParams = {
  alpha: {
    kind: 'number',
    default: 0.01,
    min: 0,
    max: 1e6,
    log: true,
    label: 'Penalty on large weights',
    help: 'More keeps the weights small and steady; 0 is no penalty at all.',
  },
  iterations: {
    kind: 'number',
    default: 100,
    min: 1,
    max: 10_000,
    integer: true,
    label: 'Most iterations',
    help: 'It rarely needs more than ten.',
  },
} as const satisfies Record<string, Param>;

/** A generalised linear model by its owner's label and the power of the mean that its variance goes with. */
interface Family {
  readonly owner: string;
  readonly power: number;
  readonly alpha: number;
  readonly iterations: number;
}

/**
 * A generalised linear model with log link: mean = exp(x w + b), the deviance of the Tweedie family (1: Poisson, 2: gamma),
 * halved and averaged, plus alpha / 2 |w|², as in scikit-learn. By Newton's method. Its Wald intervals come from the
 * expected information and, but for counts, the dispersion of the Pearson residuals.
 */
export async function fitLogLink(
  { owner, power, alpha, iterations }: Family,
  given: Matrix,
  target: Target,
  context: FitContext,
): Promise<LogLinkState> {
  requireMatrix(owner, given);
  const { x, y, weights, total } = weightedRows(given, requireRegression(owner, target), context);
  requireRange(owner, y, power);
  const means = columnMeans(x, weights);
  const deviations = columnDeviations(x, means, weights);
  requireFinite(owner, 'the columns', deviations);
  const start = new Float64Array(x.width + 1);
  start[x.width] = Math.log(meanOf(y.values, weights));
  const descent = new Descent(context, 'Newton steps', start.length, total, iterations);
  const rows = await context.kernels.linear.open(x, means, descent.between);
  try {
    const penalty = alpha * total;
    const objective = new RowLosses(rows, tweedieLoss(power), y.values, weights, penalty);
    const { theta, converged, endless, iterations: taken } = await minimise(objective, descent.start(start), descent);
    const coefficients = Array.from(theta.subarray(0, x.width));
    const intercept = theta[x.width]! - dot(coefficients, means, x.width);
    requireFinite(owner, 'the numbers', [...coefficients, intercept]);

    const reading = async (): Promise<Reading> => {
      const degrees = x.rows - x.width - 1;
      if (endless) return noIntervals(deviations, 'endless');
      if (degrees < 1) return noIntervals(deviations, 'few-rows');
      if (x.width > MOST_INTERVALS) return noIntervals(deviations, 'wide');
      const scores = await rows.scores(theta, 1);
      const information = scores.map((s, r) => (weights ? weights[r]! : 1) * Math.exp((2 - power) * s));
      const matrix = await rows.gram(information);
      for (let j = 0; j < x.width; j++) matrix[j * start.length + j]! += penalty;
      const factor = CholeskyFactor.of(matrix, start.length);
      if (!factor) return noIntervals(deviations, 'dependent');
      const dispersion = power === 1 ? 1 : pearson(scores, y.values, weights, power) / degrees;
      const found = await standardErrors(factor, means, 1, descent.between, dispersion);
      requireFinite(owner, 'the errors of the weights', [...found.errors!, ...found.interceptErrors!]);
      const basis = alpha > 0 ? 'penalised' : 'wald';
      return { deviations: Array.from(deviations), basis, halfWidth: NORMAL_95, ...found };
    };
    return { coefficients, intercept, converged, endless, iterations: taken, reading: await reading() };
  } finally {
    rows.close();
  }
}

/** Sum of weight (y - mean)² / mean^power. */
function pearson(scores: Float64Array, y: Float64Array, weights: Float64Array | null, power: number): number {
  return scores.reduce((sum, s, r) => {
    const mean = Math.exp(s);
    return sum + ((weights ? weights[r]! : 1) * (y[r]! - mean) ** 2) / mean ** power;
  }, 0);
}

function requireRange(owner: string, { values }: RegressionTarget, power: number): void {
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
  if (power >= 2 ? !(low > 0) : !(low >= 0)) {
    throw new StudioError(
      'fit/target-range',
      `${owner}: every target value must be ${power >= 2 ? 'above 0' : 'at least 0'}, got ${low}. Leave out these rows in the pipeline, or choose another algorithm.`,
      { low },
    );
  }
  if (!(high > 0)) {
    throw new StudioError(
      'fit/target-range',
      `${owner}: some target values must be above 0, got 0 in all ${values.length} training rows. Choose another target, or the baseline.`,
      { high },
    );
  }
}
