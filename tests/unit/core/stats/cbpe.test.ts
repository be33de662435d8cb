import fc from 'fast-check';
import { expect, test } from 'vitest';
import { metricsFor } from '../../../../src/core/metrics/index.ts';
import { randomStream } from '../../../../src/core/random.ts';
import { estimatePerformance, expectedConfusion } from '../../../../src/core/stats/cbpe.ts';
import { fitIsotonic, isotonicAt } from '../../../../src/core/stats/isotonic.ts';
import { expectClose, float64, readGolden, reference, twoColumns } from '../metrics/golden.ts';

const unlabelled = (p: readonly number[], threshold = 0.5) => ({
  predicted: Int32Array.from(p, v => Number(v >= threshold)),
  probabilities: twoColumns(p),
  classes: 2,
  positive: 1,
});
const byId = (outcome: Parameters<typeof estimatePerformance>[0]) =>
  new Map(estimatePerformance(outcome).map(e => [e.id, e]));

test('the reference page', () => {
  const g = reference.cbpe;
  const outcome = unlabelled(g.p_cal, g.threshold);
  expectClose(expectedConfusion(outcome).counts, [g.TN, g.FP, g.FN, g.TP]);
  const found = byId(outcome);
  expectClose(found.get('accuracy')!.result.value, g.accuracy);
  expectClose(found.get('f1')!.result.value, g.f1);
  expectClose(found.get('roc-auc')!.result.value, g.roc_auc);
});

test('every classification metric is estimated, under its own id', () => {
  const ids = estimatePerformance(unlabelled([0.2, 0.7])).map(e => e.id);
  expect(ids).toEqual(metricsFor('classification').map(m => m.id));
});

test('the standard error of accuracy 0.8 on 500 rows', () => {
  const found = byId(unlabelled(Array.from({ length: 500 }, (_, i) => (i % 2 ? 0.8 : 0.2))));
  expectClose(found.get('accuracy')!.result.value, 0.8);
  expectClose(found.get('accuracy')!.standardError!, 0.017889, 1e-5);
});

test('without rows everything is insufficient', () => {
  for (const { result } of estimatePerformance(unlabelled([])))
    expect(result).toMatchObject({ value: null, status: 'insufficient' });
});

test('law: certain probabilities estimate a perfect model', () => {
  const truths = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 4 }).filter(t => new Set(t).size === 2);
  fc.assert(
    fc.property(truths, t => {
      const found = byId(unlabelled(t));
      for (const id of ['accuracy', 'balanced-accuracy', 'precision', 'recall', 'f1', 'roc-auc', 'pr-auc', 'mcc'])
        expectClose(found.get(id)!.result.value, 1);
      expectClose([found.get('log-loss')!.result.value!, found.get('brier')!.result.value!], [0, 0]);
    }),
  );
});

test.each([2, 3])('calibrated probabilities of %i classes: the truth comes out within its standard error', classes => {
  const random = randomStream(4, 'cbpe');
  const n = 4000;
  const probabilities = new Float64Array(n * classes);
  const truth = new Int32Array(n);
  const predicted = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const z = Array.from({ length: classes }, () => Math.exp(1.5 * random.normal()));
    const sum = z.reduce((a, b) => a + b, 0);
    z.forEach((v, k) => (probabilities[i * classes + k] = v / sum));
    let u = random.next() * sum;
    while (truth[i]! < classes - 1 && u > z[truth[i]!]!) u -= z[truth[i]!++]!;
    predicted[i] = z.indexOf(Math.max(...z));
  }
  const names = Array.from({ length: classes }, (_, k) => `${k}`);
  const outcome = { task: 'classification' as const, truth, predicted, probabilities, classes: names, positive: 1 };
  const estimates = byId({ predicted, probabilities, classes, positive: 1 });
  for (const m of metricsFor('classification')) {
    const { result, standardError } = estimates.get(m.id)!;
    expect(Math.abs(result.value! - m.compute(outcome).value!)).toBeLessThan(
      standardError === null ? 0.04 : 4 * standardError,
    );
  }
});

test('isotonic regression against scikit-learn', () => {
  const g = readGolden('metrics/stats.json').isotonic;
  const fit = fitIsotonic(float64(g.x), g.y);
  expectClose(
    g.at.map((x: number) => isotonicAt(fit, x)),
    g.fitted,
  );
  expect(isotonicAt(fitIsotonic(new Float64Array(), []), 1)).toBeNaN();
});

test('law: an isotonic fit never falls and keeps the mean', () => {
  const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: -9, max: 9 })), { minLength: 1 });
  fc.assert(
    fc.property(pairs, p => {
      const x = float64(p.map(v => v[0]));
      const fit = fitIsotonic(
        x,
        p.map(v => v[1]),
      );
      for (let i = 1; i < fit.y.length; i++) expect(fit.y[i]!).toBeGreaterThanOrEqual(fit.y[i - 1]! - 1e-12);
      const sum = (v: ArrayLike<number>) => Array.from(v).reduce((a, b) => a + b, 0);
      expectClose(sum(x.map(v => isotonicAt(fit, v))), sum(p.map(v => v[1])), 1e-9);
    }),
  );
});
