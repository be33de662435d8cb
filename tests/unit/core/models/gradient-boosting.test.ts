import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FitContext, FitProgress, Matrix } from '../../../../src/core/model.ts';
import { gradientBoosting } from '../../../../src/core/models/gradient-boosting.ts';
import type { Target } from '../../../../src/core/target.ts';
import { randomStream } from '../../../../src/core/random.ts';
import { classification, fitModel, matrix, predict, regression } from './harness.ts';

type State = Awaited<ReturnType<typeof gradientBoosting.fit>>;

const random = randomStream(4, 'gradient boosting');
const rows = 300;
const x: Matrix = {
  ...matrix(Array.from({ length: rows }, () => [random.normal(), random.normal(), random.integer(4)])),
  categories: [null, null, ['a', 'b', 'c', 'd']],
};
const signal = Float64Array.from({ length: rows }, (_, r) => {
  const [a, b, c] = x.data.subarray(3 * r, 3 * r + 3);
  return a! * 2 + (c === 2 ? 3 : 0) * b! + random.normal() / 4;
});
const y = regression(signal);
const part = (from: number, to: number): { readonly x: Matrix; readonly y: Target } => ({
  x: { ...x, rows: to - from, data: x.data.slice(3 * from, 3 * to) },
  y: regression(signal.slice(from, to)),
});
const fit = async (given: ReturnType<typeof part>, options: Parameters<typeof fitModel>[3] = {}): Promise<State> =>
  (await fitModel(gradientBoosting, given.x, given.y, options)) as State;

