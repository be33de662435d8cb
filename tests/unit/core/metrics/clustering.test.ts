import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as agreement from '../../../../src/core/metrics/clustering-agreement.ts';
import { calinskiHarabasz, clustersOf, daviesBouldin } from '../../../../src/core/metrics/clusters.ts';
import { silhouette, silhouetteSample, silhouetteValues } from '../../../../src/core/metrics/silhouette.ts';
import { randomStream } from '../../../../src/core/random.ts';
import { expectClose, float64, type Golden, int32, readGolden, reference } from './golden.ts';

const golden = readGolden('metrics/metrics.json');

function checkGeometry(points: number[][], codes: number[], g: Golden): void {
  const width = points[0]!.length;
  const [x, labels] = [float64(points.flat()), int32(codes)];
  expectClose(silhouette(x, width, labels, 1).value, g.silhouette);
  expectClose(silhouetteValues(x, width, clustersOf(labels)), g.silhouette_samples);
  expectClose(daviesBouldin(x, width, clustersOf(labels)).value, g.davies_bouldin);
  expectClose(calinskiHarabasz(x, width, clustersOf(labels)).value, g.calinski_harabasz);
}

function checkAgreement(a: Int32Array, b: Int32Array, g: Golden): void {
  expectClose(agreement.adjustedRandIndex(a, b), g.ari);
  expectClose(agreement.adjustedMutualInformation(a, b), g.ami);
  expectClose(agreement.normalisedMutualInformation(a, b), g.nmi);
  expectClose(agreement.mutualInformation(a, b), g.mi);
  expectClose(agreement.fowlkesMallows(a, b), g.fmi);
}

test('the reference page', () => {
  const g = reference.clustering;
  checkGeometry(g.X, g.labels, g);
  const [a, b] = [int32(g.a), int32(g.b)];
  checkAgreement(a, b, g);
  const { homogeneity, completeness, v } = agreement.homogeneityCompleteness(a, b);
  expectClose([homogeneity, completeness, v], [g.homogeneity, g.completeness, g.v_measure]);
});

test.each<Golden>(golden.clustering)('against scikit-learn', (g: Golden) => {
  checkGeometry(g.X, g.labels, g);
  const [a, b] = [int32(g.truth), int32(g.labels)];
  checkAgreement(a, b, g);
  const { homogeneity, completeness, v } = agreement.homogeneityCompleteness(a, b);
  expectClose([homogeneity, completeness, v], g.hcv);
});

