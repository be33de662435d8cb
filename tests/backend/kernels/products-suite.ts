import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { randomStream } from '../../../src/core/random.ts';
import type { NumberRows } from '../../../src/kernels/linear.ts';
import type { ProductKernels } from '../../../src/kernels/products.ts';

const unhurried = () => Promise.resolve();

/** A float64 number times 2^1074, which is whole. */
function whole(value: number): bigint {
  const bits = new BigUint64Array(Float64Array.of(value).buffer)[0]!;
  const exponent = (bits >> 52n) & 0x7ffn;
  const fraction = bits & 0xfffffffffffffn;
  const size = exponent ? (fraction | 0x10000000000000n) << (exponent - 1n) : fraction;
  return bits >> 63n ? -size : size;
}

/** Whether every sum is as near to the exact one as the interface says, in whole numbers, so that nothing rounds. */
export function expectNear({ rows, width, data }: NumberRows, found: Float64Array): void {
  const numbers = Array.from(data, whole);
  const exact = (i: number, j: number): bigint => {
    let sum = 0n;
    for (let r = 0; r < rows; r++) sum += numbers[r * width + i]! * numbers[r * width + j]!;
    return sum;
  };
  const squares = Array.from({ length: width }, (_, i) => exact(i, i));
  for (let i = 0; i < width; i++)
    for (let j = 0; j < width; j++) {
      // Squared: (found - exact)² 2^106 <= rows² |a|² |b|². What underflows may be off by the least number there is.
      const off = (whole(found[i * width + j]!) << 1074n) - exact(i, j);
      const size = (off < 0n ? -off : off) - (1n << 1075n);
      const isNear = size <= 0n || size * size * (1n << 106n) <= BigInt(rows) ** 2n * squares[i]! * squares[j]!;
      if (!isNear) expect.fail(`sum ${i}, ${j} is ${found[i * width + j]}, too far from the exact one`);
      expect(found[i * width + j]).toBe(found[j * width + i]);
    }
}

const value = fc.oneof(
  fc.double({ min: -5, max: 5, noNaN: true }),
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(0, -0, 1e9, 1e9 + 1e-4, 1e-9, 1e120, -1e120, 1e-120, 2 ** -1022, 1 - 2 ** -53, -(1 + 2 ** -52)), // prettier-ignore
);

const tables = fc
  .record({ rows: fc.integer({ min: 1, max: 40 }), width: fc.integer({ min: 1, max: 9 }) })
  .chain(({ rows, width }) =>
    fc
      .array(value, { minLength: rows * width, maxLength: rows * width })
      .map(data => ({ rows, width, data: Float64Array.from(data) })),
  );

/** Rows that fill several stretches and tiles, columns of very different sizes, sums that nearly cancel. */
export function largeTable(rows: number, width: number): NumberRows {
  const random = randomStream(rows, 'products');
  const data = Float64Array.from({ length: rows * width }, (_, i) => random.normal() * 10 ** ((i % width) % 5));
  for (let r = 0; r < rows; r++) data[r * width + width - 1] = r % 2 ? -data[(r - 1) * width]! : data[r * width]!;
  return { rows, width, data };
}

/** What every device owes: sums of products that are right to the rounding of float64. */
export function productsSuite(
  name: string,
  open: () => Promise<{ kernels: ProductKernels; close?: () => void }>,
  runs = 200,
): void {
  describe(`products of columns on ${name}`, () => {
    let kernels: ProductKernels;
    let close: (() => void) | undefined;
    beforeAll(async () => {
      ({ kernels, close } = await open());
    });
    afterAll(() => {
      close?.();
    });

    test('are the exact ones to the rounding of float64', () =>
      fc.assert(
        fc.asyncProperty(tables, async table => expectNear(table, await kernels.gram(table, unhurried))),
        { seed: 20261126, numRuns: runs },
      ));

    test.each([
      [4500, 7],
      [600, 70],
    ])('of %i rows in %i columns', async (rows, width) => {
      const table = largeTable(rows, width);
      expectNear(table, await kernels.gram(table, unhurried));
    });

    test('are not finite where a number is not, or a sum', async () => {
      const of = async (...data: number[]) => [...(await kernels.gram({ rows: 2, width: 2, data: Float64Array.from(data) }, unhurried))]; // prettier-ignore
      expect(await of(Infinity, 1, 1, 2)).toEqual([Infinity, Infinity, Infinity, 5]);
      expect(await of(NaN, 1, 1, 2)).toEqual([NaN, NaN, NaN, 5]);
      expect(await of(1e200, 0, 0, 2)).toEqual([Infinity, 0, 0, 4]);
    });

    test('stop between slices when that is asked for', async () => {
      const stopped = kernels.gram(largeTable(600, 7), () => Promise.reject(new Error('stopped')));
      await expect(stopped).rejects.toThrow('stopped');
    });
  });
}
