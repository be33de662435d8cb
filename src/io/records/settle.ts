import type { Column, TextColumn } from '../../core/table/column.ts';
import { categoryLimit, encodeDictionary } from '../../core/table/dictionary.ts';
import { isCode, parseNumberBytes } from '../../core/table/parse.ts';
import { dateValue, emptyDate, readDate } from '../../core/table/parse-date.ts';
import { plural, type ReadNote } from '../result.ts';

/** Empty texts as missing, as in CSV, with a note; and how many texts are left. */
export function withoutEmptyTexts(
  name: string,
  text: TextColumn,
  notes: ReadNote[],
): { column: TextColumn; present: number } {
  const { offsets } = text;
  const valid = text.valid.slice();
  let empty = 0;
  let present = 0;
  for (let row = 0; row < valid.length; row++) {
    if (valid[row] && offsets[row] === offsets[row + 1]) {
      valid[row] = 0;
      empty++;
    }
    present += valid[row]!;
  }
  if (empty) {
    notes.push({
      code: 'read/empty-texts',
      column: name,
      count: empty,
      text: `${plural(empty, 'empty text')} in "${name}" ${empty === 1 ? 'was' : 'were'} taken as missing.`,
    });
  }
  return { column: { ...text, valid }, present };
}

/**
 * What texts of a typed format are: numbers where every one is written as a plain number, dates where every one is an
 * unmistakable date, a category where few are distinct, else text. Empty texts are missing.
 */
export function settleText(name: string, text: TextColumn, notes: ReadNote[]): { column: Column; integer?: boolean } {
  const { column, present } = withoutEmptyTexts(name, text, notes);
  if (present === 0) return { column };
  const numbers = numbersOf(column);
  if (numbers) {
    notes.push({
      code: 'read/numbers-in-text',
      column: name,
      text: `The numbers in "${name}" stand there as text; they were read as numbers.`,
    });
    return { column: { kind: 'number', values: numbers }, integer: isWhole(numbers) };
  }
  const dates = datesOf(column);
  if (dates) return { column: { kind: 'datetime', values: dates } };
  return { column: encodeDictionary(column, categoryLimit(present)) ?? column };
}

/** Whether every value that is there is a finite whole number. */
export function isWhole(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value !== Math.floor(value) ? value === value : !Number.isFinite(value)) return false;
  }
  return true;
}

/** Every text through `read`, NaN where missing; null as soon as one cannot be read. */
function mapTexts(
  { bytes, offsets, valid }: TextColumn,
  read: (bytes: Uint8Array, start: number, end: number) => number,
): Float64Array | null {
  const values = new Float64Array(valid.length).fill(NaN);
  for (let row = 0; row < valid.length; row++) {
    if (!valid[row]) continue;
    const value = read(bytes, offsets[row]!, offsets[row + 1]!);
    if (Number.isNaN(value)) return null;
    values[row] = value;
  }
  return values;
}

/** Codes with leading zeros and integers that a number would not keep are no numbers. */
const numbersOf = (text: TextColumn): Float64Array | null =>
  mapTexts(text, (bytes, start, end) => {
    const value = parseNumberBytes(bytes, start, end);
    return isCode(bytes, start, end, value) ? NaN : value;
  });

function datesOf(text: TextColumn): Float64Array | null {
  const parts = emptyDate();
  return mapTexts(text, (bytes, start, end) =>
    readDate(bytes, start, end, parts) && parts.order === 'certain' ? dateValue(parts, false) : NaN,
  );
}
