import { describe, expect, test } from 'vitest';
import { isolationForest } from '../../../../src/core/models/isolation-forest.ts';
import { averagePath } from '../../../../src/core/stats/isolation-forest.ts';
import golden from '../../../golden/trees/isolation-forest.json' with { type: 'json' };
import { fitModel, largestDifference, matrix, predict } from './harness.ts';

const task = { task: 'anomaly' } as const;
type State = Awaited<ReturnType<typeof isolationForest.fit>>;

describe.each(golden.cases)('scikit-learn on $name', given => {
  const rows = Array.from({ length: given.x.length / given.width }, (_, r) =>
    given.x.slice(r * given.width, (r + 1) * given.width).map(v => v / 64),
  );

  test('its trees give its scores', () => {
    const trees = given.trees.map(({ depth, rows: ends, ...tree }) => ({
      ...tree,
      leaf: depth.map((d, k) => d + averagePath(ends[k]!)),
    }));
    const state = { trees, average: trees.length * averagePath(given.sample), threshold: given.threshold };
    const { block } = predict(isolationForest, state, matrix(rows));
    expect(largestDifference(block.data, given.scores)).toBeLessThan(1e-9);
  });

  test('trees of our own give such scores, and flag the share asked for', async () => {
    const params = { trees: 1000, sample: given.sample, share: given.share };
    const state = (await fitModel(isolationForest, matrix(rows), task, { params })) as State;
    const scores = predict(isolationForest, state, matrix(rows)).block.data;
    // Seeds of 400 trees differ by up to 0.023 among themselves.
    expect(largestDifference(scores, given.typical)).toBeLessThan(0.03);
    const flagged = Array.from(scores).filter(s => s > state.threshold).length;
    expect(Math.abs(flagged / rows.length - given.share)).toBeLessThan(1.5 / rows.length);
  });
});

describe('an isolation forest', () => {
  const rows = Array.from({ length: 60 }, (_, r) => [Math.sin(r), Math.cos(r * r)]);

  test('rows of weight 0 are as if they were not there', async () => {
    const weights = Float64Array.from(rows, (_, r) => (r % 4 ? 1 : 0));
    const fewer = matrix(rows.filter((_, r) => r % 4));
    expect(await fitModel(isolationForest, matrix(rows), task, { weights })).toEqual(
      await fitModel(isolationForest, fewer, task),
    );
  });

  test('one that is ended keeps the trees so far', async () => {
    const state = (await fitModel(isolationForest, matrix(rows), task, { finish: AbortSignal.abort() })) as State;
    expect(state.trees).toHaveLength(1);
  });

  test('columns that are all the same are refused', async () => {
    const same = matrix(rows.map(() => [3, 4]));
    await expect(fitModel(isolationForest, same, task)).rejects.toThrow(/varies.*Choose other columns/);
  });
});
