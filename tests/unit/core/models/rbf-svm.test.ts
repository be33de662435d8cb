import { describe, expect, test, vi } from 'vitest';
import { numberBlock, type NumberBlock } from '../../../../src/core/graph/block.ts';
import { GraphBuilder } from '../../../../src/core/graph/builder.ts';
import { interpret } from '../../../../src/core/graph/interpret.ts';
import { couplePairs } from '../../../../src/core/models/kernel-machines/pairs.ts';
import { fitSigmoid } from '../../../../src/core/models/kernel-machines/platt.ts';
import { decisionsOf, rbfSvm } from '../../../../src/core/models/rbf-svm.ts';
import type { ParamValues } from '../../../../src/core/params.ts';
import { expectClose, readGolden } from '../metrics/golden.ts';
import { classification, fitModel, type FitOptions, matrix, predict, regression } from './harness.ts';

interface Case {
  name: string;
  x: number[][];
  y: number[];
  later: number[][];
  params: ParamValues;
}
const { classified, followed, sigmoids } = readGolden('neighbours/support-vectors.json').cases as {
  classified: (Case & { weights: number[] | null; decisions: number[][]; support: number })[];
  followed: (Case & { predictions: number[] })[];
  sigmoids: { f: number[]; y: number[]; slope: number; offset: number }[];
};
type State = Parameters<typeof decisionsOf>[0];

function decisions(state: unknown, rows: number[][]): number[] {
  const g = new GraphBuilder();
  const x = g.concat(rows[0]!.map((_, c) => g.input(`x${c}`, 'float64')));
  const graph = g.done([{ name: 'out', ref: decisionsOf(state as State, g, x) }]);
  const inputs = new Map(rows[0]!.map((_, c) => [`x${c}`, numberBlock(Float64Array.from(rows, row => row[c]!))]));
  return Array.from((interpret(graph, inputs, rows.length).get('out') as NumberBlock).data);
}

// Both solve to 1e-7 of optimality, with kernels in float32: decisions agree to 2e-5 of their size.
describe('against SVC and SVR of scikit-learn', () => {
  test.each(classified)('$name, $params', async ({ x, y, later, params, weights, decisions: expected, support }) => {
    const options: FitOptions = { params, ...(weights && { weights: Float64Array.from(weights) }) };
    const state = (await fitModel(rbfSvm, matrix(x), classification(y), options)) as State;
    expectClose(decisions(state, later), expected.flat(), 2e-5);
    expect(Math.abs(state.count - support)).toBeLessThanOrEqual(1);
    expect(state.converged).toBe(true);
  });
  test.each(followed)('$name, $params', async ({ x, y, later, params, predictions }) => {
    const state = await fitModel(rbfSvm, matrix(x), regression(y), { params });
    expectClose(predict(rbfSvm, state, matrix(later)).block.data, predictions, 2e-5);
  });
});

test.each(sigmoids)("Platt's sigmoid against scikit-learn", ({ f, y, slope, offset }) => {
  const found = fitSigmoid(Float64Array.from(f), Uint8Array.from(y), new Float64Array(y.length).fill(1));
  expectClose(found.slope, slope, 1e-3);
  expectClose(found.offset, offset, 1e-3);
});

describe('probabilities', () => {
  test('of pairs that agree are those the pairs came from', () => {
    const p = [0.5, 0.3, 0.15, 0.05];
    const odds = p.flatMap((a, i) => p.slice(i + 1).map(b => Math.log(b / a)));
    const g = new GraphBuilder();
    const graph = g.done([{ name: 'out', ref: couplePairs(g, g.constant(...odds), p.length) }]);
    expectClose((interpret(graph, new Map(), 1).get('out') as NumberBlock).data, p, 1e-12);
  });

  test('say the class a decision says, where there are two', async () => {
    const { x, y, later } = classified.find(c => c.name === 'moons')!;
    const state = await fitModel(rbfSvm, matrix(x), classification(y));
    const { data } = predict(rbfSvm, state, matrix(later)).block;
    const right = later.filter((_, r) => data[2 * r]! > 0.5 === decisions(state, [later[r]!])[0]! > 0).length;
    expect(right).toBeGreaterThanOrEqual(later.length - 1);
  });
});

describe('bad input and long work', () => {
  const { x, y, later } = classified[0]!;
  const y3 = classification(y);

  test('too many rows are refused, with what to do', async () => {
    const rows = { rows: 20_001, width: 1, data: new Float64Array(20_001), names: ['x'] };
    const refused = fitModel(rbfSvm, rows, regression(rows.data));
    await expect(refused).rejects.toMatchObject({ code: 'fit/too-many-rows' });
  });

  test('numbers all within epsilon give their middle everywhere', async () => {
    const state = await fitModel(rbfSvm, matrix([[1], [2], [3]]), regression([5, 5.05, 5.1]));
    expect(state).toMatchObject({ count: 0 });
    expect([...predict(rbfSvm, state, matrix([[9], [0]])).block.data]).toEqual([5.05, 5.05]);
  });

  test('stops when asked, ends early with what it has, and goes on from a checkpoint to the same', async () => {
    const signal = AbortSignal.abort();
    await expect(fitModel(rbfSvm, matrix(x), y3, { signal })).rejects.toMatchObject({ code: 'rpc/cancelled' });
    const early = await fitModel(rbfSvm, matrix(x), y3, { finish: AbortSignal.abort() });
    expect(predict(rbfSvm, early, matrix(x)).block.data.every(Number.isFinite)).toBe(true);
    const params = { tolerance: 1e-7 };
    const kept: unknown[] = [];
    // Time that flies, so that every look at the clock keeps a checkpoint.
    let time = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (time += 5000));
    const context = { checkpoint: (state: unknown) => void kept.push(structuredClone(state)) };
    const whole = await fitModel(rbfSvm, matrix(x), y3, { params, ...context });
    clock.mockRestore();
    expect(kept.length).toBeGreaterThan(18);
    const expected = decisions(whole, later);
    for (const resume of [kept[1], kept[9], kept.at(-1)]) {
      const resumed = await fitModel(rbfSvm, matrix(x), y3, { params, resume });
      expectClose(decisions(resumed, later), expected, 2e-5);
      const [own, theirs] = [resumed, whole].map(state => predict(rbfSvm, state, matrix(later)).block.data);
      expectClose(own!, Array.from(theirs!), 1e-3);
    }
  });
});
