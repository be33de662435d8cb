import { almostEvery } from './leak-copy.ts';
import { quantileSorted } from './histogram.ts';

/** The target of a regression with what decides whether a computed value equals it. */
export interface IdentityTarget {
  /** By position in `rows`; every value finite. */
  readonly values: Float64Array;
  /** The rows of the table, in the order of `values`. */
  readonly rows: Int32Array;
  /** How far a computed value may be away: one unit of the last decimal place where the target is rounded finely. */
  readonly tolerance: number;
  /** The most frequent value; identities must hold on the other rows too. */
  readonly usual: number;
}

export function identityTarget(values: Float64Array, rows: Int32Array): IdentityTarget {
  const sorted = values.slice().sort();
  let usual = NaN;
  let longest = 0;
  for (let i = 0, start = 0; i < sorted.length; i++) {
    if (sorted[i] !== sorted[start]) start = i;
    if (i - start + 1 > longest) {
      longest = i - start + 1;
      usual = sorted[i]!;
    }
  }
  const spread = quantileSorted(sorted, 0.95) - quantileSorted(sorted, 0.05);
  const scale = Math.max(Math.abs(sorted[0] ?? 0), Math.abs(sorted.at(-1) ?? 0));
  const place = lastPlace(values.subarray(0, 5000));
  const tolerance = place !== null && place < 1 && spread > 200 * place ? place : 1e-9 * scale;
  return { values, rows, tolerance, usual };
}

/** 10^-d for the smallest d of at most 6 such that every value has d decimals; null where there is none. */
function lastPlace(values: Float64Array): number | null {
  let decimals = 0;
  for (const value of values) {
    while (decimals <= 6 && Math.abs(value - Number(value.toFixed(decimals))) > 1e-9 * Math.max(1, Math.abs(value)))
      decimals++;
    if (decimals > 6) return null;
  }
  return 10 ** -decimals;
}

/**
 * The share of rows in which `compute(row)` equals the target, over the rows where it is not NaN; null unless that is
 * (almost) every row, of all and of those with an unusual target, and at least half of the rows and 20 could be told.
 */
export function identityShare(target: IdentityTarget, compute: (row: number) => number): number | null {
  const { values, rows, tolerance, usual } = target;
  let n = 0;
  let others = 0;
  let wrong = 0;
  let wrongOthers = 0;
  const allowed = (1 - almostEvery) * values.length;
  for (let i = 0; i < values.length; i++) {
    const value = compute(rows[i]!);
    if (Number.isNaN(value)) continue;
    const y = values[i]!;
    n++;
    if (y !== usual) others++;
    if (Math.abs(value - y) <= tolerance) continue;
    wrong++;
    if (y !== usual) wrongOthers++;
    if (wrong > allowed) return null;
  }
  if (n < 20 || 2 * n < values.length || others < 10) return null;
  if (wrong > (1 - almostEvery) * n || wrongOthers > (1 - almostEvery) * others) return null;
  return 1 - wrong / n;
}
