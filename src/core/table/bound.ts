import { StudioError } from '../errors.ts';
import { parseDate } from './parse-date.ts';

/** A bound as a person writes it: a number or a date, by the kind of the column; empty is no bound. */
export function readBound(owner: string, which: string, text: string, kind: 'number' | 'datetime'): number | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const value = kind === 'number' ? Number(trimmed) : parseDate(trimmed);
  if (!Number.isNaN(value)) return value;
  const expected = kind === 'number' ? 'a number such as 12.5' : 'a date such as 2011-01-31';
  throw new StudioError('param/out-of-range', `${owner}: ${which} must be ${expected} or empty, got "${text}".`, {
    owner,
    name: which,
    value: text,
  });
}
