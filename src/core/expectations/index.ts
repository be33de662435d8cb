import { StudioError } from '../errors.ts';
import type { AnyExpectation } from '../expectation.ts';
import { compare } from './compare.ts';
import { formula } from './formula.ts';
import { inOrder } from './in-order.ts';
import { length } from './length.ts';
import { oneOf } from './one-of.ts';
import { pattern } from './pattern.ts';
import { present } from './present.ts';
import { range } from './range.ts';
import { rowCount } from './row-count.ts';
import { sum } from './sum.ts';
import { type } from './type.ts';
import { unique } from './unique.ts';

/** Every kind of expectation there is; a new one is a file beside this and a line here. */
export const expectations = [
  present,
  type,
  range,
  oneOf,
  unique,
  pattern,
  length,
  inOrder,
  compare,
  sum,
  formula,
  rowCount,
] as const satisfies readonly AnyExpectation[];

export type ExpectationId = (typeof expectations)[number]['id'];

export function expectationById(id: string): AnyExpectation {
  const found = (expectations as readonly AnyExpectation[]).find(e => e.id === id);
  if (!found)
    throw new StudioError(
      'recipe/unknown-expectation',
      `There is no expectation of kind "${id}"; there are ${expectations.map(e => e.id).join(', ')}.`,
      { id },
    );
  return found;
}
