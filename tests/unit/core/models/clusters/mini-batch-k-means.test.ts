import { describe, expect, test, vi } from 'vitest';
import { miniBatchKMeans } from '../../../../../src/core/models/mini-batch-k-means.ts';
import { randomStream } from '../../../../../src/core/random.ts';
import { fitModel, matrix } from '../harness.ts';
import { goldenCases, goldenPoints } from './golden.ts';

interface Case {
  readonly data: string;
  readonly k: number;
  readonly median: number;
  readonly best: number;
}
const clustering = { task: 'clustering' } as const;

describe('mini-batch k-means', () => {
  test.each(goldenCases<Case>('mini-batch'))(
    '$data: over seeds its inertia lies where that of scikit-learn lies',
    async ({ data, k, median, best }) => {
      const params = { k, batchSize: 64 };
      const found: number[] = [];
      for (let seed = 0; seed < 20; seed++) {
        const state = await fitModel(miniBatchKMeans, goldenPoints(data), clustering, { params, seed });
        found.push((state as { inertia: number }).inertia);
      }
      found.sort((a, b) => a - b);
      expect(found[0]).toBeGreaterThan(best * (1 - 1e-9));
      expect(found[10]).toBeLessThan(median * 1.02);
    },
  );

  test('goes on from a checkpoint to the same end', async () => {
    const random = randomStream(1, 'wide');
    const x = matrix(Array.from({ length: 500 }, () => [random.normal(), random.normal()]));
    const params = { k: 5, batchSize: 20 };
    const whole = await fitModel(miniBatchKMeans, x, clustering, { params });
    let at = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (at += 300));
    const states: unknown[] = [];
    await fitModel(miniBatchKMeans, x, clustering, { params, checkpoint: s => states.push(structuredClone(s)) });
    clock.mockRestore();
    expect(states.length).toBeGreaterThan(1);
    expect(await fitModel(miniBatchKMeans, x, clustering, { params, resume: states.at(-1) })).toEqual(whole);
  });

  test('one row a batch, and more groups than rows of a batch', async () => {
    const x = matrix(Array.from({ length: 30 }, (_, i) => [i % 6, Math.floor(i / 6)]));
    const state = await fitModel(miniBatchKMeans, x, clustering, { params: { k: 6, batchSize: 1, epochs: 3 } });
    expect((state as { sizes: number[] }).sizes.reduce((a, b) => a + b, 0)).toBe(30);
  });
});
