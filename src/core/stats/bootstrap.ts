import type { Interval } from '../metrics/result.ts';
import { randomStream } from '../random.ts';
import { normalCdf, normalQuantile } from './distributions.ts';
import { sortedQuantile } from './quantile.ts';

export interface BootstrapOptions {
  /** 2000 for the screen; a final answer may ask for 9999. */
  readonly draws?: number;
  readonly seed?: number;
  readonly level?: number;
  /** A stratum number for each row: every draw then takes as many rows from each stratum as there are. */
  readonly strata?: Int32Array | undefined;
  /** `auto`: BCa while leaving out each row in turn is cheap (1000 rows), percentile above, where the two agree. */
  readonly method?: 'percentile' | 'bca' | 'auto';
}

/** A statistic of resampled rows; NaN where it is undefined. */
export type RowStatistic = (rows: Int32Array) => number;

export const DEFAULT_DRAWS = 2000;
/** Rows touched by all draws together; more rows mean fewer draws, never fewer than `FEWEST_DRAWS`. */
const ROW_BUDGET = 10_000_000;
const FEWEST_DRAWS = 200;
const BCA_ROWS = 1000;
/** When more than this share of the draws is undefined, no interval is given. */
const UNDEFINED_SHARE = 0.05;

/** The draws that can be paid for on n rows. */
export const affordableDraws = (n: number, asked = DEFAULT_DRAWS): number =>
  Math.min(asked, Math.max(FEWEST_DRAWS, Math.floor(ROW_BUDGET / Math.max(1, n))));

/** Draw rows with replacement, all statistics on the same draws; one array of values (NaN where undefined) for each. */
export function bootstrapDraws(
  n: number,
  statistics: readonly RowStatistic[],
  { draws = DEFAULT_DRAWS, seed = 1, strata }: BootstrapOptions = {},
): Float64Array[] {
  const random = randomStream(seed, 'bootstrap');
  const values = statistics.map(() => new Float64Array(draws));
  const groups = strata ? groupRows(strata) : [Int32Array.from({ length: n }, (_, i) => i)];
  const rows = new Int32Array(n);
  for (let draw = 0; draw < draws; draw++) {
    let at = 0;
    for (const group of groups)
      for (let i = 0; i < group.length; i++) rows[at++] = group[random.integer(group.length)]!;
    statistics.forEach((statistic, s) => (values[s]![draw] = statistic(rows)));
  }
  return values;
}

function groupRows(strata: Int32Array): Int32Array[] {
  const groups = new Map<number, number[]>();
  strata.forEach((stratum, row) => {
    const group = groups.get(stratum);
    if (group) group.push(row);
    else groups.set(stratum, [row]);
  });
  return [...groups.values()].map(rows => Int32Array.from(rows));
}

/**
 * A seeded bootstrap interval for a statistic of n rows (Efron & Tibshirani 1993). `method` in the result says which
 * kind, how many draws and the seed. Null when the statistic is undefined on all rows or on too many draws.
 */
export function bootstrapInterval(n: number, statistic: RowStatistic, options: BootstrapOptions = {}): Interval | null {
  if (n < 2) return null;
  const asked = options.draws ?? DEFAULT_DRAWS;
  const draws = affordableDraws(n, asked);
  const [values] = bootstrapDraws(n, [statistic], { ...options, draws });
  return intervalFromDraws(n, statistic, values!, { ...options, draws: asked });
}

/** The interval from draws already made by `bootstrapDraws`; `options.draws` is the number that was asked for. */
export function intervalFromDraws(
  n: number,
  statistic: RowStatistic,
  values: Float64Array,
  { draws: asked = values.length, seed = 1, level = 0.95, method = 'auto', strata }: BootstrapOptions,
): Interval | null {
  const observed = statistic(Int32Array.from({ length: n }, (_, i) => i));
  const sorted = values.filter(Number.isFinite).sort();
  if (!Number.isFinite(observed) || sorted.length < values.length * (1 - UNDEFINED_SHARE)) return null;
  const told = (kind: string): string => {
    const count =
      values.length < asked ? `${values.length} of ${asked} draws, as there are many rows` : `${asked} draws`;
    const skipped = values.length - sorted.length;
    return `${kind} bootstrap, ${count}, seed ${seed}${strata ? ', stratified' : ''}${skipped ? `, ${skipped} undefined` : ''}`;
  };
  if (sorted[0] === sorted[sorted.length - 1])
    return { low: sorted[0]!, high: sorted[0]!, level, method: told('degenerate') };
  const tail = (1 - level) / 2;
  if (method === 'bca' || (method === 'auto' && n <= BCA_ROWS)) {
    const shares = bcaShares(n, statistic, sorted, observed, tail);
    if (shares)
      return {
        low: sortedQuantile(sorted, shares[0]),
        high: sortedQuantile(sorted, shares[1]),
        level,
        method: told('BCa'),
      };
  }
  return {
    low: sortedQuantile(sorted, tail),
    high: sortedQuantile(sorted, 1 - tail),
    level,
    method: told('percentile'),
  };
}

/**
 * Bias-corrected and accelerated shares: Φ(z₀ + (z₀ + z) / (1 - a (z₀ + z))), z₀ from the share of draws below the
 * observed value (ties half), a = Σu³ / (6 (Σu²)^1.5) from leaving out each row. Null where either is undefined.
 */
function bcaShares(
  n: number,
  statistic: RowStatistic,
  sorted: Float64Array,
  observed: number,
  tail: number,
): [number, number] | null {
  let below = 0;
  for (const v of sorted) below += v < observed ? 1 : v === observed ? 0.5 : 0;
  const z0 = normalQuantile(below / sorted.length);
  const without = new Int32Array(n - 1);
  for (let i = 0; i < n - 1; i++) without[i] = i + 1;
  const left = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    left[i] = statistic(without);
    if (i < n - 1) without[i] = i;
  }
  let mean = 0;
  for (const v of left) mean += v / n;
  let squares = 0;
  let cubes = 0;
  for (const v of left) {
    squares += (mean - v) ** 2;
    cubes += (mean - v) ** 3;
  }
  const a = cubes / (6 * squares ** 1.5);
  if (!Number.isFinite(z0) || !Number.isFinite(a)) return null;
  const share = (p: number) => {
    const z = z0 + normalQuantile(p);
    return normalCdf(z0 + z / (1 - a * z));
  };
  return [share(tail), share(1 - tail)];
}

/** Two-sided p-value that the statistic is 0, from its draws: 2 min(#{≤ 0} + 1, #{≥ 0} + 1) / (draws + 1), at most 1. */
export function bootstrapPValue(values: Float64Array): number {
  let atMost = 0;
  let atLeast = 0;
  let draws = 0;
  for (const v of values) {
    if (Number.isNaN(v)) continue;
    draws++;
    if (v <= 0) atMost++;
    if (v >= 0) atLeast++;
  }
  return Math.min(1, (2 * (Math.min(atMost, atLeast) + 1)) / (draws + 1));
}
