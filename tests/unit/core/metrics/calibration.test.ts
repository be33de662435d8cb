import { describe, expect, test } from 'vitest';
import {
  type CalibrationBin,
  calibrationBinCount,
  calibrationBins,
  expectedCalibrationError,
  maximumCalibrationError,
} from '../../../../src/core/metrics/calibration.ts';
import { recalibration } from '../../../../src/core/metrics/recalibration.ts';
import { expectClose, float64, type Golden, readGolden, reference } from './golden.ts';

const golden = readGolden('metrics/metrics.json');
const check = (bins: CalibrationBin[], [observed, predicted]: Golden) => {
  expectClose(
    bins.map(b => b.observed),
    observed,
  );
  expectClose(
    bins.map(b => b.predicted),
    predicted,
  );
};

test('bins and errors of the reference page', () => {
  const g = reference.calibration;
  const y = Uint8Array.from(g.y as number[]);
  const p = float64(g.p);
  const uniform = calibrationBins(y, p, 'uniform', 3);
  check(uniform, g.uniform3);
  check(calibrationBins(y, p, 'equal-mass', 3), g.quantile3);
  expectClose(expectedCalibrationError(uniform).value, g.ece_uniform3);
  expectClose(maximumCalibrationError(uniform).value, g.mce_uniform3);
  expect(expectedCalibrationError(uniform).reason).toBe('3 bins');
});

describe.each<Golden>(golden.binary)('against scikit-learn and statsmodels', (g: Golden) => {
  const y = Uint8Array.from(g.y as number[]);
  const p = float64(g.score);
  test('ten bins of either rule', () => {
    check(calibrationBins(y, p, 'uniform', 10), g.calibration_uniform);
    check(calibrationBins(y, p, 'equal-mass', 10), g.calibration_quantile);
  });
  test('slope and intercept of recalibration', () => {
    const fit = recalibration(y, p);
    expect(fit.converged).toBe(true);
    expectClose([fit.intercept, fit.slope], g.recalibration, 1e-8);
  });
  test('every bin holds rows, has a band around its share, and together they hold all', () => {
    const bins = calibrationBins(y, p);
    expect(bins.reduce((sum, b) => sum + b.count, 0)).toBe(y.length);
    for (const b of bins) {
      expect(b.count).toBeGreaterThan(0);
      expect(b.interval.low).toBeLessThanOrEqual(b.observed);
      expect(b.interval.high).toBeGreaterThanOrEqual(b.observed);
    }
  });
});

test('few rows get few bins, and none give none', () => {
  expect([0, 19, 40, 1000].map(calibrationBinCount)).toEqual([1, 1, 2, 10]);
  expect(calibrationBins(new Uint8Array(), new Float64Array())).toEqual([]);
  expect(expectedCalibrationError([]).status).toBe('insufficient');
});

test('recalibration of separable or one-sided truths says that it failed', () => {
  expect(recalibration(Uint8Array.of(0, 0, 1, 1), float64([0.1, 0.2, 0.8, 0.9])).converged).toBe(false);
  expect(recalibration(Uint8Array.of(1, 1), float64([0.1, 0.2])).converged).toBe(false);
});
