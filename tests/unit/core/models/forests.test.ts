import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Kernels } from '../../../../src/kernels/kernels.ts';
import { wasmKernels } from '../../../../src/kernels/wasm/index.ts';
import type { WasmThreads } from '../../../../src/kernels/wasm/threads.ts';
import type { Matrix } from '../../../../src/core/model.ts';
import type { ForestState } from '../../../../src/core/models/forest/fit-forest.ts';
import { modelById } from '../../../../src/core/models/index.ts';
import { randomForest } from '../../../../src/core/models/random-forest.ts';
import type { ParamValues } from '../../../../src/core/params.ts';
import golden from '../../../golden/trees/forests.json' with { type: 'json' };
import single from '../../../golden/trees/decision-tree.json' with { type: 'json' };
import { sharedThreads } from '../../../tools/wasm-kernels.ts';
import { classification, fitModel, largestDifference, predict, regression } from './harness.ts';

let threads: WasmThreads;
let kernels: Kernels;
beforeAll(async () => {
  threads = await sharedThreads(2);
  kernels = wasmKernels(threads);
});
afterAll(() => threads.close());

/** Inputs are written in sixty-fourths. */
const block = (values: readonly (number | null)[], width: number): Matrix => ({
  rows: values.length / width,
  width,
  data: Float64Array.from(values, v => (v === null ? NaN : v / 64)),
  names: Array.from({ length: width }, (_, c) => `x${c}`),
});

const targetOf = (y: readonly number[], classes: number) => (classes ? classification(y, classes) : regression(y));
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe.each(golden.cases)('scikit-learn’s $model on $name', given => {
  test('answers, importance and error on rows left out', async () => {
    const rows = given.y.length;
    const held = Array.from({ length: rows }, (_, r) => r).filter(r => r % 4 === 3);
    const kept = Array.from({ length: rows }, (_, r) => r).filter(r => r % 4 !== 3);
    const part = (of: readonly number[]) => of.flatMap(r => given.x.slice(r * given.width, (r + 1) * given.width));
    const y = targetOf(kept.map(r => given.y[r]!), given.classes); // prettier-ignore
    const model = modelById(given.model);
    const params = { ...given.params, trees: 1000 } as ParamValues;
    const state = (await fitModel(model, block(part(kept), given.width), y, { params, kernels })) as ForestState;
    const found = predict(model, state, block(part(held), given.width)).block.data;
    const answers = given.answers.flat();
    const spread = given.classes ? 1 : Math.max(...given.y) - Math.min(...given.y);
    expect(mean(answers.map((a, i) => Math.abs(a - found[i]!))) / spread).toBeLessThan(0.015);
    expect(largestDifference(answers, found) / spread).toBeLessThan(0.12);
    expect(largestDifference(state.importance, given.importance)).toBeLessThan(0.05);
    if (given.outOfBag === null) return;
    expect(1 - state.outOfBag!.errors.at(-1)!).toBeCloseTo(given.outOfBag, 1);
    expect(Math.abs(1 - state.outOfBag!.errors.at(-1)! - given.outOfBag)).toBeLessThan(0.015);
  });
});

describe('one tree on all rows and all columns is an exact tree', () => {
  const params = { trees: 1, bootstrap: false, columns: 'all' };
  const limits = new Map<string, ParamValues>([
    ['iris, gini, whole', { leastLeaf: 1 }],
    ['diabetes, squared', { leastLeaf: 4, deepest: 5 }],
    ['diabetes, gaps', { leastLeaf: 1, leastSplit: 20, deepest: 4 }],
  ]);
  test.each([...limits.keys()])('%s: scikit-learn’s answers for the training rows', async name => {
    const given = single.cases.find(c => c.name === name)!;
    const x = block(given.x, given.width);
    const y = targetOf(given.y as number[], given.classes);
    const state = await fitModel(randomForest, x, y, { params: { ...params, ...limits.get(name) }, kernels });
    const { data, width } = predict(randomForest, state, x).block;
    for (let r = 0; r < x.rows; r++) {
      const answer = given.answers[r];
      if (answer) expect(largestDifference(data.subarray(r * width, (r + 1) * width), answer)).toBeLessThan(1e-6 * (1 + answer[0]!)); // prettier-ignore
    }
  });
});

const sample = single.cases.find(c => c.name === 'diabetes, gaps')!;
const gaps = block(sample.x, sample.width);
const gapsY = regression(sample.y as number[]);

describe.each(['random-forest', 'extra-trees'])('%s', id => {
  const model = modelById(id);
  const params = { trees: 9, bootstrap: true };

  test('plain TypeScript and two threads grow the same forest', async () => {
    const whole = await fitModel(model, gaps, gapsY, { params, kernels });
    expect(await fitModel(model, gaps, gapsY, { params })).toEqual(whole);
  });

  test('a fit that goes on from a checkpoint ends in the same bits', async () => {
    const time = vi.spyOn(performance, 'now');
    let now = 0;
    time.mockImplementation(() => (now += 2000));
    const saved: unknown[] = [];
    const whole = await fitModel(model, gaps, gapsY, { params, checkpoint: s => saved.push(structuredClone(s)) });
    time.mockRestore();
    expect(saved.length).toBeGreaterThan(3);
    expect(await fitModel(model, gaps, gapsY, { params, resume: saved[2] })).toEqual(whole);
    await expect(fitModel(model, gaps, gapsY, { params, resume: { rows: 1 } })).rejects.toThrow(/other data/);
  });

  test('one that is ended keeps the trees so far, and they are the first of the whole', async () => {
    const finish = new AbortController();
    const progress = ({ done }: { done: number }) => done >= 4 && finish.abort();
    const part = (await fitModel(model, gaps, gapsY, { params, finish: finish.signal, progress })) as ForestState;
    const whole = (await fitModel(model, gaps, gapsY, { params })) as ForestState;
    expect(part.trees).toEqual(whole.trees.slice(0, 4));
    expect(part.outOfBag!.errors).toEqual(whole.outOfBag!.errors.slice(0, 4));
  });

  test('rows of weight 0 are as if they were not there', async () => {
    const weights = Float64Array.from({ length: gaps.rows }, (_, r) => (r % 3 ? 1 + (r % 5) : 0));
    const kept = Array.from({ length: gaps.rows }, (_, r) => r).filter(r => weights[r]! > 0);
    const fewer = block(kept.flatMap(r => sample.x.slice(r * gaps.width, (r + 1) * gaps.width)), gaps.width); // prettier-ignore
    const own = { params, weights: weights.filter(w => w > 0) };
    expect(await fitModel(model, gaps, gapsY, { params, weights })).toEqual(
      await fitModel(model, fewer, regression(kept.map(r => sample.y[r]!)), own),
    );
  });

  test('huge targets cost nothing', async () => {
    const plain = (await fitModel(model, gaps, gapsY, { params })) as ForestState;
    const huge = (await fitModel(model, gaps, regression(sample.y.map(v => v! * 2 ** 1000)), {
      params,
    })) as ForestState;
    expect(huge.trees).toEqual(plain.trees);
    expect(huge.importance).toEqual(plain.importance);
  });

  test('a forest too large to keep is refused before it is grown', async () => {
    const classes = 30_000;
    const y = classification(
      Array.from({ length: gaps.rows }, (_, r) => r),
      classes,
    );
    const fitting = fitModel(model, gaps, y, { params: { trees: 2000, leastLeaf: 1 }, kernels });
    await expect(fitting).rejects.toThrow(/million numbers.*Ask for more rows/);
  });
});
