import type { ParamValues } from '../../src/core/params.ts';
import type { Recipe } from '../../src/core/pipeline/recipe.ts';
import type { AnyStep } from '../../src/core/step.ts';

/** A list of steps around one: gaps are filled where it leaves them, and text becomes numbers before the model. */
export function stepsAround(
  step: AnyStep,
  params: ParamValues,
  numbers: readonly string[],
  texts: readonly string[],
): Recipe['steps'] {
  const fill = { id: 'impute', columns: numbers, params: { strategy: 'median' } };
  const encode = { id: 'one-hot', columns: texts, params: {} };
  const own = { id: step.id, columns: step.accepts === 'text' ? texts : numbers, params };
  if (step.id === 'one-hot') return [fill, own];
  switch (step.group) {
    case 'Fill gaps':
      return [own, fill, encode];
    case 'Outliers':
      return [fill, own, fill, encode];
    case 'Encode':
      return step.id === 'rare' ? [fill, own, encode] : [fill, own];
    default:
      return [fill, own, encode];
  }
}
