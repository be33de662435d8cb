import { expect, test } from 'vitest';
import { confusionTable } from '../../../../src/ui/charts/confusion-table.ts';

test('pairs that some rows have: mistakes first, the commonest before all, each with its cell', () => {
  const { table, cells } = confusionTable(['a', 'b', 'c'], [9, 1, 0, 3, 8, 0, 0, 2, 7]);
  expect(table.columns.map(c => c.label)).toEqual(['True', 'Predicted', 'Rows']);
  expect(table.rows).toEqual([
    ['b', 'a', 3],
    ['c', 'b', 2],
    ['a', 'b', 1],
    ['a', 'a', 9],
    ['b', 'b', 8],
    ['c', 'c', 7],
  ]);
  expect(cells).toEqual([[1, 0], [2, 1], [0, 1], [0, 0], [1, 1], [2, 2]]); // prettier-ignore
});
