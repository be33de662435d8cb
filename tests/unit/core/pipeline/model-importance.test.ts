import { describe, expect, test } from 'vitest';
import { modelById, models } from '../../../../src/core/models/index.ts';
import { columnImportance } from '../../../../src/core/models/importance.ts';
import type { ParamValues } from '../../../../src/core/params.ts';
import { columnParts } from '../../../../src/core/pipeline/column-parts.ts';
import { withDerived } from '../../../../src/core/pipeline/edit.ts';
import { fit } from '../../../../src/core/pipeline/fit.ts';
import { modelImportance } from '../../../../src/core/pipeline/model-importance.ts';
import { proposeRecipe } from '../../../../src/core/pipeline/propose.ts';
import type { Recipe, StepEntry } from '../../../../src/core/pipeline/recipe.ts';
import { categoryColumn, numberColumn, textColumn } from '../../../../src/core/table/column.ts';
import { makeTable } from '../../../../src/core/table/table.ts';
import golden from '../../../golden/importance/models.json' with { type: 'json' };
import { classification, fitModel, largestDifference, matrix, regression } from '../models/harness.ts';

/** What quantised gradients of boosting and the last steps of iterative fits may differ by, as a share. */
const tolerance = new Map([
  ['gradient-boosting', 1e-4],
  ['logistic', 1e-5],
  ['lasso', 1e-5],
]);

test.each(golden.models.map(c => [`${c.model} on ${c.name}, ${JSON.stringify(c.params)}`, c] as const))(
  'what columns are worth is as scikit-learn counts it: %s',
  async (_, { name, model, params, classes, shares }) => {
    const { x, y } = golden.tables[name as keyof typeof golden.tables];
    const target = classes ? classification(y) : regression(y);
    const state = await fitModel(modelById(model), matrix(x), target, { params: params as ParamValues });
    const found = columnImportance({ id: model, state })!;
    expect(largestDifference(found.shares, shares)).toBeLessThan(tolerance.get(model) ?? 1e-9);
  },
);

const names = (width: number) => Array.from({ length: width }, (_, j) => `x${j}`);

test.each(golden.pipelines.map(c => [`${c.model} on ${c.name}`, c] as const))(
  'and what features are worth, through components and categories: %s',
  async (_, { model, params, classes, x, y, colour, features }) => {
    const own = names(x[0]!.length);
    const table = makeTable([
      ...own.map((name, j) => [name, numberColumn(x.map(row => row[j] ?? NaN))] as const),
      ['colour', categoryColumn(colour)],
      ['y', classes ? categoryColumn(y.map(String)) : numberColumn(y)],
    ]);
    const recipe: Recipe = {
      ...proposeRecipe(table, [
        ...own.map(name => ({ name, kind: 'number' as const, role: 'feature' as const })),
        { name: 'colour', kind: 'category', role: 'feature' },
        { name: 'y', kind: classes ? 'category' : 'number', role: 'target' },
      ], 1), // prettier-ignore
      task: classes ? 'classification' : 'regression',
      steps: [
        { id: 'impute', columns: own, params: { strategy: 'median' } },
        { id: 'principal', columns: own.slice(0, -1), params: { count: 2 } },
        { id: 'one-hot', columns: ['colour'], params: {} },
      ],
      model: { id: model, params: params as ParamValues },
    };
    const found = modelImportance(await fit(recipe, table, Int32Array.from(y.keys())))!;
    expect(found.mixed).toBe(true);
    expect(found.features.map(f => f.name)).toEqual([...own, 'colour']);
    const shares = found.features.map(f => f.share);
    expect(largestDifference(shares, features)).toBeLessThan(tolerance.get(model) ?? 1e-9);
  },
);

