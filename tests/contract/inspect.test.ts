import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StudioError } from '../../src/core/errors.ts';
import { fit } from '../../src/core/pipeline/fit.ts';
import { inspectPipeline, stageChanges } from '../../src/core/pipeline/inspect.ts';
import { prepareTable } from '../../src/core/pipeline/prepare.ts';
import { previewPipeline } from '../../src/core/pipeline/preview.ts';
import { proposeRecipe } from '../../src/core/pipeline/propose.ts';
import type { Recipe, StepEntry } from '../../src/core/pipeline/recipe.ts';
import { splitRows } from '../../src/core/pipeline/split.ts';
import { type MixedTable, mixedTable, poison } from './tables.ts';

const names = ['a', '__proto__', 'when', 'the colour', 'flag'] as const;

/** Any list of steps over any of the columns, in any order: most of them leave something undone or do not work. */
const anySteps: fc.Arbitrary<StepEntry[]> = fc.array(
  fc.record({
    id: fc.constantFrom('impute', 'standardise', 'one-hot'),
    columns: fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 }),
    params: fc.constant({}),
  }),
  { maxLength: 5 },
);

const baseline = ({ table, fields }: MixedTable): Recipe => ({
  ...proposeRecipe(table, fields, 11, 'regression'),
  model: { id: 'baseline', params: {} },
});

const trainingRows = async (recipe: Recipe, { table }: MixedTable): Promise<Int32Array> =>
  splitRows(recipe, table, (await prepareTable(recipe, table)).rows).train;

const given = (law: (d: MixedTable, recipe: Recipe) => Promise<void>) =>
  fc.assert(
    fc.asyncProperty(mixedTable('regression'), anySteps, (d, steps) => law(d, { ...baseline(d), steps })),
    { numRuns: 120, seed: 5 },
  );

describe('a dry run of the pipeline', () => {
  test('finds nothing exactly when a fit works, and tells first what the fit would say', () =>
    given(async (d, recipe) => {
      const { problems } = await inspectPipeline(recipe, d.table);
      const said = await fit(recipe, d.table, await trainingRows(recipe, d)).then(
        () => null,
        (error: unknown) => error,
      );
      if (said === null) expect(problems).toEqual([]);
      else {
        expect(said).toBeInstanceOf(StudioError);
        expect(problems[0]).toMatchObject({ code: (said as StudioError).code, message: (said as StudioError).message });
      }
    }));

  test('looks at training rows only', () =>
    given(async (d, recipe) => {
      const honest = await inspectPipeline(recipe, d.table);
      const target = recipe.columns.find(c => c.role === 'target')!.name;
      const train = await trainingRows(recipe, d);
      const poisoned = poison(d.table, train);
      const at = d.table.names.indexOf(target);
      // The target decides which rows can be used, before any split; everything else of the other rows is spoilt.
      const columns = poisoned.columns.map((column, i) => (i === at ? d.table.columns[i]! : column));
      expect((await inspectPipeline(recipe, { ...poisoned, columns })).stages).toEqual(honest.stages);
    }));

  test('shows the same stages as the preview of a recipe that works, one more than there are steps', () =>
    given(async (d, recipe) => {
      const { stages, problems } = await inspectPipeline(recipe, d.table);
      const broken = problems.find(p => p.part === 'step');
      expect(stages).toHaveLength(1 + (broken?.at ?? recipe.steps.length));
      if (!broken) expect(stages).toEqual(await previewPipeline(recipe, d.table, await trainingRows(recipe, d)));
    }));

  test('what a step changed is its own columns and the ones it made; no other column is different', () =>
    given(async (d, recipe) => {
      const { stages } = await inspectPipeline(recipe, d.table);
      stages.slice(1).forEach((after, i) => {
        const before = stages[i]!;
        const changed = stageChanges(before, after, recipe.steps[i]!.columns).map(c => c.name);
        for (const stream of after.streams)
          if (!changed.includes(stream.name)) expect(before.streams).toContainEqual(stream);
        for (const stream of before.streams)
          if (!after.streams.some(s => s.name === stream.name)) expect(changed).toContain(stream.name);
      });
    }));
});
