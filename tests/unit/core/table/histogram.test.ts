import fc from 'fast-check';
import { expect, test } from 'vitest';
import { histogram, quantileSorted } from '../../../../src/core/table/histogram.ts';

const sorted = (values: readonly number[]) => Float64Array.from(values).sort();
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const whole = fc.integer({ min: -1e9, max: 1e9 }).map(Number);

test('every value lies in exactly one of at most 24 bins, and the bins rise', () => {
  fc.assert(
    fc.property(fc.oneof(fc.array(finite), fc.array(whole)), fc.boolean(), (values, integer) => {
      const whole = integer && values.every(Number.isInteger);
      const { edges, counts } = histogram(sorted(values), whole);
      expect(counts.length).toBeLessThanOrEqual(24);
      expect(counts.reduce((a, b) => a + b, 0)).toBe(values.length);
      expect(edges.length).toBe(values.length ? counts.length + 1 : 0);
      edges.slice(1).forEach((edge, i) => expect(edge).toBeGreaterThanOrEqual(edges[i]!));
      const last = counts.length - 1;
      counts.forEach((n, b) => {
        const inside = values.filter(v => v >= edges[b]! && (b === last ? v <= edges[b + 1]! : v < edges[b + 1]!));
        if (edges[b + 1]! > edges[b]!) expect(inside.length).toBe(n);
      });
    }),
  );
});

test('few whole numbers get a bin each', () => {
  const { edges, counts } = histogram(sorted([3, 3, 5, 7, 7, 7]), true);
  expect(edges).toEqual([2.5, 3.5, 4.5, 5.5, 6.5, 7.5]);
  expect(counts).toEqual([2, 0, 1, 0, 3]);
});

test('bins of many whole numbers have a whole width', () => {
  const { edges } = histogram(sorted(Array.from({ length: 977 }, (_, i) => i + 1)), true);
  expect(edges.every(edge => Number.isInteger(edge + 0.5))).toBe(true);
});

test('a constant column is one bin around its value; an empty one has none', () => {
  expect(histogram(sorted([4, 4, 4]), true)).toEqual({ edges: [3.5, 4.5], counts: [3] });
  expect(histogram(sorted([]), false)).toEqual({ edges: [], counts: [] });
});

/** numpy.quantile([1, 2, 4, 8], [0, .1, .25, .5, .75, 1]) */
test('quantiles interpolate as NumPy does', () => {
  const values = sorted([8, 1, 4, 2]);
  const expected = [1, 1.3, 1.75, 3, 5, 8];
  [0, 0.1, 0.25, 0.5, 0.75, 1].forEach((q, i) => expect(quantileSorted(values, q)).toBeCloseTo(expected[i]!, 12));
});

test('the ends of the number range do not overflow', () => {
  const values = sorted([-Number.MAX_VALUE, -1e293, 0, Number.MAX_VALUE]);
  const { edges, counts } = histogram(values, false);
  expect(edges.every(Number.isFinite)).toBe(true);
  expect(counts.reduce((a, b) => a + b, 0)).toBe(4);
  expect(quantileSorted(sorted([-Number.MAX_VALUE, Number.MAX_VALUE]), 0.5)).toBe(0);
});
