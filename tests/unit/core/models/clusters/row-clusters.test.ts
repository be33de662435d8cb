import { describe, expect, test } from 'vitest';
import { denseGroups } from '../../../../../src/core/models/clusters/dense-groups.ts';
import { condense, singleLinkage } from '../../../../../src/core/models/clusters/hdbscan/condensed-tree.ts';
import { reachabilityTree } from '../../../../../src/core/models/clusters/hdbscan/reachability-tree.ts';
import { selectClusters } from '../../../../../src/core/models/clusters/hdbscan/select-clusters.ts';
import { cutTree, type Linkage, linkageTree } from '../../../../../src/core/models/clusters/linkage-tree.ts';
import { reference } from '../../../../../src/kernels/reference/index.ts';
import { largestDifference, matrix } from '../harness.ts';
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
