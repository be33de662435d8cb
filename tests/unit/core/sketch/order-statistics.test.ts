import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomStream } from '../../../../src/core/random.ts';
import { exactQuantiles, orderStatistics } from '../../../../src/core/sketch/order-statistics.ts';
import { quantileSorted } from '../../../../src/core/table/histogram.ts';

const special = [0, -0, 5e-324, -5e-324, Number.MAX_VALUE, -Number.MAX_VALUE, NaN, Infinity, -Infinity, 1e-310, 3, 3];

/** Enough values that they are counted, not sorted: the drawn ones over and over, and random ones. */
function many(drawn: readonly number[], seed: number): Float64Array {
  const random = randomStream(seed, 'many');
  return Float64Array.from({ length: 25_000 }, (_, i) =>
    i % 3 === 0 ? random.normal() * 10 ** random.integer(30) : (drawn[i % drawn.length] ?? 0),
  );
}

test('the values at the given places are those of a sorted copy', () => {
  const value = fc.oneof(fc.constantFrom(...special), fc.double(), fc.integer({ min: -1000, max: 1000 }));
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 50 }), fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), fc.boolean(), fc.nat(), (drawn, shares, few, seed) => {
        const values = few ? Float64Array.from(drawn) : many(drawn, seed);
        const sorted = values.filter(v => Number.isFinite(v)).map(v => v + 0).sort();
        if (sorted.length === 0) return;
        const places = shares.map(share => Math.floor(share * (sorted.length - 1)));
        expect(orderStatistics(values, places).map(v => v + 0)).toEqual(places.map(place => sorted[place]));
        const quantiles = exactQuantiles(values, sorted.length, shares).map(v => v + 0);
        expect(quantiles).toEqual(shares.map(share => quantileSorted(sorted, share) + 0));
      }), // prettier-ignore
    { numRuns: 60 },
  );
});

test('a view into a larger buffer is read in its place', () => {
  const buffer = new Float64Array(60_000).map((_, i) => i);
  expect(orderStatistics(buffer.subarray(30_000), [0, 29_999])).toEqual([30_000, 59_999]);
});
