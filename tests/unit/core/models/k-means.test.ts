import { readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { lloyd } from '../../../../src/core/models/clusters/lloyd.ts';
import { startingCentres } from '../../../../src/core/models/clusters/starting-centres.ts';
import { kMeans } from '../../../../src/core/models/k-means.ts';
import { clustersByK } from '../../../../src/core/models/clusters-by-k.ts';
import { randomStream } from '../../../../src/core/random.ts';
import { reference } from '../../../../src/kernels/reference/index.ts';
import type { Matrix } from '../../../../src/core/model.ts';
import { fitModel, largestDifference, matrix, predict } from './harness.ts';

interface Case {
  name: string;
  x: number[][];
  start: number[][];
  centres: number[][];
  labels: number[];
  inertia: number;
}
const cases = JSON.parse(
  readFileSync(new URL('../../../golden/models/k-means.json', import.meta.url), 'utf8'),
) as Case[];
const unhurried = () => Promise.resolve();
const hold = (x: Matrix, weights?: Float64Array) => reference.distances.hold(x, weights);
const run = async (x: Matrix, start: Float64Array) =>
  lloyd(x, await hold(x), start, { iterations: 1000, tolerance: 0 }, unhurried);

describe('Lloyd from a given start equals scikit-learn', () => {
  test.each(cases)('$name', async given => {
    const found = await run(matrix(given.x), Float64Array.from(given.start.flat()));
    expect(found.converged).toBe(true);
    expect(Math.abs(found.inertia - given.inertia) / given.inertia).toBeLessThan(1e-9);
    expect(largestDifference(found.centres, given.centres.flat())).toBeLessThan(1e-9);
    expect(Array.from(found.labels)).toEqual(given.labels);
  });

  test('an empty cluster takes the row farthest from its centre', async () => {
    const x = matrix([[0], [0.1], [0.2], [9]]);
    const found = await run(x, Float64Array.of(1, 1000));
    expect(Array.from(found.sizes).sort()).toEqual([1, 3]);
    expect(found.inertia).toBeCloseTo(0.02, 12);
  });
});

describe('k-means', () => {
  const blobs = matrix(cases[0]!.x);

  test('its own starts end no worse than the given one', async () => {
    const state = (await fitModel(kMeans, blobs, { task: 'clustering' }, { params: { k: 5 } })) as {
      inertia: number;
      sizes: number[];
    };
    expect(state.inertia).toBeLessThanOrEqual(cases[0]!.inertia * (1 + 1e-9));
    expect(state.sizes).toEqual([...state.sizes].sort((a, b) => b - a));
    expect(state.sizes.reduce((a, b) => a + b, 0)).toBe(blobs.rows);
  });

  test('the graph gives the distances from which the sizes and the inertia follow', async () => {
    const state = (await fitModel(kMeans, blobs, { task: 'clustering' }, { params: { k: 4 } })) as {
      inertia: number;
      sizes: number[];
    };
    const { data, width } = predict(kMeans, state, blobs).block;
    const nearest = Array.from({ length: blobs.rows }, (_, r) => Array.from(data.subarray(r * width, (r + 1) * width)));
    const sizes = state.sizes.map((_, c) => nearest.filter(d => d.indexOf(Math.min(...d)) === c).length);
    expect(sizes).toEqual(state.sizes);
    const sum = nearest.reduce((total, d) => total + Math.min(...d), 0);
    expect(sum).toBeCloseTo(state.inertia, 8);
  });

  test('k-means++ never takes a row twice', async () => {
    const x = matrix([[0], [0], [0], [5], [5], [7]]);
    for (let seed = 0; seed < 50; seed++) {
      const centres = await startingCentres(x, await hold(x), 3, randomStream(seed, 'test'), unhurried);
      expect(Array.from(centres).sort()).toEqual([0, 5, 7]);
    }
  });

  test('weights count as rows do, and rows of weight 0 are as if they were not there', async () => {
    const weights = Float64Array.from({ length: blobs.rows }, (_, r) => [0, 1, 2][r % 3]!);
    const repeated = Array.from(weights).flatMap((w, r) => Array.from({ length: w }, () => cases[0]!.x[r]!));
    const kept = Array.from(weights.keys()).filter(r => weights[r]! > 0);
    const start = Float64Array.from(cases[0]!.start.flat());
    const limits = { iterations: 1000, tolerance: 0 };
    const weighted = await lloyd({ ...blobs, weights }, await hold(blobs, weights), start, limits, unhurried);
    const plain = await run(matrix(repeated), start);
    expect(largestDifference(weighted.centres, plain.centres)).toBeLessThan(1e-9);
    expect(largestDifference(weighted.sizes, plain.sizes)).toBe(0);
    expect(weighted.inertia).toBeCloseTo(plain.inertia, 8);

    const all = await fitModel(kMeans, blobs, { task: 'clustering' }, { params: { k: 5 }, weights });
    const fewer = matrix(kept.map(r => cases[0]!.x[r]!));
    const own = Float64Array.from(kept, r => weights[r]!);
    expect(all).toEqual(await fitModel(kMeans, fewer, { task: 'clustering' }, { params: { k: 5 }, weights: own }));
  });

  test('goes on from a checkpoint to the same end, and ends early where it is asked to', async () => {
    const random = randomStream(1, 'wide');
    const x = matrix(Array.from({ length: 3000 }, () => [random.normal(), random.normal(), random.normal()]));
    const params = { k: 9, starts: 2, tolerance: 0 };
    const whole = await fitModel(kMeans, x, { task: 'clustering' }, { params });
    let at = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (at += 700));
    const states: unknown[] = [];
    await fitModel(kMeans, x, { task: 'clustering' }, { params, checkpoint: s => states.push(structuredClone(s)) });
    clock.mockRestore();
    expect(states.length).toBeGreaterThan(3);
    for (const resume of [states[0], states.at(-1)])
      expect(await fitModel(kMeans, x, { task: 'clustering' }, { params, resume })).toEqual(whole);

    const finish = new AbortController();
    finish.abort();
    const early = await fitModel(kMeans, x, { task: 'clustering' }, { params, finish: finish.signal });
    expect(early).toMatchObject({ iterations: 1, converged: false });
  });

  test('refuses more groups than rows, and than different rows', async () => {
    const x = matrix([[1], [1], [2]]);
    const fit = (k: number) => fitModel(kMeans, x, { task: 'clustering' }, { params: { k } });
    await expect(fit(4)).rejects.toMatchObject({ code: 'fit/too-few-rows' });
    await expect(fit(3)).rejects.toMatchObject({ code: 'fit/too-few-distinct' });
  });
});

