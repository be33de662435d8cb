import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  withNamesFollowed,
  withoutPlainRaw,
  withPreparedColumns,
  withRowOperations,
} from '../../../../src/core/pipeline/prepared-columns.ts';
import { prepareTable, yieldTable } from '../../../../src/core/pipeline/prepare.ts';
import { proposeRecipe } from '../../../../src/core/pipeline/propose.ts';
import type { Recipe, RowEntry } from '../../../../src/core/pipeline/recipe.ts';
import type { SqlRunner } from '../../../../src/core/row-operation.ts';
import { categoryColumn, cellText, numberColumn } from '../../../../src/core/table/column.ts';
import type { Field } from '../../../../src/core/table/schema.ts';
import { findColumn, makeTable, type Table } from '../../../../src/core/table/table.ts';

const fields: readonly Field[] = [
  { name: 'x', kind: 'number', role: 'feature' },
  { name: 'place', kind: 'category', role: 'feature' },
  { name: 'y', kind: 'number', role: 'target' },
];
const tableOf = (rows: readonly { x: number; place: string | null; y: number }[]): Table =>
  makeTable([
    ['x', numberColumn(rows.map(r => r.x))],
    ['place', categoryColumn(rows.map(r => r.place))],
    ['y', numberColumn(rows.map(r => r.y))],
  ]);
const table = tableOf([
  { x: 1, place: 'a', y: 10.5 },
  { x: 2, place: 'b', y: 20.5 },
  { x: 1, place: 'a', y: 30.5 },
  { x: NaN, place: null, y: NaN },
  { x: 5, place: 'b', y: 50.5 },
]);
const recipeWith = (...rows: RowEntry[]): Recipe => ({ ...proposeRecipe(table, fields, 1), rows });
const numbers = (made: Table, name: string): (string | null)[] =>
  Array.from({ length: made.rows }, (_, row) => cellText(findColumn(made, name)!, row));

describe('row operations before the split', () => {
  test('say how many rows came in and out, where each row came from, and how many have no target', async () => {
    const recipe = recipeWith({ id: 'filter-range', params: { column: 'x', from: '1', to: '2', missing: true } });
    const made = await prepareTable(recipe, table);
    expect([...made.origin!]).toEqual([0, 1, 2, 3]);
    expect([...made.rows]).toEqual([0, 1, 2]);
    expect(made.missingTarget).toBe(1);
    expect(made.operations).toMatchObject([{ id: 'filter-range', before: 5, after: 4, changed: 0, skipped: false }]);
  });

  test('one that works across rows is not shown the target: copies are copies whatever their truth', async () => {
    const made = await prepareTable(recipeWith({ id: 'drop-duplicates', params: {} }), table);
    expect([...made.origin!]).toEqual([0, 1, 3, 4]);
    expect(numbers(made.table, 'y')).toEqual(['10.5', '20.5', null, '50.5']);
    expect(made.table.names).toEqual(['x', 'place', 'y']);
  });

  test('whatever the target holds, operations that are not shown it keep the same rows', async () => {
    const row = fc.record({ x: fc.constantFrom(1, 2, NaN), place: fc.constantFrom('a', 'b', null), y: fc.constantFrom(1.5, 2.5, 3.5) }); // prettier-ignore
    const recipe = recipeWith({ id: 'drop-duplicates', params: {} });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async rows => {
        const other = rows.map((r, i) => ({ ...r, y: 100 + i }));
        const [a, b] = [await prepareTable(recipe, tableOf(rows)), await prepareTable(recipe, tableOf(other))];
        expect([...a.origin!]).toEqual([...b.origin!]);
      }),
    );
  });

  test('rows may be chosen by the target in the open, and a batch without truth passes that by', async () => {
    const recipe = recipeWith({ id: 'drop-missing', params: { column: 'y' } });
    expect((await prepareTable(recipe, table)).table.rows).toBe(4);
    const later = makeTable([
      ['x', numberColumn([7, 8])],
      ['place', categoryColumn(['a', 'b'])],
    ]);
    const batch = await prepareTable(recipe, later, { batch: true });
    expect(batch.operations).toMatchObject([{ skipped: true, after: 2 }]);
    expect([...batch.rows]).toEqual([0, 1]);
    const gaps = recipeWith(
      { id: 'drop-incomplete', params: {} },
      { id: 'filter-formula', params: { formula: 'y > 1' } },
    );
    expect((await prepareTable(gaps, later, { batch: true })).table.rows).toBe(2);
  });

  test('a file that lacks a column is refused by its name', async () => {
    const recipe = recipeWith({ id: 'drop-missing', params: { column: 'place' } });
    await expect(prepareTable(recipe, makeTable([['x', numberColumn([1])], ['y', numberColumn([1.5])]]))).rejects.toThrow('"place"'); // prettier-ignore
  });
});

