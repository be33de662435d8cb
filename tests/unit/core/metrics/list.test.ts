import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  evaluateAll,
  improvement,
  metricById,
  metrics,
  metricsFor,
  primaryMetric,
} from '../../../../src/core/metrics/index.ts';
import type { ClassificationOutcome, Outcome } from '../../../../src/core/metrics/outcome.ts';
import { completeRows, rowsOf, takeOutcome } from '../../../../src/core/metrics/outcome.ts';
import { randomStream } from '../../../../src/core/random.ts';
import { tasks } from '../../../../src/core/table/schema.ts';
import { expectClose, float64, int32, readGolden, twoColumns } from './golden.ts';
import { outcomes } from './outcomes.ts';

const golden = readGolden('metrics/metrics.json');
const valuesOf = (outcome: Outcome) => new Map(evaluateAll(outcome).map(({ id, result }) => [id, result.value]));

describe('the list against scikit-learn', () => {
  test('two classes: precision, recall, F1 and PR-AUC speak of the positive class', () => {
    const g = golden.binary[0];
    const values = valuesOf({
      task: 'classification',
      truth: int32(g.y),
      predicted: int32(g.pred),
      probabilities: twoColumns(g.score),
      classes: ['no', 'yes'],
      positive: 1,
    });
    const expected = {
      accuracy: g.labels.accuracy,
      'balanced-accuracy': g.labels.balanced,
      precision: g.precision,
      recall: g.recall,
      f1: g.f1,
      'roc-auc': g.roc_auc,
      'pr-auc': g.average_precision,
      'log-loss': g.log_loss,
      brier: g.brier,
      mcc: g.labels.mcc,
    };
    for (const [id, value] of Object.entries(expected)) expectClose(values.get(id)!, value);
    expect(values.size).toBe(Object.keys(expected).length);
  });
  test('more classes: the macro mean', () => {
    const g = golden.multiclass[0];
    const values = valuesOf({
      task: 'classification',
      truth: int32(g.y),
      predicted: int32(g.pred),
      probabilities: float64(g.proba.flat()),
      classes: ['a', 'b', 'c', 'd'],
      positive: 1,
    });
    expectClose(values.get('precision')!, g.labels.macro[0]);
    expectClose(values.get('recall')!, g.labels.macro[1]);
    expectClose(values.get('f1')!, g.labels.macro[2]);
    expectClose(values.get('roc-auc')!, g.auc_macro);
    expectClose(values.get('pr-auc')!, g.ap_macro);
    expectClose(values.get('log-loss')!, g.log_loss);
    expectClose(values.get('brier')!, g.brier);
  });
  test('regression and clustering', () => {
    const g = golden.regression[0];
    const values = valuesOf({ task: 'regression', truth: float64(g.y), predicted: float64(g.f) });
    for (const id of ['rmse', 'mae', 'r2', 'mape', 'wape', 'bias']) expectClose(values.get(id)!, g[id]);
    const c = golden.clustering[0];
    const scores = valuesOf({
      task: 'clustering',
      points: float64(c.X.flat()),
      width: 3,
      labels: int32(c.labels),
      seed: 1,
    });
    expectClose(scores.get('silhouette')!, c.silhouette);
    expectClose(scores.get('davies-bouldin')!, c.davies_bouldin);
    expectClose(scores.get('calinski-harabasz')!, c.calinski_harabasz);
  });
});

