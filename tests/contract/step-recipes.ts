import type { ParamValues } from '../../src/core/params.ts';
import { dateFeatures } from '../../src/core/pipeline/default-steps.ts';
import { startStreams } from '../../src/core/pipeline/apply-steps.ts';
import { fitSteps } from '../../src/core/pipeline/fit-steps.ts';
import type { Recipe } from '../../src/core/pipeline/recipe.ts';
import { readTarget } from '../../src/core/pipeline/target.ts';
import type { AnyStep } from '../../src/core/step.ts';
import type { Table } from '../../src/core/table/table.ts';

/**
 * The recipe with one step, on all features that it takes, and after it what a model needs: gaps filled, numbers on one scale, and
 * text as one column a value. The table holds the training rows.
 */
export async function withStepAlone(recipe: Recipe, step: AnyStep, params: ParamValues, table: Table): Promise<Recipe> {
  const dates = dateFeatures(recipe);
  const columns = startStreams(recipe, table)
    .filter(({ name, block }) => {
      if (step.accepts === 'date') return dates.includes(name);
      return step.accepts === 'any' || (step.accepts === 'text') === (block.type === 'string');
    })
    .map(s => s.name);
  const alone: Recipe = { ...recipe, steps: [{ id: step.id, columns, params }] };
  const all = Int32Array.from({ length: table.rows }, (_, i) => i);
  const made = (await fitSteps(alone, table, readTarget(recipe, table, all))).stages.at(-1)!;
  const named = (type: 'float64' | 'string') => made.filter(s => s.block.type === type).map(s => s.name);
  const fill = { id: 'impute', columns: named('float64'), params: { strategy: 'median' } };
  const scale = { id: 'standardise', columns: named('float64'), params: {} };
  const encode = { id: 'one-hot', columns: named('string'), params: {} };
  return { ...alone, steps: [...alone.steps, fill, scale, encode].filter(s => s.columns.length) };
}

/** A second date, for steps on dates; they want two. */
export const laterDate = (step: AnyStep, name: string): Recipe['derive'] =>
  step.accepts === 'date'
    ? [{ id: 'formula', name: 'later', role: 'feature', params: { expression: `${name} + 3.25` } }]
    : [];
