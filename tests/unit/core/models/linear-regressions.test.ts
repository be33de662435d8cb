import { describe, expect, test } from 'vitest';
import type { Reading } from '../../../../src/core/models/linear/reading.ts';
import { largestDifference, predict } from './harness.ts';
import { fitCase, type GoldenFit, type LinearCase, nameOf, read } from './linear-golden.ts';

interface State {
  readonly coefficients: number[];
  readonly intercept: number;
  readonly alpha: number;
  readonly objective: number;
  readonly scale: number;
  readonly gap: number;
  readonly converged?: boolean;
  readonly reading: Reading;
}

const { cases } = read<{ cases: LinearCase[] }>('regression');

const sum = (values: ArrayLike<number>, f: (v: number, r: number) => number): number =>
  Array.from(values).reduce((total, v, r) => total + f(v, r), 0);

/** The objectives, worked out anew from what was learned. */
const objectives: Record<string, (given: LinearCase, fit: GoldenFit, state: State, rest: Float64Array) => number> = {
  lasso: (given, fit, state, rest) => penalised(1, fit, state, rest),
  'elastic-net': (given, fit, state, rest) => penalised(given.params['l1Ratio'] as number, fit, state, rest),
  huber({ params }, { weights }, { coefficients, scale }, rest) {
    const [epsilon, alpha] = [params['epsilon'] as number, params['alpha'] as number];
    const loss = (z: number) => (z < epsilon ? z * z : 2 * epsilon * z - epsilon * epsilon);
    return (
      sum(rest, (v, r) => weights[r]! * scale * (1 + loss(Math.abs(v) / scale))) + alpha * sum(coefficients, v => v * v)
    );
  },
  quantile({ params }, { weights }, { coefficients }, rest) {
    const [q, alpha] = [params['quantile'] as number, params['alpha'] as number];
    return (
      sum(rest, (v, r) => weights[r]! * Math.max(q * v, (q - 1) * v)) / sum(weights, w => w) +
      alpha * sum(coefficients, Math.abs)
    );
  },
};

function penalised(ratio: number, { weights }: GoldenFit, { coefficients, alpha }: State, rest: Float64Array): number {
  const norms = ratio * sum(coefficients, Math.abs) + ((1 - ratio) / 2) * sum(coefficients, v => v * v);
  return sum(rest, (v, r) => weights[r]! * v * v) / (2 * sum(weights, w => w)) + alpha * norms;
}

describe('linear regressions equal the references', () => {
  test.each(cases.map(given => [nameOf(given), given] as const))('%s', async (_, given) => {
    const fit = await fitCase(given);
    const state = fit.state as State;
    expect(state.converged ?? true).toBe(true);
    const { data } = predict(fit.model, state, fit.x).block;
    const y = fit.y.task === 'regression' ? fit.y.values : new Float64Array(0);
    const size = Math.max(1, ...y.map(Math.abs));
    if (given.coefficients) expect(largestDifference(state.coefficients, given.coefficients as number[])).toBeLessThan(1e-6 * size); // prettier-ignore
    // HuberRegressor ends a little before the minimum, as its objective shows.
    if (given.predictions) {
      const tolerance = given.model === 'huber' ? 1e-4 : 1e-5;
      expect(largestDifference(data, given.predictions)).toBeLessThan(tolerance * size);
    }
    if (given.alpha) expect(Math.abs(state.alpha / given.alpha - 1)).toBeLessThan(1e-12);
    if (given.objective !== undefined) {
      const rest = y.map((v, r) => v - data[r]!);
      const own = objectives[given.model]!(given, fit, state, rest);
      expect(Math.abs(own / given.objective - 1)).toBeLessThan(1e-6);
      if (given.model !== 'huber') expect(Math.abs(state.objective / own - 1)).toBeLessThan(1e-8);
    }
    if (given.chosen) expect(state.coefficients.flatMap((v, j) => (v ? [j] : []))).toEqual(given.chosen);
  });

  test('every model has cases on at least three tables', () => {
    for (const model of new Set(cases.map(c => c.model))) {
      expect(new Set(cases.filter(c => c.model === model).map(c => c.table)).size, model).toBeGreaterThanOrEqual(3);
    }
  });
});

describe('standard errors equal those of statsmodels', () => {
  const withErrors = cases.filter(c => c.errors);
  test.each(withErrors.map(given => [nameOf(given), given] as const))('%s', async (_, given) => {
    const { state } = await fitCase(given);
    const { reading, coefficients } = state as State;
    expect(reading.errors).not.toBeNull();
    const errors = given.errors as number[];
    expect(Math.max(...errors.map((e, j) => Math.abs(reading.errors![j]! / e - 1)))).toBeLessThan(1e-5);
    expect(Math.abs(reading.interceptErrors![0]! / given.interceptError! - 1)).toBeLessThan(1e-5);
    expect(reading.basis).toBe(given.model === 'least-squares' ? 'exact' : 'wald');
    if (!given.low) return;
    const end = (side: 1 | -1) => coefficients.map((v, j) => v + side * reading.halfWidth * reading.errors![j]!);
    const scale = Math.max(...errors);
    expect(largestDifference(end(-1), given.low)).toBeLessThan(1e-6 * scale);
    expect(largestDifference(end(1), given.high!)).toBeLessThan(1e-6 * scale);
  });

  test('where theory gives none, the reason is there', async () => {
    const basis = async (table: string, model: string) => {
      const given = cases.find(c => c.table === table && c.model === model)!;
      const { reading } = (await fitCase(given)).state as State;
      expect(reading.errors).toBeNull();
      return reading.basis;
    };
    expect(await basis('more columns than rows', 'least-squares')).toBe('few-rows');
    expect(await basis('alike and constant columns', 'least-squares')).toBe('dependent');
    expect(await basis('diabetes', 'lasso')).toBe('selection');
    expect(await basis('diabetes', 'ridge')).toBe('pulled');
    expect(await basis('diabetes', 'huber')).toBe('no-theory');
  });
});
