import { expect, test } from 'vitest';
import { describeRows } from '../../../../src/core/rows/index.ts';

test.each([
  ['filter', { conditions: [['price', 'is between', '1 | 100'], ['shop', 'is one of', 'a | b | c']] }, 'Keep rows where “price” is between 1 and 100 and “shop” is one of a, b or c'],
  ['filter', { conditions: [['shop', 'is missing', ''], ['n', 'is not', '0']], match: 'any', action: 'drop' }, 'Drop rows where “shop” is missing or “n” is not 0'],
  ['filter-range', { column: 'b', from: '10' }, 'Keep rows where “b” is at least 10'],
  ['filter-value', { column: 'b', action: 'drop' }, 'Drop rows where “b” is missing'],
  ['drop-duplicates', { columns: ['a', 'b'], compare: 'alike' }, 'Drop rows that repeat an earlier one in “a” and “b”, with texts that are written alike'],
  ['drop-incomplete', {}, 'Drop rows without a value in any of the columns'],
  ['sort', { by: [['a', 'descending'], ['b', 'ascending']] }, 'Sort the rows by “a” from high to low and “b”'],
  ['sample', { share: 0.07 }, 'Keep 7% of the rows, drawn at random'],
  ['cast', { columns: ['a', 'b', 'c', 'd', 'e'], kind: 'datetime' }, 'Read “a”, “b”, “c” and 2 more as dates'],
  ['aggregate', { by: ['shop'], values: [['', 'row count', ''], ['price', 'standard deviation', '']] }, 'For each “shop” compute the number of rows and the standard deviation of “price”'],
  ['join', { source: 'shops', keys: [['shop', 'name']], how: 'drop' }, 'Look up “shop” = “name” in “shops”, and drop rows without a partner'],
  ['rename', { names: [['a'.repeat(70), 'b']] }, `Rename “${'a'.repeat(60)}…” to “b”`],
  ['clip', { columns: [1] }, 'Clip to a range'],
] as const)('%s %j', (id, params, words) => {
  expect(describeRows({ id, params: params as never })).toBe(words);
}); // prettier-ignore