describe('columns are traced back to what they are made of', () => {
  const rows = Array.from({ length: 60 }, (_, i) => i);
  const table = makeTable([
    ['a', numberColumn(rows.map(i => (i % 7 ? Math.sin(i) : NaN)))],
    ['b', numberColumn(rows.map(i => Math.cos(3 * i)))],
    ['word', categoryColumn(rows.map(i => ['red', 'green', 'blue'][i % 3]!))],
    ['note', textColumn(rows.map(i => ['some sun', 'more rain', 'sun and rain'][i % 3]!))],
    ['y', numberColumn(rows.map(i => Math.sin(i) + i / 60))],
  ]);
  const plain = proposeRecipe(table, [
    { name: 'a', kind: 'number', role: 'feature' },
    { name: 'b', kind: 'number', role: 'feature' },
    { name: 'word', kind: 'category', role: 'feature' },
    { name: 'note', kind: 'text', role: 'feature' },
    { name: 'y', kind: 'number', role: 'target' },
  ], 1); // prettier-ignore
  const recipe: Recipe = { ...withDerived(plain, { id: 'formula', name: 'twice', role: 'feature', params: { expression: 'b * 2' } }, 'number'), task: 'regression' }; // prettier-ignore
  // Texts are set aside until someone wants them.
  const columns = recipe.columns.map(c => (c.name === 'note' ? { ...c, role: 'feature' as const } : c));

  /** By name of the column of the matrix. */
  async function partsAfter(steps: readonly StepEntry[]) {
    const fitted = await fit(
      { ...recipe, columns, steps, model: { id: 'ridge', params: {} } },
      table,
      Int32Array.from(rows),
    );
    return new Map(columnParts(fitted).map((parts, i) => [fitted.features[i]!, Object.fromEntries(parts)]));
  }
  const text: readonly StepEntry[] = [
    { id: 'frequency', columns: ['word'], params: {} },
    { id: 'text-terms', columns: ['note'], params: {} },
  ];

  test('a gap and what fills it belong to the column that has it', async () => {
    for (const id of ['impute', 'nearest', 'iterative']) {
      const parts = await partsAfter([{ id, columns: ['a', 'b'], params: {} }, ...text]);
      expect(parts.get('a'), id).toEqual({ a: 1 });
    }
    const flagged = await partsAfter([{ id: 'impute', columns: ['a'], params: { indicator: true } }, ...text]);
    expect(flagged.get('a is missing')).toEqual({ a: 1 });
  });

  test('products take of both alike, words of their text, formulas stand for themselves', async () => {
    const parts = await partsAfter([
      { id: 'impute', columns: ['a'], params: {} },
      { id: 'polynomial', columns: ['a', 'b'], params: {} },
      ...text,
    ]);
    const products = [...parts].filter(([, own]) => Object.keys(own).length > 1);
    expect(products.map(([, own]) => own)).toEqual([{ a: 0.5, b: 0.5 }]);
    expect(parts.get('twice')).toEqual({ twice: 1 });
    expect([...parts].filter(([, own]) => own['note'] === 1).length).toBeGreaterThan(2);
    for (const own of parts.values()) expect(Object.values(own).reduce((s, v) => s + v)).toBeCloseTo(1, 12);
  });
});

test('algorithms that do not say, and old runs, have none', async () => {
  const x = matrix([[1, 2], [2, 1], [3, 5], [4, 3]]); // prettier-ignore
  const state = await fitModel(modelById('k-nearest'), x, regression([1, 2, 3, 4]), { params: { neighbours: 1 } });
  expect(columnImportance({ id: 'k-nearest', state })).toBeNull();
  expect(columnImportance({ id: 'ridge', state: { coefficients: [1, 2], intercept: 0 } })).toBeNull();
  expect(columnImportance({ id: 'random-forest', state: {} })).toBeNull();
  // A model of the families that can say it does.
  const says = models.filter(m => m.family === 'Linear' || m.family === 'Trees').map(m => m.id);
  for (const id of says) {
    const model = modelById(id);
    const y = model.tasks.includes('regression') ? regression([1, 2, 3, 4]) : classification([0, 1, 0, 1]);
    const found = columnImportance({ id, state: await fitModel(model, x, y) });
    expect(found?.shares.length, id).toBe(2);
  }
});
