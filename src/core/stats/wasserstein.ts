import { moments } from './describe.ts';
import { permuted, type PermutationOptions, type PooledGrid, pooledGrid } from './pooled-grid.ts';
import { quantiles, sortedQuantile } from './quantile.ts';

/** W₁ = ∫ |F - G|: how far the mass must move on average, in the unit of the values. NaN when a sample is empty. */
export function wasserstein(a: Float64Array, b: Float64Array): number {
  return gridWasserstein(pooledGrid(a, b));
}

export function gridWasserstein(grid: PooledGrid): number {
  if (grid.n1 === 0 || grid.n2 === 0) return NaN;
  let f = 0;
  let g = 0;
  let sum = 0;
  for (let i = 0; i + 1 < grid.values.length; i++) {
    f += grid.first[i]!;
    g += grid.second[i]!;
    sum += Math.abs(f / grid.n1 - g / grid.n2) * (grid.values[i + 1]! - grid.values[i]!);
  }
  return sum;
}

/** The spread that makes W₁ comparable between columns: the reference sd, or IQR / 1.349 where the sd is 0 or unknown. */
export function referenceScale(reference: Float64Array): number {
  const { sd } = moments(reference);
  if (sd > 0) return sd;
  const [low, high] = quantiles(reference.filter(Number.isFinite), [0.25, 0.75]);
  return (high! - low!) / 1.349;
}

/**
 * W₁ in reference standard deviations. 0 when nothing moved; null when the reference is constant and something did: no
 * number of standard deviations says how far.
 */
export function standardisedWasserstein(reference: Float64Array, current: Float64Array): number | null {
  const distance = wasserstein(reference, current);
  if (Number.isNaN(distance)) return null;
  if (distance === 0) return 0;
  const scale = referenceScale(reference);
  return scale > 0 ? distance / scale : null;
}

/** What chance alone reaches in 95 of 100 cases: the quantile of W₁ / scale over seeded permutations. */
export function wassersteinChanceLine(
  reference: Float64Array,
  current: Float64Array,
  { draws = 200, seed = 1, level = 0.95 }: PermutationOptions & { level?: number } = {},
): number | null {
  const scale = referenceScale(reference);
  const grid = pooledGrid(reference, current);
  if (!(scale > 0) || grid.n1 === 0 || grid.n2 === 0) return null;
  return sortedQuantile(permuted(grid, gridWasserstein, { draws, seed }).sort(), level) / scale;
}
