import { randomStream } from '../random.ts';

/**
 * Two samples on one line: the distinct values, ascending, and how often each sample holds each. All two-sample
 * distances are sums over it, and a permutation only moves counts. For categories the values are the codes.
 */
export interface PooledGrid {
  readonly values: Float64Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
  readonly n1: number;
  readonly n2: number;
}

/** NaN and infinite values are left out; the caller reports them as missing. */
export function pooledGrid(a: Float64Array, b: Float64Array): PooledGrid {
  const x = a.filter(Number.isFinite).sort();
  const y = b.filter(Number.isFinite).sort();
  const values = new Float64Array(x.length + y.length);
  const first = new Float64Array(values.length);
  const second = new Float64Array(values.length);
  let size = 0;
  for (let i = 0, j = 0; i < x.length || j < y.length; size++) {
    const at = Math.min(i < x.length ? x[i]! : Infinity, j < y.length ? y[j]! : Infinity);
    values[size] = at;
    for (; i < x.length && x[i] === at; i++) first[size]! += 1;
    for (; j < y.length && y[j] === at; j++) second[size]! += 1;
  }
  return {
    values: values.slice(0, size),
    first: first.slice(0, size),
    second: second.slice(0, size),
    n1: x.length,
    n2: y.length,
  };
}

/** The share of pooled values that repeat another: 0 without ties. */
export const tieShare = (grid: PooledGrid): number => 1 - grid.values.length / Math.max(1, grid.n1 + grid.n2);

export interface PermutationOptions {
  readonly draws?: number;
  readonly seed?: number;
}

const VALUE_BUDGET = 20_000_000;
const FEWEST_DRAWS = 199;

/** The permutations that can be paid for: 999 unless asked otherwise, fewer on many rows, never fewer than 199. */
export const affordablePermutations = (n: number, asked = 999): number =>
  Math.min(asked, Math.max(FEWEST_DRAWS, Math.floor(VALUE_BUDGET / Math.max(1, n))));

/** The statistic after each of many random reassignments of the pooled values to the two samples. */
export function permuted(
  grid: PooledGrid,
  statistic: (grid: PooledGrid) => number,
  { draws, seed = 1 }: PermutationOptions = {},
): Float64Array {
  const n = grid.n1 + grid.n2;
  const random = randomStream(seed, 'permutation');
  const pool = new Int32Array(n);
  for (let g = 0, at = 0; g < grid.values.length; g++) {
    const end = at + grid.first[g]! + grid.second[g]!;
    pool.fill(g, at, end);
    at = end;
  }
  // Draw the smaller sample; the other is what is left.
  const drawFirst = grid.n1 <= grid.n2;
  const size = drawFirst ? grid.n1 : grid.n2;
  const total = grid.first.map((c, g) => c + grid.second[g]!);
  const results = new Float64Array(affordablePermutations(n, draws));
  const drawn = new Float64Array(grid.values.length);
  const rest = new Float64Array(grid.values.length);
  const shuffled: PooledGrid = { ...grid, first: drawFirst ? drawn : rest, second: drawFirst ? rest : drawn };
  for (let draw = 0; draw < results.length; draw++) {
    drawn.fill(0);
    for (let i = 0; i < size; i++) {
      const j = i + random.integer(n - i);
      const g = pool[j]!;
      pool[j] = pool[i]!;
      pool[i] = g;
      drawn[g]! += 1;
    }
    for (let g = 0; g < rest.length; g++) rest[g] = total[g]! - drawn[g]!;
    results[draw] = statistic(shuffled);
  }
  return results;
}

/** (k + 1) / (draws + 1) with k the draws that reach the observed value within rounding; never 0. */
export function permutationPValue(observed: number, draws: Float64Array): number {
  const limit = observed - 1e-12 * Math.max(1, Math.abs(observed));
  let reached = 0;
  for (const v of draws) if (v >= limit) reached++;
  return (reached + 1) / (draws.length + 1);
}
