import type { ColumnKind } from '../table/column.ts';
import { parseDate } from '../table/parse-date.ts';
import { parseNumber, parseTruth } from '../table/parse.ts';
import { badValue } from './columns.ts';

const examples = {
  number: 'a number such as 12.5',
  datetime: 'a date such as 2011-01-31',
  boolean: 'yes or no',
} as const;

export type ValueKind = keyof typeof examples;

export const isValueKind = (kind: ColumnKind): kind is ValueKind => kind in examples;

/** A value written in a parameter, as columns of the kind hold it: a number, epoch milliseconds, or 1 and 0. */
export function readValue(owner: string, name: string, kind: ValueKind, text: string): number {
  const truth = kind === 'boolean' ? parseTruth(text) : NaN;
  const value = kind === 'number' ? parseNumber(text) : kind === 'datetime' ? parseDate(text) : truth < 0 ? NaN : truth;
  if (Number.isNaN(value)) throw badValue(owner, name, examples[kind], text);
  return value;
}

/** As `readValue`; an empty text is no bound. */
export const readBound = (owner: string, name: string, kind: 'number' | 'datetime', text: string, none: number) =>
  text.trim() === '' ? none : readValue(owner, name, kind, text);
