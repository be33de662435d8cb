import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AnyModel } from '../../src/core/model.ts';
import { models } from '../../src/core/models/index.ts';
import { fit as fitWith } from '../../src/core/pipeline/fit.ts';
import type { Fitted } from '../../src/core/pipeline/fitted.ts';
import { lower } from '../../src/core/pipeline/lower.ts';
import { ownPrediction, predict } from '../../src/core/pipeline/predict.ts';
import { prepareTable } from '../../src/core/pipeline/prepare.ts';
import { proposeRecipe } from '../../src/core/pipeline/propose.ts';
import type { Recipe } from '../../src/core/pipeline/recipe.ts';
import { splitRows } from '../../src/core/pipeline/split.ts';
import { type Table, takeTableRows } from '../../src/core/table/table.ts';
import { StudioError } from '../../src/core/errors.ts';
import { amountModels, scaledFor, withAmounts } from './count-models.ts';
import { type MixedTable, mixedTable, poison } from './tables.ts';

const derive: Recipe['derive'] = [
  { id: 'formula', name: 'hour of when', role: 'feature', params: { expression: 'hour(when) + a' } },
];

/** The proposed recipe with a formula, an indicator and the dates as features: every kind of column reaches the model. */
function recipeFor({ table, fields }: MixedTable, task: Recipe['task'], model: string): Recipe {
  const proposed = proposeRecipe(table, fields, 11, task);
  const columns = proposed.columns.map(c => (c.name === 'when' ? { ...c, role: 'feature' as const } : c));
  const numbers = ['a', '__proto__', 'when', 'hour of when'];
  const steps: Recipe['steps'] = [
    { id: 'impute', columns: [...numbers, 'flag'], params: { strategy: 'median', indicator: true } },
    { id: 'impute', columns: ['the colour'], params: { strategy: 'constant', text: 'missing' } },
    { id: 'standardise', columns: numbers, params: {} },
    { id: 'one-hot', columns: ['the colour'], params: {} },
  ];
  return { ...proposed, columns, derive, steps: scaledFor(model, steps), model: { id: model, params: {} } };
}

/** Every model of the list, for every task it is for. */
const cases = (models as readonly AnyModel[]).flatMap(model => model.tasks.map(task => ({ task, model })));

/** Small, so that a network trains in milliseconds; the laws are not about how well it learns. */
const quick: Recipe['model']['params'] = { hidden: [4], epochs: 2, batchSize: 8 };

describe.each(cases.map(c => [`${c.model.id} for ${c.task}`, c] as const))('%s', (_, { task, model }) => {
  const tensors = model.tags.includes('tensors');
  // A table with too few rows for the algorithm says nothing about these laws.
  const fit = (recipe: Recipe, table: Table, rows: Int32Array) =>
    fitWith({ ...recipe, model: { id: model.id, params: tensors ? quick : {} } }, table, rows).catch(
      (error: unknown) => {
        fc.pre(!(error instanceof StudioError && error.code === 'fit/too-few-rows'));
        throw error;
      },
    );
  const answers = (fitted: Fitted, table: Table) => (model.own ? ownPrediction(fitted) : predict(fitted, table));
  const data = mixedTable(task === 'classification' ? 'classification' : 'regression');
  const check = (law: (d: MixedTable, recipe: Recipe, train: Int32Array, test: Int32Array) => Promise<void>) =>
    fc.assert(
      fc.asyncProperty(data, async given => {
        const d = amountModels.has(model.id) ? { ...given, table: withAmounts(given.table, 'target') } : given;
        const asTask =
          task === 'clustering' || task === 'anomaly'
            ? { ...d, fields: d.fields.map(f => (f.role === 'target' ? { ...f, role: 'aside' as const } : f)) }
            : d;
        const recipe = recipeFor(asTask, task, model.id);
        const { train, test } = splitRows(recipe, d.table, (await prepareTable(recipe, d.table)).rows);
        await law(asTask, recipe, train, test);
      }),
      { numRuns: tensors ? 8 : 25, seed: 3 },
    );

  test('fit sees only the rows it was given', () =>
    check(async ({ table }, recipe, train) => {
      const honest = await fit(recipe, table, train);
      const poisoned = await fit(recipe, poison(table, train), train);
      expect(poisoned).toStrictEqual(honest);
    }));

  test('same recipe, same data, same model to the last bit', () =>
    check(async ({ table }, recipe, train) => {
      expect(await fit(recipe, structuredClone(table), train)).toStrictEqual(await fit(recipe, table, train));
    }));

  test('what was fitted survives structuredClone and JSON, and predicts the same', () =>
    check(async ({ table }, recipe, train, test) => {
      const fitted = await fit(recipe, table, train);
      const again = JSON.parse(JSON.stringify(structuredClone(fitted))) as typeof fitted;
      const held = takeTableRows(table, test);
      expect(answers(again, held)).toStrictEqual(answers(fitted, held));
    }));

  test('nothing changes the table', () =>
    check(async ({ table }, recipe, train) => {
      const before = structuredClone(table);
      answers(await fit(recipe, table, train), table);
      expect(table).toStrictEqual(before);
    }));

  if (model.own) return;
  test('a row is predicted alone as it is among others', () =>
    check(async ({ table }, recipe, train, test) => {
      const fitted = await fit(recipe, table, train);
      const graph = lower(fitted);
      const row = test[0]!;
      const alone = predict(fitted, takeTableRows(table, [row]), graph);
      const among = predict(fitted, takeTableRows(table, [train[0]!, row, ...test]), graph);
      const values = (p: typeof alone) =>
        p.task === 'regression' ? p.values : p.task === 'clustering' ? p.distances : p.task === 'anomaly' ? p.scores : p.probabilities; // prettier-ignore
      const width = values(alone).length;
      expect(values(among).slice(width, 2 * width)).toStrictEqual(values(alone));
    }));
});
