import { mean } from './probability-loss.ts';
import { type MetricResult, noRows, ok, undefinedMetric } from './result.ts';

type Values = Float64Array;
/** Every metric here takes the true and the predicted values of the same rows, all finite. */
export type RegressionFormula = (y: Values, f: Values) => MetricResult;

/** A formula that is a mean over rows. */
const meanOf =
  (perRow: (y: number, f: number) => number): RegressionFormula =>
  (y, f) =>
    y.length === 0 ? noRows() : ok(mean(y.map((v, i) => perRow(v, f[i]!))), y.length);

export const squaredError = (y: number, f: number): number => (y - f) ** 2;
export const absoluteError = (y: number, f: number): number => Math.abs(y - f);
/** Prediction minus truth: positive when the model says too much. */
export const signedError = (y: number, f: number): number => f - y;

export const meanSquaredError = meanOf(squaredError);
export const meanAbsoluteError = meanOf(absoluteError);
export const bias = meanOf(signedError);

export function rootMeanSquaredError(y: Values, f: Values): MetricResult {
  const mse = meanSquaredError(y, f);
  return mse.value === null ? mse : ok(Math.sqrt(mse.value), y.length);
}

export function medianAbsoluteError(y: Values, f: Values): MetricResult {
  if (y.length === 0) return noRows();
  const errors = y.map((v, i) => absoluteError(v, f[i]!)).sort();
  const middle = errors.length >> 1;
  return ok(errors.length % 2 ? errors[middle]! : (errors[middle - 1]! + errors[middle]!) / 2, y.length);
}

export function maximumError(y: Values, f: Values): MetricResult {
  if (y.length === 0) return noRows();
  let largest = 0;
  for (let i = 0; i < y.length; i++) largest = Math.max(largest, absoluteError(y[i]!, f[i]!));
  return ok(largest, y.length);
}

/** Below this a true value counts as zero, and a percentage of it as meaningless. */
export const MAPE_ZERO = 1e-9;

export const absolutePercentageError = (y: number, f: number): number => Math.abs(y - f) / Math.abs(y);

/** Mean |y - f| / |y|, a fraction. Undefined as soon as one true value is zero, and the reason counts them. */
export function meanAbsolutePercentageError(y: Values, f: Values): MetricResult {
  if (y.length === 0) return noRows();
  let zeros = 0;
  for (const v of y) if (Math.abs(v) < MAPE_ZERO) zeros++;
  if (zeros > 0)
    return undefinedMetric(`${zeros} true ${zeros === 1 ? 'value is' : 'values are'} zero; see WAPE instead`, y.length);
  return meanOf(absolutePercentageError)(y, f);
}

/** Σ |y - f| / Σ |y|: the percentage error that survives zeros. */
export function weightedAbsolutePercentageError(y: Values, f: Values): MetricResult {
  if (y.length === 0) return noRows();
  const size = mean(y.map(Math.abs));
  if (size === 0) return undefinedMetric('every true value is zero', y.length);
  return ok(mean(y.map((v, i) => absoluteError(v, f[i]!))) / size, y.length);
}

/** Mean 2 |y - f| / (|y| + |f|), a fraction in [0, 2]; a row where both are zero counts 0. */
export const symmetricAbsolutePercentageError = meanOf((y, f) =>
  y === f ? 0 : (2 * Math.abs(y - f)) / (Math.abs(y) + Math.abs(f)),
);

/** Σ (y - ȳ)² in two passes. */
function totalSquares(y: Values): number {
  const centre = mean(y);
  let sum = 0;
  for (const v of y) sum += (v - centre) ** 2;
  return sum;
}

/** 1 - SSE / SST. Undefined below two rows and when every true value is the same. */
export function r2(y: Values, f: Values): MetricResult {
  const error = meanSquaredError(y, f);
  if (y.length > 0 && error.value === null) return error; // the squares overflow
  return explained(y, () => y.length * error.value!);
}

/** 1 - Var(y - f) / Var(y): R² that forgives a constant bias. */
export function explainedVariance(y: Values, f: Values): MetricResult {
  return explained(y, () => totalSquares(y.map((v, i) => v - f[i]!)));
}

function explained(y: Values, unexplained: () => number): MetricResult {
  if (y.length === 0) return noRows();
  if (y.length < 2) return undefinedMetric('it needs at least two rows', y.length);
  if (y.every(v => v === y[0])) return undefinedMetric('every true value is the same', y.length);
  return ok(1 - unexplained() / totalSquares(y), y.length);
}
