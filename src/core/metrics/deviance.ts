import { mean } from './probability-loss.ts';
import { meanAbsoluteError, type RegressionFormula } from './regression.ts';
import { type MetricResult, noRows, ok, undefinedMetric } from './result.ts';

type Values = Float64Array;

function meanWhere(
  y: Values,
  f: Values,
  allowed: (y: number, f: number) => boolean,
  reason: string,
  perRow: (y: number, f: number) => number,
): MetricResult {
  if (y.length === 0) return noRows();
  if (!y.every((v, i) => allowed(v, f[i]!))) return undefinedMetric(reason, y.length);
  return ok(mean(y.map((v, i) => perRow(v, f[i]!))), y.length);
}

/** Mean (ln(1 + y) - ln(1 + f))²; every value must be above -1. */
export const meanSquaredLogError: RegressionFormula = (y, f) =>
  meanWhere(
    y,
    f,
    (v, p) => v > -1 && p > -1,
    'a value is -1 or less, which has no logarithm here',
    (v, p) => (Math.log1p(v) - Math.log1p(p)) ** 2,
  );

export const rootMeanSquaredLogError: RegressionFormula = (y, f) => {
  const squared = meanSquaredLogError(y, f);
  return squared.value === null ? squared : ok(Math.sqrt(squared.value), y.length);
};

/** 2 mean(y ln(y/f) - y + f), with 0 ln 0 = 0; needs y ≥ 0 and f > 0. */
export const poissonDeviance: RegressionFormula = (y, f) =>
  meanWhere(
    y,
    f,
    (v, p) => v >= 0 && p > 0,
    'it needs predictions above zero and no negative truth',
    (v, p) => 2 * ((v > 0 ? v * Math.log(v / p) : 0) - v + p),
  );

/** 2 mean(ln(f/y) + y/f - 1); needs y > 0 and f > 0. */
export const gammaDeviance: RegressionFormula = (y, f) =>
  meanWhere(
    y,
    f,
    (v, p) => v > 0 && p > 0,
    'it needs truth and predictions above zero',
    (v, p) => 2 * (Math.log(p / v) + v / p - 1),
  );

/** Pinball loss at quantile `alpha`: mean max(α d, (α - 1) d), d = y - f. */
export function pinballLoss(y: Values, f: Values, alpha: number): MetricResult {
  return meanWhere(
    y,
    f,
    () => true,
    '',
    (v, p) => Math.max(alpha * (v - p), (alpha - 1) * (v - p)),
  );
}

/**
 * 1 - pinball loss / pinball loss of always answering the α-quantile of these very rows. Every value between the two
 * middle order statistics gives that same loss, so the lower one serves.
 */
export function d2Pinball(y: Values, f: Values, alpha: number): MetricResult {
  const sorted = y.slice().sort();
  const rank = Math.max(0, Math.ceil(alpha * y.length - 1e-9) - 1);
  const constant = y.length > 0 ? sorted[Math.min(rank, y.length - 1)]! : 0;
  return againstConstant(y, f, constant, (a, b) => pinballLoss(a, b, alpha));
}

/** 1 - MAE / MAE of always answering the median. */
export const d2AbsoluteError: RegressionFormula = (y, f) => {
  const sorted = y.slice().sort();
  return againstConstant(y, f, y.length > 0 ? sorted[y.length >> 1]! : 0, meanAbsoluteError);
};

/** 1 - Poisson deviance / Poisson deviance of always answering the mean (D² Tweedie with power 1). */
export const d2Poisson: RegressionFormula = (y, f) =>
  againstConstant(y, f, y.length > 0 ? mean(y) : 0, poissonDeviance);

function againstConstant(y: Values, f: Values, constant: number, loss: RegressionFormula): MetricResult {
  const own = loss(y, f);
  if (own.value === null) return own;
  if (y.length < 2) return undefinedMetric('it needs at least two rows', y.length);
  const reference = loss(
    y,
    y.map(() => constant),
  ).value;
  if (!reference) return undefinedMetric('every true value is the same', y.length);
  return ok(1 - own.value / reference, y.length);
}
