import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exponential, hyperbolicTangent, logarithm, sigmoid } from '../../../../src/core/graph/functions.ts';

/** Distance in units in the last place of what is expected; of numbers too small for full precision, in the least of them. */
const unitsApart = (found: number, expected: number): number =>
  found === expected ? 0 : Math.abs(found - expected) / Math.max(Math.abs(expected) * 2 ** -52, Number.MIN_VALUE);

test('they are those of the language to the last digits', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -750, max: 715, noNaN: true }),
      fc.double({ min: -30, max: 30, noNaN: true }),
      (x, y) => {
        expect(unitsApart(exponential(x), Math.exp(x))).toBeLessThan(3);
        expect(unitsApart(exponential(y), Math.exp(y))).toBeLessThan(3);
        expect(unitsApart(hyperbolicTangent(y), Math.tanh(y))).toBeLessThan(4);
        expect(unitsApart(hyperbolicTangent(y / 40), Math.tanh(y / 40))).toBeLessThan(4);
        expect(unitsApart(sigmoid(y), 1 / (1 + Math.exp(-y)))).toBeLessThan(5);
      },
    ),
    { numRuns: 5000 },
  );
  fc.assert(
    fc.property(
      fc.double({ min: Number.MIN_VALUE, max: Number.MAX_VALUE, noNaN: true }),
      fc.double({ min: 0.5, max: 2.1, noNaN: true }),
      (x, y) => {
        expect(unitsApart(logarithm(x), Math.log(x))).toBeLessThan(2);
        expect(unitsApart(logarithm(y), Math.log(y))).toBeLessThan(2);
      },
    ),
    { numRuns: 5000 },
  );
});

test('at their ends they are as in the language', () => {
  for (const x of [NaN, Infinity, -Infinity, 0, -0, 709.782712893384, 709.79, 1e308, -745.2, -708.5, -1e308, 5e-324]) {
    expect(unitsApart(exponential(x), Math.exp(x)) || 0).toBeLessThan(3);
    expect(hyperbolicTangent(x)).toBe(Math.tanh(x));
  }
  for (const x of [
    NaN,
    Infinity,
    -Infinity,
    0,
    -0,
    1,
    -1,
    2 ** 1023,
    2 ** -1022,
    2 ** -1023,
    5e-324,
    Number.MAX_VALUE,
  ]) {
    expect(unitsApart(logarithm(x), Math.log(x)) || 0).toBeLessThan(2);
    expect(Number.isNaN(logarithm(x))).toBe(Number.isNaN(Math.log(x)));
  }
  expect(logarithm(1)).toBe(0);
  expect(exponential(NaN)).toBeNaN();
  expect(exponential(-Infinity)).toBe(0);
  expect(exponential(Infinity)).toBe(Infinity);
  expect([sigmoid(-Infinity), sigmoid(0), sigmoid(Infinity), sigmoid(NaN)]).toEqual([0, 0.5, 1, NaN]);
  expect(sigmoid(-745)).toBeGreaterThan(0);
});