/** A stand-in for the engine: the query is a function of the table. */
const engine = (queries: Readonly<Record<string, (data: Table) => Table>>): SqlRunner => {
  return (query, tables) => Promise.resolve(queries[query]!(tables[0]!.table));
};
const withColumns = (data: Table, name: string, values: readonly number[]): Table =>
  makeTable([...data.names.map((n, i) => [n, data.columns[i]!] as const), [name, numberColumn(values)]]);
const valuesOf = (data: Table, name: string): number[] => numbers(data, name).map(t => (t === null ? NaN : Number(t)));

describe('what is made from the target', () => {
  const sql = engine({
    leak: d => withColumns(d, 'twice', valuesOf(d, 'y').map(v => 2 * v)), // prettier-ignore
    fair: d => withColumns(d, 'twice', valuesOf(d, 'x').map(v => 2 * v)), // prettier-ignore
    chooses: d => tableOf(valuesOf(d, 'y').flatMap((y, i) => (y > 15 ? [{ x: valuesOf(d, 'x')[i]!, place: 'a', y }] : []))), // prettier-ignore
    drops: d => makeTable([['x', findColumn(d, 'x')!]]),
  });
  let ticks = 0;
  const clock = engine({ now: d => withColumns(d, 'twice', valuesOf(d, 'x').map(() => ticks++)) }); // prettier-ignore
  const asked = (query: string): Recipe => recipeWith({ id: 'sql', params: { query } });

  test('is found by running again with the target in another order, and set aside', async () => {
    const yielded = await yieldTable(asked('leak'), table, { sql });
    expect(yielded.leaking).toEqual(['twice']);
    const recipe = withPreparedColumns(withRowOperations(asked('leak'), asked('leak').rows), yielded);
    expect(recipe.columns.find(c => c.name === 'twice')?.role).toBe('aside');
    await expect(prepareTable(recipe, table, { sql })).resolves.toBeDefined();
    const forced = { ...recipe, columns: recipe.columns.map(c => (c.name === 'twice' ? { ...c, role: 'feature' as const } : c)) }; // prettier-ignore
    await expect(prepareTable(forced, table, { sql })).rejects.toMatchObject({ code: 'recipe/target-leak' });
  });

  test('is found where groups recur in step with the values', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => ({ x: i, place: 'abc'[i % 3]!, y: i }));
    const means = engine({
      means: d => {
        const [y, x] = [valuesOf(d, 'y'), valuesOf(d, 'x')];
        const mean = (rest: number) => y.filter((_, i) => x[i]! % 3 === rest).reduce((sum, v) => sum + v, 0) / 20;
        return withColumns(d, 'mean', x.map(v => mean(v % 3))); // prettier-ignore
      },
    });
    expect((await yieldTable(asked('means'), tableOf(rows), { sql: means })).leaking).toEqual(['mean']);
  });

  test('and what is not, is a feature with steps of its own', async () => {
    const yielded = await yieldTable(asked('fair'), table, { sql });
    expect(yielded.leaking).toEqual([]);
    const recipe = withPreparedColumns(withRowOperations(asked('fair'), asked('fair').rows), yielded);
    expect(recipe.columns.find(c => c.name === 'twice')).toMatchObject({ role: 'feature', kind: 'number' });
    expect(recipe.steps.some(s => s.columns.includes('twice'))).toBe(true);
    expect(recipe.raw?.map(c => c.name)).toEqual(['x', 'place', 'y']);
  });

  test('keeps its role for when the operation that dropped it is gone again', async () => {
    const dropping = withRowOperations(asked('drops'), asked('drops').rows);
    const lost = withPreparedColumns(dropping, await yieldTable(dropping, table, { sql }));
    expect(lost.columns.map(c => c.name)).toEqual(['x']);
    const without = withRowOperations(lost, []);
    const back = withPreparedColumns(without, await yieldTable(without, table));
    expect(back.columns.map(c => [c.name, c.role])).toEqual(asked('drops').columns.map(c => [c.name, c.role]));
    expect(withoutPlainRaw(back).raw).toBeUndefined();
  });

  test('stays what it is under another name, and comes back under its own', async () => {
    const to = (...names: [string, string][]): RowEntry => ({ id: 'rename', params: { names } });
    const follow = async (recipe: Recipe, rows: readonly RowEntry[]): Promise<Recipe> => {
      const changed = withNamesFollowed(recipe, rows);
      return withPreparedColumns(changed, await yieldTable(changed, table));
    };
    const roles = (recipe: Recipe) => recipe.columns.map(c => [c.name, c.role]);
    const first = proposeRecipe(table, fields, 1);
    const renamed = await follow(first, [to(['y', 'yield'], ['x', 'size'])]);
    expect(roles(renamed)).toEqual([['size', 'feature'], ['place', 'feature'], ['yield', 'target']]); // prettier-ignore
    expect(renamed.task).toBe('regression');
    expect(renamed.steps).toEqual(first.steps.map(s => ({ ...s, columns: s.columns.map(c => (c === 'x' ? 'size' : c)) }))); // prettier-ignore
    const again = await follow(renamed, [to(['y', 'money'], ['x', 'size'])]);
    expect(roles(again)).toEqual([['size', 'feature'], ['place', 'feature'], ['money', 'target']]); // prettier-ignore
    const swapped = await follow(again, [to(['y', 'x'], ['x', 'y'])]);
    expect(roles(swapped)).toEqual([['y', 'feature'], ['place', 'feature'], ['x', 'target']]); // prettier-ignore
    const dropped = await follow(again, [to(['y', 'money']), { id: 'select-columns', params: { columns: ['money'] } }]);
    expect(roles(dropped)).toEqual([['x', 'feature'], ['place', 'feature']]); // prettier-ignore
    for (const end of [again, swapped, dropped]) {
      const back = await follow(end, []);
      expect(roles(back)).toEqual(roles(first));
      expect(withoutPlainRaw(back).raw).toBeUndefined();
    }
  });

  test('that no operation yields is missed by its name', async () => {
    const dropping = withRowOperations(asked('drops'), asked('drops').rows);
    const lost = withPreparedColumns(dropping, await yieldTable(dropping, table, { sql }));
    await expect(prepareTable(lost, table, { sql })).rejects.toMatchObject({ code: 'recipe/target-lost', details: { name: 'y' } }); // prettier-ignore
  });

  test('may not decide which rows come out, and may not get lost', async () => {
    await expect(prepareTable(asked('chooses'), table, { sql })).rejects.toMatchObject({ code: 'recipe/rows-by-target' }); // prettier-ignore
    await expect(prepareTable(asked('drops'), table, { sql })).rejects.toMatchObject({ code: 'recipe/target-lost' });
  });

  test('an operation that depends on chance or the clock is refused as such', async () => {
    await expect(prepareTable(asked('now'), table, { sql: clock })).rejects.toMatchObject({ code: 'recipe/not-repeatable' }); // prettier-ignore
  });
});

test('what an operation refuses is told under the name it has on the screen', async () => {
  const recipe = proposeRecipe(table, fields, 1);
  const asked: Recipe = { ...recipe, rows: [{ id: 'clip', params: { columns: ['x'], lowest: '3', highest: '1' } }] };
  await expect(yieldTable(asked, table)).rejects.toThrow(/^“Clip to a range”: /);
});
