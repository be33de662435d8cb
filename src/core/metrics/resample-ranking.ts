import type { Ranking } from './define.ts';
import { scoreSteps, stepOfScores } from './score-steps.ts';

/** A number from the counts of positives and negatives at each distinct score, highest first; NaN where undefined. */
export type AreaOfCounts = (positives: Float64Array, negatives: Float64Array) => number;

/**
 * The mean of an area over rankings of the same rows, on resampled rows: only the counts at each distinct score are made
 * anew. Rankings on which it is undefined are left out.
 */
export function resampleRankings(rankings: readonly Ranking[], area: AreaOfCounts): (rows: Int32Array) => number {
  const ranked = rankings.map(({ isPositive, scores }) => {
    const { thresholds } = scoreSteps(isPositive, scores);
    const count = thresholds.length;
    // Where a row is counted: its step, in the second half when it is positive.
    const slots = stepOfScores(thresholds, scores).map((step, i) => step + isPositive[i]! * count);
    return { slots, count, counts: new Float64Array(2 * count) };
  });
  return rows => {
    let sum = 0;
    let defined = 0;
    for (const { slots, count, counts } of ranked) {
      counts.fill(0);
      for (let i = 0; i < rows.length; i++) counts[slots[rows[i]!]!]! += 1;
      const value = area(counts.subarray(count), counts.subarray(0, count));
      if (Number.isNaN(value)) continue;
      sum += value;
      defined++;
    }
    return sum / defined;
  };
}
