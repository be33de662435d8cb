import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  accuracy,
  balancedAccuracy,
  cohenKappa,
  fBeta,
  jaccard,
  macro,
  matthews,
  type PerClass,
  precision,
  recall,
  weighted,
} from '../../../../src/core/metrics/classification.ts';
import {
  allHits,
  type Confusion,
  confusionMatrix,
  normaliseConfusion,
} from '../../../../src/core/metrics/confusion.ts';
import { expectClose, type Golden, int32, readGolden, reference } from './golden.ts';

const golden = readGolden('metrics/metrics.json');
const prf: PerClass[] = [precision, recall, (c, k) => fBeta(c, k)];
const perClass = (c: Confusion, metric: PerClass) =>
  Array.from({ length: c.classes }, (_, k) => metric(c, k).value ?? NaN);

function checkLabels(c: Confusion, g: Golden): void {
  expectClose(c.counts, g.confusion.flat());
  expectClose(accuracy(c).value, g.accuracy);
  expectClose(balancedAccuracy(c).value, g.balanced);
  expectClose(matthews(c).value, g.mcc);
  expectClose(cohenKappa(c).value, g.kappa);
  expectClose(cohenKappa(c, 'linear').value, g.kappa_linear);
  expectClose(cohenKappa(c, 'quadratic').value, g.kappa_quadratic);
  prf.forEach((metric, i) => {
    expectClose(perClass(c, metric), g.per_class[i]);
    expectClose(macro(c, metric).value, g.macro[i]);
    expectClose(weighted(c, metric).value, g.weighted[i]);
  });
  expectClose(
    perClass(c, (m, k) => fBeta(m, k, 2)),
    g.f2,
  );
  expectClose(
    perClass(c, jaccard),
    g.jaccard.map((v: number, k: number) => (c.actual[k]! + c.predicted[k]! ? v : null)),
  );
}

describe('against scikit-learn', () => {
  test('the reference page', () => {
    const g = reference.classification_multiclass;
    const c = confusionMatrix(int32(g.y_true), int32(g.y_pred), 3);
    expectClose(c.counts, g.confusion.flat());
    expectClose(accuracy(c).value, g.accuracy);
    expectClose(balancedAccuracy(c).value, g.balanced_accuracy);
    expectClose(matthews(c).value, g.mcc);
    expectClose(cohenKappa(c).value, g.kappa);
    expectClose(cohenKappa(c, 'linear').value, g.kappa_linear);
    expectClose(cohenKappa(c, 'quadratic').value, g.kappa_quadratic);
    prf.forEach((metric, i) => {
      expectClose(perClass(c, metric), g.prf_None[i]);
      expectClose(macro(c, metric).value, g.prf_macro[i]);
      expectClose(weighted(c, metric).value, g.prf_weighted[i]);
      // Pooled over classes, precision, recall and F1 are all the accuracy.
      expectClose(allHits(c) / c.n, g.prf_micro[i]);
    });
    expectClose(macro(c, jaccard).value, g.jaccard_macro);
  });

  test.each<Golden>(golden.binary)('binary labels', (g: Golden) =>
    checkLabels(confusionMatrix(int32(g.y), int32(g.pred), 2), g.labels),
  );
  test('binary precision, recall and F1 of the positive class', () => {
    for (const g of golden.binary) {
      const c = confusionMatrix(int32(g.y), int32(g.pred), 2);
      expectClose(precision(c, 1).value, g.precision);
      expectClose(recall(c, 1).value, g.recall);
      expectClose(fBeta(c, 1).value, g.f1);
    }
  });
  test.each<Golden>(golden.multiclass)('multiclass labels', (g: Golden) =>
    checkLabels(confusionMatrix(int32(g.y), int32(g.pred), g.proba[0].length), g.labels),
  );
});

