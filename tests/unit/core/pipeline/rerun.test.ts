import { describe, expect, test } from 'vitest';
import { fit } from '../../../../src/core/pipeline/fit.ts';
import { prepareTable } from '../../../../src/core/pipeline/prepare.ts';
import { proposeRecipe } from '../../../../src/core/pipeline/propose.ts';
import type { Recipe } from '../../../../src/core/pipeline/recipe.ts';
import { rerunRecipe } from '../../../../src/core/pipeline/rerun.ts';
import { categoryColumn, numberColumn, textColumn } from '../../../../src/core/table/column.ts';
import type { Field } from '../../../../src/core/table/schema.ts';
import { makeTable, type Table } from '../../../../src/core/table/table.ts';

const fields: readonly Field[] = [
  { name: 'x', kind: 'number', role: 'feature' },
  { name: 'place', kind: 'category', role: 'feature' },
  { name: 'y', kind: 'number', role: 'target' },
];
const first = makeTable([
  ['x', numberColumn([1, 2, NaN, 4, 5, 6, 7, 8])],
  ['place', categoryColumn(['a', 'b', 'a', 'b', 'a', 'b', 'a', 'b'])],
  ['y', numberColumn([1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5])],
]);
const recipe: Recipe = {
  ...proposeRecipe(first, fields, 3),
  rows: [{ id: 'filter-range', params: { column: 'x', from: '', to: '50', missing: true } }],
  expectations: [
    { id: 'range', params: { column: 'x', from: '0', to: '10' }, severity: 'fail', mostly: 1, quarantine: true },
    { id: 'one-of', params: { column: 'place', values: [['a'], ['b']] }, severity: 'warn', mostly: 1, quarantine: false }, // prettier-ignore
    { id: 'type', params: { column: 'x', type: 'number' }, severity: 'fail', mostly: 0.5, quarantine: false },
    { id: 'present', params: { column: 'y' }, severity: 'fail', mostly: 1, quarantine: false },
  ],
};
/** Six rows: one beyond the filter, one beyond the range, a new place twice, a word among the numbers, no target. */
const later: Table = makeTable([
  ['x', textColumn(['1', '99', '20', 'ten', '3', null])],
  ['place', categoryColumn(['a', 'a', 'b', 'c', 'c', 'b'])],
  ['shop', numberColumn([1, 2, 3, 4, 5, 6])],
]);

describe('a recipe run again on another table', () => {
  test('tells rows in and out, what is expected and not so, and which columns differ', async () => {
    const { report } = await rerunRecipe(recipe, later);
    expect(report).toMatchObject({ rowsIn: 6, rowsOut: 5, flagged: 1, unmet: 3, absent: ['y'], unknown: ['shop'], steps: null }); // prettier-ignore
    expect(report.operations).toMatchObject([{ id: 'filter-range', before: 6, after: 5, changed: 0 }]);
    expect(report.expectations.map(r => [r.state, r.checked, r.failing])).toEqual([
      ['fail', 3, 1],
      ['warn', 5, 2],
      ['pass', 4, 1],
    ]);
    expect(report.leftOut).toBe(1);
  });

  test('runs the steps as they were fitted, on the rows that are not flagged', async () => {
    const prepared = await prepareTable({ ...recipe, expectations: [] }, first);
    const fitted = await fit(recipe, prepared.table, prepared.rows);
    const { report } = await rerunRecipe(recipe, later, {}, fitted);
    // Clean rows: x is 1, missing, 3, missing. Filled: two cells; standardised: four; one column a place.
    expect(report.steps!.map(({ id, changed, added, removed }) => [id, changed, added, removed])).toEqual([
      ['impute', 2, [], []],
      ['standardise', 4, [], []],
      ['one-hot', 0, ['place=a', 'place=b'], ['place']],
    ]);
    expect(report.unseen).toEqual([{ column: 'place', rows: 2, examples: ['c'] }]);
  });

  test('on the table it was made for nothing is unseen, absent or unknown', async () => {
    const fitted = await fit(
      recipe,
      first,
      Int32Array.from({ length: 8 }, (_, i) => i),
    );
    const { report } = await rerunRecipe(recipe, first, {}, fitted);
    expect(report).toMatchObject({
      rowsIn: 8,
      rowsOut: 8,
      flagged: 0,
      unmet: 0,
      absent: [],
      unknown: [],
      unseen: [],
    });
  });

  test('an empty table has nothing to check', async () => {
    const empty = makeTable([['x', numberColumn([])], ['place', categoryColumn([])], ['y', numberColumn([])]]); // prettier-ignore
    const { report } = await rerunRecipe(recipe, empty);
    expect(report.expectations.map(r => [r.state, r.share])).toEqual(recipe.expectations!.map(() => ['nothing', null]));
  });
});
