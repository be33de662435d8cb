import * as arrow from 'apache-arrow';
import type { Column, TextColumn } from '../../core/table/column.ts';
import { takeRows, textColumn, cellText } from '../../core/table/column.ts';
import { fillNumbers, longNumbers, plainNumbers, valuesOf, type Chunked } from './chunks.ts';
import { byteTexts, dictionaryCategory, isReadable, textsByValue, toHex, validityOf } from './texts.ts';
import { decimalColumn, floorDivide, halfToNumber, integerText } from './wide-numbers.ts';
import { isWhole } from '../records/settle.ts';
import { plural, type ReadNote } from '../result.ts';

/** A converted column, or null where its type is nested or unknown. */
export interface Converted {
  readonly column: Column;
  readonly integer?: boolean;
  readonly unit?: string;
}

type Note = Omit<ReadNote, 'column'>;

/** A foreign Arrow column as one of the studio's kinds. Null: lists, structs, maps, unions and intervals. */
export function convertColumn(name: string, vector: arrow.Vector, notes: ReadNote[]): Converted | null {
  const column: Chunked = { name, rows: vector.length, chunks: vector.data };
  const note = (fact: Note): void => void notes.push({ ...fact, column: name });
  const type: unknown = vector.type;
  if (arrow.DataType.isNull(type)) return { column: textColumn(new Array<null>(column.rows).fill(null)) };
  if (arrow.DataType.isBool(type)) return { column: truth(column) };
  if (arrow.DataType.isInt(type)) return type.bitWidth === 64 ? wideIntegers(column, type.isSigned) : integers(column);
  if (arrow.DataType.isFloat(type)) {
    const half = type.precision === arrow.Precision.HALF;
    const values = half
      ? fillNumbers(column, 1, (data, i) => halfToNumber((data.values as Uint16Array)[i]!))
      : plainNumbers(column);
    return { column: { kind: 'number', values }, integer: isWhole(values) };
  }
  if (arrow.DataType.isDecimal(type)) return decimalColumn(column, type.scale, type.bitWidth, note);
  if (arrow.DataType.isUtf8(type) || arrow.DataType.isLargeUtf8(type)) return { column: byteTexts(column) };
  if (arrow.DataType.isUtf8View(type))
    return { column: textsByValue(column, vector, v => (typeof v === 'string' ? v : null)) };
  if (arrow.DataType.isBinary(type) || arrow.DataType.isLargeBinary(type)) return binary(byteTexts(column), note);
  if (arrow.DataType.isFixedSizeBinary(type)) return binary(byteTexts(column, type.byteWidth), note);
  if (arrow.DataType.isDate(type)) return dates(column, type.unit, note);
  if (arrow.DataType.isTimestamp(type)) return timestamps(column, type.unit, note);
  if (arrow.DataType.isTime(type) || arrow.DataType.isDuration(type)) return seconds(column, type.unit, note);
  if (arrow.DataType.isDictionary(type)) return dictionary(column, name, notes);
  return null;
}

const integers = (column: Chunked): Converted => ({
  column: { kind: 'number', values: plainNumbers(column) },
  integer: true,
});

/** 64-bit integers as numbers while every one is exact (within 2^53), else as text. */
function wideIntegers(column: Chunked, signed: boolean): Converted {
  let exact = true;
  const values = longNumbers(column, signed, () => {
    exact = false;
    return NaN;
  });
  if (exact) return { column: { kind: 'number', values }, integer: true };
  return { column: integerText(column) };
}

function truth(column: Chunked): Column {
  const values = new Int8Array(column.rows).fill(-1);
  const valid = validityOf(column);
  let at = 0;
  for (const data of column.chunks) {
    const bits = data.values as Uint8Array;
    valuesOf(column.name, data, 1 / 8);
    for (let i = 0; i < data.length; i++, at++) {
      const bit = data.offset + i;
      if (valid[at]) values[at] = (bits[bit >> 3]! >> (bit & 7)) & 1;
    }
  }
  return { kind: 'boolean', values };
}

function binary(text: TextColumn, note: (fact: Note) => void): Converted {
  if (isReadable(text)) return { column: text };
  note({ code: 'read/binary-as-hex', text: 'The column holds raw bytes; they are shown as hexadecimal text.' });
  return { column: toHex(text) };
}

function dates(column: Chunked, unit: arrow.DateUnit, note: (fact: Note) => void): Converted {
  const values =
    unit === arrow.DateUnit.DAY
      ? fillNumbers(column, 1, (data, i) => (data.values as Int32Array)[i]! * 86_400_000)
      : longNumbers(column, true, Number);
  return { column: { kind: 'datetime', values: withinCalendar(values, note) } };
}

