import { describe, expect, test } from 'vitest';
import {
  affordableDraws,
  bootstrapDraws,
  bootstrapInterval,
  bootstrapPValue,
  type RowStatistic,
} from '../../../../src/core/stats/bootstrap.ts';
import { expectClose, float64, readGolden } from '../metrics/golden.ts';

const golden = readGolden('metrics/stats.json').bca;
const meanOf =
  (x: Float64Array): RowStatistic =>
  rows =>
    rows.reduce((sum, r) => sum + x[r]!, 0) / rows.length;

describe('BCa against scipy, within what the draws leave open', () => {
  test('the mean of 0..9', () => {
    const found = bootstrapInterval(10, meanOf(float64([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])), {
      draws: 20_000,
      method: 'bca',
    })!;
    expectClose([found.low, found.high], golden.mean_0_9, 0.03);
    expect(found.method).toBe('BCa bootstrap, 20000 draws, seed 1');
  });
  test('a skewed statistic, where BCa and percentile differ', () => {
    const x = float64(golden.x);
    const sd: RowStatistic = rows => {
      const mean = meanOf(x)(rows);
      return Math.sqrt(rows.reduce((sum, r) => sum + (x[r]! - mean) ** 2, 0) / rows.length);
    };
    const bca = bootstrapInterval(40, sd, { draws: 20_000, method: 'bca' })!;
    expectClose([bca.low, bca.high], golden.sd, 0.02);
    const percentile = bootstrapInterval(40, sd, { draws: 20_000, method: 'percentile' })!;
    expect(bca.high - percentile.high).toBeGreaterThan(0.05);
  });
});

test('the seed decides; strata keep their sizes', () => {
  const x = float64([1, 2, 3, 4, 5, 6]);
  expect(bootstrapInterval(6, meanOf(x), { seed: 2 })).toEqual(bootstrapInterval(6, meanOf(x), { seed: 2 }));
  expect(bootstrapInterval(6, meanOf(x), { seed: 2 })).not.toEqual(bootstrapInterval(6, meanOf(x), { seed: 3 }));
  const strata = Int32Array.of(0, 1, 0, 1, 1, 0);
  const [ones] = bootstrapDraws(6, [rows => rows.reduce((n, r) => n + strata[r]!, 0)], { draws: 50, strata });
  expect(new Set(ones)).toEqual(new Set([3]));
});

test('all statistics see the same draws', () => {
  const x = float64([3, 1, 4, 1, 5]);
  const [a, b] = bootstrapDraws(5, [meanOf(x), rows => 2 * meanOf(x)(rows)], { draws: 40 });
  expectClose(
    b!,
    Array.from(a!, v => 2 * v),
  );
});

test('degenerate, undefined and too small', () => {
  const same = bootstrapInterval(20, () => 3)!;
  expect([same.low, same.high]).toEqual([3, 3]);
  expect(same.method).toContain('degenerate');
  expect(bootstrapInterval(1, () => 3)).toBeNull();
  expect(bootstrapInterval(20, () => NaN)).toBeNull();
  // Undefined whenever row 0 was not drawn, about a third of the time.
  expect(bootstrapInterval(20, rows => (rows.includes(0) ? rows[0]! : NaN))).toBeNull();
});

test('many rows mean fewer draws, never fewer than 200', () => {
  expect([100, 5000, 20_000, 1e6].map(n => affordableDraws(n))).toEqual([2000, 2000, 500, 200]);
  expect(affordableDraws(100, 9999)).toBe(9999);
});

test('the p-value is never 0 and at most 1', () => {
  expect(bootstrapPValue(float64([1, 2, 3]))).toBe(0.5);
  expect(bootstrapPValue(new Float64Array(999).fill(1))).toBe(2 / 1000);
  expect(bootstrapPValue(float64([0, 0, 0]))).toBe(1);
  expect(bootstrapPValue(float64([1, NaN, 1]))).toBe(2 / 3);
});
