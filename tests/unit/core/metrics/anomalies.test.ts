import { describe, expect, test } from 'vitest';
import { evaluateAll, metricById } from '../../../../src/core/metrics/index.ts';
import type { AnomalyOutcome } from '../../../../src/core/metrics/outcome.ts';
import { pictureOf } from '../../../../src/core/metrics/picture.ts';
import { strangeReasons } from '../../../../src/core/metrics/strange-reasons.ts';
import { categoryColumn, numberColumn } from '../../../../src/core/table/column.ts';
import { expectClose, type Golden, readGolden } from './golden.ts';

const golden = readGolden('anomalies/anomalies.json');

const outcome = (scores: number[], truth: number[] | null, threshold = 1.5): AnomalyOutcome => ({
  task: 'anomaly',
  scores: Float64Array.from(scores),
  flagged: Uint8Array.from(scores, s => Number(s > threshold)),
  threshold,
  truth: truth && Int8Array.from(truth),
  usual: truth && 'no',
});
const valuesOf = (o: AnomalyOutcome) => new Map(evaluateAll(o).map(({ id, result }) => [id, result]));

test.each<Golden>(golden.metrics)('against scikit-learn', (g: Golden) => {
  const found = valuesOf(outcome(g.score, g.y, g.threshold));
  const expected = {
    'anomaly-roc-auc': g.roc_auc,
    'anomaly-pr-auc': g.average_precision,
    'anomaly-precision': g.precision,
    'anomaly-recall': g.recall,
    'share-flagged': g.share_flagged,
    'score-median': g.median,
    'score-95': g.q95,
  };
  for (const [id, value] of Object.entries(expected)) expectClose(found.get(id)!.value, value);
});

describe('undefined is not zero', () => {
  test('without truth, or with one kind of row, nothing is right or wrong', () => {
    expect(valuesOf(outcome([1, 2, 3], null)).get('anomaly-roc-auc')).toMatchObject({ value: null, status: 'insufficient' }); // prettier-ignore
    expect(valuesOf(outcome([1, 2, 3], [-1, -1, -1])).get('anomaly-recall')).toMatchObject({ status: 'insufficient' });
    expect(valuesOf(outcome([1, 2, 3], [0, 0, -1])).get('anomaly-pr-auc')).toMatchObject({ value: null, status: 'undefined' }); // prettier-ignore
    expect(valuesOf(outcome([1, 2, 3], [0, 1, 0], 9)).get('anomaly-precision')).toMatchObject({ status: 'undefined' });
  });
  test('rows of which nothing is known count for shares and quantiles alone', () => {
    const found = valuesOf(outcome([1, 2, 3, 4], [0, -1, 1, -1]));
    expect(found.get('share-flagged')).toMatchObject({ value: 0.75, n: 4 });
    expect(found.get('anomaly-precision')).toMatchObject({ value: 1, n: 2 });
    expect(metricById('anomaly-roc-auc').compute(outcome([1, NaN], [0, 1]))).toMatchObject({ value: null, dropped: 1 });
  });
});

test('the picture: bars, known rows in them, the strangest first', () => {
  const picture = pictureOf(outcome([0, 5, NaN, 1, 5, 2], [0, 1, 1, 0, 0, -1]));
  if (picture.task !== 'anomaly') return expect.fail('another task');
  expect(picture.histogram.counts.reduce((a, b) => a + b, 0)).toBe(5);
  expect(picture.strange!.reduce((a, b) => a + b, 0)).toBe(1);
  expect([...picture.strangest]).toEqual([1, 4, 5, 3, 0]);
  expect(picture.curves!.rocAuc.value).toBeCloseTo(2.5 / 3, 12);
});

test('what stands out: far numbers, rare values and gaps, the most unusual first', () => {
  const amount = numberColumn([1, 2, 3, 4, 5, 6, 7, 8, 900, 5]);
  const colour = categoryColumn(['a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'b', null]);
  const [far, gap, usual] = strangeReasons(
    [
      { name: 'amount', column: amount },
      { name: 'colour', column: colour },
    ],
    Int32Array.of(8, 9, 3),
  );
  expect(far!.map(r => r.column)).toEqual(['amount', 'colour']);
  expect(far![0]!.deviations).toBeGreaterThan(100);
  expect(far![1]).toMatchObject({ value: 'b', share: 0.1 });
  expect(gap).toEqual([{ column: 'colour', value: null, deviations: null, share: 0.1, size: Math.sqrt(-2 * Math.log(0.1)) }]); // prettier-ignore
  expect(usual).toEqual([]);
});
