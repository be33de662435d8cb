import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluateAll, metricById } from '../../../src/core/metrics/index.ts';
import { allRows } from '../../../src/core/row-operation.ts';
import { proposeRecipe } from '../../../src/core/pipeline/propose.ts';
import { nadeauBengioTest } from '../../../src/core/stats/t-tests.ts';
import { categoryColumn, numberColumn } from '../../../src/core/table/column.ts';
import { makeTable } from '../../../src/core/table/table.ts';
import { runRecipe } from '../../../src/engine/run.ts';
import { summariseFolds } from '../../../src/engine/summarise-folds.ts';

/** Folds of a binary classifier whose quality varies from fold to fold. */
const folds = fc.array(
  fc.array(fc.record({ truth: fc.nat(1), p: fc.double({ min: 0, max: 1, noNaN: true }) }), {
    minLength: 2,
    maxLength: 30,
  }),
  { minLength: 2, maxLength: 6 },
);
const foldOf = (rows: readonly { truth: number; p: number }[], _i: number, all: readonly unknown[]) => ({
  of: all.length,
  train: new Int32Array(rows.length * 4),
  test: new Int32Array(rows.length),
  measured: evaluateAll({
    task: 'classification',
    classes: ['no', 'yes'],
    positive: 1,
    truth: Int32Array.from(rows, r => r.truth),
    predicted: Int32Array.from(rows, r => (r.p > 0.5 ? 1 : 0)),
    probabilities: Float64Array.from(rows.flatMap(r => [1 - r.p, r.p])),
  }),
});

test('intervals hold the mean and stay within what the metric can be', () =>
  fc.assert(
    fc.property(folds, data => {
      for (const { id, result } of summariseFolds(data.map(foldOf)).metrics) {
        const [least, most] = metricById(id).range;
        if (!result.interval || result.value === null) continue;
        expect(result.interval.low).toBeGreaterThanOrEqual(least);
        expect(result.interval.high).toBeLessThanOrEqual(most);
        expect(result.interval.low).toBeLessThanOrEqual(result.value + 1e-12);
        expect(result.interval.high).toBeGreaterThanOrEqual(result.value - 1e-12);
      }
    }),
  ));

test('the mean over folds with the Nadeau-Bengio interval', () => {
  const right = (n: number, total: number) =>
    Array.from({ length: total }, (_, i) => ({ truth: i % 2, p: i < n === (i % 2 === 1) ? 0.9 : 0.1 }));
  const summary = summariseFolds([right(6, 10), right(7, 10), right(6, 10)].map(foldOf));
  const accuracy = summary.metrics.find(m => m.id === 'accuracy')!.result;
  expect(accuracy.value).toBeCloseTo((0.6 + 0.7 + 0.6) / 3, 12);
  const { interval } = nadeauBengioTest(Float64Array.of(0.6, 0.7, 0.6), 0.25);
  expect(accuracy.interval!.low).toBeCloseTo(interval.low, 12);
  expect(accuracy.interval!.high).toBeCloseTo(interval.high, 12);
});

test('a fold that had only one class to learn from is left out and counted', async () => {
  const n = 60;
  const table = makeTable([
    ['x', numberColumn(Array.from({ length: n }, (_, i) => Math.sin(i)))],
    ['when', numberColumn(Array.from({ length: n }, (_, i) => i))],
    ['y', categoryColumn(Array.from({ length: n }, (_, i) => (i < 12 || i % 2 ? 'a' : 'b')))],
  ]);
  const fields = [
    { name: 'x', kind: 'number', role: 'feature' },
    { name: 'when', kind: 'number', role: 'time' },
    { name: 'y', kind: 'category', role: 'target' },
  ] as const;
  const { crossValidation } = await runRecipe(proposeRecipe(table, fields, 1), { table, rows: allRows(table) });
  expect(crossValidation?.folds).toBe(4);
  const accuracy = crossValidation?.metrics.find(m => m.id === 'accuracy')?.result;
  expect(accuracy?.reason).toContain('4 of 5 folds');
});