describe('undefined results and special cases', () => {
  const points = float64([0, 1, 5, 6]);
  test('one cluster, or as many as points, have no geometry', () => {
    for (const labels of [int32([0, 0, 0, 0]), int32([0, 1, 2, 3])])
      for (const metric of [daviesBouldin, calinskiHarabasz])
        expect(metric(points, 1, clustersOf(labels))).toMatchObject({ value: null, status: 'undefined' });
    expect(silhouette(points, 1, int32([2, 2, 2, 2]), 1)).toMatchObject({ value: null, status: 'undefined' });
    expect(silhouette(points, 1, int32([-1, -1, -1, -1]), 1)).toMatchObject({ value: null, status: 'insufficient' });
  });
  test('noise is left out and its share is shown', () => {
    const withNoise = silhouette(float64([0, 1, 5, 6, 99]), 1, int32([3, 3, 7, 7, -1]), 1);
    expectClose(withNoise.value, silhouette(points, 1, int32([0, 0, 1, 1]), 1).value);
    expect(withNoise.reason).toContain('20.0%');
    expect(withNoise.n).toBe(4);
  });
  test('clusters that are single places have no Calinski-Harabasz', () => {
    expect(calinskiHarabasz(float64([0, 0, 4, 4]), 1, clustersOf(int32([0, 0, 1, 1])))).toMatchObject({ value: null });
    expectClose(daviesBouldin(float64([0, 0, 4, 4]), 1, clustersOf(int32([0, 0, 1, 1]))).value, 0);
  });
  test('any labels are renumbered by ascending label, and noise is counted', () => {
    for (const labels of [int32([7, -1, 3, 7]), int32([2_000_000_000, -5, 11, 2_000_000_000])]) {
      const { rows, labels: own, count, sizes, noise } = clustersOf(labels);
      expect([[...rows], [...own], count, [...sizes], noise]).toEqual([[0, 2, 3], [1, 0, 1], 2, [1, 2], 1]);
    }
  });
  test('single groupings: agreement is 1 when both are, 0 when one is', () => {
    const [one, two] = [int32([0, 0, 0, 0]), int32([0, 0, 1, 1])];
    expect(agreement.adjustedRandIndex(one, one)).toBe(1);
    expect(agreement.adjustedRandIndex(one, two)).toBe(0);
    expect(agreement.adjustedMutualInformation(one, one)).toBe(1);
    expect(agreement.normalisedMutualInformation(one, one)).toBe(1);
    expectClose(agreement.normalisedMutualInformation(one, two), 0);
    expect(agreement.homogeneityCompleteness(one, two)).toMatchObject({ homogeneity: 1, completeness: 0, v: 0 });
  });
  test('large tables are sampled by seed, and the result says so', () => {
    const random = randomStream(3, 'test');
    const n = 900;
    const labels = Int32Array.from({ length: n }, (_, i) => i % 3);
    const cloud = Float64Array.from(labels, l => 4 * l + random.normal());
    const full = silhouette(cloud, 1, labels, 1);
    const sampled = silhouette(cloud, 1, labels, 1, 400);
    expect(sampled.reason).toBe('on a seeded sample of 400 of 900 points');
    expect(sampled.n).toBe(400);
    expect(full.reason).toBeNull();
    expect(Math.abs(sampled.value! - full.value!)).toBeLessThan(0.06);
    expect(silhouette(cloud, 1, labels, 1, 400)).toEqual(sampled);
    const rows = silhouetteSample(cloud, 1, labels, 1, 400)!.rows;
    expect(new Set(rows).size).toBe(400);
    expect(silhouette(cloud, 1, labels, 2, 400).value).not.toBe(sampled.value);
  });
});

describe('laws', () => {
  const labels = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })), { minLength: 3 });
  test('agreement is symmetric and blind to names', () => {
    fc.assert(
      fc.property(labels, pairs => {
        const [a, b] = [int32(pairs.map(p => p[0])), int32(pairs.map(p => p[1]))];
        const renamed = b.map(v => 17 - 3 * v);
        for (const score of [
          agreement.adjustedRandIndex,
          agreement.adjustedMutualInformation,
          agreement.normalisedMutualInformation,
          agreement.fowlkesMallows,
        ]) {
          expectClose(score(a, b), score(b, a), 1e-8);
          expectClose(score(a, b), score(a, renamed), 1e-8);
        }
      }),
    );
  });
  test('geometry does not care where the origin is, nor for the order of points', () => {
    const cloud = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 2 })), { minLength: 4 });
    fc.assert(
      fc.property(cloud, fc.integer({ min: -99, max: 99 }), (pairs, shift) => {
        const turned = [...pairs].reverse();
        const scores = (list: typeof pairs, by: number) => {
          const [x, l] = [float64(list.map(p => p[0] + by)), int32(list.map(p => p[1]))];
          return [
            silhouette(x, 1, l, 1),
            daviesBouldin(x, 1, clustersOf(l)),
            calinskiHarabasz(x, 1, clustersOf(l)),
          ].map(r => r.value ?? NaN);
        };
        const original = scores(pairs, 0);
        // A spread of exactly 0 may become a rounding error after the shift; such a ratio says nothing.
        scores(turned, shift).forEach((v, i) => {
          if (Math.abs(original[i]!) < 1e9 && Math.abs(v) < 1e9) expectClose(v, original[i]!, 1e-8);
        });
      }),
    );
  });
});
