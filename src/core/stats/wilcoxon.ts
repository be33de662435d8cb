import { normalTwoSided } from './distributions.ts';
import { midRanks } from './ranks.ts';

export interface Wilcoxon {
  /** The smaller of the two rank sums. */
  readonly statistic: number;
  /** Differences that were not zero. */
  readonly n: number;
  readonly zeros: number;
  readonly pValue: number;
  readonly method: 'exact' | 'normal' | 'none';
}

/** Up to this many non-zero differences the p-value counts all sign patterns. */
export const WILCOXON_EXACT = 50;

/**
 * Wilcoxon's signed-rank test, two-sided, on paired differences. Zeros are dropped, ties share ranks. Up to 50
 * differences the p-value is exact, and stays exact with ties; above it is normal with tie and continuity correction.
 * Nothing but zeros gives p = 1.
 */
export function wilcoxonSignedRank(differences: Float64Array): Wilcoxon {
  const kept = differences.filter(d => d !== 0 && !Number.isNaN(d));
  const n = kept.length;
  const zeros = differences.reduce((count, d) => count + Number(d === 0), 0);
  if (n === 0) return { statistic: 0, n, zeros, pValue: 1, method: 'none' };
  const { ranks, tieTerm } = midRanks(kept.map(Math.abs));
  let plus = 0;
  for (let i = 0; i < n; i++) if (kept[i]! > 0) plus += ranks[i]!;
  const total = (n * (n + 1)) / 2;
  const statistic = Math.min(plus, total - plus);
  if (n <= WILCOXON_EXACT) return { statistic, n, zeros, pValue: exactP(ranks, statistic), method: 'exact' };
  const error = Math.sqrt((n * (n + 1) * (2 * n + 1) - tieTerm / 2) / 24);
  const gap = plus - total / 2;
  const z = (gap - Math.sign(gap) * 0.5) / error;
  return { statistic, n, zeros, pValue: normalTwoSided(z), method: 'normal' };
}

/** 2 P(W ≤ statistic) over all 2ⁿ sign patterns: a subset-sum count over doubled ranks, which are whole numbers. */
function exactP(ranks: Float64Array, statistic: number): number {
  const doubled = Array.from(ranks, r => Math.round(2 * r));
  const limit = Math.round(2 * statistic);
  const ways = new Float64Array(limit + 1);
  ways[0] = 1;
  for (const r of doubled) for (let s = limit; s >= r; s--) ways[s]! += ways[s - r]!;
  let below = 0;
  for (const w of ways) below += w;
  return Math.min(1, 2 * below * 2 ** -ranks.length);
}
