import { describe, expect, test } from 'vitest';
import { type MetricResult, ok, undefinedMetric } from '../../../../src/core/metrics/result.ts';
import { compareFolds } from '../../../../src/core/stats/compare-folds.ts';
import { expectClose, type Golden, readGolden } from '../metrics/golden.ts';

const results = (values: readonly number[], n: number): MetricResult[] => values.map(v => ok(v, n));

describe.each<Golden>(readGolden('evaluation/evaluation.json').folds)('paired folds, $size rows each', (g: Golden) => {
  const found = compareFolds(results(g.a, g.size), results(g.b, g.size), g.ratio)!;

  test('difference, interval and p-value are those of the formula in scipy', () => {
    expectClose(found.difference, g.difference);
    expectClose(found.pValue, g.p);
    expectClose(found.interval!.low, g.low);
    expectClose(found.interval!.high, g.high);
    expect(found.folds).toBe(g.a.length);
  });

  test('swapping the two turns the sign and keeps the p-value', () => {
    const swapped = compareFolds(results(g.b, g.size), results(g.a, g.size), g.ratio)!;
    expectClose(swapped.difference, -found.difference);
    expectClose(swapped.pValue, found.pValue);
  });
});

test('folds on which the metric is undefined for either are left out; none left is null', () => {
  const none = undefinedMetric('no row belongs to the class', 10);
  const a = [ok(0.5, 10), none, ok(0.7, 10), ok(0.6, 10)];
  const b = [ok(0.6, 10), ok(0.6, 10), none, ok(0.9, 10)];
  const found = compareFolds(a, b, 0.25)!;
  expect(found.folds).toBe(2);
  expectClose(found.difference, 0.2);
  expect(compareFolds([none], [none], 0.25)).toBeNull();
});

test('equal folds differ by nothing with p = 1; a difference that never varies has no p-value', () => {
  const a = results([0.5, 0.6, 0.75], 10);
  expect(compareFolds(a, a, 0.5)).toMatchObject({ difference: 0, pValue: 1 });
  const b = results([0.75, 0.75, 0.75], 10);
  const c = results([0.5, 0.5, 0.5], 10);
  expect(compareFolds(b, c, 0.5)).toMatchObject({ difference: -0.25, pValue: null, interval: null });
});
