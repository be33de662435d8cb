import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  averagePrecision,
  multiclassAveragePrecision,
  precisionRecallCurve,
} from '../../../../src/core/metrics/precision-recall.ts';
import { brierScore, d2Brier, d2LogLoss, logLoss } from '../../../../src/core/metrics/probability-loss.ts';
import { multiclassAuc, partialAuc, rocAuc, rocCurve } from '../../../../src/core/metrics/roc.ts';
import { scoreSteps, stepOfScores } from '../../../../src/core/metrics/score-steps.ts';
import { topKAccuracy } from '../../../../src/core/metrics/top-k.ts';
import { expectClose, float64, type Golden, int32, readGolden, reference, twoColumns } from './golden.ts';

const golden = readGolden('metrics/metrics.json');
const stepsOf = (y: readonly number[], score: readonly number[]) => scoreSteps(Uint8Array.from(y), float64(score));

function checkCurves(g: Golden, drop: Golden, full: Golden): void {
  const steps = stepsOf(g.y, g.score);
  for (const [expected, collinear] of [
    [drop, true],
    [full, false],
  ] as const) {
    const curve = rocCurve(steps, collinear)!;
    expectClose(curve.falsePositiveRate, expected[0]);
    expectClose(curve.truePositiveRate, expected[1]);
    expectClose(curve.thresholds, expected[2]);
  }
  const pr = precisionRecallCurve(steps)!;
  expectClose(pr.precision, g.pr_curve[0]);
  expectClose(pr.recall, g.pr_curve[1]);
  expectClose(pr.thresholds, g.pr_curve[2]);
  expectClose(rocAuc(steps).value, g.roc_auc);
  expectClose(averagePrecision(steps).value, g.average_precision);
  const p = twoColumns(g.score);
  const y = int32(g.y);
  expectClose(logLoss(y, p, 2).value, g.log_loss);
  expectClose(brierScore(y, p, 2).value, g.brier);
  expectClose(d2LogLoss(y, p, 2).value, g.d2_log_loss);
  expectClose(d2Brier(y, p, 2).value, g.d2_brier);
}

describe('against scikit-learn', () => {
  test('the reference page', () => {
    const g = reference.classification_binary;
    checkCurves(g, g.roc_curve_drop, g.roc_curve_full);
    expectClose(partialAuc(stepsOf(g.y, g.score), 0.5).value, g['partial_auc_max_fpr_0.5']);
  });
  test.each<Golden>(golden.binary)('binary', (g: Golden) => {
    checkCurves(g, g.roc_drop, g.roc_full);
    for (const [rate, expected] of Object.entries(g.partial_auc))
      expectClose(partialAuc(stepsOf(g.y, g.score), Number(rate)).value, expected);
    expectClose(partialAuc(stepsOf(g.y, g.score), 1).value, g.roc_auc);
  });
  test.each<Golden>(golden.multiclass)('multiclass', (g: Golden) => {
    const k = g.proba[0].length;
    const p = float64(g.proba.flat());
    const y = int32(g.y);
    const auc = multiclassAuc(y, p, k);
    expectClose(auc.macro.value, g.auc_macro);
    expectClose(
      auc.perClass.map(r => r.value ?? NaN),
      g.auc_per_class,
    );
    expectClose(multiclassAveragePrecision(y, p, k).macro.value, g.ap_macro);
    expectClose(logLoss(y, p, k).value, g.log_loss);
    expectClose(brierScore(y, p, k).value, g.brier);
    expectClose(d2LogLoss(y, p, k).value, g.d2_log_loss);
    expectClose(d2Brier(y, p, k).value, g.d2_brier);
    expectClose(topKAccuracy(y, p, k, 2).value, g.top_2);
  });
  test('a class missing from the truth is named, not counted as 0', () => {
    const g = golden.multiclass[1];
    const { macro, perClass } = multiclassAuc(int32(g.y), float64(g.proba.flat()), 3);
    expect(macro.reason).toBe('2 of 3 classes');
    expect(perClass[2]).toMatchObject({ value: null, status: 'undefined' });
  });
});

