import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Random, randomStream } from '../../../src/core/random.ts';
import type { Points } from '../../../src/kernels/distances.ts';
import { distanceKernels as reference } from '../../../src/kernels/reference/distances.ts';
import { openWebGpu, type WebGpu } from '../../../src/kernels/webgpu/device.ts';
import { NearestRows, WORDS } from '../../../src/kernels/webgpu/nearest-rows.ts';
import { shrinkingOf } from '../../../src/kernels/webgpu/small-points.ts';
import { Helper } from '../../../src/kernels/webgpu/helper.ts';
import { distanceKernels } from '../../../src/kernels/webgpu/distances.ts';

const unhurried = () => Promise.resolve();

describe('distances as a graphics device proposes them', () => {
  let gpu: WebGpu;
  beforeAll(async () => {
    gpu = await openWebGpu(navigator.gpu);
  });
  afterAll(() => gpu.close());

  async function sameAsReference(points: Points, centres: Float64Array): Promise<void> {
    const helper = new Helper();
    const found = [];
    for (const kernels of [reference, distanceKernels(gpu, reference, { centres: 0, neighbours: 0 }, helper)]) {
      const held = await kernels.hold(points);
      const labels = new Int32Array(points.rows).fill(-1);
      found.push({ assignment: await held.assign(centres, labels, unhurried), labels });
      held.close();
    }
    expect(found[1]).toStrictEqual(found[0]);
    expect(helper.failure).toBeNull();
  }

  test('are those of the reference, ties, overflow and far offsets among them', () => {
    const value = fc.oneof(
      fc.double({ min: -5, max: 5, noNaN: true }),
      fc.integer({ min: -2, max: 2 }),
      fc.constantFrom(1e9, 1e9 + 1e-4, 1e-300, 1e300, -1e200),
    );
    const numbers = (length: number) => fc.array(value, { minLength: length, maxLength: length });
    return fc.assert(
      fc.asyncProperty(
        fc
          .record({
            rows: fc.integer({ min: 1, max: 30 }),
            width: fc.integer({ min: 1, max: 6 }),
            k: fc.integer({ min: 1, max: 9 }),
          })
          .chain(({ rows, width, k }) =>
            fc.tuple(fc.constant({ rows, width }), numbers(rows * width), numbers(k * width)),
          ),
        async ([{ rows, width }, data, centres]) =>
          sameAsReference({ rows, width, data: Float64Array.from(data) }, Float64Array.from(centres)),
      ),
      { seed: 20261126, numRuns: 40 },
    );
  });

  test.each([
    [5000, 28, 8, 0],
    [3001, 5, 13, 1e6],
  ])('of %i rows in %i columns, %i centres', async (rows, width, k, offset) => {
    const random = randomStream(rows, 'distances');
    const draw = (n: number) => Float64Array.from({ length: n }, () => offset + random.normal());
    await sameAsReference({ rows, width, data: draw(rows * width) }, draw(k * width));
  });

  /** Rows that come in runs of equals, far from the middle, in the order of a line, or much alike. */
  const awkward: Readonly<Record<string, (r: number, j: number, random: Random) => number>> = {
    'equal rows': (r, j) => (Math.floor(r / 40) % 9 === j ? 1 : 0),
    'far from the middle': (r, j, random) => 1e7 + random.normal() + j,
    'along a line': (r, j) => r / 10 + j,
    'nearly equal': (r, j, random) => 1 + 1e-9 * random.normal(),
    'of all sizes': (r, j, random) => random.normal() * 10 ** (r % 7),
  };

  test.each(Object.keys(awkward))('the nearest rows are those of the reference: %s', async name => {
    const random = randomStream(11, name);
    const [rows, width, count] = [1500, 5, 6];
    const data = Float64Array.from({ length: rows * width }, (_, i) => awkward[name]!(Math.floor(i / width), i % width, random)); // prettier-ignore
    const points = { rows, width, data };
    const queries = { rows: 70, width, data: data.slice(0, 70 * width).map(v => v + random.normal() / 3) };
    const asked = vi.spyOn(gpu, 'run');
    const helper = new Helper();
    const found = [];
    for (const kernels of [reference, distanceKernels(gpu, reference, { centres: 0, neighbours: 0 }, helper)]) {
      const held = await kernels.hold(points);
      found.push([await held.nearest(count, unhurried), await held.nearest(count, unhurried, queries)]);
      held.close();
    }
    expect(found[1]).toStrictEqual(found[0]);
    expect(helper.failure).toBeNull();
    expect(asked).toHaveBeenCalled();
    asked.mockRestore();
  });

  test.each(Object.keys(awkward))('the rows within a radius are those of the reference: %s', async name => {
    const random = randomStream(12, name);
    const [rows, width] = [900, 5];
    const data = Float64Array.from({ length: rows * width }, (_, i) => awkward[name]!(Math.floor(i / width), i % width, random)); // prettier-ignore
    const exact = await reference.hold({ rows, width, data });
    const helper = new Helper();
    const held = await distanceKernels(gpu, reference, { centres: 0, neighbours: 0 }, helper).hold({
      rows,
      width,
      data,
    });
    // Distances that occur, so that some lie exactly on the border, and 0, where only equal rows are near.
    const { distances } = await exact.nearest(20, unhurried);
    let found = 0;
    for (const radius of [0, distances[4]!, distances[7 * 20 + 19]!, distances[899 * 20 + 19]! * 30]) {
      for (const [from, to] of [
        [0, 64],
        [64, 128],
        [100, 164],
        [860, 900],
      ] as const) {
        const [ours, right] = [await held.within(radius, from, to), await exact.within(radius, from, to)];
        expect(ours).toStrictEqual(right);
        found += right.indices.length;
      }
    }
    expect(found).toBeGreaterThan(4 * 232);
    expect(helper.failure).toBeNull();
    expect(helper.helped).toBeGreaterThan(0);
    held.close();
  });

  test('few pairs are left to float64 where distances have a spread', async () => {
    const random = randomStream(6, 'within');
    const points = { rows: 2000, width: 6, data: Float64Array.from({ length: 12_000 }, () => random.normal()) };
    const rows = new NearestRows(gpu, points, shrinkingOf(points), 'own');
    const words = (await rows.near(4 * shrinkingOf(points).scale ** 2, 0, 640))!;
    rows.close();
    const bits = (of: (i: number) => boolean) => words.reduce((sum, word, i) => sum + (of(i) ? word.toString(2).replaceAll('0', '').length : 0), 0); // prettier-ignore
    expect(bits(i => i % WORDS < WORDS / 2)).toBeGreaterThan(100_000);
    expect(bits(i => i % WORDS >= WORDS / 2)).toBeLessThan(1000);
  });

  test('few rows are left to float64 where numbers have a spread', async () => {
    const random = randomStream(5, 'left');
    const points = { rows: 2000, width: 6, data: Float64Array.from({ length: 12_000 }, () => random.normal()) };
    const exact = await reference.hold(points);
    const left = vi.spyOn(exact, 'nearest');
    const held = await distanceKernels(gpu, { hold: () => Promise.resolve(exact) }, { centres: 0, neighbours: 0 }).hold(points); // prettier-ignore
    await held.nearest(5, unhurried);
    const rows = left.mock.calls.reduce((sum, [, , queries]) => sum + (queries?.rows ?? points.rows), 0);
    expect(rows).toBeLessThan(20);
    held.close();
  });

  test('a pause that stops the work is not taken for a device that fails', async () => {
    const helper = new Helper();
    const kernels = distanceKernels(gpu, reference, { centres: 0, neighbours: 0 }, helper);
    const held = await kernels.hold({ rows: 1500, width: 2, data: new Float64Array(3000).map((_, i) => Math.sin(i)) });
    await expect(held.nearest(3, () => Promise.reject(new Error('stopped')))).rejects.toThrow('stopped');
    expect(helper.failure).toBeNull();
    held.close();
  });
});
