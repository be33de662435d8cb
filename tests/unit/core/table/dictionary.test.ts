import fc from 'fast-check';
import { expect, test } from 'vitest';
import { categoryColumn, textColumn } from '../../../../src/core/table/column.ts';
import { areTextsDistinct, categoryLimit, encodeDictionary } from '../../../../src/core/table/dictionary.ts';

const texts = fc.array(fc.option(fc.string({ unit: 'grapheme', maxLength: 3 })), { maxLength: 300 });

test('codes and levels are those of the plain definition', () => {
  fc.assert(
    fc.property(texts, values => {
      const expected = categoryColumn(values);
      const found = encodeDictionary(textColumn(values), 1000)!;
      expect(found.levels).toEqual(expected.levels);
      expect(Array.from(found.codes)).toEqual(Array.from(expected.codes));
    }),
  );
});

test('stops at the limit', () => {
  const many = textColumn(Array.from({ length: 5000 }, (_, i) => `value ${i}`));
  expect(encodeDictionary(many, 4999)).toBeNull();
  expect(encodeDictionary(many, 5000)?.levels).toHaveLength(5000);
});

test('all rows differ exactly where a set of them is as large', () => {
  fc.assert(
    fc.property(texts, values => {
      const distinct = values.every(Boolean) && new Set(values).size === values.length;
      expect(areTextsDistinct(textColumn(values))).toBe(distinct);
    }),
  );
  const many = Array.from({ length: 5000 }, (_, i) => `value ${i}`);
  expect(areTextsDistinct(textColumn(many))).toBe(true);
  expect(areTextsDistinct(textColumn([...many, 'value 17']))).toBe(false);
});

test('the limit is 20 for few rows, half the rows for more, 1,000 at most', () => {
  expect([0, 30, 40, 100, 1e6].map(categoryLimit)).toEqual([20, 20, 20, 50, 1000]);
});
