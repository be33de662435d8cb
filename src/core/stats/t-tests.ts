import type { Interval } from '../metrics/result.ts';
import { moments } from './describe.ts';
import { tCdf, tQuantile, tTwoSided } from './distributions.ts';

export interface TTest {
  readonly mean: number;
  readonly standardError: number;
  readonly df: number;
  readonly t: number;
  readonly pValue: number;
  readonly interval: Interval;
  /** `identical`: every difference is 0. `degenerate`: all differences are one and the same other number. */
  readonly status: 'ok' | 'identical' | 'degenerate' | 'insufficient';
}

/** Student's t test of "the mean difference is 0" on paired differences of independent rows. */
export const pairedTTest = (differences: Float64Array, level = 0.95): TTest =>
  tTest(differences, 1 / differences.length, level, 'paired t interval');

/**
 * Nadeau & Bengio's (2003) corrected resampled t test for the J score differences of (repeated) k-fold cross-validation:
 * the folds share training rows, so the variance is s² (1/J + n_test / n_train).
 */
export const nadeauBengioTest = (differences: Float64Array, testOverTrain: number, level = 0.95): TTest =>
  tTest(differences, 1 / differences.length + testOverTrain, level, 'corrected resampled t interval (Nadeau-Bengio)');

/** The same correction for the scores of one model: mean and interval over folds. Null below two scores. */
export function foldInterval(scores: Float64Array, testOverTrain: number, level = 0.95): Interval | null {
  const test = nadeauBengioTest(scores, testOverTrain, level);
  return test.status === 'insufficient' ? null : test.interval;
}

function tTest(d: Float64Array, factor: number, level: number, method: string): TTest {
  const { n, mean, variance } = moments(d);
  const df = n - 1;
  if (n < 2) {
    const interval = { low: NaN, high: NaN, level, method };
    return { mean, standardError: NaN, df, t: NaN, pValue: NaN, interval, status: 'insufficient' };
  }
  const spread = d.every(v => v === d[0]) ? 0 : variance;
  const standardError = Math.sqrt(spread * factor);
  const half = tQuantile(0.5 + level / 2, df) * standardError;
  const interval = { low: mean - half, high: mean + half, level, method };
  if (standardError === 0) {
    const same = mean === 0;
    return {
      mean,
      standardError,
      df,
      t: 0,
      pValue: same ? 1 : NaN,
      interval,
      status: same ? 'identical' : 'degenerate',
    };
  }
  const t = mean / standardError;
  return { mean, standardError, df, t, pValue: tTwoSided(t, df), interval, status: 'ok' };
}

/**
 * Corani & Benavoli's (2015) Bayesian reading of the corrected test: the posterior of the mean difference is Student's t
 * with the same centre and error. Probabilities that the true difference is above 0, and inside ±rope.
 */
export function bayesianCorrelatedT(test: TTest, rope: number): { better: number; practicallyEqual: number } {
  const at = (x: number) => tCdf((x - test.mean) / test.standardError, test.df);
  return { better: tCdf(test.mean / test.standardError, test.df), practicallyEqual: at(rope) - at(-rope) };
}
