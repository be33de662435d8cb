import { GraphBuilder } from '../../../src/core/graph/builder.ts';
import type { Recipe } from '../../../src/core/pipeline/recipe.ts';
import {
  booleanColumn,
  categoryColumn,
  datetimeColumn,
  numberColumn,
  textColumn,
} from '../../../src/core/table/column.ts';
import { makeTable } from '../../../src/core/table/table.ts';
import type { ModelPackage } from '../../../src/export/model-package.ts';

/** A recipe that stands for any; exporters only pass it on. */
export const plainRecipe: Recipe = {
  version: 1,
  task: 'classification',
  columns: [],
  rows: [],
  derive: [],
  split: { kind: 'random', test: 0.2 },
  steps: [],
  model: { id: 'logistic', params: {} },
  seed: 1,
};

/**
 * A model small enough to follow by hand: score = (age - 40) / 10 + 1 for Oslo - 1 for Rome + 2 for members; age is 40
 * where missing. P("10") = sigmoid(score). The classes are numbers in descending order on purpose.
 */
export function churn(): ModelPackage {
  const g = new GraphBuilder();
  const age = g.input('age', 'float64');
  const filled = g.where(g.isMissing(age), g.constant(40), age);
  const scaled = g.binary('divide', g.binary('subtract', filled, g.constant(40)), g.constant(10));
  const city = g.oneHot(g.input('city', 'string'), ['Oslo', 'Rome']);
  const member = g.input('member', 'float64');
  const known = g.where(g.isMissing(member), g.constant(0), member);
  const score = g.matmul(g.concat([scaled, city, known]), [1, 1, -1, 2], 1);
  const share = g.unary('sigmoid', score);
  const probabilities = g.concat([share, g.binary('subtract', g.constant(1), share)]);
  const graph = g.done([
    { name: 'label', ref: g.pickText(g.argMax(probabilities), ['10', '9']) },
    { name: 'probabilities', ref: probabilities },
  ]);
  return {
    name: 'churn',
    version: '3',
    task: 'classification',
    graph,
    inputs: [
      { name: 'age', kind: 'number', min: 18, max: 93, required: true, missingShare: 0, unit: 'years' },
      { name: 'city', kind: 'category', levels: ['Oslo', 'Rome'], required: false, missingShare: 0.1 },
      { name: 'member', kind: 'boolean', required: false, missingShare: 0.2 },
      { name: 'since', kind: 'datetime', min: 0, max: 1.7e12, required: false, missingShare: 0 },
      { name: 'notes', kind: 'text', required: false, missingShare: 0.5 },
    ],
    classes: ['10', '9'],
    target: 'left',
    recipe: plainRecipe,
    recipeSha256: 'f00d',
    threshold: 0.5,
    metrics: [{ id: 'accuracy', label: 'Accuracy', value: 0.9, low: 0.85, high: 0.94 }],
    createdAt: '2026-01-31T12:00:00.000Z',
  };
}

export const churnTable = () =>
  makeTable([
    ['age', numberColumn([30, NaN, 50, 25, 90])],
    ['city', categoryColumn(['Oslo', 'Rome', null, 'Lima', 'Rome'])],
    ['member', booleanColumn([true, false, null, true, false])],
    ['since', datetimeColumn([0, 1.6e12, NaN, 1.5e12, 86_400_000])],
    ['notes', textColumn(['hi', null, 'a "quoted"\nword', 'x', 'y'])],
    ['other', numberColumn([1, 2, 3, 4, 5])],
  ]);

/** The share of class "10" by the definition above. */
export function churnShare(age: number | null, city: string | null, member: boolean | null): number {
  const score = ((age ?? 40) - 40) / 10 + (city === 'Oslo' ? 1 : city === 'Rome' ? -1 : 0) + (member ? 2 : 0);
  return 1 / (1 + Math.exp(-score));
}

/** A model that has learned nothing but the mean: outputs that are the same in every row. */
export function constantModel(task: 'regression' | 'classification'): ModelPackage {
  const g = new GraphBuilder();
  const shares = g.constant(0.25, 0.75);
  const graph =
    task === 'regression'
      ? g.done([{ name: 'prediction', ref: g.constant(4.5) }])
      : g.done([
          { name: 'label', ref: g.pickText(g.argMax(shares), ['a', 'b']) },
          { name: 'probabilities', ref: shares },
        ]);
  return {
    name: 'baseline',
    version: '1',
    task,
    graph,
    inputs: [
      { name: 'city', kind: 'category', required: false, missingShare: 0 },
      { name: 'age', kind: 'number', required: false, missingShare: 0 },
    ],
    classes: task === 'regression' ? [] : ['a', 'b'],
    recipe: plainRecipe,
    recipeSha256: 'f00d',
    createdAt: '2026-01-31T12:00:00.000Z',
  };
}
