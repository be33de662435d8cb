import { describe, expect, test } from 'vitest';
import { fitSigmoid } from '../../../../src/core/models/linear/platt.ts';
import type { Reading } from '../../../../src/core/models/linear/reading.ts';
import { reference } from '../../../../src/kernels/reference/index.ts';
import { largestDifference, predict } from './harness.ts';
import { fitCase, type LinearCase, nameOf, read } from './linear-golden.ts';

interface State {
  readonly coefficients: number[];
  readonly intercepts: number[];
  readonly converged: boolean;
  readonly calibration: string;
  readonly reading: Reading;
}
interface SigmoidCase {
  readonly margins: number[];
  readonly own: number[];
  readonly weights: number[] | null;
  readonly probabilities: number[];
}

const { cases, sigmoids } = read<{ cases: LinearCase[]; sigmoids: SigmoidCase[] }>('classification');
const named = (wanted: (given: LinearCase) => boolean) => cases.filter(wanted).map(c => [nameOf(c), c] as const);

describe('logistic regression equals scikit-learn', () => {
  test.each(named(c => c.objective !== undefined))('%s', async (_, given) => {
    const { model, x, y, weights, state } = await fitCase(given);
    const { coefficients, converged } = state as State;
    expect(converged).toBe(true);
    const { data, width } = predict(model, state, x).block;
    expect(largestDifference(data, given.probabilities!.flat())).toBeLessThan(1e-4);
    const codes = y.task === 'classification' ? y.codes : new Int32Array(0);
    const [C, ratio] = [given.params['C'] as number, given.params['l1Ratio'] as number];
    const loss = codes.reduce((sum, code, r) => sum - weights[r]! * Math.log(data[r * width + code]!), 0);
    const norms = coefficients.reduce((sum, v) => sum + ratio * Math.abs(v) + ((1 - ratio) / 2) * v * v, 0);
    expect(Math.abs((loss + norms / C) / given.objective! - 1)).toBeLessThan(1e-6);
    expect(coefficients.some(v => v === 0)).toBe(true);
  });

  test.each(named(c => c.errors !== undefined))('and its errors statsmodels: %s', async (_, given) => {
    const { model, x, state } = await fitCase(given);
    const { coefficients, converged, reading } = state as State;
    expect(converged).toBe(true);
    expect(largestDifference(coefficients, (given.coefficients as number[][]).flat())).toBeLessThan(2e-6);
    expect(largestDifference(predict(model, state, x).block.data, given.probabilities!.flat())).toBeLessThan(1e-6);
    const errors = (given.errors as number[][]).flat();
    expect(Math.max(...errors.map((e, i) => Math.abs(reading.errors![i]! / e - 1)))).toBeLessThan(1e-5);
    const intercepts = given.interceptErrors!.map((e, k) => Math.abs(reading.interceptErrors![k]! / e - 1));
    expect(Math.max(...intercepts)).toBeLessThan(1e-5);
    expect(reading.basis).toBe(given.params['penalty'] === 'l2' ? 'penalised' : 'wald');
  });
});

describe('the linear support vector machine equals LinearSVC', () => {
  test.each(named(c => c.margins !== undefined))('%s', async (_, given) => {
    const { x, state } = await fitCase(given);
    const { coefficients, intercepts, converged, calibration } = state as State;
    expect(converged).toBe(true);
    expect(calibration).toBe('left-out');
    const width = intercepts.length;
    const margins = Array.from({ length: x.rows * width }, (_, i) => {
      const [r, k] = [Math.floor(i / width), i % width];
      return coefficients.reduce((sum, v, c) => (c % width === k ? sum + v * x.data[r * x.width + (c - k) / width]! : sum), intercepts[k]!); // prettier-ignore
    });
    expect(largestDifference(margins, given.margins!.flat())).toBeLessThan(1e-4);
    const labels = Array.from({ length: x.rows }, (_, r) => {
      const own = margins.slice(r * width, (r + 1) * width);
      return width === 1 ? Number(own[0]! > 0) : own.indexOf(Math.max(...own));
    });
    expect(labels).toEqual(given.labels);
  });

  test.each(sigmoids.map((s, i) => [`${s.margins.length} rows`, s, i] as const))('sigmoids, %s', async (_, given) => {
    const { slope, offset } = await fitSigmoid(
      Float64Array.from(given.margins),
      given.own.map(Boolean),
      given.weights && Float64Array.from(given.weights),
      reference.linear,
      {},
    );
    const p = given.margins.map(m => 1 / (1 + Math.exp(-(slope * m + offset))));
    expect(largestDifference(p, given.probabilities)).toBeLessThan(1e-5);
  });
});

test('every classifier has cases on at least three tables', () => {
  for (const model of new Set(cases.map(c => c.model))) {
    expect(new Set(cases.filter(c => c.model === model).map(c => c.table)).size, model).toBeGreaterThanOrEqual(3);
  }
});

test('a support vector machine that was interrupted goes on with the borders it has found, to the same end', async () => {
  const given = cases.find(c => c.model === 'linear-svm' && c.table === 'wine')!;
  const whole = (await fitCase(given)).state as State;
  const part = whole.coefficients.filter((_, i) => i % 3 === 0);
  // The first part is the border of the first class; one that is elsewhere shows that it is taken as it was stored.
  const parts = [[...part.map(v => v + 1), 0, 1]];
  const gone = (await fitCase(given, { resume: { parts } })).state as State;
  expect(gone.coefficients.filter((_, i) => i % 3 === 0)).toEqual(part.map(v => v + 1));
  expect(gone.coefficients.filter((_, i) => i % 3 !== 0)).toEqual(whole.coefficients.filter((_, i) => i % 3 !== 0));
  const other = (await fitCase(given, { resume: { parts: [[1, 2]] } })).state as State;
  expect(other).toStrictEqual(whole);
});
