import type { AnyDerive } from '../derive.ts';
import { StudioError } from '../errors.ts';
import { formula } from './formula.ts';

/** Every cell-wise operation there is; a new one is a file beside this and a line here. */
export const derives = [formula] as const satisfies readonly AnyDerive[];

export type DeriveId = (typeof derives)[number]['id'];

export function deriveById(id: string): AnyDerive {
  const found = (derives as readonly AnyDerive[]).find(d => d.id === id);
  if (!found)
    throw new StudioError(
      'recipe/unknown-derive',
      `There is no derived column of kind "${id}"; there are ${derives.map(d => d.id).join(', ')}.`,
      { id },
    );
  return found;
}
