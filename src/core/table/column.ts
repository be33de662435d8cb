import { gatherCodes, gatherNumbers } from './gather.ts';

/** A column of a table: plain typed arrays, views over Arrow buffers where possible. Missing has one form per kind. */
export type Column = NumberColumn | DatetimeColumn | CategoryColumn | BooleanColumn | TextColumn;
export type ColumnKind = Column['kind'];

/** NaN is missing. Integers beyond 2^53 never become numbers; they stay text, because they are ids. */
export interface NumberColumn {
  readonly kind: 'number';
  readonly values: Float64Array;
}
/** Epoch milliseconds UTC; NaN is missing. */
export interface DatetimeColumn {
  readonly kind: 'datetime';
  readonly values: Float64Array;
}
/** `codes[i]` indexes `levels`; -1 is missing. Levels are distinct and never empty strings. */
export interface CategoryColumn {
  readonly kind: 'category';
  readonly codes: Int32Array;
  readonly levels: readonly string[];
}
/** 1 is true, 0 is false, -1 is missing. */
export interface BooleanColumn {
  readonly kind: 'boolean';
  readonly values: Int8Array;
}
/** Row i is the UTF-8 text `bytes[offsets[i] .. offsets[i + 1])`; `valid[i]` is 0 where the value is missing. */
export interface TextColumn {
  readonly kind: 'text';
  readonly bytes: Uint8Array;
  readonly offsets: Int32Array;
  readonly valid: Uint8Array;
}

export function columnLength(column: Column): number {
  switch (column.kind) {
    case 'category':
      return column.codes.length;
    case 'text':
      return column.offsets.length - 1;
    default:
      return column.values.length;
  }
}

export function isMissing(column: Column, row: number): boolean {
  switch (column.kind) {
    case 'number':
    case 'datetime':
      return Number.isNaN(column.values[row]);
    case 'category':
      return column.codes[row]! < 0;
    case 'boolean':
      return column.values[row]! < 0;
    case 'text':
      return column.valid[row] === 0;
    default:
      return column satisfies never;
  }
}

export function countMissing(column: Column): number {
  switch (column.kind) {
    case 'number':
    case 'datetime':
      return countNaN(column.values);
    case 'boolean':
      return column.values.length - countPresentTruth(column.values);
    case 'category':
      return column.codes.length - countPresentCodes(column.codes);
    case 'text':
      return column.valid.length - countValid(column.valid);
    default:
      return column satisfies never;
  }
}

// One loop for each type of array: a loop that meets several runs several times slower.
function countNaN(values: Float64Array): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) count++;
  return count;
}
function countPresentTruth(values: Int8Array): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (values[i]! >= 0) count++;
  return count;
}
function countPresentCodes(codes: Int32Array): number {
  let count = 0;
  for (let i = 0; i < codes.length; i++) if (codes[i]! >= 0) count++;
  return count;
}
function countValid(valid: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < valid.length; i++) if (valid[i] !== 0) count++;
  return count;
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** The value as text a person reads and a category level would carry; null where missing. Dates are ISO 8601. */
export function cellText(column: Column, row: number): string | null {
  if (isMissing(column, row)) return null;
  switch (column.kind) {
    case 'number':
      return String(column.values[row]);
    case 'datetime':
      return datetimeText(column.values[row]!);
    case 'category':
      return column.levels[column.codes[row]!]!;
    case 'boolean':
      return column.values[row] === 1 ? 'true' : 'false';
    case 'text':
      return decoder.decode(column.bytes.subarray(column.offsets[row], column.offsets[row + 1]));
    default:
      return column satisfies never;
  }
}

/** ISO 8601 without parts that are zero: 2011-01-01, 2011-01-01T06:00, 2011-01-01T06:00:01.250Z. */
export function datetimeText(epoch: number): string {
  const whole = new Date(epoch);
  if (Number.isNaN(whole.getTime())) return String(epoch);
  const iso = whole.toISOString();
  if (iso.endsWith('T00:00:00.000Z')) return iso.slice(0, -14);
  if (iso.endsWith(':00.000Z')) return iso.slice(0, -8);
  return iso;
}

export const numberColumn = (values: ArrayLike<number>): NumberColumn => ({
  kind: 'number',
  values: Float64Array.from(values),
});

export const datetimeColumn = (values: ArrayLike<number>): DatetimeColumn => ({
  kind: 'datetime',
  values: Float64Array.from(values),
});

export const booleanColumn = (values: readonly (boolean | null)[]): BooleanColumn => ({
  kind: 'boolean',
  values: Int8Array.from(values, v => (v === null ? -1 : v ? 1 : 0)),
});

/** Levels in order of first appearance unless given. Null and '' are missing. */
export function categoryColumn(values: readonly (string | null)[], levels?: readonly string[]): CategoryColumn {
  const index = new Map((levels ?? []).map((level, i) => [level, i]));
  const codes = Int32Array.from(values, value => {
    if (value === null || value === '') return -1;
    const known = index.get(value);
    if (known !== undefined || levels) return known ?? -1;
    index.set(value, index.size);
    return index.size - 1;
  });
  return { kind: 'category', codes, levels: levels ?? [...index.keys()] };
}

/** Null is missing. */
export function textColumn(values: readonly (string | null)[]): TextColumn {
  const parts = values.map(v => encoder.encode(v ?? ''));
  const offsets = new Int32Array(values.length + 1);
  parts.forEach((part, i) => (offsets[i + 1] = offsets[i]! + part.length));
  const bytes = new Uint8Array(offsets[values.length]!);
  parts.forEach((part, i) => bytes.set(part, offsets[i]));
  return { kind: 'text', bytes, offsets, valid: Uint8Array.from(values, v => (v === null ? 0 : 1)) };
}

/** A text or category column as dictionary codes and levels in order of first appearance; -1 is missing. */
export function toCategory(column: Column): CategoryColumn {
  if (column.kind === 'category') return column;
  const n = columnLength(column);
  const texts: (string | null)[] = new Array(n);
  for (let i = 0; i < n; i++) texts[i] = cellText(column, i);
  return categoryColumn(texts);
}

/** The given rows, in the given order, as a new column. */
export function takeRows(column: Column, rows: ArrayLike<number>): Column {
  switch (column.kind) {
    case 'number':
    case 'datetime':
      return { kind: column.kind, values: gatherNumbers(column.values, rows) };
    case 'boolean':
      return { kind: 'boolean', values: gatherTruths(column.values, rows) };
    case 'category':
      return { kind: 'category', codes: gatherCodes(column.codes, rows), levels: column.levels };
    case 'text':
      return takeText(column, rows);
    default:
      return column satisfies never;
  }
}

function gatherTruths(values: Int8Array, rows: ArrayLike<number>): Int8Array {
  const out = new Int8Array(rows.length);
  for (let i = 0; i < out.length; i++) out[i] = values[rows[i]!]!;
  return out;
}

function takeText(column: TextColumn, rows: ArrayLike<number>): TextColumn {
  const n = rows.length;
  const offsets = new Int32Array(n + 1);
  for (let i = 0; i < n; i++) offsets[i + 1] = offsets[i]! + column.offsets[rows[i]! + 1]! - column.offsets[rows[i]!]!;
  const bytes = new Uint8Array(offsets[n]!);
  for (let i = 0; i < n; i++)
    bytes.set(column.bytes.subarray(column.offsets[rows[i]!], column.offsets[rows[i]! + 1]), offsets[i]);
  return { kind: 'text', bytes, offsets, valid: Uint8Array.from(rows, r => column.valid[r]!) };
}
