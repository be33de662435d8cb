import { describe, expect, it } from 'vitest';
import {
  fittingColumns,
  newStep,
  placeOfNewStep,
  withDefaultSteps,
  withRepair,
} from '../../../../src/core/pipeline/default-steps.ts';
import { inspectPipeline } from '../../../../src/core/pipeline/inspect.ts';
import { proposeRecipe } from '../../../../src/core/pipeline/propose.ts';
import { type Recipe, parseRecipe } from '../../../../src/core/pipeline/recipe.ts';
import type { SqlRunner } from '../../../../src/core/row-operation.ts';
import { categoryColumn, type NumberColumn, numberColumn } from '../../../../src/core/table/column.ts';
import type { Schema } from '../../../../src/core/table/schema.ts';
import { getColumn, makeTable, takeTableRows } from '../../../../src/core/table/table.ts';

const rows = 40;
const range = Array.from({ length: rows }, (_, i) => i);
const table = makeTable([
  ['y', numberColumn(range.map(i => 2 * i + 0.5))],
  ['a', numberColumn(range.map(i => (i % 4 ? i : NaN)))],
  ['b', numberColumn(range)],
  ['colour', categoryColumn(range.map(i => (i % 2 ? 'red' : 'blue')))],
]);
const schema: Schema = [
  { name: 'y', kind: 'number', role: 'target' },
  { name: 'a', kind: 'number', role: 'feature' },
  { name: 'b', kind: 'number', role: 'feature' },
  { name: 'colour', kind: 'category', role: 'feature' },
];
const recipe = proposeRecipe(table, schema);
const formula = (name: string, expression: string): Recipe['derive'][number] => ({
  id: 'formula',
  name,
  role: 'feature',
  params: { expression },
});

describe('inspectPipeline', () => {
  it('counts what each row operation leaves out, and names the one that fails', async () => {
    const range = { id: 'filter-range', params: { column: 'b', from: '10' } };
    const broken = { id: 'filter-range', params: { column: 'colour', from: '10' } };
    const good = await inspectPipeline({ ...recipe, rows: [range] }, table);
    expect(good.operations).toMatchObject([{ id: 'filter-range', before: 40, after: 30 }]);
    expect(good.train + good.test).toBe(30);
    const bad = await inspectPipeline({ ...recipe, rows: [range, broken] }, table);
    expect(bad.problems).toMatchObject([{ part: 'row', at: 1, code: 'column/kind', name: 'colour' }]);
  });

  it('names the operation that lets the target choose the rows', async () => {
    const rows = [
      { id: 'filter', params: {} },
      { id: 'sql', params: { query: 'SELECT * FROM data WHERE y > 20' } },
    ];
    const sql: SqlRunner = (_query, [data]) => {
      const { values } = getColumn(data!.table, 'y') as NumberColumn;
      return Promise.resolve(takeTableRows(data!.table, Int32Array.from(range.filter(i => i < 20 && values[i]! > 20))));
    };
    const { problems } = await inspectPipeline({ ...recipe, rows }, table, undefined, { sql });
    expect(problems).toMatchObject([{ part: 'row', at: 1, code: 'recipe/rows-by-target' }]);
  });

  it('compares rows under the types the recipe gives, not those that were read', async () => {
    const columns = recipe.columns.map(c => (c.name === 'b' ? { ...c, kind: 'category' as const } : c));
    const steps = recipe.steps.map(s => ({ ...s, columns: s.columns.filter(c => c !== 'b') }));
    const rows = [{ id: 'filter-range', params: { column: 'b', from: '10' } }];
    const { problems } = await inspectPipeline({ ...recipe, columns, steps, rows }, table);
    expect(problems).toMatchObject([{ part: 'row', at: 0, code: 'column/kind' }]);
  });

  it('names every column the model would refuse, and the repair mends them one by one', async () => {
    let bare: Recipe = { ...recipe, steps: [] };
    const { problems } = await inspectPipeline(bare, table);
    expect(problems.map(p => [p.part, p.code, p.name])).toEqual([
      ['model', 'fit/missing', 'a'],
      ['model', 'fit/text', 'colour'],
    ]);
    for (const problem of problems) bare = withRepair(bare, problem)!;
    expect((await inspectPipeline(bare, table)).problems).toEqual([]);
    expect(bare.steps.map(s => s.id)).toEqual(['impute', 'one-hot']);
  });

  it('says that a formula does not work before any step', async () => {
    const { problems, stages } = await inspectPipeline({ ...recipe, derive: [formula('c', 'a +')] }, table);
    expect(stages).toEqual([]);
    expect(problems).toMatchObject([{ part: 'features' }]);
    expect(problems[0]!.code).toMatch(/^formula\//);
  });
});

describe('default steps', () => {
  it('are those that were proposed, whatever was done to the list', () => {
    expect(withDefaultSteps({ ...recipe, steps: [] }, table)).toEqual(recipe);
  });

  it('reach derived columns that can be computed, and the result works', async () => {
    const derived = { ...recipe, steps: [], derive: [formula('c', 'a / b'), formula('d', 'nothing')] };
    const changed = withDefaultSteps(derived, table);
    expect(changed.steps.filter(s => s.columns.includes('c')).map(s => s.id)).toEqual(['impute', 'standardise']);
    expect(changed.steps.flatMap(s => s.columns)).not.toContain('d');
    const working = { ...changed, derive: changed.derive.slice(0, 1) };
    expect((await inspectPipeline(parseRecipe(working), table)).problems).toEqual([]);
  });

  it('a new step takes the fitting features that no step of its kind has', async () => {
    const { stages } = await inspectPipeline(recipe, table);
    expect(newStep({ ...recipe, steps: [] }, 'one-hot', stages[0]).columns).toEqual(['colour']);
    expect(newStep({ ...recipe, steps: [] }, 'standardise', stages[0]).columns).toEqual(['a', 'b']);
    expect(newStep(recipe, 'standardise', stages.at(-1)).columns).toEqual([]);
    // What fills gaps from similar rows must stand before the steps that fill them with a constant.
    expect(placeOfNewStep(recipe, 'nearest')).toBe(0);
    expect(placeOfNewStep(recipe, 'impute')).toBe(recipe.steps.length);
    expect(fittingColumns(recipe, 'standardise', stages.at(-1))).toEqual(['a', 'b', 'colour=blue', 'colour=red']);
  });
});