describe('undefined results', () => {
  const matrix = (truth: number[], predicted: number[], classes = 2) =>
    confusionMatrix(int32(truth), int32(predicted), classes);

  test('no rows are insufficient, for every metric', () => {
    const c = matrix([], []);
    for (const result of [
      accuracy(c),
      balancedAccuracy(c),
      matthews(c),
      cohenKappa(c),
      precision(c, 0),
      macro(c, recall),
    ])
      expect(result).toMatchObject({ value: null, status: 'insufficient', n: 0 });
  });
  test('a class never predicted has no precision but a recall of 0 and an F1 of 0', () => {
    const c = matrix([0, 1, 1], [0, 0, 0]);
    expect(precision(c, 1)).toMatchObject({ value: null, status: 'undefined' });
    expect(recall(c, 1).value).toBe(0);
    expect(fBeta(c, 1)).toMatchObject({ value: 0, status: 'ok' });
  });
  test('a class in neither column is left out of the mean, and the reason says so', () => {
    const c = matrix([0, 1, 0, 1], [0, 1, 0, 1], 3);
    expect(macro(c, (m, k) => fBeta(m, k))).toMatchObject({ value: 1, reason: '2 of 3 classes' });
    expect(fBeta(c, 2)).toMatchObject({ value: null, status: 'undefined' });
    expect(jaccard(c, 2).value).toBeNull();
  });
  test('balanced accuracy ignores a class that is only predicted', () => {
    expect(balancedAccuracy(matrix([0, 0, 1, 1], [0, 2, 1, 1], 3)).value).toBe(0.75);
  });
  test('MCC with one constant side is 0 and says that it is undefined', () => {
    for (const c of [matrix([1, 1], [1, 1]), matrix([0, 1], [1, 1]), matrix([1, 1], [0, 1])])
      expect(matthews(c)).toMatchObject({ value: 0, status: 'undefined' });
  });
  test('kappa is undefined on one and the same single class, 0 when only one side is constant', () => {
    expect(cohenKappa(matrix([1, 1], [1, 1]))).toMatchObject({ value: null, status: 'undefined' });
    expect(cohenKappa(matrix([0, 1], [1, 1])).value).toBe(0);
  });
});

describe('laws', () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })), { minLength: 1 });
  const all = (pairs: readonly (readonly [number, number])[]) => {
    const c = confusionMatrix(int32(pairs.map(p => p[0])), int32(pairs.map(p => p[1])), 4);
    return [accuracy(c), balancedAccuracy(c), matthews(c), cohenKappa(c), ...prf.map(m => macro(c, m))];
  };
  test('the order of rows does not matter', () => {
    fc.assert(fc.property(rows, pairs => void expect(all([...pairs].reverse())).toEqual(all(pairs))));
  });
  test('renaming the classes does not matter', () => {
    fc.assert(
      fc.property(rows, pairs => {
        const renamed = pairs.map(([a, b]) => [3 - a, 3 - b] as const);
        all(renamed).forEach((r, i) => expectClose(r.value ?? NaN, all(pairs)[i]!.value ?? NaN));
      }),
    );
  });
  test('a perfect prediction scores 1 wherever a score exists', () => {
    fc.assert(
      fc.property(rows, pairs => {
        for (const r of all(pairs.map(([a]) => [a, a] as const))) if (r.status === 'ok') expectClose(r.value, 1);
      }),
    );
  });
  test('shares of a confusion matrix add up to 1', () => {
    fc.assert(
      fc.property(rows, pairs => {
        const c = confusionMatrix(int32(pairs.map(p => p[0])), int32(pairs.map(p => p[1])), 4);
        expectClose(
          normaliseConfusion(c, 'all').reduce((a, b) => a + b, 0),
          1,
        );
        const byTruth = normaliseConfusion(c, 'actual');
        for (let k = 0; k < 4; k++)
          if (c.actual[k]! > 0)
            expectClose(
              byTruth.slice(4 * k, 4 * k + 4).reduce((a, b) => a + b, 0),
              1,
            );
      }),
    );
  });
  test('rows with a missing code are not counted', () => {
    expect(confusionMatrix(int32([0, -1, 1]), int32([0, 1, -1]), 2).n).toBe(1);
  });
});
