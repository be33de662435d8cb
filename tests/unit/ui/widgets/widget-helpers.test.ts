import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextRow } from '../../../../src/ui/widgets/grid-keys.ts';
import { choiceLabel, parseIntegers } from '../../../../src/ui/widgets/param-text.ts';
import { sortOrder } from '../../../../src/ui/widgets/sort-order.ts';
import { timeLeft } from '../../../../src/ui/widgets/time-left.ts';

describe('sorting rows', () => {
  const cells = fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constant(null), fc.constant(NaN)));

  test('gives every row once, in order, equal ones as they came, missing ones last in both directions', () => {
    fc.assert(
      fc.property(cells, fc.boolean(), (values, descending) => {
        const order = [...sortOrder(values.length, row => values[row], descending)];
        expect([...order].sort((a, b) => a - b)).toEqual(values.map((_, i) => i));
        const sorted = order.map(row => values[row] ?? NaN);
        const known = sorted.filter(v => !Number.isNaN(v));
        expect(sorted.slice(0, known.length)).toEqual(known);
        for (let i = 1; i < known.length; i++) {
          expect(descending ? known[i]! <= known[i - 1]! : known[i]! >= known[i - 1]!).toBe(true);
          if (known[i] === known[i - 1]) expect(order[i]!).toBeGreaterThan(order[i - 1]!);
        }
      }),
    );
  });

  test('text sorts as people count', () => {
    const names = ['item 10', 'Item 2', 'item 1'];
    expect([...sortOrder(3, row => names[row], false)].map(row => names[row])).toEqual(['item 1', 'Item 2', 'item 10']);
  });
});

test('keys move within the rows and nowhere else', () => {
  expect(nextRow('ArrowDown', 9, 10, 5)).toBe(9);
  expect(nextRow('PageUp', 3, 10, 5)).toBe(0);
  expect(nextRow('End', 0, 10, 5)).toBe(9);
  expect(nextRow('a', 0, 10, 5)).toBeNull();
});

test('the time left is only said when it is known, and in round numbers', () => {
  expect(timeLeft(null, 10_000)).toBeNull();
  expect(timeLeft(0.01, 10_000)).toBeNull();
  expect(timeLeft(0.5, 100)).toBeNull();
  expect(timeLeft(0.72, 3100)).toBe(1000);
  expect(timeLeft(0.1, 10_000)).toBe(90_000);
  expect(timeLeft(0.5, 1_000_000)).toBe(1_020_000);
});

describe('the text of parameters', () => {
  const range = { min: 1, max: 512, maxLength: 3 };
  test('lists of whole numbers are read back as they are written', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 512 }), { maxLength: 3 }), list => {
        expect(parseIntegers(list.join(', '), range)).toEqual(list);
      }),
    );
  });
  test.each(['1.5', 'a', '0', '513', '1 2 3 4', '64,,x', '0x10'])('refuses %s', text => {
    expect(parseIntegers(text, range)).toBeNull();
  });
  test('choices read as words', () => expect(choiceLabel('most-frequent')).toBe('Most frequent'));
});
