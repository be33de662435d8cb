import type { DatetimeProfile } from '../table/column-profile.ts';
import { writeName } from './formula-tokens.ts';

export interface SuggestedFormula {
  /** The name of the new column. */
  readonly name: string;
  readonly expression: string;
  readonly kind: 'number';
}

const DAY = 86_400_000;

/**
 * Parts of a date that a model can learn from: the hour where values come more than once a day, the weekday where they
 * come within weeks, the month where they span more than one. Without a profile all three.
 */
export function suggestDateParts(
  column: string,
  profile: Pick<DatetimeProfile, 'min' | 'max' | 'step'> | null,
): readonly SuggestedFormula[] {
  const span = profile?.min == null || profile.max == null ? Infinity : profile.max - profile.min;
  const step = profile?.step ?? 0;
  const parts = [
    ...(step < DAY ? ['hour'] : []),
    ...(step < 7 * DAY && span > DAY ? ['weekday'] : []),
    ...(span > 31 * DAY ? ['month'] : []),
  ];
  return parts.map(part => ({
    name: `${column}_${part}`,
    expression: `${part}(${writeName(column)})`,
    kind: 'number',
  }));
}
