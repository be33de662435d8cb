import type { Between } from '../../../kernels/linear.ts';
import { normalHalfWidth } from '../../stats/distributions.ts';
import type { CholeskyFactor } from './cholesky.ts';

/**
 * How far the intervals of coefficients can be trusted, or why there are none. `exact`: the t intervals of least squares.
 * `wald`: from the curvature of the likelihood, right for many rows. `penalised`: likewise, about weights that the
 * penalty has pulled towards zero. `selection`: an L1 penalty chose the columns. `pulled`: squared penalty, no likelihood.
 * `dependent`: columns that follow from each other. `few-rows`, `wide`: too few rows, or too many columns and rows to work out.
 * `endless`: the weights have no finite value. `no-theory`: the loss is not a likelihood.
 */
export type IntervalBasis =
  'exact' | 'wald' | 'penalised' | 'selection' | 'pulled' | 'dependent' | 'few-rows' | 'wide' | 'endless' | 'no-theory';

/** What helps to read the coefficients of a linear model. */
export interface Reading {
  /** Standard deviation of each column among the training rows: times its coefficient, what one of them changes. */
  readonly deviations: readonly number[];
  readonly basis: IntervalBasis;
  /** Standard errors, laid out as the coefficients; null where there are none. */
  readonly errors: readonly number[] | null;
  readonly interceptErrors: readonly number[] | null;
  /** Standard errors to either side of a coefficient that make its 95% interval. */
  readonly halfWidth: number;
}

export const NORMAL_95 = normalHalfWidth(0.95);

/** More parameters than this, or so much work to make their matrix, and the intervals would take longer than the fit. */
export const MOST_INTERVALS = 1000;
export const MOST_INTERVAL_WORK = 4e9;

export const noIntervals = (deviations: ArrayLike<number>, basis: IntervalBasis): Reading => ({
  deviations: Array.from(deviations),
  basis,
  errors: null,
  interceptErrors: null,
  halfWidth: NORMAL_95,
});

/**
 * Standard errors of coefficients and intercepts from the factor of the curvature of parameters `[coefficients,
 * intercept]` for each output, on columns less `means`; `variance` multiplies the inverse, and `less` (by parameter of one
 * output) is taken from its diagonal first.
 */
export async function standardErrors(
  factor: CholeskyFactor,
  means: Float64Array,
  outputs: number,
  between: Between,
  variance = 1,
  less: Float64Array | null = null,
): Promise<Pick<Reading, 'errors' | 'interceptErrors'>> {
  const width = means.length;
  const stride = width + 1;
  const errors = new Array<number>(width * outputs);
  const interceptErrors = new Array<number>(outputs);
  const at = new Float64Array(factor.size);
  const root = (form: number) => Math.sqrt(Math.max(0, form) * variance);
  for (let k = 0; k < outputs; k++) {
    for (let j = 0; j < width; j++) {
      await between('Intervals', k * width + j, outputs * width);
      at[k * stride + j] = 1;
      errors[j * outputs + k] = root(factor.inverseForm(at, k * stride + j) - (less ? less[j]! : 0));
      at[k * stride + j] = 0;
    }
    // The intercept where all columns are 0 is the one at their means less the coefficients times the means; of several
    // outputs, less the mean of all their intercepts, which stands for nothing.
    for (let l = 0; l < outputs; l++) {
      const share = outputs === 1 ? 1 : (l === k ? 1 : 0) - 1 / outputs;
      for (let j = 0; j < width; j++) at[l * stride + j] = -share * means[j]!;
      at[l * stride + width] = share;
    }
    interceptErrors[k] = root(factor.inverseForm(at));
    at.fill(0);
  }
  return { errors, interceptErrors };
}
