import { describe, expect, test } from 'vitest';
import { withDerived } from '../../../../src/core/pipeline/edit.ts';
import { featureCosts } from '../../../../src/core/pipeline/feature-costs.ts';
import { featureOrigin } from '../../../../src/core/pipeline/feature-origin.ts';
import { featureRelations } from '../../../../src/core/pipeline/feature-relations.ts';
import { withPreparedColumns, withRowOperations } from '../../../../src/core/pipeline/prepared-columns.ts';
import { yieldTable } from '../../../../src/core/pipeline/prepare.ts';
import { selectionVerdicts } from '../../../../src/core/pipeline/selection-verdicts.ts';
import { proposeRecipe } from '../../../../src/core/pipeline/propose.ts';
import type { Recipe } from '../../../../src/core/pipeline/recipe.ts';
import { categoryColumn, datetimeColumn, numberColumn } from '../../../../src/core/table/column.ts';
import type { Field } from '../../../../src/core/table/schema.ts';
import { makeTable, withColumn } from '../../../../src/core/table/table.ts';

const N = 100;
const rows = Array.from({ length: N }, (_, i) => i);
const table = makeTable([
  ['day', datetimeColumn(rows.map(i => i * 86_400_000))],
  ['x', numberColumn(rows)],
  ['few', numberColumn(rows.map(i => (i % 10 ? i % 2 : NaN)))],
  ['colour', categoryColumn(rows.map(i => 'rgb'[i % 3]!))],
  ['y', numberColumn(rows.map(i => 2 * i + 0.5))],
]);
const fields: readonly Field[] = [
  { name: 'day', kind: 'datetime', role: 'time' },
  { name: 'x', kind: 'number', role: 'feature' },
  { name: 'few', kind: 'number', role: 'feature' },
  { name: 'colour', kind: 'category', role: 'feature' },
  { name: 'y', kind: 'number', role: 'target' },
];
const plain = proposeRecipe(table, fields, 1);
const recipe = withDerived(plain, { id: 'formula', name: 'half', role: 'feature', params: { expression: 'x / 2' } }, 'number'); // prettier-ignore
const train = Int32Array.from(rows.slice(0, 80));

describe('the relation of each feature with the target', () => {
  test('is the mean in groups of alike values, of formulas too', async () => {
    const { features, class: shown } = await featureRelations(recipe, table, train);
    expect(shown).toBeNull();
    expect(features.map(f => f.name)).toEqual(['x', 'few', 'colour', 'half']);
    const [x, few, colour, half] = features;
    expect(x!.counts).toEqual(Array(10).fill(8));
    x!.means.forEach((mean, g) => expect(mean).toBeCloseTo(2 * (8 * g + 3.5) + 0.5, 9));
    expect(half!.means).toEqual(x!.means);
    expect(few!.groups).toEqual(['0', '1']);
    expect(few!.counts).toEqual([32, 40]);
    expect(colour!.counts.reduce((a, b) => a + b)).toBe(80);
  });

  test('is a share of one class where classes are predicted, and looks at the given rows only', async () => {
    const classes = withColumn(table, 'y', categoryColumn(rows.map(i => (i < 40 ? 'no' : i < 80 ? 'yes' : 'later'))));
    const told: Recipe = { ...proposeRecipe(classes, fields.map(f => (f.name === 'y' ? { ...f, kind: 'category' } : f)), 1) }; // prettier-ignore
    const found = await featureRelations(told, classes, train);
    expect(found.class).toBe('yes');
    expect(found.features[0]!.means).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
  });
});

test('a feature’s cost is the columns it becomes, alone', async () => {
  const costs = await featureCosts(recipe, table, train);
  expect(costs.map(c => [c.name, c.width, c.bytes])).toEqual([
    ['x', 1, 8],
    ['few', 1, 8],
    ['colour', 3, 24],
    ['half', 1, 8],
  ]);
  expect(costs.every(c => c.milliseconds! >= 0 && c.milliseconds! < 1000)).toBe(true);
});

test('a feature’s origin is the table, a formula or the operation that made it, with its steps', async () => {
  const start: Recipe = {
    ...recipe,
    rows: [
      { id: 'lag', params: { columns: ['y'], time: 'day', lags: [1] } },
      { id: 'rename', params: { names: [['x', 'z']] } },
    ],
    derive: [],
  };
  const made = withPreparedColumns(withRowOperations(start, start.rows), await yieldTable(start, table));
  expect(featureOrigin(recipe, 'half')).toMatchObject({ from: 'formula', words: 'x / 2', steps: ['Fill in missing values', 'Standardise'] }); // prettier-ignore
  expect(featureOrigin(recipe, 'x')).toMatchObject({ from: 'table', words: 'from the table' });
  expect(featureOrigin(made, 'z')).toMatchObject({ from: 'table', words: '“x” of the table' });
  expect(featureOrigin(made, 'y lag 1')).toMatchObject({ from: 'rows', words: expect.stringMatching(/^Add “y” of 1 row before/) as string }); // prettier-ignore
});

test('what steps that choose columns found is told by column, the first that leaves one out last', () => {
  const step = (columns: readonly string[], scores: readonly number[], limit: number) => ({
    id: 'low-variance',
    columns,
    params: {},
    state: { measure: 'variance', scores, kept: scores.map(s => s > limit), limit },
  });
  const found = selectionVerdicts({ steps: [step(['a', 'b'], [0.1, 3], 1), step(['a', 'b'], [9, 2], 4), { ...step([], [], 0), id: 'standardise' }] }); // prettier-ignore
  expect(found.get('a')).toMatchObject({ kept: false, score: 0.1, limit: 1, measure: 'variance' });
  expect(found.get('b')).toMatchObject({ kept: false, score: 2, limit: 4 });
});
