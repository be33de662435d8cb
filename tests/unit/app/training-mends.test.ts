import { expect, test } from 'vitest';
import { insteadOf, mendsOf } from '../../../src/app/training-mends.ts';
import { StudioError } from '../../../src/core/errors.ts';
import type { AnyModel } from '../../../src/core/model.ts';
import { modelById, models } from '../../../src/core/models/index.ts';
import type { Recipe } from '../../../src/core/pipeline/recipe.ts';
import { parseRecipe } from '../../../src/core/pipeline/recipe.ts';
import { fitModel, matrix } from '../core/models/harness.ts';

const recipe = (task: Recipe['task'], id: string): Recipe =>
  parseRecipe({
    version: 1,
    task,
    columns: [
      { name: 'x', kind: 'number', role: 'feature' },
      { name: 'word', kind: 'category', role: 'feature' },
      ...(task === 'classification' ? [{ name: 'y', kind: 'category', role: 'target' }] : []),
    ],
    rows: [],
    derive: [],
    split: { kind: 'random', test: 0.2 },
    steps: [],
    model: { id, params: {} },
    seed: 1,
  });

/** What the recipe is after the first mend that is offered. */
function mended(error: StudioError, before: Recipe): Recipe {
  const [mend] = mendsOf(error, before);
  if (!mend || !('change' in mend)) throw new Error('no change was offered');
  return mend.change(before);
}

test('more groups than different rows: as many as there are, which then can be trained', async () => {
  const x = matrix([[1], [1], [2], [2], [3], [3]]);
  const before = recipe('clustering', 'k-means');
  const kMeans = modelById('k-means');
  const refused = await fitModel(kMeans, x, { task: 'clustering' }, { params: { k: 5 } }).catch((e: unknown) => e);
  const { params } = mended(refused as StudioError, before).model;
  expect(params).toEqual({ k: 3 });
  await fitModel(kMeans, x, { task: 'clustering' }, { params });
});

test('more neighbours than rows: one less than there are rows', async () => {
  const x = matrix([[1], [2], [4], [8], [16]]);
  const factor = modelById('local-outlier-factor');
  const refused = await fitModel(factor, x, { task: 'anomaly' }, { params: { neighbours: 9 } }).catch((e: unknown) => e); // prettier-ignore
  const { params } = mended(refused as StudioError, recipe('anomaly', factor.id)).model;
  await fitModel(factor, x, { task: 'anomaly' }, { params });
});

test('too many rows: a sample that fits, or another algorithm', () => {
  const error = new StudioError('fit/too-many-rows', '', { rows: 80_000, most: 20_000 });
  const [sample, other] = mendsOf(error, recipe('classification', 'rbf-svm'));
  expect(sample).toMatchObject({ row: { id: 'sample', params: { amount: 'share', share: 0.25 } } });
  expect(other!.label).toBe('Choose Gradient boosting');
});

test('amounts below 0, gaps and texts that reach the model', () => {
  const bayes = recipe('classification', 'multinomial-bayes');
  expect(mended(new StudioError('fit/negative', '', { name: 'x' }), bayes).model.id).toBe('gaussian-bayes');
  const missing = mended(new StudioError('fit/missing', '', { name: 'x' }), bayes);
  expect(missing.steps).toEqual([{ id: 'impute', columns: ['x'], params: {} }]);
  expect(mended(new StudioError('fit/text', '', { name: 'word' }), bayes).steps[0]!.id).toBe('one-hot');
  expect(mendsOf(new StudioError('fit/missing', '', { name: 'made by a step' }), bayes)).toEqual([]);
  expect(mendsOf(new Error('something else'), bayes)).toEqual([]);
});

test('a column that an earlier step has used up: the last step that asks for it does without', () => {
  const steps = [
    { id: 'standardise', columns: ['x'], params: {} },
    { id: 'bins', columns: ['x'], params: {} },
    { id: 'bins', columns: ['x', 'word'], params: {} },
  ];
  const before = { ...recipe('classification', 'baseline'), steps };
  const error = new StudioError('recipe/unknown-column', '', { step: 'bins', name: 'x' });
  expect(mendsOf(error, before)[0]!.label).toMatch(/^Take “x” out of “/);
  expect(mended(error, before).steps).toEqual([steps[0], steps[1], { ...steps[2], columns: ['word'] }]);
  expect(mendsOf(new StudioError('recipe/unknown-column', '', { step: 'bins', name: 'z' }), before)).toEqual([]);
});

test('every algorithm that answers for its own rows only names one that can be chosen', () => {
  const own = (models as readonly AnyModel[]).filter(m => m.own);
  expect(own.length).toBeGreaterThanOrEqual(4);
  for (const model of own)
    for (const task of model.tasks) expect(insteadOf(model, { task }).length, model.id).toBeGreaterThan(0);
});
