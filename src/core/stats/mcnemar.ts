import { binomialCdf, binomialPmf, chiSquareTail } from './distributions.ts';

export interface McNemar {
  /** Rows that only the first, and only the second, gets right. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  /** Two-sided exact binomial p-value. */
  readonly exact: number;
  /** The exact p-value less half of its own point: closer to the promised level. This is the one to report. */
  readonly midP: number;
  /** The continuity-corrected chi-square form, for comparison with other tools. 0 and 1 without discordant rows. */
  readonly chiSquare: number;
  readonly chiSquareP: number;
}

/**
 * McNemar's test on the rows where two classifiers disagree. Without such rows the models agree everywhere: p = 1
 * (several tools divide by zero there and report p = 0).
 */
export function mcnemar(onlyFirst: number, onlySecond: number): McNemar {
  const n = onlyFirst + onlySecond;
  if (n === 0) return { onlyFirst, onlySecond, exact: 1, midP: 1, chiSquare: 0, chiSquareP: 1 };
  const fewer = Math.min(onlyFirst, onlySecond);
  const point = binomialPmf(fewer, n, 0.5);
  const exact = Math.min(1, 2 * binomialCdf(fewer, n, 0.5));
  const midP = onlyFirst === onlySecond ? 1 - point : exact - point;
  const chiSquare = (Math.abs(onlyFirst - onlySecond) - 1) ** 2 / n;
  return { onlyFirst, onlySecond, exact, midP, chiSquare, chiSquareP: chiSquareTail(chiSquare, 1) };
}
