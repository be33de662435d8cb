import { describe, expect, test } from 'vitest';
import type { StudioError } from '../../../../src/core/errors.ts';
import { withRepair } from '../../../../src/core/pipeline/default-steps.ts';
import { withPreparedColumns, withRowOperations } from '../../../../src/core/pipeline/prepared-columns.ts';
import { prepareTable, yieldTable } from '../../../../src/core/pipeline/prepare.ts';
import { proposeRecipe } from '../../../../src/core/pipeline/propose.ts';
import type { Recipe, Split } from '../../../../src/core/pipeline/recipe.ts';
import type { ParamValues } from '../../../../src/core/params.ts';
import { datetimeColumn, numberColumn } from '../../../../src/core/table/column.ts';
import type { Field } from '../../../../src/core/table/schema.ts';
import { makeTable, withColumn } from '../../../../src/core/table/table.ts';

const DAY = 86_400_000;
const days = [3, 1, 2, 5, 4, 8, 6, 7, 9, 12, 10, 11];
const table = makeTable([
  ['day', datetimeColumn(days.map(d => d * DAY))],
  ['other', datetimeColumn(days.map(d => -d * DAY))],
  ['x', numberColumn(days.map(d => d % 4))],
  ['y', numberColumn(days.map(d => (d * d) % 7))],
]);
const fields: readonly Field[] = [
  { name: 'day', kind: 'datetime', role: 'time' },
  { name: 'other', kind: 'datetime', role: 'aside' },
  { name: 'x', kind: 'number', role: 'feature' },
  { name: 'y', kind: 'number', role: 'target' },
];
const byDay: Split = { kind: 'time', column: 'day', test: 0.3 };

const recipeOf = (params: ParamValues, id = 'lag', split: Split = byDay): Recipe => ({
  ...proposeRecipe(table, fields, 1, 'regression'),
  rows: [{ id, params: { columns: ['y'], time: 'day', ...params } }],
  split,
});
async function withColumns(recipe: Recipe, from = table): Promise<Recipe> {
  const changed = withPreparedColumns(withRowOperations(recipe, recipe.rows), await yieldTable(recipe, from));
  return { ...changed, split: recipe.split };
}

describe('earlier values of what is predicted', () => {
  test('are features where the split is by time', async () => {
    const recipe = recipeOf({ lags: [1, 2] });
    expect(await yieldTable(recipe, table)).toMatchObject({ leaking: [], lagged: ['y lag 1', 'y lag 2'] });
    const ready = await withColumns(recipe);
    expect(ready.columns.find(c => c.name === 'y lag 1')?.role).toBe('feature');
    await expect(prepareTable(ready, table)).resolves.toBeDefined();
  });

  test.each([
    { kind: 'random', test: 0.3 },
    { kind: 'group', column: 'x', test: 0.3 },
  ] as const)('are refused with another split, and one press mends it: %j', async split => {
    const ready = await withColumns(recipeOf({}, 'lag', split));
    const refused = await prepareTable(ready, table).then(
      () => undefined,
      (error: unknown) => error as StudioError,
    );
    expect(refused).toMatchObject({ code: 'recipe/lag-split', details: { name: 'day', column: 'y lag 1' } });
    const mended = withRepair(ready, { code: refused!.code, name: 'day' })!;
    expect(mended.split).toEqual(byDay);
    await expect(prepareTable(mended, table)).resolves.toBeDefined();
  });

  test('leak where the split goes by another time', async () => {
    const recipe = recipeOf({}, 'lag', { kind: 'time', column: 'other', test: 0.3 });
    expect((await yieldTable(recipe, table)).leaking).toEqual(['y lag 1']);
  });

  test('leak where the groups go by the target, whatever column is summed up', async () => {
    const recipe = recipeOf({ columns: ['x'], by: ['y'], unit: 'all earlier rows' }, 'window');
    expect(await yieldTable(recipe, table)).toMatchObject({ leaking: ['x mean so far'], lagged: [] });
  });

  test('stay earlier values through operations on single cells, and under another name', async () => {
    const recipe = recipeOf({ lags: [1] });
    const rows = [
      ...recipe.rows,
      { id: 'clip', params: { columns: ['y lag 1'], lowest: '1', highest: '5' } },
      { id: 'rename', params: { names: [['y lag 1', 'before'], ['day', 'when']] } },
    ]; // prettier-ignore
    const later: Recipe = { ...recipe, rows, split: { ...byDay, column: 'when' } };
    expect(await yieldTable(later, table)).toMatchObject({ leaking: [], lagged: ['before'] });
  });

  test('in a window never count the row’s own, even where the row itself counts', async () => {
    const recipe = recipeOf({ itself: true, size: 3, columns: ['y', 'x'] }, 'window');
    const { lagged, leaking, operations } = await yieldTable(recipe, table);
    expect({ lagged, leaking }).toEqual({ lagged: ['y mean of 3 rows'], leaking: [] });
    expect(operations[0]!.notes[0]).toMatch(/left out of its own row/);
  });

  test('of other columns need no split by time', async () => {
    const ready = await withColumns(recipeOf({ columns: ['x'] }, 'lag', { kind: 'random', test: 0.3 }));
    await expect(prepareTable(ready, withColumn(table, 'z', numberColumn(days)))).resolves.toBeDefined();
  });
});
