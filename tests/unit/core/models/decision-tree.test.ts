import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { Matrix } from '../../../../src/core/model.ts';
import { decisionTree } from '../../../../src/core/models/decision-tree.ts';
import type { ParamValues } from '../../../../src/core/params.ts';
import golden from '../../../golden/trees/decision-tree.json' with { type: 'json' };
import { classification, fitModel, largestDifference, predict, regression } from './harness.ts';

type State = Awaited<ReturnType<typeof decisionTree.fit>>;

/** Inputs are written in sixty-fourths. */
const block = (values: readonly (number | null)[], width: number): Matrix => ({
  rows: values.length / width,
  width,
  data: Float64Array.from(values, v => (v === null ? NaN : v / 64)),
  names: Array.from({ length: width }, (_, c) => `x${c}`),
});

describe('scikit-learn’s trees', () => {
  test.each(golden.cases)('$name', async given => {
    const x = block(given.x, given.width);
    const y = given.classes ? classification(given.y, given.classes) : regression(given.y);
    const weights = given.weights ? Float64Array.from(given.weights) : undefined;
    const state = (await fitModel(decisionTree, x, y, { params: given.params as ParamValues, weights })) as State;
    const all = block([...given.x, ...given.points], given.width);
    const found = predict(decisionTree, state, all).block;
    let compared = 0;
    given.answers.forEach((answer, r) => {
      if (!answer) return;
      compared++;
      const own = found.data.subarray(r * found.width, (r + 1) * found.width);
      expect(largestDifference(own, answer)).toBeLessThan(1e-9 * (1 + Math.abs(answer[0]!)));
    });
    expect(compared).toBeGreaterThan(given.answers.length / 2);
    const pruned = ((given.params as { alpha?: number }).alpha ?? 0) > 0;
    if (given.leaves !== null && !pruned) expect(state.path.leaves[0]).toBe(given.leaves);
    if (given.impurity !== null && !pruned) expect(state.path.impurities[0]).toBeCloseTo(given.impurity, 9);
    if (!given.path) return;
    expect(state.path.alphas.length).toBe(given.path.alphas.length);
    expect(largestDifference(state.path.alphas, given.path.alphas)).toBeLessThan(1e-9 * Math.max(...given.path.alphas));
    expect(largestDifference(state.path.impurities, given.path.impurities)).toBeLessThan(
      1e-9 * Math.max(...given.path.impurities),
    );
  });
});

const numbers = { deepest: 1000, leastLeaf: 1 };
const sample = golden.cases.find(c => c.name === 'diabetes, gaps')!;
const gaps = block(sample.x, sample.width);
const gapsY = regression(sample.y);

describe('categories', () => {
  test.each([2, 0])('the best set of all sets is found (%i classes, 0: numbers)', async classes => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(5), fc.nat(classes ? 1 : 9)), { minLength: 4, maxLength: 40 }),
        async pairs => {
          // prettier-ignore
          const codes = pairs.map(([code]) => code);
          const values = pairs.map(([, v]) => v);
          const x = { ...block(codes.map(c => c * 64), 1), categories: [['a', 'b', 'c', 'd', 'e', 'f']] }; // prettier-ignore
          const y = classes ? classification(values, 2) : regression(values);
          const { tree } = (await fitModel(decisionTree, x, y, { params: { ...numbers, deepest: 1 } })) as State;
          const spread = (part: readonly number[]): number => {
            const mean = part.reduce((a, b) => a + b, 0) / Math.max(1, part.length);
            return part.reduce((a, v) => a + (v - mean) ** 2, 0);
          };
          const sides = (isLeft: (code: number) => boolean) =>
            spread(values.filter((_, i) => isLeft(codes[i]!))) + spread(values.filter((_, i) => !isLeft(codes[i]!)));
          const least = Math.min(...Array.from({ length: 64 }, (_, bits) => sides(c => ((bits >> c) & 1) === 1)));
          const own = tree.sets[0] ? sides(c => tree.sets[0]!.includes(c)) : spread(values);
          expect(own).toBeCloseTo(least, 9);
        },
      ),
      { seed: 5, numRuns: 200 },
    );
  });

  test('a category that was not seen goes no, a missing one with the larger side', async () => {
    const x = { ...block([0, 0, 0, 64, 64].map(v => v), 1), categories: [['a', 'b', 'c']] }; // prettier-ignore
    const state = await fitModel(decisionTree, x, regression([1, 1, 1, 5, 5]), { params: numbers });
    expect(Array.from(predict(decisionTree, state, block([0, 64, 128, null], 1)).block.data)).toEqual([1, 5, 5, 1]);
  });
});

