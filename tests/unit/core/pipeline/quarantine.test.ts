import { describe, expect, test } from 'vitest';
import { checkExpectations } from '../../../../src/core/pipeline/check-expectations.ts';
import { prepareTable } from '../../../../src/core/pipeline/prepare.ts';
import { proposeRecipe } from '../../../../src/core/pipeline/propose.ts';
import { columnsAsRead } from '../../../../src/core/pipeline/quarantine.ts';
import {
  type ExpectationEntry,
  parseRecipe,
  type Recipe,
  type RowEntry,
} from '../../../../src/core/pipeline/recipe.ts';
import { categoryColumn, numberColumn, textColumn } from '../../../../src/core/table/column.ts';
import type { Field } from '../../../../src/core/table/schema.ts';
import { makeTable } from '../../../../src/core/table/table.ts';

const fields: readonly Field[] = [
  { name: 'x', kind: 'number', role: 'feature' },
  { name: 'place', kind: 'category', role: 'feature' },
  { name: 'y', kind: 'number', role: 'target' },
];
const table = makeTable([
  ['x', textColumn(['1', 'two', '3', 'NA', '99', '6'])],
  ['place', categoryColumn(['a', 'b', 'a', 'b', 'a', 'c'])],
  ['y', numberColumn([1.5, 2.5, 3.5, NaN, 5.5, 1.5])],
]);
const expecting = (id: string, params: ExpectationEntry['params'], quarantine = true): ExpectationEntry => ({
  id,
  params,
  severity: 'fail',
  mostly: 1,
  quarantine,
});
const recipeWith = (expectations: ExpectationEntry[], rows: RowEntry[] = []): Recipe => {
  const typed = makeTable([['x', numberColumn([1, 2, 3, 4, 5, 6])], ...table.names.slice(1).map((n, i) => [n, table.columns[i + 1]!] as const)]); // prettier-ignore
  return parseRecipe({ ...proposeRecipe(typed, fields, 1), rows, expectations });
};
const below10 = expecting('range', { column: 'x', from: '0', to: '10' });

describe('quarantine in a recipe', () => {
  test('takes failing rows out before the split, told apart from those without a target', async () => {
    const made = await prepareTable(recipeWith([below10]), table);
    expect([...made.quarantined]).toEqual([4]);
    expect([...made.rows]).toEqual([0, 1, 2, 5]);
    expect(made.missingTarget).toBe(1);
    expect(made.table.rows).toBe(6);
  });

  test('judges the rows that the row operations yield', async () => {
    const kept = { id: 'filter-value', params: { column: 'place', value: 'c', action: 'drop' } };
    const made = await prepareTable(recipeWith([below10, expecting('one-of', { column: 'place', values: [['a']] })], [kept]), table); // prettier-ignore
    expect([...made.quarantined]).toEqual([1, 3, 4]);
    expect([...made.rows]).toEqual([0, 2]);
  });

  test('leaves every row where no expectation asks for it, and in a batch', async () => {
    const recipe = recipeWith([{ ...below10, quarantine: false }]);
    expect([...(await prepareTable(recipe, table)).rows]).toEqual([0, 1, 2, 4, 5]);
    expect([...(await prepareTable(recipeWith([below10]), table, { batch: true })).rows]).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('sees what could not be read as the type, and where the marker of a gap stood', async () => {
    const made = await prepareTable(recipeWith([expecting('type', { column: 'x', type: 'number' })]), table);
    expect([...made.quarantined]).toEqual([1]);
    const asRead = columnsAsRead(table, made);
    const entry = expecting('type', { column: 'x', type: 'number' });
    const { results } = await checkExpectations([entry], made.table, { asRead });
    expect(results[0]).toMatchObject({ state: 'fail', checked: 5, failing: 1, share: 0.2 });
  });

  test('may read the target of its own row, but not compare rows by it', async () => {
    expect([...(await prepareTable(recipeWith([expecting('range', { column: 'y', from: '2', to: '' })]), table)).rows]).toEqual([1, 2, 4]); // prettier-ignore
    const bad = recipeWith([expecting('unique', { columns: ['y'] })]);
    await expect(prepareTable(bad, table)).rejects.toThrow(
      expect.objectContaining({ code: 'recipe/expectation-target' }),
    );
    const told = recipeWith([expecting('unique', { columns: ['y'] }, false)]);
    expect((await prepareTable(told, table)).quarantined.length).toBe(0);
  });

  test('a recipe without expectations is what it was', () => {
    const { expectations: _none, ...old } = recipeWith([]);
    expect(parseRecipe(old)).toEqual(old);
  });
});
