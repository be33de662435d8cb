import { describe, expect, test } from 'vitest';
import { logistic } from '../../../../src/core/models/logistic.ts';
import { drawnTable, type DrawnTable, scaleOf, unscaled } from './drawn-table.ts';
import { classification, fitModel, largestDifference, predict } from './harness.ts';
import { read } from './linear-golden.ts';

interface State {
  readonly coefficients: number[];
  readonly intercepts: number[];
  readonly converged: boolean;
  readonly separated: boolean;
}
interface LargeCase extends DrawnTable {
  readonly name: string;
  readonly weighted: boolean;
  readonly balanced: boolean;
  readonly coefficients: number[][];
  readonly probabilities: number[][];
}
interface Selection extends DrawnTable {
  readonly name: string;
  readonly C: number;
  readonly objective: number;
  readonly chosen: number;
  readonly probabilities: number[][];
}

const { cases, selections } = read<{ cases: LargeCase[]; selections: Selection[] }>('large');

describe('on large tables, where steps need no second derivatives, logistic regression equals scikit-learn', () => {
  test.each(cases.map(c => [c.name, c] as const))('%s', async (_, given) => {
    const { x, codes } = drawnTable(given);
    const weights = Float64Array.from(codes, (_, r) => (r % 3) / 2);
    const state = (await fitModel(logistic, x, classification(codes, given.classes), {
      params: { classWeight: given.balanced ? 'balanced' : 'none' },
      ...(given.weighted && { weights }),
    })) as State;
    expect(state.converged).toBe(true);
    const outputs = given.coefficients.length;
    const inUnits = (j: number, v: number) => v * scaleOf(j);
    const ours = state.coefficients.map((v, i) => inUnits(Math.floor(i / outputs), v));
    const theirs = given.coefficients[0]!.flatMap((_, j) => given.coefficients.map(row => inUnits(j, row[j]!)));
    expect(largestDifference(ours, theirs)).toBeLessThan(2e-6);
    const first = {
      ...x,
      rows: given.probabilities.length,
      data: x.data.slice(0, given.probabilities.length * x.width),
    };
    expect(largestDifference(predict(logistic, state, first).block.data, given.probabilities.flat())).toBeLessThan(
      1e-6,
    );
  });

  test.each(selections.map(c => [c.name, c] as const))('more than 1,200 weights and L1: %s', async (_, given) => {
    const drawn = drawnTable(given);
    const x = unscaled(drawn.x);
    expect((x.width + 1) * (given.classes === 2 ? 1 : given.classes)).toBeGreaterThan(1200);
    const params = { C: given.C, penalty: 'l1' };
    const state = (await fitModel(logistic, x, classification(drawn.codes, given.classes), { params })) as State;
    expect(state.converged).toBe(true);
    const { data, width } = predict(logistic, state, x).block;
    const loss = drawn.codes.reduce((sum, code, r) => sum - Math.log(data[r * width + code]!), 0);
    const objective = loss + state.coefficients.reduce((sum, v) => sum + Math.abs(v), 0) / given.C;
    expect(Math.abs(objective / given.objective - 1)).toBeLessThan(1e-6);
    const some = given.probabilities.flat();
    expect(largestDifference(data.subarray(0, some.length), some)).toBeLessThan(1e-4);
    expect(state.coefficients.filter(v => v !== 0).length).toBe(given.chosen);
  });

  test('columns that tell the classes apart without a mistake are named, with no penalty to hold the weights', async () => {
    const { x } = drawnTable({ rows: 20_000, width: 40, classes: 2, seed: 9 });
    const codes = Array.from({ length: x.rows }, (_, r) => Number(x.data[r * x.width]! + x.data[r * x.width + 3]! > 8));
    const state = (await fitModel(logistic, x, classification(codes), { params: { penalty: 'none' } })) as State;
    expect(state.converged).toBe(false);
    expect(state.separated).toBe(true);
    expect(state.coefficients.every(Number.isFinite)).toBe(true);
  });

  test('columns that nearly follow from each other lead to the same place by Newton’s method', async () => {
    const { x, codes } = drawnTable({ rows: 20_000, width: 40, classes: 2, seed: 10 });
    for (let i = 0; i < x.data.length; i++) if (i % 40 > 20) x.data[i] = x.data[i - 20]! + x.data[i]! / 1e3;
    const fitted = async (params: { C: number }) =>
      (await fitModel(logistic, x, classification(codes), { params })) as State & { gradient: number };
    const state = await fitted({ C: 1e3 });
    expect(state.converged).toBe(true);
    expect(state.gradient).toBeLessThan(1e-4);
  });

  test('it goes on from where it was interrupted, to the same place', async () => {
    const given = cases.find(c => c.width === 300)!;
    const { x, codes } = drawnTable(given);
    const target = classification(codes);
    const whole = (await fitModel(logistic, x, target)) as State;
    const theta = [...whole.coefficients.map(v => v / 2), 0];
    const gone = (await fitModel(logistic, x, target, { resume: { iteration: 2, theta } })) as State;
    expect(gone.converged).toBe(true);
    expect(largestDifference(gone.coefficients.map((v, j) => v * scaleOf(j)), whole.coefficients.map((v, j) => v * scaleOf(j)))).toBeLessThan(4e-6); // prettier-ignore
  });
});
