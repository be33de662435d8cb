import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ascendingOrder } from '../../../../src/core/stats/ascending-order.ts';

test('the order is that of a stable sort by value, with NaN last', () => {
  const value = fc.oneof(fc.double(), fc.integer({ min: -3, max: 3 }), fc.constantFrom(NaN, 0, -0, Infinity, -Infinity, 5e-324, -5e-324)); // prettier-ignore
  fc.assert(
    fc.property(fc.array(value, { maxLength: 60 }), values => {
      const rank = (v: number) => (Number.isNaN(v) ? 1 : 0);
      const expected = values
        .map((_, i) => i)
        .sort((a, b) => {
          const [x, y] = [values[a]!, values[b]!];
          return rank(x) - rank(y) || (x < y ? -1 : x > y ? 1 : a - b);
        });
      expect(Array.from(ascendingOrder(Float64Array.from(values)))).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

test('a NaN with any bits is last', () => {
  const values = Float64Array.of(1, 0, 2);
  new Uint32Array(values.buffer)[3] = 0xfff80001;
  new Uint32Array(values.buffer)[2] = 7;
  expect(Array.from(ascendingOrder(values))).toEqual([0, 2, 1]);
});
