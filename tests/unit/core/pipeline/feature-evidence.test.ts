import { expect, test } from 'vitest';
import { featureKey, stillTrue } from '../../../../src/core/pipeline/feature-evidence.ts';
import type { Recipe } from '../../../../src/core/pipeline/recipe.ts';

const recipe: Recipe = {
  version: 1,
  task: 'regression',
  columns: [
    { name: 'x', kind: 'number', role: 'feature' },
    { name: 'y', kind: 'number', role: 'target' },
  ],
  rows: [],
  derive: [],
  split: { kind: 'random', test: 0.2 },
  steps: [{ id: 'random-probe', columns: ['x'], params: {} }],
  model: { id: 'ridge', params: {} },
  seed: 1,
};
const found = { of: featureKey('one', recipe), value: 'pairs' };

test('what was found of features holds for the same table and recipe, whatever the model', () => {
  expect(stillTrue(found, featureKey('one', { ...recipe, model: { id: 'lasso', params: {} } }))).toBe('pairs');
  expect(stillTrue(JSON.parse(JSON.stringify(found)) as typeof found, featureKey('one', recipe))).toBe('pairs');
});

test.each<[string, string, Recipe]>([
  ['another table', 'two', recipe],
  ['another seed', 'one', { ...recipe, seed: 2 }],
  ['another step', 'one', { ...recipe, steps: [] }],
  ['a column set aside', 'one', { ...recipe, columns: recipe.columns.slice(1) }],
  ['another split', 'one', { ...recipe, split: { kind: 'random', test: 0.3 } }],
])('%s puts it out of sight', (_, dataset, changed) => {
  expect(stillTrue(found, featureKey(dataset, changed))).toBeNull();
});

test('nothing is true of no recipe, and nothing found is nothing', () => {
  expect(stillTrue(found, null)).toBeNull();
  expect(stillTrue(undefined, featureKey('one', recipe))).toBeNull();
});
