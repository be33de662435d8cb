import { describe, expect, test } from 'vitest';
import { kNearest } from '../../../../src/core/models/k-nearest.ts';
import { expectClose, readGolden } from '../metrics/golden.ts';
import { classification, fitModel, matrix, predict, regression } from './harness.ts';

interface Case {
  name: string;
  task: 'classification' | 'regression';
  x: number[][];
  y: number[];
  later: number[][];
  fits: { k: number; weights: string; metric: string; answers: number[] | number[][] }[];
}

const target = ({ task, y }: Case) => (task === 'regression' ? regression(y) : classification(y));

describe.each<Case>(readGolden('neighbours/k-nearest.json').cases)('$name, $task, against scikit-learn', given => {
  test.each(given.fits)('k $k, $weights, $metric', async ({ k, weights, metric, answers }) => {
    const params = { neighbours: k, weights, metric };
    const state = await fitModel(kNearest, matrix(given.x), target(given), { params });
    expectClose(predict(kNearest, state, matrix(given.later)).block.data, answers.flat(), 1e-9);
  });
});

const fit = (rows: number[][], y: number[], params = {}, weights?: Float64Array) =>
  fitModel(kNearest, matrix(rows), regression(y), { params, ...(weights && { weights }) });

describe('ties and bounds', () => {
  const line = [[0], [2], [2], [4], [-2]];

  test('of equally near rows the earlier ones answer', async () => {
    const state = await fit(line, [1, 10, 100, 1000, 10_000], { neighbours: 2 });
    // From 1: rows 0, 1 and 2 lie at distance 1; the first two answer.
    expect([...predict(kNearest, state, matrix([[1]])).block.data]).toEqual([5.5]);
    const all = await fit(line, [1, 10, 100, 1000, 10_000], { neighbours: 5, weights: 'distance' });
    // Two rows at distance 0 count alone.
    expect([...predict(kNearest, all, matrix([[2]])).block.data]).toEqual([55]);
  });

  test('more neighbours than rows are refused, and rows beyond the most are drawn', async () => {
    await expect(fit(line, [1, 2, 3, 4, 5], { neighbours: 6 })).rejects.toMatchObject({ code: 'fit/too-few-rows' });
    const state = await fit(line, [1, 2, 3, 4, 5], { neighbours: 1, rows: 3 });
    expect(state).toMatchObject({ rows: 5, values: expect.objectContaining({ length: 3 }) as unknown });
  });

  test('rows without weight are as if absent', async () => {
    const weights = Float64Array.of(1, 0, 1, 2, 0);
    expect(await fit(line, [1, 2, 3, 4, 5], { neighbours: 2 }, weights)).toEqual(
      await fit([[0], [2], [4]], [1, 3, 4], { neighbours: 2 }),
    );
  });

  test('a row with a gap has no answer', async () => {
    const state = await fit(line, [1, 2, 3, 4, 5], { neighbours: 2 });
    expect([...predict(kNearest, state, matrix([[NaN], [Infinity], [0]])).block.data]).toEqual([NaN, NaN, 1.5]);
  });
});

test('the error by k leaves the row itself out', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => [i % 2 ? 10 + (i % 7) / 10 : (i % 5) / 10]);
  const y = classification(rows.map((_, i) => i % 2));
  const { errors } = (await fitModel(kNearest, matrix(rows), y, { params: { neighbours: 1 } })) as {
    errors: { neighbours: number; error: number }[];
  };
  expect(errors.map(e => e.neighbours)).toEqual([1, 2, 3, 5, 7, 10, 15, 20, 30]);
  expect(errors.slice(0, 7).every(e => e.error === 0)).toBe(true);
  // Of 30 others at most 19 are of the row's own class, 11 are not: still right; a class alone cannot be wrong.
  expect(errors.at(-1)!.error).toBe(0);
});
