import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { logistic } from '../../../../src/core/models/logistic.ts';
import { ridge } from '../../../../src/core/models/ridge.ts';
import { classification, fitModel, largestDifference, matrix, predict, regression } from './harness.ts';

const golden = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../../../golden/models/${name}.json`, import.meta.url), 'utf8')) as T;

interface RidgeCase {
  name: string;
  alpha: number;
  x: number[][];
  y: number[];
  coefficients: number[];
  intercept: number;
  predictions: number[];
}
interface LogisticCase {
  name: string;
  C: number;
  classWeight: 'none' | 'balanced';
  x: number[][];
  y: number[];
  coefficients: number[][];
  intercepts: number[];
  probabilities: number[][];
}

describe('ridge equals scikit-learn to 1e-6', () => {
  test.each(golden<RidgeCase[]>('ridge'))('$name', async given => {
    const x = matrix(given.x);
    const state = (await fitModel(ridge, x, regression(given.y), { params: { alpha: given.alpha } })) as {
      coefficients: number[];
      intercept: number;
    };
    expect(largestDifference(state.coefficients, given.coefficients)).toBeLessThan(1e-6);
    expect(Math.abs(state.intercept - given.intercept)).toBeLessThan(1e-6);
    expect(largestDifference(predict(ridge, state, x).block.data, given.predictions)).toBeLessThan(1e-6);
  });

  test('least norm is asked for only where the columns depend on each other', async () => {
    const method = async (name: string) => {
      const given = golden<RidgeCase[]>('ridge').find(c => c.name === name)!;
      const params = { alpha: given.alpha };
      return ((await fitModel(ridge, matrix(given.x), regression(given.y), { params })) as { method: string }).method;
    };
    expect(await method('diabetes, plain least squares')).toBe('cholesky');
    expect(await method('dependent and constant columns, least norm')).toBe('singular-values');
    expect(await method('more columns than rows, least norm')).toBe('singular-values');
  });
});

describe('logistic regression equals scikit-learn to 1e-6', () => {
  test.each(golden<LogisticCase[]>('logistic'))('$name', async given => {
    const x = matrix(given.x);
    const params = { C: given.C, classWeight: given.classWeight };
    const state = (await fitModel(logistic, x, classification(given.y), { params })) as {
      coefficients: number[];
      intercepts: number[];
      converged: boolean;
    };
    expect(state.converged).toBe(true);
    const outputs = given.coefficients.length;
    const expected = Array.from({ length: x.width * outputs }, (_, i) => {
      return given.coefficients[i % outputs]![Math.floor(i / outputs)]!;
    });
    expect(largestDifference(state.coefficients, expected)).toBeLessThan(1e-6);
    expect(largestDifference(state.intercepts, given.intercepts)).toBeLessThan(1e-6);
    expect(largestDifference(predict(logistic, state, x).block.data, given.probabilities.flat())).toBeLessThan(1e-6);
  });

  test.each([
    ['wine, standardised', 250],
    ['breast cancer, standardised', 700],
  ])('many columns go by conjugate gradients and end at the same place: %s', async (name, extra) => {
    const given = golden<LogisticCase[]>('logistic').find(c => c.name === name)!;
    // Columns of zeros change nothing but the size of the problem, which is then too large for a full matrix.
    const zeros = Array.from({ length: extra }, () => 0);
    const wide = matrix(given.x.map(row => [...row, ...zeros]));
    const state = (await fitModel(logistic, wide, classification(given.y))) as {
      coefficients: number[];
      converged: boolean;
    };
    expect(state.converged).toBe(true);
    const expected = given.x[0]!.flatMap((_, j) => given.coefficients.map(row => row[j]!));
    expect(largestDifference(state.coefficients.slice(0, expected.length), expected)).toBeLessThan(1e-6);
    expect(state.coefficients.slice(expected.length).every(v => v === 0)).toBe(true);
  });

  test('says so when the iterations run out', async () => {
    const given = golden<LogisticCase[]>('logistic').find(c => c.name === 'iris, C 1000')!;
    const state = await fitModel(logistic, matrix(given.x), classification(given.y), {
      params: { C: 1000, iterations: 2 },
    });
    expect(state).toMatchObject({ converged: false, iterations: 2 });
    expect((state as { gradient: number }).gradient).toBeGreaterThan(1e-3);
  });

  test('a class without training rows gets probability 0 and moves nothing else', async () => {
    const given = golden<LogisticCase[]>('logistic').find(c => c.name === 'iris as it is')!;
    const x = matrix(given.x);
    const later = classification(
      given.y.map(k => (k === 0 ? 0 : k + 1)),
      4,
    );
    const state = await fitModel(logistic, x, later);
    const { data } = predict(logistic, state, x).block;
    const expected = given.probabilities.flatMap(([a, b, c]) => [a!, 0, b!, c!]);
    expect(largestDifference(data, expected)).toBeLessThan(1e-6);
  });
});
