import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as edit from '../../../../src/core/pipeline/edit.ts';
import { fitSteps } from '../../../../src/core/pipeline/fit-steps.ts';
import { prepareTable } from '../../../../src/core/pipeline/prepare.ts';
import { proposeRecipe } from '../../../../src/core/pipeline/propose.ts';
import { parseRecipe, type Recipe } from '../../../../src/core/pipeline/recipe.ts';
import { readTarget } from '../../../../src/core/pipeline/target.ts';
import { roles } from '../../../../src/core/table/schema.ts';
import { type MixedTable, mixedTable } from '../../../contract/tables.ts';

const names = ['a', '__proto__', 'when', 'the colour', 'flag', 'target'];

type Change = (recipe: Recipe, data: MixedTable) => Recipe;
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(fc.constantFrom(...names), fc.constantFrom(...roles)).map(
    ([name, role]): Change =>
      (recipe, { table }) =>
        edit.withRole(recipe, table, [name], role),
  ),
  fc.constantFrom('a + 1', 'if(flag, a, 0)', 'a > 0').map(
    (expression): Change =>
      recipe =>
        edit.withDerived(
          recipe,
          { id: 'formula', name: 'made', role: 'feature', params: { expression } },
          expression.includes('>') ? 'boolean' : 'number',
        ),
  ),
  fc.constant((recipe: Recipe) => edit.withoutDerived(recipe, 'made')),
  fc
    .tuple(fc.nat(6), fc.constantFrom(...names), fc.constantFrom('mean', 'median', null))
    .map(([at, name, strategy]): Change => recipe => {
      const entry = recipe.steps[at];
      if (entry?.id !== 'impute' || !entry.columns.includes(name)) return recipe;
      return edit.withColumnStep(recipe, at, name, strategy === null ? null : { strategy });
    }),
);

/** Columns the steps name must be there; formulas may have lost theirs, which is said when they are checked. */
const stepsHangTogether = (recipe: Recipe): void => {
  const features = [
    ...recipe.columns.filter(c => c.role === 'feature'),
    ...recipe.derive.filter(d => d.role === 'feature'),
  ].map(c => c.name);
  for (const step of recipe.steps) {
    expect(step.columns.length).toBeGreaterThan(0);
    expect(new Set(step.columns).size).toBe(step.columns.length);
    for (const name of step.columns) expect(features).toContain(name);
  }
};

test('after any changes the steps name only columns that are there, and the recipe is valid', () =>
  fc.assert(
    fc.property(mixedTable('classification'), fc.array(change, { maxLength: 12 }), (data, changes) => {
      let recipe = proposeRecipe(data.table, data.fields);
      for (const one of changes) {
        recipe = one(recipe, data);
        stepsHangTogether(recipe);
      }
      expect(parseRecipe(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe);
      for (const role of ['target', 'time', 'group', 'weight'] as const) {
        expect(recipe.columns.filter(c => c.role === role).length).toBeLessThanOrEqual(1);
      }
    }),
    { numRuns: 150, seed: 12 },
  ));

test('a column set aside and taken back gets its steps again, and they fit', () =>
  fc.assert(
    fc.asyncProperty(mixedTable('classification'), fc.constantFrom('a', 'the colour', 'flag'), async (data, name) => {
      const proposed = proposeRecipe(data.table, data.fields);
      if (!proposed.columns.some(c => c.name === name && c.role === 'feature')) return;
      const back = edit.withRole(edit.withRole(proposed, data.table, [name], 'aside'), data.table, [name], 'feature');
      const { rows } = await prepareTable(back, data.table);
      const { stages } = await fitSteps(back, data.table, readTarget(back, data.table, rows));
      expect(stages.at(-1)!.every(s => s.block.type === 'float64')).toBe(true);
    }),
    { numRuns: 60, seed: 4 },
  ));

test('a step moved there and back leaves the recipe as it was', () =>
  fc.assert(
    fc.property(mixedTable('regression'), fc.nat(4), fc.nat(4), (data, from, to) => {
      const recipe = proposeRecipe(data.table, data.fields);
      if (from >= recipe.steps.length || to >= recipe.steps.length) return;
      expect(edit.withStepMoved(edit.withStepMoved(recipe, from, to), to, from)).toEqual(recipe);
    }),
  ));
