import { describe, expect, test } from 'vitest';
import { newStep, placeOfNewStep } from '../../../../src/core/pipeline/default-steps.ts';
import { withRole, withTask } from '../../../../src/core/pipeline/edit.ts';
import { fit } from '../../../../src/core/pipeline/fit.ts';
import { inspectPipeline } from '../../../../src/core/pipeline/inspect.ts';
import { proposeRecipe } from '../../../../src/core/pipeline/propose.ts';
import { categoryColumn, datetimeColumn, numberColumn, textColumn } from '../../../../src/core/table/column.ts';
import type { Field } from '../../../../src/core/table/schema.ts';
import { makeTable } from '../../../../src/core/table/table.ts';

const ROWS = 300;
const many = <T>(make: (i: number) => T): T[] => Array.from({ length: ROWS }, (_, i) => make(i));
const DAY = 86_400_000;
const table = makeTable([
  ['ordered', datetimeColumn(many(i => (i % 17 ? i * 5 * DAY : NaN)))],
  ['called', datetimeColumn(many(i => i * 3_700_000))],
  ['place', categoryColumn(many(i => `place ${i % 250}`))],
  ['note', textColumn(many(i => (i % 3 ? `late delivery of box ${i}` : 'all was well')))],
  ['weight', numberColumn(many(i => (i * 7) % 13))],
  ['late', categoryColumn(many(i => (i % 3 ? 'yes' : 'no')))],
]);
const fields = table.names.map((name, i): Field => ({
  name,
  kind: table.columns[i]!.kind,
  role: name === 'late' ? 'target' : 'feature',
}));
const stepOf = (recipe: ReturnType<typeof proposeRecipe>, name: string) =>
  recipe.steps.filter(s => s.columns.includes(name)).map(s => s.id);

describe('suggested steps', () => {
  const recipe = proposeRecipe(table, fields, 3);

  test('dates enter as what comes round in them, the hour only where there are times', () => {
    const apart = recipe.steps.filter(s => s.id === 'date-parts');
    expect(apart.map(s => [s.columns, s.params['cycles']])).toEqual([
      [['ordered'], [['month'], ['weekday']]],
      [['called'], [['month'], ['weekday'], ['hour']]],
    ]);
    expect(stepOf(recipe, 'ordered')).toEqual(['impute', 'date-parts']);
  });

  test('texts and categories of very many values go aside, and as features take their words and the mean of the target', async () => {
    const aside = recipe.columns.filter(c => c.role === 'aside').map(c => c.name);
    expect(aside).toEqual(['place', 'note']);
    const all = withRole(recipe, table, aside, 'feature');
    expect(stepOf(all, 'place')).toEqual(['target-encoding']);
    expect(stepOf(all, 'note')).toEqual(['text-terms']);
    expect((await inspectPipeline(all, table)).problems).toEqual([]);
    const rows = Int32Array.from({ length: ROWS }, (_, i) => i);
    const { features } = await fit(all, table, rows);
    expect(features).toEqual(
      expect.arrayContaining(['ordered month sine', 'called hour cosine', 'place', 'note: late']),
    );
    // Without anything to predict there is no mean of it.
    expect(stepOf(withTask(all, 'clustering'), 'place')).toEqual(['frequency']);
    const back = withRole(all, table, ['ordered', 'place', 'note'], 'aside');
    expect(back.steps.flatMap(s => s.columns)).not.toEqual(expect.arrayContaining(['ordered']));
    expect((await inspectPipeline(back, table)).problems).toEqual([]);
  });

  test('a new step on dates reads them before they are taken apart', async () => {
    const at = placeOfNewStep(recipe, 'holidays');
    expect(recipe.steps[at]!.id).toBe('date-parts');
    const { stages } = await inspectPipeline(recipe, table);
    expect(newStep(recipe, 'holidays', stages[at]).columns).toEqual(['ordered', 'called']);
    const steps = [...recipe.steps.slice(0, at), { id: 'holidays', columns: ['ordered'], params: { country: 'germany' } }, ...recipe.steps.slice(at)]; // prettier-ignore
    expect((await inspectPipeline({ ...recipe, steps }, table)).problems).toEqual([]);
  });
});
