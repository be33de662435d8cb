import { describe, expect, test } from 'vitest';
import { readWeights } from '../../../../src/core/pipeline/weights.ts';
import type { Recipe } from '../../../../src/core/pipeline/recipe.ts';
import { numberColumn } from '../../../../src/core/table/column.ts';
import { makeTable } from '../../../../src/core/table/table.ts';

describe('the weight of rows', () => {
  const recipe = { columns: [{ name: 'w', kind: 'number', role: 'weight' }] } as unknown as Recipe;
  const table = (values: number[]) => makeTable([['w', numberColumn(values)]]);

  test('is read for the given rows alone', () => {
    expect(readWeights(recipe, table([1, NaN, 0, 2.5]), [3, 2])).toEqual(Float64Array.of(2.5, 0));
  });
  test('is all the same without a column for it', () => {
    expect(readWeights({ columns: [] } as unknown as Recipe, table([1]), [0])).toBeUndefined();
  });
  test.each([[[1, NaN]], [[-1, 2]], [[0, 0]], [[Infinity, 1]]])('of %j is refused by name', values => {
    expect(() => readWeights(recipe, table(values), [0, 1])).toThrow(/"w".*\. /);
  });
});
