import { expect, test } from 'vitest';
import type { Recipe } from '../../../src/core/pipeline/recipe.ts';
import type { JoinPlan } from '../../../src/core/sql/join.ts';
import { dataApi } from '../../../src/engine/data.ts';

const context = { signal: new AbortController().signal, progress: () => undefined };
const sales = 'id,store,amount\n' + Array.from({ length: 60 }, (_, i) => `${i},${'abc'[i % 3]},${i * 2.5}`).join('\n');
const stores = 'store,city\na,Ulm\nb,Bonn\nb,Kiel\n';

const open = async (name: string, text: string, project: string) =>
  (await dataApi.open(project, name, new Blob([text]), { kind: 'file' }, {}, context)).dataset;

/** A project with two tables, the second named in the recipe. */
async function twoTables(): Promise<{ id: string; recipe: Recipe; second: string }> {
  const project = crypto.randomUUID();
  const [first, second] = [await open('sales.csv', sales, project), await open('stores.csv', stores, project)];
  const proposed = await dataApi.propose(first.id, 'amount', [], 1);
  const { recipe, name } = await dataApi.withSource(proposed, second.id);
  expect(name).toBe('stores');
  return { id: first.id, recipe, second: second.id };
}

test('a project’s tables are offered to queries with their columns', async () => {
  const { id, recipe } = await twoTables();
  const tables = await dataApi.sqlTables(id, recipe, 0, context);
  expect(tables.map(t => [t.name, t.rows, t.columns.map(c => `${c.name} ${c.kind}`)])).toEqual([
    ['data', 60, ['id number', 'store category', 'amount number']],
    ['stores', 3, ['store category', 'city category']],
  ]);
});

test('a query is looked at, kept, and its columns join the recipe', async () => {
  const { id, recipe } = await twoTables();
  const query = 'SELECT data.*, city FROM data LEFT JOIN stores USING (store) ORDER BY data.rowid, stores.rowid';
  const preview = await dataApi.previewSql(id, recipe, 0, query, context);
  expect([preview.rows, preview.columns.length, preview.reads]).toEqual([80, 4, ['data', 'stores']]);
  expect(preview.sample.slice(0, 3)).toEqual([
    ['0', 'a', '0', 'Ulm'],
    ['1', 'b', '2.5', 'Bonn'],
    ['1', 'b', '2.5', 'Kiel'],
  ]);
  const kept = await dataApi.withRows(id, recipe, [{ id: 'sql', params: { query } }]);
  expect(kept.columns.map(c => `${c.name} ${c.role}`)).toEqual([
    'id id',
    'store feature',
    'amount target',
    'city feature',
  ]);
  expect(kept.sources).toEqual(recipe.sources);
});

test('the rows of a join are forecast', async () => {
  const { id, recipe } = await twoTables();
  const plan: JoinPlan = { table: 'stores', kind: 'left', keys: [['store', 'store']], columns: ['city'] };
  expect(await dataApi.forecastJoin(id, recipe, 0, plan, context)).toEqual({
    rows: 80,
    matched: 40,
    most: 2,
    before: 60,
  });
});

test('what a query makes from the target can be no feature', async () => {
  const { id, recipe } = await twoTables();
  const query = 'SELECT *, avg(amount) OVER (PARTITION BY store) AS mean_amount FROM data ORDER BY rowid';
  const kept = await dataApi.withRows(id, recipe, [{ id: 'sql', params: { query } }]);
  expect(kept.columns.find(c => c.name === 'mean_amount')?.role).toBe('aside');
});

test('columns of two tables are compared by name', async () => {
  const { id, second } = await twoTables();
  expect(await dataApi.compareColumns(id, second)).toEqual({
    shared: ['store'],
    absent: [
      { name: 'id', needed: true },
      { name: 'amount', needed: true },
    ],
    extra: ['city'],
    retyped: [],
  });
});