describe('every metric', () => {
  test.each(metrics.map(m => [m.id, m] as const))('%s is described in words', (_, m) => {
    for (const text of [m.label, m.help, m.formula]) expect(text.length).toBeGreaterThan(1);
    expect(m.help).not.toMatch(/!/);
    expect(metricById(m.id)).toBe(m);
  });
  test('ids are unique, and every task has its metrics and a primary one', () => {
    expect(new Set(metrics.map(m => m.id)).size).toBe(metrics.length);
    for (const task of tasks) expect(metricsFor(task)).toContain(primaryMetric(task));
    expect(primaryMetric('classification', 2).id).toBe('roc-auc');
    expect(primaryMetric('classification', 3).id).toBe('log-loss');
  });

  const cases = outcomes.flatMap(([name, outcome]) =>
    metricsFor(outcome.task).map(m => [m.id, name, m, outcome] as const),
  );
  test.each(cases)('%s on %s: resampling all rows once gives the metric itself', (_id, _name, m, outcome) => {
    const n = completeRows(outcome).length;
    const all = Int32Array.from({ length: n }, (_, i) => i);
    const complete = takeOutcome(outcome, completeRows(outcome));
    expectClose(m.resample(complete)(all), m.compute(outcome).value ?? NaN, 1e-9);
    if (m.perRow && m.compute(outcome).value !== null) {
      const values = m.perRow(complete);
      expectClose(values.reduce((a, b) => a + b, 0) / n, m.compute(outcome).value);
    }
    const part = m.proportion?.(complete);
    if (part) expectClose(part.hits / part.n, m.compute(outcome).value);
  });
  // The resampling of silhouette holds the distances fixed, by intention.
  const direct = cases.filter(([id]) => id !== 'silhouette');
  test.each(direct)('%s on %s: resampling any rows is the metric of those rows', (_id, _name, m, outcome) => {
    const complete = takeOutcome(outcome, completeRows(outcome));
    const n = completeRows(outcome).length;
    const random = randomStream(5, 'rows');
    for (let trial = 0; trial < 5; trial++) {
      const rows = Int32Array.from({ length: n }, () => random.integer(n));
      const again = m.compute(takeOutcome(complete, rows));
      expectClose(m.resample(complete)(rows), again.status === 'ok' ? again.value! : NaN, 1e-9);
    }
  });
  test.each(cases)(
    '%s on %s: does not change its input and does not depend on the order of rows',
    (_i, _n, m, outcome) => {
      const copy = structuredClone(outcome);
      const result = m.compute(outcome);
      expect(outcome).toEqual(copy);
      const n = rowsOf(outcome);
      const shuffled = takeOutcome(outcome, randomStream(9, 'order').permutation(n));
      const again = m.compute(shuffled);
      expectClose(again.value ?? NaN, result.value ?? NaN);
      expect({ ...again, value: 0 }).toEqual({ ...result, value: 0 });
    },
  );
});

describe('rows with something missing', () => {
  test('are left out and counted', () => {
    const outcome: Outcome = {
      task: 'regression',
      truth: float64([1, NaN, 3, 4]),
      predicted: float64([1, 2, Infinity, 5]),
    };
    expect(metricById('mae').compute(outcome)).toMatchObject({ value: 0.5, n: 2, dropped: 2 });
    const labelled: ClassificationOutcome = {
      task: 'classification',
      truth: int32([0, -1, 1, 1]),
      predicted: int32([0, 0, 1, -1]),
      probabilities: float64([1, 0, 0.5, 0.5, NaN, 1, 0, 1]),
      classes: ['a', 'b'],
      positive: 1,
    };
    expect(metricById('accuracy').compute(labelled)).toMatchObject({ value: 1, n: 1, dropped: 3 });
  });
  test('when none is left, every metric is insufficient', () => {
    const empty: Outcome[] = [
      { task: 'regression', truth: float64([NaN]), predicted: float64([1]) },
      {
        task: 'classification',
        truth: int32([]),
        predicted: int32([]),
        probabilities: float64([]),
        classes: ['a', 'b'],
        positive: 1,
      },
      { task: 'clustering', points: float64([]), width: 2, labels: int32([]), seed: 1 },
      { task: 'anomaly', scores: float64([]), flagged: new Uint8Array(0), threshold: 1, truth: null, usual: null },
    ];
    for (const outcome of empty)
      for (const { result } of evaluateAll(outcome))
        expect(result).toMatchObject({ value: null, status: 'insufficient' });
  });
});

describe('refusals', () => {
  const coded = (code: string) => expect.objectContaining({ code });
  test('by name', () => {
    expect(() => metricById('__proto__')).toThrow(coded('metric/unknown'));
    const regression: Outcome = { task: 'regression', truth: float64([1]), predicted: float64([1]) };
    expect(() => metricById('accuracy').compute(regression)).toThrow(coded('metric/task'));
    expect(() => metricById('mae').compute({ ...regression, predicted: float64([]) })).toThrow(coded('metric/shape'));
    const [, binary] = outcomes[0]! as [string, ClassificationOutcome];
    for (const broken of [
      { ...binary, positive: 2 },
      { ...binary, probabilities: float64([1]) },
      { ...binary, predicted: binary.predicted.map(() => 7) },
    ])
      expect(() => metricById('accuracy').compute(broken)).toThrow(coded('metric/shape'));
  });
});

test('improvement follows the direction of the metric', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, min: -5, max: 5 }), fc.double({ noNaN: true, min: -5, max: 5 }), (a, b) => {
      expect(improvement({ direction: 'higher' }, a, b)).toBe(b - a);
      expect(improvement({ direction: 'lower' }, a, b)).toBe(a - b);
      expect(improvement({ direction: 'zero' }, a, b)).toBe(Math.abs(a) - Math.abs(b));
    }),
  );
});
