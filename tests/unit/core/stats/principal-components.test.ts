import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  columnMeans,
  componentScores,
  componentsOfScatter,
  principalComponents,
  scatterMatrix,
} from '../../../../src/core/stats/principal-components.ts';
import { largestDifference, matrix } from '../models/harness.ts';

interface Case {
  name: string;
  x: number[][];
  most: number;
  means: number[];
  components: number[][];
  variances: number[];
  ratios: number[];
  scores: number[][];
}
const { cases } = JSON.parse(
  readFileSync(new URL('../../../golden/components/components.json', import.meta.url), 'utf8'),
) as { cases: Case[] };

describe('principal components equal those of scikit-learn', () => {
  test.each(cases)('$name', given => {
    const x = matrix(given.x);
    const found = principalComponents(x, given.most);
    expect(largestDifference(found.means, given.means)).toBeLessThan(1e-9);
    expect(largestDifference(found.components, given.components.flat())).toBeLessThan(1e-9);
    expect(
      largestDifference(
        found.variances.map((v, k) => v / given.variances[k]!),
        given.variances.map(() => 1),
      ),
    ).toBeLessThan(1e-9);
    expect(
      largestDifference(
        found.variances.map(v => v / found.total),
        given.ratios,
      ),
    ).toBeLessThan(1e-12);
    const scores = componentScores(matrix(given.x.slice(0, 20)), found);
    const size = Math.max(...given.scores.flat().map(Math.abs));
    expect(largestDifference(scores, given.scores.flat()) / size).toBeLessThan(1e-9);
  });

  test('tall tables go through the covariance and say the same', () => {
    for (const { x: rows, most } of cases.filter(c => c.x.length >= c.x[0]!.length && !c.name.includes('scale'))) {
      const x = matrix(rows);
      const means = columnMeans(x);
      const found = componentsOfScatter(scatterMatrix(x, means), means, x.rows, most);
      const exact = principalComponents(x, most);
      expect(largestDifference(found.components, exact.components)).toBeLessThan(1e-8);
      expect(largestDifference(found.variances, exact.variances) / exact.variances[0]!).toBeLessThan(1e-12);
    }
  });
});

describe('whatever the points', () => {
  const points = fc.tuple(fc.integer({ min: 2, max: 30 }), fc.integer({ min: 1, max: 8 })).chain(([rows, width]) =>
    fc.array(
      fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -1e3, max: 1e3, noNaN: true })), {
        minLength: width,
        maxLength: width,
      }),
      { minLength: rows, maxLength: rows },
    ),
  );

  test('components are orthonormal, their largest loading is positive, and all of them give the points back', () => {
    fc.assert(
      fc.property(points, rows => {
        const x = matrix(rows);
        const found = principalComponents(x, x.width);
        const count = found.variances.length;
        for (let a = 0; a < count; a++) {
          const one = found.components.subarray(a * x.width, (a + 1) * x.width);
          expect(Math.max(...one)).toBeGreaterThan(-Math.min(...one) * (1 - 1e-8));
          for (let b = 0; b <= a; b++) {
            const dot = one.reduce((sum, v, j) => sum + v * found.components[b * x.width + j]!, 0);
            expect(Math.abs(dot - (a === b ? 1 : 0))).toBeLessThan(1e-6);
          }
        }
        const scores = componentScores(x, found);
        const back = x.data.map((_, i) => {
          const [r, j] = [Math.floor(i / x.width), i % x.width];
          let sum = found.means[j]!;
          for (let k = 0; k < count; k++) sum += scores[r * count + k]! * found.components[k * x.width + j]!;
          return sum;
        });
        expect(largestDifference(back, x.data)).toBeLessThan(1e-4);
      }),
      { seed: 20261126, numRuns: 300 },
    );
  });

  test('points in one place span nothing', () => {
    const found = principalComponents(matrix(Array.from({ length: 40 }, () => [0.1, 7, -3])), 3);
    expect(found.variances).toHaveLength(0);
    expect(found.total).toBe(0);
  });

  test('refuses one row, too many columns and overflow by name', () => {
    expect(() => principalComponents(matrix([[1, 2]]), 1)).toThrow(/at least 2 rows, got 1\. Add rows\./);
    const wide = { rows: 900, width: 801, data: new Float64Array(900 * 801) };
    expect(() => principalComponents(wide, 2)).toThrow(/at most 800 columns/);
    const huge = Array.from({ length: 30 }, (_, i) => [i % 2 ? 1e200 : -1e200]);
    expect(() => principalComponents(matrix(huge), 1)).toThrow(/too large/);
  });
});
