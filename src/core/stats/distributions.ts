import beta from '@stdlib/stats-base-dists-beta';
import binomial from '@stdlib/stats-base-dists-binomial';
import chisquare from '@stdlib/stats-base-dists-chisquare';
import normal from '@stdlib/stats-base-dists-normal';
import t from '@stdlib/stats-base-dists-t';

/**
 * The distributions the tests need. Upper tails are computed as tails, never as 1 - cdf, so that a p-value of 1e-20
 * stays one. Degrees of freedom and counts are positive whole numbers unless said otherwise.
 */

export const normalCdf = (z: number): number => normal.cdf(z, 0, 1);
/** The library's quantile loses digits for p near 0; one Halley step on the distribution function restores them. */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  const start = normal.quantile(p, 0, 1);
  if (!Number.isFinite(start)) return start;
  const step = (normal.cdf(start, 0, 1) - p) / normal.pdf(start, 0, 1);
  return start - step / (1 + (start * step) / 2);
}
/** P(|Z| ≥ |z|). */
export const normalTwoSided = (z: number): number => Math.min(1, 2 * normal.cdf(-Math.abs(z), 0, 1));
/** The half-width of a standard normal interval: 1.96 at 0.95. */
export const normalHalfWidth = (level: number): number => normalQuantile(0.5 + level / 2);

export const tCdf = (x: number, df: number): number => t.cdf(x, df);
export const tQuantile = (p: number, df: number): number => t.quantile(p, df);
export const tTwoSided = (x: number, df: number): number => Math.min(1, 2 * t.cdf(-Math.abs(x), df));

/** Regularised incomplete beta I_x(a, b) as a distribution, and its inverse. */
export const betaCdf = (x: number, a: number, b: number): number => beta.cdf(x, a, b);
export const betaQuantile = (p: number, a: number, b: number): number => beta.quantile(p, a, b);

export const binomialCdf = (k: number, n: number, p: number): number => binomial.cdf(k, n, p);
export const binomialPmf = (k: number, n: number, p: number): number => binomial.pmf(k, n, p);

export const chiSquareQuantile = (p: number, df: number): number => chisquare.quantile(p, df);

/**
 * P(χ² ≥ x) for whole degrees of freedom, by Q(a + 1, y) = Q(a, y) + yᵃ e⁻ʸ / Γ(a + 1) from Q(½, y) = erfc(√y) or
 * Q(1, y) = e⁻ʸ, y = x / 2. Every term is positive, so nothing cancels.
 */
export function chiSquareTail(x: number, df: number): number {
  if (Number.isNaN(x)) return NaN;
  if (x <= 0) return 1;
  const y = x / 2;
  const odd = df % 2 === 1;
  let sum = odd ? 2 * normal.cdf(-Math.sqrt(x), 0, 1) : Math.exp(-y);
  // ln of the term yᵃ e⁻ʸ / Γ(a + 1) at a = ½ or 1; Γ(3/2) = √π / 2.
  let a = odd ? 0.5 : 1;
  let logTerm = a * Math.log(y) - y - (odd ? Math.log(Math.sqrt(Math.PI) / 2) : 0);
  for (; a < df / 2; a++) {
    sum += Math.exp(logTerm);
    logTerm += Math.log(y / (a + 1));
  }
  return Math.min(1, sum);
}

/** P(F ≥ x) with d1 and d2 degrees of freedom: I_{d2 / (d2 + d1 x)}(d2 / 2, d1 / 2). */
export const fTail = (x: number, d1: number, d2: number): number =>
  x <= 0 ? 1 : beta.cdf(d2 / (d2 + d1 * x), d2 / 2, d1 / 2);

/**
 * P(T ≤ x) of the noncentral t with df degrees of freedom and noncentrality d, for x ≥ 0 (Lenth 1989, AS 243): a
 * Poisson mixture of incomplete betas. Used for the power of the t test.
 */
export function noncentralTCdf(x: number, df: number, d: number): number {
  const y = (x * x) / (x * x + df);
  const half = (d * d) / 2;
  let p = Math.exp(-half) / 2;
  let q = (d * Math.exp(-half)) / Math.sqrt(2 * Math.PI);
  let sum = 0;
  let left = 0.5 - p;
  for (let j = 0; j < 10_000; j++) {
    sum += p * betaCdf(y, j + 0.5, df / 2) + q * betaCdf(y, j + 1, df / 2);
    p *= half / (j + 1);
    q *= half / (j + 1.5);
    left -= p;
    if (j > half && p < 1e-17 && left < 1e-12) break;
  }
  return normal.cdf(-d, 0, 1) + sum;
}
