import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fit } from '../../src/core/pipeline/fit.ts';
import { proposeRecipe } from '../../src/core/pipeline/propose.ts';
import { splitRows } from '../../src/core/pipeline/split.ts';
import type { AnyStep } from '../../src/core/step.ts';
import { steps } from '../../src/core/steps/index.ts';
import { takeTableRows } from '../../src/core/table/table.ts';
import { laterDate, withStepAlone } from './step-recipes.ts';
import { mixedTable, poison } from './tables.ts';

/** Every step of the list, in a recipe around it, learns from the training rows and from no other. */
test.each((steps as readonly AnyStep[]).map(s => [s.id, s] as const))('%s learns nothing from other rows', (_, step) =>
  fc.assert(
    fc.asyncProperty(mixedTable('classification'), async ({ table, fields }) => {
      const proposed = proposeRecipe(table, fields, 11, 'classification');
      const columns = proposed.columns.map(c =>
        c.name === 'when' ? { ...c, role: step.accepts === 'date' ? ('feature' as const) : ('aside' as const) } : c,
      );
      const all = Int32Array.from({ length: table.rows }, (_row, i) => i);
      const { train } = splitRows(proposed, table, all);
      const recipe = await withStepAlone({ ...proposed, columns, derive: laterDate(step, 'when') }, step, {}, takeTableRows(table, train)); // prettier-ignore
      const honest = await fit(recipe, table, train);
      expect(await fit(recipe, poison(table, train), train)).toStrictEqual(honest);
    }),
    { numRuns: 20, seed: 5 },
  ),
);
