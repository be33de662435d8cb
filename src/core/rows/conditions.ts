import { type Column, isMissing } from '../table/column.ts';
import { rowsOfTexts } from '../table/text-values.ts';
import type { Table } from '../table/table.ts';
import { readValue } from './cell-value.ts';
import { badValue, chosenColumn, inWords, quoted } from './columns.ts';
import { loadPattern } from './load-pattern.ts';

export const comparisons = [
  'is',
  'is not',
  'is one of',
  'is none of',
  'is less than',
  'is at most',
  'is at least',
  'is more than',
  'is between',
  'contains',
  'starts with',
  'ends with',
  'matches pattern',
  'is missing',
  'is there',
] as const;
export type Comparison = (typeof comparisons)[number];

/** Several values in one field. */
const SEPARATOR = '|';
const listOf = (text: string): string[] => text.split(SEPARATOR).map(part => part.trim());

/** "“price” is between 1 and 100". */
export function conditionWords([name = '', comparison = '', value = '']: readonly string[]): string {
  const subject = quoted(name);
  if (comparison === 'is missing' || comparison === 'is there') return `${subject} ${comparison}`;
  if (comparison === 'is between') return `${subject} is between ${listOf(value).join(' and ')}`;
  if (comparison === 'is one of' || comparison === 'is none of')
    return `${subject} ${comparison} ${inWords(listOf(value), 'or')}`;
  return `${subject} ${comparison} ${value.trim() === '' ? quoted(value) : value}`;
}

/**
 * The rows that meet a condition, as a mask. Numbers, dates and truth compare by value, with a date without a time as
 * its first instant; categories and texts by their exact text. A missing value is nothing, so only `is not`,
 * `is none of` and `is missing` are true of it (as in pandas).
 */
export async function conditionMask(owner: string, table: Table, condition: readonly string[]): Promise<Uint8Array> {
  const [name = '', comparison = '', value = ''] = condition;
  const column = chosenColumn(owner, table, name);
  switch (comparison as Comparison) {
    case 'is missing':
      return masked(table.rows, row => isMissing(column, row));
    case 'is there':
      return masked(table.rows, row => !isMissing(column, row));
    case 'is':
      return equalsOne(owner, name, column, [value]);
    case 'is not':
      return inverted(equalsOne(owner, name, column, [value]));
    case 'is one of':
      return equalsOne(owner, name, column, listOf(value));
    case 'is none of':
      return inverted(equalsOne(owner, name, column, listOf(value)));
    case 'contains':
      return rowsOfTexts(column, text => text.includes(value));
    case 'starts with':
      return rowsOfTexts(column, text => text.startsWith(value));
    case 'ends with':
      return rowsOfTexts(column, text => text.endsWith(value));
    case 'matches pattern': {
      const pattern = await loadPattern(owner, value);
      return rowsOfTexts(column, text => pattern.test(text));
    }
    default:
      return inOrder(owner, table, name, comparison as Comparison, value);
  }
}

function masked(rows: number, passes: (row: number) => boolean): Uint8Array {
  const mask = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) if (passes(row)) mask[row] = 1;
  return mask;
}

const inverted = (mask: Uint8Array): Uint8Array => mask.map(m => 1 - m);

function equalsOne(owner: string, name: string, column: Column, wanted: readonly string[]): Uint8Array {
  if (column.kind === 'text' || column.kind === 'category') {
    const texts = new Set(wanted);
    return rowsOfTexts(column, text => texts.has(text));
  }
  const { kind, values } = column;
  const numbers = new Set(wanted.map(text => readValue(owner, `the value for ${quoted(name)}`, kind, text) + 0));
  // Missing truth is -1, which is never wanted; a set knows 0 for -0.
  return masked(values.length, row => numbers.has(values[row]!));
}

function inOrder(owner: string, table: Table, name: string, comparison: Comparison, value: string): Uint8Array {
  const { kind, values } = chosenColumn(owner, table, name, ['number', 'datetime']);
  const label = `the value for ${quoted(name)}`;
  const read = (text: string): number => readValue(owner, label, kind, text);
  if (comparison === 'is between') {
    const bounds = listOf(value);
    if (bounds.length !== 2) throw badValue(owner, label, 'two bounds such as 1 | 100', value);
    const [low, high] = bounds.map(read) as [number, number];
    return masked(table.rows, row => values[row]! >= low && values[row]! <= high);
  }
  const bound = read(value);
  switch (comparison) {
    case 'is less than':
      return masked(table.rows, row => values[row]! < bound);
    case 'is at most':
      return masked(table.rows, row => values[row]! <= bound);
    case 'is at least':
      return masked(table.rows, row => values[row]! >= bound);
    default:
      return masked(table.rows, row => values[row]! > bound);
  }
}