describe('undefined results', () => {
  test('one class: no AUC, no curve; without positives no average precision', () => {
    const none = stepsOf([0, 0, 0], [0.1, 0.2, 0.2]);
    const all = stepsOf([1, 1], [0.1, 0.2]);
    for (const steps of [none, all]) {
      expect(rocAuc(steps)).toMatchObject({ value: null, status: 'undefined' });
      expect(rocCurve(steps)).toBeNull();
      expect(partialAuc(steps, 0.2).value).toBeNull();
    }
    expect(averagePrecision(none).value).toBeNull();
    expect(precisionRecallCurve(none)).toBeNull();
    expect(averagePrecision(all).value).toBe(1);
  });
  test('a constant score has AUC one half and average precision equal to the share of positives', () => {
    const steps = stepsOf([1, 0, 0, 1, 0], [0.3, 0.3, 0.3, 0.3, 0.3]);
    expect(rocAuc(steps).value).toBe(0.5);
    expectClose(averagePrecision(steps).value, 0.4);
  });
  test('a probability of 0 for the truth is held back and counted', () => {
    const result = logLoss(int32([1, 0]), float64([1, 0, 1, 0]), 2);
    expectClose(result.value, -Math.log(1e-15) / 2);
    expect(result.reason).toContain('1 row');
  });
  test('D2 needs two rows and two classes', () => {
    expect(d2LogLoss(int32([1]), twoColumns([0.4]), 2)).toMatchObject({ value: null, status: 'undefined' });
    expect(d2Brier(int32([1, 1]), twoColumns([0.4, 0.6]), 2)).toMatchObject({ value: null, status: 'undefined' });
    expectClose(brierScore(int32([1, 1]), twoColumns([0.9, 0.8]), 2).value, 0.025);
  });
  test('the best k of k classes say nothing', () => {
    expect(topKAccuracy(int32([0, 1]), twoColumns([0.4, 0.6]), 2, 2)).toMatchObject({
      value: null,
      status: 'undefined',
    });
  });
});

describe('laws', () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 20 })), { minLength: 2 });
  const areas = (pairs: readonly (readonly [number, number])[], map = (v: number) => v / 20) => {
    const steps = stepsOf(
      pairs.map(p => p[0]),
      pairs.map(p => map(p[1])),
    );
    return [rocAuc(steps).value, averagePrecision(steps).value];
  };
  test('order-keeping maps of the score change nothing', () => {
    fc.assert(fc.property(rows, pairs => void expect(areas(pairs, v => Math.exp(v / 3))).toEqual(areas(pairs))));
  });
  test('the order of rows changes nothing', () => {
    fc.assert(fc.property(rows, pairs => void expect(areas([...pairs].reverse())).toEqual(areas(pairs))));
  });
  test('turning the score around turns the AUC around', () => {
    fc.assert(
      fc.property(rows, pairs => {
        const [auc] = areas(pairs);
        const [turned] = areas(pairs, v => -v);
        if (auc === null) expect(turned).toBeNull();
        else expectClose(turned!, 1 - auc!);
      }),
    );
  });
  test('the AUC is the area under the curve, with and without collinear points', () => {
    fc.assert(
      fc.property(rows, pairs => {
        const steps = stepsOf(
          pairs.map(p => p[0]),
          pairs.map(p => p[1]),
        );
        for (const drop of [true, false]) {
          const curve = rocCurve(steps, drop);
          if (!curve) continue;
          const { falsePositiveRate: x, truePositiveRate: y } = curve;
          let area = 0;
          for (let i = 1; i < x.length; i++) area += ((x[i]! - x[i - 1]!) * (y[i]! + y[i - 1]!)) / 2;
          expectClose(rocAuc(steps).value, area);
        }
      }),
    );
  });
  test('every score finds its own step', () => {
    fc.assert(
      fc.property(rows, pairs => {
        const scores = float64(pairs.map(p => p[1]));
        const { thresholds } = stepsOf(
          pairs.map(p => p[0]),
          pairs.map(p => p[1]),
        );
        const steps = stepOfScores(thresholds, scores);
        scores.forEach((score, i) => expect(thresholds[steps[i]!]).toBe(score));
      }),
    );
  });
});
