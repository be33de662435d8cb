import { StudioError } from '../errors.ts';
import type { AnyStep } from '../step.ts';
import { impute } from './impute.ts';
import { oneHot } from './one-hot.ts';
import { standardise } from './standardise.ts';

/** Every step there is; a new one is a file beside this and a line here. */
export const steps = [impute, standardise, oneHot] as const satisfies readonly AnyStep[];

export type StepId = (typeof steps)[number]['id'];

export function stepById(id: string): AnyStep {
  const found = (steps as readonly AnyStep[]).find(s => s.id === id);
  if (!found)
    throw new StudioError(
      'recipe/unknown-step',
      `There is no step "${id}"; there are ${steps.map(s => s.id).join(', ')}.`,
      { id },
    );
  return found;
}
