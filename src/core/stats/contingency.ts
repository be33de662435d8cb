import { chiSquareTail } from './distributions.ts';
import { permutationPValue, type PermutationOptions, permuted, type PooledGrid } from './pooled-grid.ts';

export interface ChiSquare {
  readonly chiSquare: number;
  readonly df: number;
  readonly pValue: number;
}

/**
 * Pearson's test that two columns of counts over the same categories come from one distribution, without continuity
 * correction. Both columns count as samples. Categories that are empty in both are left out.
 */
export function chiSquareContingency(first: ArrayLike<number>, second: ArrayLike<number>): ChiSquare {
  const grid = categoryGrid(first, second);
  const df = grid.values.length - 1;
  if (df < 1 || grid.n1 === 0 || grid.n2 === 0) return { chiSquare: 0, df: 0, pValue: 1 };
  const chiSquare = gridChiSquare(grid);
  return { chiSquare, df, pValue: chiSquareTail(chiSquare, df) };
}

function categoryGrid(first: ArrayLike<number>, second: ArrayLike<number>): PooledGrid {
  const kept = Array.from(first, (_, k) => k).filter(k => first[k]! + second[k]! > 0);
  const a = Float64Array.from(kept, k => first[k]!);
  const b = Float64Array.from(kept, k => second[k]!);
  const sum = (x: Float64Array) => x.reduce((s, v) => s + v, 0);
  return { values: Float64Array.from(kept), first: a, second: b, n1: sum(a), n2: sum(b) };
}

function gridChiSquare({ first, second, n1, n2 }: PooledGrid): number {
  let sum = 0;
  for (let k = 0; k < first.length; k++) {
    const expected = ((first[k]! + second[k]!) * n1) / (n1 + n2);
    // Both cells miss their expectation by the same amount.
    const gap = first[k]! - expected;
    sum += gap * gap * (1 / expected + n1 / (n2 * expected));
  }
  return sum;
}

export interface PooledChiSquare extends ChiSquare {
  readonly method: 'chi-square' | 'permutation';
  /** Categories that were put together as rare because fewer than 5 were expected of them. */
  readonly pooled: number;
}

const RARE = 5;

/**
 * The same test made safe for rare categories: those with an expected count below 5 are pooled into one; where even that
 * one stays below 5 the p-value comes from seeded permutations.
 */
export function pooledChiSquare(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  options: PermutationOptions = {},
): PooledChiSquare {
  const grid = categoryGrid(first, second);
  const smallerShare = Math.min(grid.n1, grid.n2) / (grid.n1 + grid.n2);
  const isRare = (a: number, b: number) => (a + b) * smallerShare < RARE;
  const a: number[] = [];
  const b: number[] = [];
  let rareFirst = 0;
  let rareSecond = 0;
  for (let k = 0; k < grid.values.length; k++) {
    const x = grid.first[k]!;
    const y = grid.second[k]!;
    if (isRare(x, y)) {
      rareFirst += x;
      rareSecond += y;
    } else {
      a.push(x);
      b.push(y);
    }
  }
  const pooled = grid.values.length - a.length;
  if (pooled > 0) {
    a.push(rareFirst);
    b.push(rareSecond);
  }
  const test = chiSquareContingency(a, b);
  if (pooled === 0 || !isRare(rareFirst, rareSecond) || test.df === 0) return { ...test, method: 'chi-square', pooled };
  const draws = permuted(categoryGrid(a, b), gridChiSquare, options);
  return { ...test, pValue: permutationPValue(test.chiSquare, draws), method: 'permutation', pooled };
}
