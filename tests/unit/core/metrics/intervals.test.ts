import { describe, expect, test } from 'vitest';
import { standardErrorOf, withIntervals } from '../../../../src/core/metrics/intervals.ts';
import { evaluateAll, metricById } from '../../../../src/core/metrics/index.ts';
import { wilsonInterval } from '../../../../src/core/stats/proportions.ts';
import { delongAuc } from '../../../../src/core/stats/delong.ts';
import { expectClose } from './golden.ts';
import { classified, clustered, outcomes, regressed } from './outcomes.ts';

describe.each(outcomes)('%s', (_, outcome) => {
  const measured = withIntervals(outcome, { draws: 400, seed: 3 });
  test('every value lies in its interval, and the values are those without intervals', () => {
    expect(measured.map(({ id, result: { interval: _interval, ...result } }) => ({ id, result }))).toEqual(
      evaluateAll(outcome),
    );
    for (const { result } of measured) {
      if (result.status !== 'ok') {
        expect(result.interval).toBeUndefined();
        continue;
      }
      expect(result.interval).toBeDefined();
      expect(result.interval!.low).toBeLessThanOrEqual(result.value!);
      expect(result.interval!.high).toBeGreaterThanOrEqual(result.value!);
      expect(result.interval!.level).toBe(0.95);
    }
  });
  test('the seed decides, and nothing else', () => {
    expect(withIntervals(outcome, { draws: 400, seed: 3 })).toEqual(measured);
    expect(withIntervals(outcome, { draws: 400, seed: 4 })).not.toEqual(measured);
  });
  test('one metric alone has the same interval as among all', () => {
    for (const { id, result } of measured)
      expect(withIntervals(outcome, { draws: 400, seed: 3, ids: [id] })).toEqual([{ id, result }]);
  });
});

test('proportions have Wilson intervals, a binary AUC has DeLong, the rest say how they were drawn', () => {
  const outcome = classified(1, 400, 2);
  const by = new Map(withIntervals(outcome).map(({ id, result }) => [id, result]));
  const right = outcome.truth.reduce((sum, t, i) => sum + Number(t === outcome.predicted[i]), 0);
  expect(by.get('accuracy')!.interval).toEqual(wilsonInterval(right, 400));
  const isPositive = Uint8Array.from(outcome.truth);
  const scores = Float64Array.from(outcome.truth, (_, i) => outcome.probabilities[2 * i + 1]!);
  expect(by.get('roc-auc')!.interval).toEqual(delongAuc(isPositive, scores)!.interval);
  expect(by.get('f1')!.interval!.method).toBe('BCa bootstrap, 2000 draws, seed 1');
});

test('with few positives the AUC is drawn again within each class', () => {
  const outcome = classified(2, 60, 2);
  const rare = { ...outcome, truth: outcome.truth.map((t, i) => (i < 20 ? t : 0)) };
  const [auc] = withIntervals(rare, { ids: ['roc-auc'], draws: 300 });
  const positives = rare.truth.reduce((a, b) => a + b, 0);
  expect(positives).toBeGreaterThan(1);
  expect(positives < 10 ? auc!.result.interval!.method : 'stratified').toContain('stratified');
});

test('many rows get fewer draws, and the method says so', () => {
  const [r2] = withIntervals(regressed(1, 20_000), { ids: ['r2'] });
  expect(r2!.result.interval!.method).toBe('percentile bootstrap, 500 of 2000 draws, as there are many rows, seed 1');
});

test('the mean of very many rows has its normal interval, close to the drawn one', () => {
  const [mae] = withIntervals(regressed(1, 50_000), { ids: ['mae'] });
  expect(mae!.result.interval!.method).toBe('normal interval of a mean');
  const [fewer] = withIntervals(regressed(1, 49_999), { ids: ['mae'] });
  const width = (r: typeof mae) => r!.result.interval!.high - r!.result.interval!.low;
  expect(Math.abs(width(mae) / width(fewer) - 1)).toBeLessThan(0.15);
});

test('no value, no interval', () => {
  const one = { ...classified(1, 30, 2), truth: new Int32Array(30) };
  for (const { result } of withIntervals(one, { draws: 200 }))
    if (result.status !== 'ok') expect(result.interval).toBeUndefined();
  expect(withIntervals(one, { ids: ['roc-auc', 'mcc'] }).every(({ result }) => result.status === 'undefined')).toBe(
    true,
  );
});

test('intervals cover: 95 % intervals hold the true value about that often', () => {
  // The true accuracy and MAE of the generators, from one very large draw.
  const truth = {
    mae: metricById('mae').compute(regressed(99, 200_000)).value!,
    rmse: metricById('rmse').compute(regressed(99, 200_000)).value!,
    r2: metricById('r2').compute(regressed(99, 200_000)).value!,
  };
  const trials = 150;
  const held = new Map<string, number>();
  for (let trial = 0; trial < trials; trial++)
    for (const { id, result } of withIntervals(regressed(1000 + trial, 150), {
      ids: Object.keys(truth),
      draws: 300,
      seed: trial,
    })) {
      const target = truth[id as keyof typeof truth];
      if (result.interval!.low <= target && target <= result.interval!.high) held.set(id, (held.get(id) ?? 0) + 1);
    }
  for (const id of Object.keys(truth)) {
    expect(held.get(id)! / trials).toBeGreaterThan(0.88);
    expect(held.get(id)! / trials).toBeLessThanOrEqual(1);
  }
});

test('2000 draws on 5000 rows are quick', () => {
  const start = performance.now();
  withIntervals(classified(1, 5000, 2));
  const classification = performance.now() - start;
  withIntervals(clustered(1, 2000), { ids: ['davies-bouldin', 'calinski-harabasz'], draws: 500 });
  // Ten metrics; about a second each would be too slow to wait for.
  expect(classification).toBeLessThan(10_000);
});

test('standard errors agree with the intervals they belong to', () => {
  const outcome = classified(1, 600, 2);
  for (const { id, result } of withIntervals(outcome)) {
    const error = standardErrorOf(metricById(id), outcome)!;
    const half = (result.interval!.high - result.interval!.low) / 2;
    expectClose(half / (1.96 * error), 1, 0.12);
  }
  expect(
    standardErrorOf(metricById('mae'), {
      task: 'regression',
      truth: Float64Array.of(1),
      predicted: Float64Array.of(1),
    }),
  ).toBeNull();
});
