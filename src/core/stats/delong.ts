import type { Interval } from '../metrics/result.ts';
import { scoreSteps, stepOfScores } from '../metrics/score-steps.ts';
import { normalHalfWidth, normalTwoSided } from './distributions.ts';

/** DeLong's placement values: how much of the other side each row beats, ties half. Their means are the AUC. */
interface Placements {
  readonly auc: number;
  readonly ofPositives: Float64Array;
  readonly ofNegatives: Float64Array;
}

/** O(n log n) through the counts at each distinct score (Sun & Xu 2014 in other words). */
function placements(isPositive: Uint8Array, scores: Float64Array): Placements {
  const steps = scoreSteps(isPositive, scores);
  const step = stepOfScores(steps.thresholds, scores);
  // Positives above, and negatives below, each step; ties count half.
  const above = new Float64Array(steps.thresholds.length);
  const below = new Float64Array(steps.thresholds.length);
  for (let s = 0, p = 0, q = 0; s < above.length; s++) {
    above[s] = (p + steps.positives[s]! / 2) / steps.positiveCount;
    p += steps.positives[s]!;
    q += steps.negatives[s]!;
    below[s] = (steps.negativeCount - q + steps.negatives[s]! / 2) / steps.negativeCount;
  }
  const ofPositives = new Float64Array(steps.positiveCount);
  const ofNegatives = new Float64Array(steps.negativeCount);
  let auc = 0;
  for (let i = 0, p = 0, q = 0; i < scores.length; i++) {
    if (isPositive[i] === 1) {
      const v = below[step[i]!]!;
      ofPositives[p++] = v;
      auc += v / steps.positiveCount;
    } else ofNegatives[q++] = above[step[i]!]!;
  }
  return { auc, ofPositives, ofNegatives };
}

/** Sample covariance of two placement columns around their AUCs; null below two values. */
function covariance(x: Float64Array, mx: number, y: Float64Array, my: number): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i]! - mx) * (y[i]! - my);
  return sum / (x.length - 1);
}

const crossVariance = (a: Placements, b: Placements): number =>
  covariance(a.ofPositives, a.auc, b.ofPositives, b.auc) / a.ofPositives.length +
  covariance(a.ofNegatives, a.auc, b.ofNegatives, b.auc) / a.ofNegatives.length;

/** Fewer positives or negatives than this and the normal approximation is not trusted: use the bootstrap. */
export const DELONG_MINIMUM = 10;

export interface DeLongAuc {
  readonly auc: number;
  readonly variance: number;
  readonly interval: Interval;
}

/** AUC with DeLong's variance and a normal interval held inside [0, 1]. Null below two positives or two negatives. */
export function delongAuc(isPositive: Uint8Array, scores: Float64Array, level = 0.95): DeLongAuc | null {
  const a = placements(isPositive, scores);
  if (a.ofPositives.length < 2 || a.ofNegatives.length < 2) return null;
  const variance = crossVariance(a, a);
  const half = normalHalfWidth(level) * Math.sqrt(variance);
  return {
    auc: a.auc,
    variance,
    interval: { low: Math.max(0, a.auc - half), high: Math.min(1, a.auc + half), level, method: 'DeLong interval' },
  };
}

export interface DeLongTest {
  readonly auc: readonly [number, number];
  /** Var(A₁), Var(A₂) and their covariance. */
  readonly variances: readonly [number, number];
  readonly covariance: number;
  /** A₁ - A₂. */
  readonly difference: number;
  readonly standardError: number;
  readonly z: number;
  readonly pValue: number;
  readonly interval: Interval;
}

/**
 * DeLong, DeLong & Clarke-Pearson (1988): are two AUCs on the same rows different? Scores that rank the rows alike have
 * variance 0; the test then says z = 0, p = 1, as pROC does. Null below two positives or two negatives.
 */
export function delongTest(
  isPositive: Uint8Array,
  first: Float64Array,
  second: Float64Array,
  level = 0.95,
): DeLongTest | null {
  const a = placements(isPositive, first);
  const b = placements(isPositive, second);
  if (a.ofPositives.length < 2 || a.ofNegatives.length < 2) return null;
  const variances = [crossVariance(a, a), crossVariance(b, b)] as const;
  const shared = crossVariance(a, b);
  const difference = a.auc - b.auc;
  const rest = variances[0] + variances[1] - 2 * shared;
  const standardError = rest > 1e-18 ? Math.sqrt(rest) : 0;
  const z = standardError > 0 ? difference / standardError : 0;
  const half = normalHalfWidth(level) * standardError;
  return {
    auc: [a.auc, b.auc],
    variances,
    covariance: shared,
    difference,
    standardError,
    z,
    pValue: standardError > 0 ? normalTwoSided(z) : 1,
    interval: {
      low: Math.max(-1, difference - half),
      high: Math.min(1, difference + half),
      level,
      method: 'DeLong interval for paired curves',
    },
  };
}

/** Hanley & McNeil (1982): the standard error of an AUC from its value and the group sizes alone. */
export function hanleyMcNeilError(auc: number, positives: number, negatives: number): number {
  const q1 = auc / (2 - auc);
  const q2 = (2 * auc * auc) / (1 + auc);
  const a2 = auc * auc;
  return Math.sqrt(
    (auc * (1 - auc) + (positives - 1) * (q1 - a2) + (negatives - 1) * (q2 - a2)) / (positives * negatives),
  );
}