describe('rows and weights', () => {
  test('rows of weight 0 are as if they were not there', async () => {
    const weights = Float64Array.from({ length: gaps.rows }, (_, r) => (r % 3 ? 1 + (r % 5) : 0));
    const kept = Array.from({ length: gaps.rows }, (_, r) => r).filter(r => weights[r]! > 0);
    const rows = kept.flatMap(r => sample.x.slice(r * sample.width, (r + 1) * sample.width));
    const fewer = regression(kept.map(r => sample.y[r]!));
    const own = { params: numbers, weights: weights.filter(w => w > 0) };
    expect(await fitModel(decisionTree, gaps, gapsY, { params: numbers, weights })).toEqual(
      await fitModel(decisionTree, block(rows, sample.width), fewer, own),
    );
  });

  test('a far origin and huge targets cost nothing', async () => {
    const plain = (await fitModel(decisionTree, gaps, gapsY)) as State;
    const huge = (await fitModel(decisionTree, gaps, regression(sample.y.map(v => v! * 2 ** 1000)))) as State;
    const far = (await fitModel(decisionTree, gaps, regression(sample.y.map(v => v! + 2 ** 40)))) as State;
    expect(huge.tree.feature).toEqual(plain.tree.feature);
    expect(far.tree.feature).toEqual(plain.tree.feature);
    expect(huge.tree.impurity.every(Number.isFinite)).toBe(true);
  });
});

describe('long work', () => {
  test('a fit that goes on from a checkpoint ends in the same bits', async () => {
    const time = vi.spyOn(performance, 'now');
    let now = 0;
    time.mockImplementation(() => (now += 900));
    const saved: unknown[] = [];
    const whole = await fitModel(decisionTree, gaps, gapsY, {
      params: numbers,
      checkpoint: s => saved.push(structuredClone(s)),
    });
    time.mockRestore();
    expect(saved.length).toBeGreaterThan(3);
    for (const resume of [saved[0], saved.at(-1)])
      expect(await fitModel(decisionTree, gaps, gapsY, { params: numbers, resume })).toEqual(whole);
  });

  test('one that is ended keeps a tree, and one of other data is not continued', async () => {
    const state = (await fitModel(decisionTree, gaps, gapsY, { finish: AbortSignal.abort() })) as State;
    expect(state.tree.feature).toEqual([-1]);
    await expect(fitModel(decisionTree, gaps, gapsY, { resume: { rows: 3 } })).rejects.toThrow(/other data/);
  });

  test('one that is cancelled stops', async () => {
    await expect(fitModel(decisionTree, gaps, gapsY, { signal: AbortSignal.abort() })).rejects.toThrow();
  });
});

test('Poisson wants counts', async () => {
  const params = { error: 'Poisson' };
  await expect(fitModel(decisionTree, gaps, regression(sample.y.map(v => v! - 200)), { params })).rejects.toThrow(
    /negative/,
  );
  await expect(fitModel(decisionTree, gaps, regression(sample.y.map(() => 0)), { params })).rejects.toThrow(/only 0/);
});

test('importance is as scikit-learn counts it', async () => {
  for (const { name, params, importance, ...given } of golden.cases) {
    if (!importance) continue;
    const y = given.classes ? classification(given.y, given.classes) : regression(given.y);
    const weights = given.weights ? Float64Array.from(given.weights) : undefined;
    const state = (await fitModel(decisionTree, block(given.x, given.width), y, { params: params as ParamValues, weights })) as State; // prettier-ignore
    expect(largestDifference(state.importance, importance), name).toBeLessThan(1e-9);
  }
});