describe('gradient boosting', () => {
  test('goes on from a checkpoint as if it had never stopped, to the bit', async () => {
    const states: unknown[] = [];
    const params = { trees: 12, columnShare: 0.5, rowsPerLeaf: 5, patience: 20 };
    const options = { params, validation: part(250, 300) };
    const whole = await fit(part(0, 250), options);
    const now = performance.now.bind(performance);
    let later = 0;
    performance.now = () => now() + (later += 1000);
    try {
      await fit(part(0, 250), { ...options, checkpoint: state => states.push(JSON.parse(JSON.stringify(state))) });
    } finally {
      performance.now = now;
    }
    expect(states.length).toBeGreaterThan(1);
    for (const resume of states) expect(await fit(part(0, 250), { ...options, resume })).toStrictEqual(whole);
    await expect(fit(part(0, 249), { ...options, resume: states[0] })).rejects.toMatchObject({ code: 'fit/resume' });
    await expect(fit(part(0, 250), { ...options, resume: { version: 1 } })).rejects.toMatchObject({
      code: 'fit/resume',
    });
  });

  test('stops when validation rows get no better, and keeps the best round', async () => {
    const state = await fit(part(0, 60), {
      params: { trees: 500, rowsPerLeaf: 2, learningRate: 0.5, patience: 5 },
      validation: part(60, 300),
    });
    const losses = state.history.map(h => h.validationLoss!);
    const best = losses.indexOf(Math.min(...losses));
    expect(state.stopped).toBe('patience');
    expect(state.rounds.length).toBe(best + 1);
    expect(losses.length).toBe(best + 6);
    const held = part(60, 300);
    const found = predict(gradientBoosting, state, held.x).block.data;
    const loss = found.reduce((sum, p, r) => sum + (p - signal[60 + r]!) ** 2 / 2 / 240, 0);
    expect(loss).toBeCloseTo(losses[best]!, 10);
  });

  test('ends early when asked, with what it has', async () => {
    const finish = new AbortController();
    const seen: FitProgress[] = [];
    const state = await fit(part(0, 300), {
      params: { trees: 50 },
      finish: finish.signal,
      progress(update) {
        seen.push(update);
        if (update.loss !== undefined && update.done === 3) finish.abort();
      },
    });
    expect(state.stopped).toBe('finished early');
    expect(state.rounds.length).toBe(3);
    expect(seen.filter(update => update.loss !== undefined).map(update => update.done)).toEqual([1, 2, 3]);
  });

  test('a cancelled fit ends with an error', async () => {
    const cancel = new AbortController();
    cancel.abort();
    await expect(fit(part(0, 300), { signal: cancel.signal })).rejects.toMatchObject({ code: 'rpc/cancelled' });
  });

  test('rows of weight 0 are as if absent', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(0, 1, 2.5), { minLength: rows, maxLength: rows }),
        fc.constantFrom('squared', 'absolute'),
        async (given, loss) => {
          const weights = Float64Array.from(given);
          const keep = Array.from(weights.keys()).filter(r => weights[r]! > 0);
          fc.pre(keep.length > 40);
          const params = { trees: 3, rowsPerLeaf: 4, loss };
          const all = await fit({ x, y }, { params, weights });
          const some = await fit(
            {
              x: { ...x, rows: keep.length, data: Float64Array.from(keep.flatMap(r => [...x.data.subarray(3 * r, 3 * r + 3)])) }, // prettier-ignore
              y: regression(keep.map(r => signal[r]!)),
            },
            { params, weights: weights.filter(w => w > 0) },
          );
          expect(all).toStrictEqual(some);
        },
      ),
      { seed: 1, numRuns: 12 },
    ));

  test('a class without training rows has probability 0', async () => {
    const codes = Array.from(signal, v => (v > 1 ? 3 : v > 0 ? 1 : 0));
    const state = await fitModel(gradientBoosting, x, classification(codes, 5), { params: { trees: 3 } });
    const { data } = predict(gradientBoosting, state, x).block;
    for (let r = 0; r < rows; r++) expect([data[5 * r + 2], data[5 * r + 4]]).toEqual([0, 0]);
  });

  test('more categories than bins: a category beyond the most frequent goes the way of the unknown', async () => {
    const many = Array.from({ length: 600 }, (_, i) => `level ${i}`);
    const codes = Float64Array.from({ length: 2000 }, (_, r) => (r < 600 ? r : r % 100));
    const wide: Matrix = { rows: 2000, width: 1, data: codes, names: ['c'], categories: [many] };
    const target = regression(codes.map(c => (c < 50 ? 1 : c < 100 ? 2 : 3)));
    const state = (await fitModel(gradientBoosting, wide, target, {
      params: { trees: 40, learningRate: 0.5, rowsPerLeaf: 1 },
    })) as State;
    const found = predict(gradientBoosting, state, wide).block.data;
    for (const r of [700, 1999, 599, 150])
      expect(found[r]).toBeCloseTo((target as { values: Float64Array }).values[r]!, 2);
    expect(state.history.at(-1)!.loss).toBeLessThan(0.01);
    const unknown = predict(gradientBoosting, state, { ...wide, rows: 1, data: Float64Array.of(NaN) }).block.data;
    expect(unknown[0]).toBe(found[599]);
  });

  test.each([
    ['poisson', [1, -1, 2], 'fit/target'],
    ['poisson', [0, 0, 0], 'fit/target'],
    ['gamma', [1, 0, 2], 'fit/target'],
    ['squared', [1, 1e200, 2], 'fit/overflow'],
  ])('%s refuses the target %j', async (loss, values, code) => {
    const few = matrix([[1], [2], [3]]);
    await expect(fitModel(gradientBoosting, few, regression(values), { params: { loss } })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(/got .*\. [A-Z]/) as unknown,
    });
  });

  test.each([
    [{ rising: ['x9'] }, regression(signal)],
    [{ rising: ['x2'] }, regression(signal)],
    [{ rising: ['x0'], falling: ['x0'] }, regression(signal)],
    [{ falling: ['x0'] }, classification(Array.from(signal, v => (v > 1 ? 2 : v > 0 ? 1 : 0)))],
  ])('refuses the constraints %j where they have no meaning', async (params, target) => {
    await expect(fitModel(gradientBoosting, x, target, { params })).rejects.toMatchObject({ code: 'fit/monotone' });
  });

  test('the share of gain by column adds up to 1 and finds the column that matters', async () => {
    const context: Partial<FitContext> = {};
    const { importance } = await fit({ x, y }, { ...context, params: { trees: 10 } });
    expect(importance.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    expect(importance.indexOf(Math.max(...importance))).toBe(0);
  });
});
