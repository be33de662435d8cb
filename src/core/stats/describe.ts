import { sortedQuantile } from './quantile.ts';

/** Mean and spread, gathered in one pass (Welford 1962, higher moments by Terriberry), so nothing large cancels. */
export interface Moments {
  readonly n: number;
  /** Values that were NaN or infinite. */
  readonly missing: number;
  /** NaN when there is no value. */
  readonly mean: number;
  /** Sample variance and standard deviation (divided by n - 1); NaN below two values. */
  readonly variance: number;
  readonly sd: number;
  /** Adjusted Fisher-Pearson skewness, as pandas gives it; NaN below three values, 0 when constant. */
  readonly skewness: number;
}

export function moments(values: Float64Array): Moments {
  let n = 0;
  let mean = 0;
  let m2 = 0;
  let m3 = 0;
  for (const v of values) {
    if (!Number.isFinite(v)) continue;
    n++;
    const d = v - mean;
    const step = d / n;
    const term = d * step * (n - 1);
    mean += step;
    m3 += term * step * (n - 2) - 3 * step * m2;
    m2 += term;
  }
  const variance = n > 1 ? m2 / (n - 1) : NaN;
  // Rounding leaves a constant column of large numbers a spread of a few units in the last place: call that zero.
  const constant = m2 <= (n * Number.EPSILON * mean) ** 2;
  const biased = Math.sqrt(n) * (m3 / m2 ** 1.5);
  const skewness = n < 3 ? NaN : constant ? 0 : (biased * Math.sqrt(n * (n - 1))) / (n - 2);
  return { n, missing: values.length - n, mean: n > 0 ? mean : NaN, variance, sd: Math.sqrt(variance), skewness };
}

/** A column in numbers: moments, extremes and the type 7 quartiles. Everything is NaN when no value is finite. */
export interface Description extends Moments {
  readonly min: number;
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
  readonly max: number;
}

export function describe(values: Float64Array): Description {
  const sorted = values.filter(Number.isFinite).sort();
  const at = (p: number) => sortedQuantile(sorted, p);
  return { ...moments(values), min: at(0), q1: at(0.25), median: at(0.5), q3: at(0.75), max: at(1) };
}