/** How many of a unit finer than a millisecond make one. */
const perMillisecond = (unit: arrow.TimeUnit): number => (unit === arrow.TimeUnit.MICROSECOND ? 1000 : 1_000_000);

/** Timestamps of any unit and zone; the zone only says how to show them, the values are UTC. */
function timestamps(column: Chunked, unit: arrow.TimeUnit, note: (fact: Note) => void): Converted {
  if (unit === arrow.TimeUnit.SECOND || unit === arrow.TimeUnit.MILLISECOND) {
    const each = unit === arrow.TimeUnit.SECOND ? 1000 : 1;
    const values = longNumbers(
      column,
      true,
      value => Number(value) * each,
      value => value * each,
    );
    return { column: { kind: 'datetime', values: withinCalendar(values, note) } };
  }
  let cut = 0;
  const per = perMillisecond(unit);
  const values = longNumbers(
    column,
    true,
    value => {
      const { quotient, exact } = floorDivide(value, BigInt(per));
      if (!exact) cut++;
      return quotient;
    },
    value => {
      const quotient = Math.floor(value / per);
      if (quotient * per !== value) cut++;
      return quotient;
    },
  );
  if (cut > 0) {
    const rows = plural(cut, 'row');
    note({ code: 'read/time-cut', count: cut, text: `Times are finer than a millisecond in ${rows}; they were cut.` });
  }
  return { column: { kind: 'datetime', values: withinCalendar(values, note) } };
}

/** Dates outside the calendar of ECMAScript (years -271821 to 275760) become missing, and it is said. */
export function withinCalendar(values: Float64Array, note: (fact: Note) => void): Float64Array {
  let outside = 0;
  for (const value of values) if (Math.abs(value) > 8.64e15) outside++;
  if (outside === 0) return values;
  note({
    code: 'read/date-out-of-range',
    count: outside,
    text: `${plural(outside, 'date lies', 'dates lie')} outside the years -271821 to 275760, so ${outside === 1 ? 'it is' : 'they are'} missing now.`,
  });
  return values.map(value => (Math.abs(value) > 8.64e15 ? NaN : value));
}

/** Times of day and durations as seconds. */
function seconds(column: Chunked, unit: arrow.TimeUnit, note: (fact: Note) => void): Converted {
  const perSecond =
    10 **
    (unit === arrow.TimeUnit.SECOND
      ? 0
      : unit === arrow.TimeUnit.MILLISECOND
        ? 3
        : unit === arrow.TimeUnit.MICROSECOND
          ? 6
          : 9);
  const values = fillNumbers(
    column,
    1,
    (data, i) => Number((data.values as ArrayLike<number | bigint>)[i]!) / perSecond,
  );
  note({
    code: 'read/time-as-seconds',
    text: 'The column holds times of day or durations; they were read as seconds.',
  });
  return { column: { kind: 'number', values }, integer: isWhole(values), unit: 's' };
}

/** Dictionaries of text are categories; other dictionaries are looked up into their values. */
function dictionary(column: Chunked, name: string, notes: ReadNote[]): Converted | null {
  const type = column.chunks[0]?.type as arrow.Dictionary | undefined;
  const textual =
    !type ||
    arrow.DataType.isUtf8(type.dictionary) ||
    arrow.DataType.isLargeUtf8(type.dictionary) ||
    arrow.DataType.isUtf8View(type.dictionary);
  const inner = column.chunks.map(data => (data.dictionary ? convertColumn(name, data.dictionary, notes) : null));
  if (inner.some(i => i === null)) return null;
  const levels = new Map(column.chunks.map((data, c) => [data.dictionary, inner[c]!]));
  const texts = dictionaryCategory(column, vector => {
    const converted = levels.get(vector)!.column;
    return Array.from({ length: vector.length }, (_, i) => cellText(converted, i));
  });
  if (column.chunks.some(data => data.dictionary && [...data.dictionary].includes('')))
    notes.push({ code: 'read/empty-texts', column: name, text: `Empty texts in "${name}" were taken as missing.` });
  const [first, ...others] = inner;
  if (textual || !first || others.length > 0) return { column: texts };
  const data = column.chunks[0]!;
  const last = data.dictionary!.length;
  const padded = takeRows(
    first.column,
    Array.from({ length: last }, (_, i) => i),
  );
  const kind = padded.kind;
  if (kind !== 'number' && kind !== 'datetime') return { column: texts };
  const at = new Map(texts.levels.map((level, code) => [code, level]));
  const byText = new Map(Array.from({ length: last }, (_, i) => [cellText(padded, i), padded.values[i]!]));
  const values = Float64Array.from(texts.codes, code => (code < 0 ? NaN : byText.get(at.get(code)!)!));
  return { ...first, column: { kind, values } };
}