describe('groups by k', () => {
  const model = { id: 'k-means', params: {} };

  test.each(['gaussian-mixture', 'agglomerative'])('by %s they are clearest at the number that was made', async id => {
    const random = randomStream(3, 'groups');
    const rows = Array.from({ length: 120 }, (_, i) => [10 * (i % 4) + random.normal(), random.normal()]);
    const found = await clustersByK(matrix(rows), { id, params: {} }, 6, 1, { kernels: reference });
    const best = found.reduce((a, b) => (b.silhouette.value! > a.silhouette.value! ? b : a));
    expect(best.k).toBe(4);
    if (id === 'gaussian-mixture') {
      const least = found.reduce((a, b) => (b.criterion! < a.criterion! ? b : a));
      expect(least.k).toBe(4);
    } else expect(found.every(f => f.criterion === null && f.inertia === null)).toBe(true);
  });

  test('is highest at the number of groups that were made, and the inertia falls', async () => {
    const random = randomStream(3, 'groups');
    const rows = Array.from({ length: 120 }, (_, i) => [10 * (i % 4) + random.normal(), random.normal()]);
    const found = await clustersByK(matrix(rows), model, 8, 1, { kernels: reference });
    expect(found.map(f => f.k)).toEqual([2, 3, 4, 5, 6, 7, 8]);
    const best = found.reduce((a, b) => (b.silhouette.value! > a.silhouette.value! ? b : a));
    expect(best.k).toBe(4);
    for (let i = 1; i < found.length; i++) expect(found[i]!.inertia!).toBeLessThan(found[i - 1]!.inertia!);
  });

  test('stops at the number of different rows', async () => {
    const found = await clustersByK(matrix([[1], [1], [2], [2], [3], [3]]), model, 10, 1, { kernels: reference });
    expect(found.map(f => f.k)).toEqual([2, 3]);
  });
});
