import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as deviance from '../../../../src/core/metrics/deviance.ts';
import * as regression from '../../../../src/core/metrics/regression.ts';
import { expectClose, float64, type Golden, readGolden, reference } from './golden.ts';

const golden = readGolden('metrics/metrics.json');

test('the reference page', () => {
  const g = reference.regression;
  const [y, f] = [float64(g.y), float64(g.pred)];
  expectClose(regression.meanAbsoluteError(y, f).value, g.mae);
  expectClose(regression.meanSquaredError(y, f).value, g.mse);
  expectClose(regression.rootMeanSquaredError(y, f).value, g.rmse);
  expectClose(regression.medianAbsoluteError(y, f).value, g.medae);
  expectClose(regression.meanAbsolutePercentageError(y, f).value, g.mape);
  expectClose(regression.r2(y, f).value, g.r2);
  expectClose(regression.explainedVariance(y, f).value, g.explained_variance);
  expectClose(regression.maximumError(y, f).value, g.max_error);
  expectClose(deviance.d2AbsoluteError(y, f).value, g.d2_abs);
  expectClose(deviance.d2Pinball(y, f, 0.9).value, g['d2_pinball_0.9']);
  expectClose(deviance.pinballLoss(y, f, 0.9).value, g['pinball_0.9']);
  const [yp, fp] = [float64(g.y_pos), float64(g.pred_pos)];
  expectClose(deviance.rootMeanSquaredLogError(yp, fp).value, g.rmsle);
  expectClose(deviance.meanSquaredLogError(yp, fp).value, g.msle);
  expectClose(deviance.poissonDeviance(yp, fp).value, g.poisson_dev);
  expectClose(deviance.gammaDeviance(yp, fp).value, g.gamma_dev);
  expectClose(deviance.d2Poisson(yp, fp).value, g.d2_tweedie_p1);
});

test.each<Golden>(golden.regression)('against scikit-learn', (g: Golden) => {
  const [y, f] = [float64(g.y), float64(g.f)];
  expectClose(regression.meanAbsoluteError(y, f).value, g.mae);
  expectClose(regression.meanSquaredError(y, f).value, g.mse);
  expectClose(regression.rootMeanSquaredError(y, f).value, g.rmse);
  expectClose(regression.medianAbsoluteError(y, f).value, g.medae);
  expectClose(regression.maximumError(y, f).value, g.max_error);
  expectClose(regression.meanAbsolutePercentageError(y, f).value, g.mape);
  expectClose(regression.weightedAbsolutePercentageError(y, f).value, g.wape);
  expectClose(regression.symmetricAbsolutePercentageError(y, f).value, g.smape);
  expectClose(regression.r2(y, f).value, g.r2);
  expectClose(regression.explainedVariance(y, f).value, g.explained_variance);
  expectClose(regression.bias(y, f).value, g.bias);
  for (const alpha of ['0.1', '0.5', '0.9']) {
    expectClose(deviance.pinballLoss(y, f, Number(alpha)).value, g.pinball[alpha]);
    expectClose(deviance.d2Pinball(y, f, Number(alpha)).value, g.d2_pinball[alpha]);
  }
  expectClose(deviance.d2AbsoluteError(y, f).value, g.d2_abs);
  expectClose(deviance.meanSquaredLogError(y, f).value, g.msle);
  expectClose(deviance.rootMeanSquaredLogError(y, f).value, g.rmsle);
  expectClose(deviance.poissonDeviance(y, f).value, g.poisson);
  expectClose(deviance.gammaDeviance(y, f).value, g.gamma);
  expectClose(deviance.d2Poisson(y, f).value, g.d2_poisson);
});

