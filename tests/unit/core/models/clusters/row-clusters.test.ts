import { describe, expect, test, vi } from 'vitest';
import type { AnyModel } from '../../../../../src/core/model.ts';
import { agglomerative } from '../../../../../src/core/models/agglomerative.ts';
import { bendOf } from '../../../../../src/core/models/clusters/reach-curve.ts';
import { dbscan } from '../../../../../src/core/models/dbscan.ts';
import { hdbscan } from '../../../../../src/core/models/hdbscan.ts';
import type { ParamValues } from '../../../../../src/core/params.ts';
import { denseGroups } from '../../../../../src/core/models/clusters/dense-groups.ts';
import { condense, singleLinkage } from '../../../../../src/core/models/clusters/hdbscan/condensed-tree.ts';
import { reachabilityTree } from '../../../../../src/core/models/clusters/hdbscan/reachability-tree.ts';
import { selectClusters } from '../../../../../src/core/models/clusters/hdbscan/select-clusters.ts';
import { cutTree, type Linkage, linkageTree } from '../../../../../src/core/models/clusters/linkage-tree.ts';
import { reference } from '../../../../../src/kernels/reference/index.ts';
import { fitModel, largestDifference, matrix } from '../harness.ts';
import { goldenCases, goldenPoints, sameGroups } from './golden.ts';

const unhurried = () => Promise.resolve();

describe('agglomerative clustering equals SciPy', () => {
  test.each(
    goldenCases<{
      readonly data: string;
      readonly method: Linkage;
      readonly k: number;
      readonly heights: number[];
      readonly sizes: number[];
      readonly labels: number[];
    }>('agglomerative'),
  )('$data, $method', async ({ data, method, k, heights, labels }) => {
    const points = goldenPoints(data);
    const merges = await linkageTree(points, await reference.distances.hold(points), method, unhurried);
    expect(
      largestDifference(
        merges.map(m => m.distance),
        heights,
      ),
    ).toBeLessThan(1e-9 * heights.at(-1)!);
    expect(merges.at(-1)!.size).toBe(points.rows);
    expect(sameGroups(cutTree(merges, points.rows, k), labels)).toBe(true);
  });
});

describe('DBSCAN equals scikit-learn', () => {
  test.each(
    goldenCases<{
      readonly data: string;
      readonly eps: number;
      readonly samples: number;
      readonly labels: number[];
      readonly core: number[];
    }>('dbscan'),
  )('$data, $eps', async ({ data, eps, samples, labels, core }) => {
    const points = goldenPoints(data);
    const found = await denseGroups(
      points.rows,
      await reference.distances.hold(points),
      eps,
      samples,
      undefined,
      unhurried,
    );
    expect(Array.from(found.labels)).toEqual(labels);
    expect(Array.from(found.core.keys()).filter(r => found.core[r])).toEqual(core);
  });
});

describe('HDBSCAN equals scikit-learn', () => {
  test.each(
    goldenCases<{
      readonly data: string;
      readonly size: number;
      readonly samples: number;
      readonly method: 'eom' | 'leaf';
      readonly labels: number[];
      readonly probabilities: number[];
    }>('hdbscan'),
  )('$data, at least $size rows, $samples samples, $method', async given => {
    const points = goldenPoints(given.data);
    const edges = await reachabilityTree(points, await reference.distances.hold(points), given.samples, unhurried);
    const tree = condense(singleLinkage(edges, points.rows), points.rows, given.size);
    const found = selectClusters(tree, given.method === 'eom' ? 'stable' : 'leaf');
    expect(sameGroups(found.labels, given.labels)).toBe(true);
    expect(largestDifference(found.strengths, given.probabilities)).toBeLessThan(1e-9);
  });

  test('rows in one place, and a single row', async () => {
    for (const rows of [1, 2, 12]) {
      const points = matrix(Array.from({ length: rows }, () => [3, 4]));
      const edges = await reachabilityTree(points, await reference.distances.hold(points), 1, unhurried);
      const found = selectClusters(condense(singleLinkage(edges, rows), rows, 3), 'stable');
      expect(found.strengths.every(s => s >= 0 && s <= 1)).toBe(true);
      expect(found.stabilities.some(Number.isNaN)).toBe(false);
    }
  });
});

describe('models that answer for their own rows', () => {
  const moons = goldenPoints('moons with noise');
  const clustering = { task: 'clustering' } as const;

  test('number their groups from the largest on, and noise -1', async () => {
    const given: readonly (readonly [AnyModel, ParamValues])[] = [
      [dbscan, { radius: 0.2, samples: 5 }],
      [hdbscan, { size: 15, samples: 5 }],
      [agglomerative, { k: 4 }],
    ];
    for (const [model, params] of given) {
      const state = (await fitModel(model, moons, clustering, { params })) as { labels: number[]; sizes: number[] };
      expect(state.sizes.length).toBeGreaterThan(1);
      expect(state.sizes).toEqual([...state.sizes].sort((a, b) => b - a));
      state.sizes.forEach((size, k) => expect(state.labels.filter(l => l === k)).toHaveLength(size));
    }
  });

  test('DBSCAN counts a row as often as its weight says, and rows of weight 0 join nothing', async () => {
    // Two dense places, and between them a bridge of rows that do not count.
    const place = (at: number) => Array.from({ length: 6 }, (_, i) => [at + i / 10]);
    const rows = [...place(0), ...place(5), ...Array.from({ length: 9 }, (_, i) => [0.9 + i / 2])];
    const weights = Float64Array.from(rows, (_, i) => (i < 12 ? 1 : 0));
    const run = async (own: Float64Array | undefined, samples = 4) =>
      (await fitModel(dbscan, matrix(rows), clustering, {
        params: { radius: 0.6, samples },
        ...(own && { weights: own }),
      })) as { sizes: number[]; labels: number[] };
    expect((await run(weights)).sizes).toHaveLength(2);
    expect((await run(undefined, 2)).sizes).toHaveLength(1);
    const few = matrix([[0], [9]]);
    const heavy = await fitModel(dbscan, few, clustering, { params: { samples: 5 }, weights: Float64Array.of(5, 4) });
    expect(heavy).toMatchObject({ labels: [0, -1] });
  });

  test('HDBSCAN goes on from a checkpoint to the same end', async () => {
    const whole = await fitModel(hdbscan, moons, clustering);
    let at = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (at += 400));
    const states: unknown[] = [];
    await fitModel(hdbscan, moons, clustering, { checkpoint: s => states.push(structuredClone(s)) });
    clock.mockRestore();
    expect(states.length).toBeGreaterThan(2);
    for (const resume of [states[0], states.at(-1)])
      expect(await fitModel(hdbscan, moons, clustering, { resume })).toEqual(whole);
  });

  test('refuse more rows than they can compare, and say what to do', async () => {
    const many = { rows: 200_001, width: 1, data: new Float64Array(200_001), names: ['x'] };
    for (const model of [dbscan, hdbscan, agglomerative] as readonly AnyModel[]) {
      const fit = fitModel(model, many, clustering);
      await expect(fit).rejects.toThrow(/must have at most [\d,]+ training rows.*got 200,001\. Take a sample/);
    }
  });

  test('the bend of the distances to the neighbours', () => {
    expect(bendOf([1, 1.1, 1.2, 1.3, 1.4, 5, 9])).toBe(1.4);
    expect(bendOf([2, 2, 2])).toBeNull();
    expect(bendOf([])).toBeNull();
  });
});
