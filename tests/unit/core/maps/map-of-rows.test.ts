import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MapMethod, mapMethods, mapOfRows, MOST_DRAWN } from '../../../../src/core/maps/map-of-rows.ts';
import { QuadTree } from '../../../../src/core/maps/quad-tree.ts';
import { neighboursFor, tSne } from '../../../../src/core/maps/t-sne.ts';
import type { Matrix } from '../../../../src/core/model.ts';
import { randomStream } from '../../../../src/core/random.ts';
import { componentScores, principalComponents } from '../../../../src/core/stats/principal-components.ts';
import { reference } from '../../../../src/kernels/reference/index.ts';
import { matrix } from '../models/harness.ts';

interface Case {
  readonly name: string;
  readonly x: number[][];
  readonly perplexity: number;
  readonly divergence: number;
  readonly trustworthiness: number;
  readonly byComponents: number;
}
const { cases } = JSON.parse(readFileSync(new URL('../../../golden/maps/maps.json', import.meta.url), 'utf8')) as {
  cases: Case[];
};
const context = () => ({ kernels: reference, random: randomStream(1, 'map') });

/** Venna and Kaski 2001: 1 less what rows that are near on the map but not in the data cost. */
async function trustworthiness(x: Matrix, positions: Float64Array, count: number): Promise<number> {
  const unhurried = () => Promise.resolve();
  const order = await (await reference.distances.hold(x)).nearest(x.rows - 1, unhurried);
  const onMap = await (
    await reference.distances.hold({ rows: x.rows, width: 2, data: positions })
  ).nearest(count, unhurried);
  let cost = 0;
  for (let r = 0; r < x.rows; r++) {
    const ranks = new Map(
      Array.from(order.indices.subarray(r * (x.rows - 1), (r + 1) * (x.rows - 1)), (j, i) => [j, i + 1]),
    );
    for (let n = 0; n < count; n++) cost += Math.max(0, ranks.get(onMap.indices[r * count + n]!)! - count);
  }
  return 1 - (2 * cost) / (x.rows * count * (2 * x.rows - 3 * count - 1));
}

describe('maps of rows', () => {
  test.each(cases)('$name: t-SNE reaches the divergence of scikit-learn and keeps neighbours as well', async given => {
    const x = matrix(given.x);
    const near = await (
      await reference.distances.hold(x)
    ).nearest(neighboursFor(given.perplexity, x.rows), () => Promise.resolve());
    const components = principalComponents(x, 2);
    const scores = componentScores(x, components);
    const spread = Math.sqrt(components.variances[0]!);
    const { positions, divergence } = await tSne(
      near,
      x.rows,
      { perplexity: given.perplexity, iterations: 1000, start: scores.map(v => (v / spread) * 1e-4) },
      () => Promise.resolve(),
    );
    expect(divergence).toBeLessThan(given.divergence * 1.1);
    expect(await trustworthiness(x, positions, 10)).toBeGreaterThan(given.trustworthiness - 0.01);
  });

  test.each(cases)('$name: components and UMAP keep neighbours', async given => {
    const x = matrix(given.x);
    const plane = await mapOfRows(x, 'components', 15, context());
    // Equally far rows may be ranked either way.
    expect(await trustworthiness(x, plane.positions, 10)).toBeCloseTo(given.byComponents, 4);
    const folded = await mapOfRows(x, 'umap', 15, context());
    expect(await trustworthiness(x, folded.positions, 10)).toBeGreaterThan(given.trustworthiness - 0.04);
  });

  test.each(mapMethods)('%s: the same seed gives the same map, progress comes with positions', async method => {
    const x = matrix(cases[0]!.x.slice(0, 60));
    let seen = 0;
    const draw = () =>
      mapOfRows(x, method, 5, {
        ...context(),
        progress: ({ now }) => (seen += now?.positions.length === 120 ? 1 : 0),
      });
    expect(await draw()).toEqual(await draw());
    expect(seen > 0).toBe(method !== 'components');
  });

  test('of many rows a sample is drawn', async () => {
    const random = randomStream(5, 'many');
    const x = matrix(Array.from({ length: MOST_DRAWN + 500 }, () => [random.normal(), random.normal(), 1]));
    const { rows, components } = await mapOfRows(x, 'components', 5, context());
    expect(rows).toHaveLength(MOST_DRAWN);
    expect(new Set(rows).size).toBe(MOST_DRAWN);
    expect(components!.shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
  });

  test('every map of hard rows is finite, or refused with a reason', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom<MapMethod>('t-sne', 'umap'),
        fc.array(fc.array(fc.constantFrom(0, 1, 1, 1e-3, 1e200, -5), { minLength: 2, maxLength: 2 }), {
          minLength: 1,
          maxLength: 9,
        }),
        async (method, rows) => {
          const found = await mapOfRows(matrix(rows), method, 3, context()).catch((error: unknown) => error);
          if (found instanceof Error) expect(found).toHaveProperty('code', expect.stringMatching(/^fit\//));
          else expect((found as { positions: Float64Array }).positions.every(Number.isFinite)).toBe(true);
        },
      ),
      { seed: 20261126, numRuns: 12 },
    ));
});

describe('the quadtree', () => {
  test('equals the sum over all points where no cell is taken for its centre', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.double({ min: -1, max: 1, noNaN: true })), {
          minLength: 1,
          maxLength: 40,
        }),
        points => {
          const tree = new QuadTree();
          tree.build(Float64Array.from(points.flat()));
          const [x, y] = points[0]!;
          const force = new Float64Array(2);
          const sum = tree.repulsion(x, y, 0, force, 0);
          let [expected, fx, fy] = [0, 0, 0];
          for (const [a, b] of points) {
            const q = 1 / (1 + (x - a) ** 2 + (y - b) ** 2);
            expected += q;
            fx += q * q * (x - a);
            fy += q * q * (y - b);
          }
          expect(sum).toBeCloseTo(expected, 9);
          expect(force[0]).toBeCloseTo(fx, 9);
          expect(force[1]).toBeCloseTo(fy, 9);
        },
      ),
      { seed: 20261126 },
    );
  });
});
