import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { randomStream } from '../../../src/core/random.ts';
import type { Points } from '../../../src/kernels/distances.ts';
import { distanceKernels as reference } from '../../../src/kernels/reference/distances.ts';
import { openWebGpu, type WebGpu } from '../../../src/kernels/webgpu/device.ts';
import { distanceKernels } from '../../../src/kernels/webgpu/distances.ts';

const unhurried = () => Promise.resolve();

describe('the nearest centres as a graphics device proposes them', () => {
  let gpu: WebGpu;
  beforeAll(async () => {
    gpu = await openWebGpu(navigator.gpu);
  });
  afterAll(() => gpu.close());

  async function sameAsReference(points: Points, centres: Float64Array): Promise<void> {
    const found = [];
    for (const kernels of [reference, distanceKernels(gpu, reference, 0)]) {
      const held = await kernels.hold(points);
      const labels = new Int32Array(points.rows).fill(-1);
      found.push({ assignment: await held.assign(centres, labels, unhurried), labels });
      held.close();
    }
    expect(found[1]).toStrictEqual(found[0]);
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
});