describe('undefined results', () => {
  test('R² of errors whose squares overflow is undefined, not perfect', () =>
    expect(regression.r2(float64([1, 2, 3]), float64([1e200, 2, 3])).value).toBeNull());

  const none = new Float64Array();
  test('no rows are insufficient', () => {
    for (const metric of [
      regression.meanAbsoluteError,
      regression.rootMeanSquaredError,
      regression.medianAbsoluteError,
      regression.maximumError,
      regression.r2,
      regression.meanAbsolutePercentageError,
      regression.weightedAbsolutePercentageError,
      deviance.poissonDeviance,
      deviance.d2AbsoluteError,
    ])
      expect(metric(none, none)).toMatchObject({ value: null, status: 'insufficient' });
  });
  test('MAPE is undefined with a true value of zero and counts them; WAPE is not', () => {
    const [y, f] = [float64([0, 2, 1e-10]), float64([1, 1, 0])];
    expect(regression.meanAbsolutePercentageError(y, f)).toMatchObject({ value: null, status: 'undefined' });
    expect(regression.meanAbsolutePercentageError(y, f).reason).toContain('2 true values are zero');
    expectClose(regression.weightedAbsolutePercentageError(y, f).value, (2 + 1e-10) / (2 + 1e-10));
    expect(regression.weightedAbsolutePercentageError(float64([0]), float64([1])).value).toBeNull();
    expectClose(regression.symmetricAbsolutePercentageError(float64([0, 0]), float64([0, 1])).value, 1);
  });
  test('R² and explained variance need two rows and a target that varies', () => {
    for (const metric of [regression.r2, regression.explainedVariance]) {
      expect(metric(float64([3]), float64([3]))).toMatchObject({ value: null, status: 'undefined' });
      expect(metric(float64([0.1, 0.1, 0.1]), float64([0.1, 0.2, 0.1]))).toMatchObject({ value: null });
    }
  });
  test('logarithmic losses refuse what has no logarithm', () => {
    expect(deviance.meanSquaredLogError(float64([-1]), float64([0])).value).toBeNull();
    expect(deviance.meanSquaredLogError(float64([-0.5]), float64([0])).value).toBeCloseTo(Math.log(0.5) ** 2, 12);
    expect(deviance.poissonDeviance(float64([1]), float64([0])).value).toBeNull();
    expect(deviance.poissonDeviance(float64([0]), float64([2])).value).toBe(4);
    expect(deviance.gammaDeviance(float64([0]), float64([2])).value).toBeNull();
  });
});

describe('laws', () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })), {
    minLength: 2,
  });
  const split = (pairs: readonly (readonly [number, number])[]) =>
    [float64(pairs.map(p => p[0])), float64(pairs.map(p => p[1]))] as const;
  test('the order of rows does not matter', () => {
    fc.assert(
      fc.property(rows, pairs => {
        for (const metric of [
          regression.rootMeanSquaredError,
          regression.r2,
          regression.medianAbsoluteError,
          regression.bias,
        ])
          expectClose(metric(...split([...pairs].reverse())).value ?? NaN, metric(...split(pairs)).value ?? NaN);
      }),
    );
  });
  test('|bias| ≤ MAE ≤ RMSE ≤ the largest error', () => {
    fc.assert(
      fc.property(rows, pairs => {
        const [y, f] = split(pairs);
        const sizes = [
          Math.abs(regression.bias(y, f).value!),
          regression.meanAbsoluteError(y, f).value!,
          regression.rootMeanSquaredError(y, f).value!,
          regression.maximumError(y, f).value!,
        ];
        for (let i = 1; i < sizes.length; i++) expect(sizes[i - 1]!).toBeLessThanOrEqual(sizes[i]! + 1e-9);
      }),
    );
  });
  test('a constant added to the predictions moves the bias and nothing of the explained variance', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: -9, max: 9 }), (pairs, shift) => {
        const [y, f] = split(pairs);
        const moved = f.map(v => v + shift);
        expectClose(regression.bias(y, moved).value, regression.bias(y, f).value! + shift);
        expectClose(
          regression.explainedVariance(y, moved).value ?? NaN,
          regression.explainedVariance(y, f).value ?? NaN,
        );
      }),
    );
  });
});
