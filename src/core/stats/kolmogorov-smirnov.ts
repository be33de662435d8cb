import {
  permutationPValue,
  type PermutationOptions,
  permuted,
  type PooledGrid,
  pooledGrid,
  tieShare,
} from './pooled-grid.ts';

export interface KolmogorovSmirnov {
  /** The largest gap between the two empirical distribution functions; null when a sample is empty. */
  readonly distance: number | null;
  readonly pValue: number | null;
  readonly method: 'exact' | 'asymptotic' | 'permutation' | 'none';
}

/** Up to this product of sample sizes the p-value is exact. */
export const KS_EXACT = 1_000_000;
/** Above this share of ties the p-value comes from permutations: the other two would be too large. */
export const KS_TIES = 0.3;

/** Two-sample Kolmogorov-Smirnov test, two-sided. NaN and infinite values are left out. */
export function kolmogorovSmirnov(
  a: Float64Array,
  b: Float64Array,
  options: PermutationOptions = {},
): KolmogorovSmirnov {
  const grid = pooledGrid(a, b);
  if (grid.n1 === 0 || grid.n2 === 0) return { distance: null, pValue: null, method: 'none' };
  const distance = ksDistance(grid);
  if (tieShare(grid) > KS_TIES)
    return {
      distance,
      pValue: permutationPValue(distance, permuted(grid, ksDistance, options)),
      method: 'permutation',
    };
  if (grid.n1 * grid.n2 <= KS_EXACT) return { distance, pValue: ksExactP(distance, grid.n1, grid.n2), method: 'exact' };
  const effective = Math.sqrt((grid.n1 * grid.n2) / (grid.n1 + grid.n2));
  return { distance, pValue: kolmogorovTail(effective * distance), method: 'asymptotic' };
}

/** sup |F - G| over the pooled values. */
export function ksDistance(grid: PooledGrid): number {
  let f = 0;
  let g = 0;
  let largest = 0;
  for (let i = 0; i < grid.values.length; i++) {
    f += grid.first[i]!;
    g += grid.second[i]!;
    largest = Math.max(largest, Math.abs(f * grid.n2 - g * grid.n1));
  }
  return largest / (grid.n1 * grid.n2);
}

/**
 * P(D ≥ d) when there are no ties: the chance that a random walk from (0, 0) to (m, n), all orders equally likely, ever
 * reaches |i/m - j/n| ≥ d. Only mass that leaves is added up, so small p-values keep their digits. O(m n).
 */
export function ksExactP(distance: number, m: number, n: number): number {
  const limit = Math.round(distance * m * n);
  if (limit <= 0) return 1;
  // alive[j]: probability of standing at (i, j) without having left.
  const alive = new Float64Array(n + 1);
  let left = 0;
  for (let i = 0; i <= m; i++) {
    for (let j = 0; j <= n; j++) {
      const fromLeft = j > 0 ? alive[j - 1]! * ((n - j + 1) / (m + n - i - j + 1)) : 0;
      const fromBelow = i > 0 ? alive[j]! * ((m - i + 1) / (m + n - i - j + 1)) : 0;
      const mass = i === 0 && j === 0 ? 1 : fromLeft + fromBelow;
      const outside = Math.abs(i * n - j * m) >= limit;
      if (outside) left += mass;
      alive[j] = outside ? 0 : mass;
    }
  }
  return Math.min(1, left);
}

/** Kolmogorov's limiting tail Q(λ) = 2 Σ (-1)^(k-1) exp(-2 k² λ²), by its theta-function twin for small λ. */
export function kolmogorovTail(lambda: number): number {
  if (lambda <= 0) return 1;
  if (lambda < 1) {
    let sum = 0;
    for (let k = 1; k <= 20; k++) sum += Math.exp((-((2 * k - 1) ** 2) * Math.PI ** 2) / (8 * lambda * lambda));
    return Math.min(1, Math.max(0, 1 - (Math.sqrt(2 * Math.PI) / lambda) * sum));
  }
  let sum = 0;
  for (let k = 1; k <= 100; k++) sum += (k % 2 ? 2 : -2) * Math.exp(-2 * k * k * lambda * lambda);
  return Math.min(1, Math.max(0, sum));
}
