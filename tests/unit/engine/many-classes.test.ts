import { expect, test } from 'vitest';
import { proposeRecipe } from '../../../src/core/pipeline/propose.ts';
import { allRows } from '../../../src/core/row-operation.ts';
import { categoryColumn, numberColumn } from '../../../src/core/table/column.ts';
import { makeTable } from '../../../src/core/table/table.ts';
import { requireRoom } from '../../../src/engine/large-outcomes.ts';
import { runRecipe, validateOnDevices } from '../../../src/engine/run.ts';

const classed = (rows: number, classes: number) => {
  const table = makeTable([
    ['x', numberColumn(Array.from({ length: rows }, (_, i) => Math.sin(i)))],
    ['y', categoryColumn(Array.from({ length: rows }, (_, i) => `class ${i % classes}`))],
  ]);
  const fields = [
    { name: 'x', kind: 'number', role: 'feature' },
    { name: 'y', kind: 'category', role: 'target' },
  ] as const;
  const recipe = { ...proposeRecipe(table, fields, 1), model: { id: 'baseline', params: {} } };
  return { table, recipe, rows: allRows(table) };
};

test('probabilities of thousands of classes are measured, but not kept for all folds', async () => {
  const { table, recipe, rows } = classed(12_000, 8000);
  const { folds, crossValidation, train } = await runRecipe(recipe, { table, rows });
  expect(folds.map(f => f.outcome === null)).toEqual([true, true, true, true, true]);
  expect(crossValidation!.metrics.find(m => m.id === 'accuracy')!.result.value).toBeLessThan(0.01);
  expect(crossValidation!.metrics.find(m => m.id === 'roc-auc')!.result.value).toBe(0.5);
  // Whoever asks for them gets them.
  const [fold] = await validateOnDevices(recipe, table, train, 3, { whole: true });
  expect(fold!.outcome!.task).toBe('classification');
});

test('what does not fit into a tab at once is refused in words', () => {
  expect(() => requireRoom(3, 20_000, 10_000)).toThrow(/20,000 rows with 10,000 classes .* run 3, fold by fold/);
  expect(() => requireRoom(3, 160_000, 2)).not.toThrow();
});

test('those of few classes are kept', async () => {
  const { table, recipe, rows } = classed(300, 3);
  const { folds } = await runRecipe(recipe, { table, rows });
  expect(folds.every(f => f.outcome?.task === 'classification' && f.measured.length > 5)).toBe(true);
});
