import { castColumn } from '../../core/table/cast.ts';
import type { Column, ColumnKind, TextColumn } from '../../core/table/column.ts';
import { categoryLimit, encodeDictionary } from '../../core/table/dictionary.ts';
import { isCode, parseNumberBytes, parseTruthBytes } from '../../core/table/parse.ts';
import { dateValue, emptyDate, readDate } from '../../core/table/parse-date.ts';
import type { Field } from '../../core/table/schema.ts';
import { plural, type ReadNote } from '../result.ts';
import type { ColumnBuilder, Markers } from './column-builder.ts';
import { recode1252, type CsvEncoding } from './encoding.ts';

export interface FinishOptions {
  readonly encoding: CsvEncoding;
  readonly dayFirst?: boolean | undefined;
  readonly decimalComma: boolean;
  readonly markers: Markers;
  /** The kind a person has chosen for this column. */
  readonly kind?: ColumnKind | undefined;
}

/**
 * The typed column of what was gathered, by evidence from every cell: number, number with decimal comma, truth, date,
 * category (see categoryLimit), text, in this order.
 */
export function finishColumn(
  name: string,
  builder: ColumnBuilder,
  options: FinishOptions,
  notes: ReadNote[],
): { column: Column; field: Field } {
  noteMarkers(name, builder, options.markers, notes);
  const inferred = options.kind
    ? chosenColumn(name, builder, options, notes)
    : inferColumn(name, builder, options, notes);
  const { column, integer } = inferred;
  const field: Field = { name, kind: column.kind, role: 'feature', ...(integer ? { integer } : {}) };
  return { column, field };
}

interface Inferred {
  readonly column: Column;
  readonly integer?: boolean;
}

function inferColumn(name: string, builder: ColumnBuilder, options: FinishOptions, notes: ReadNote[]): Inferred {
  if (builder.isNumber) return numberOf(builder);
  if (builder.isCommaNumber) {
    const unsure = builder.commaDecimals === 0;
    const text = unsure
      ? `In "${name}" the comma could be a decimal or a thousands mark; it was read as a decimal mark.`
      : `The numbers in "${name}" have a decimal comma.`;
    notes.push({ code: unsure ? 'read/ambiguous-decimal-comma' : 'read/decimal-comma', column: name, text });
    const values = mapCells(builder, NaN, (bytes, start, end) => parseNumberBytes(bytes, start, end, true));
    return { column: { kind: 'number', values }, integer: values.every(v => Number.isNaN(v) || Number.isInteger(v)) };
  }
  if (builder.isTruth) return { column: truthOf(builder) };
  if (builder.isDate) return { column: datesOf(name, builder, options.dayFirst, notes) };
  const text = textOf(builder, options.encoding);
  if (builder.isMixedDate) {
    notes.push({
      code: 'read/mixed-date-order',
      column: name,
      text: `Some dates in "${name}" can only be read day first and some only month first, so the column was kept as it is written.`,
    });
  }
  if (builder.codes > 0 && everyCellIsNumber(builder)) {
    notes.push({
      code: 'read/digits-kept-as-text',
      column: name,
      text: `"${name}" has digits that a number would not keep: leading zeros, or more than 15 digits. It was kept as it is written.`,
    });
  }
  if (builder.present === 0) return { column: text };
  return { column: encodeDictionary(text, categoryLimit(builder.present)) ?? text };
}

/** The column as the kind a person has chosen; what cannot be read so becomes missing and is counted. */
function chosenColumn(name: string, builder: ColumnBuilder, options: FinishOptions, notes: ReadNote[]): Inferred {
  const { kind } = options;
  if (kind === 'number' && builder.isNumber) return numberOf(builder);
  if (kind === 'boolean' && builder.isTruth) return { column: truthOf(builder) };
  if (kind === 'datetime' && builder.isDate) return { column: datesOf(name, builder, options.dayFirst, notes) };
  const text = textOf(builder, options.encoding);
  const decimalComma = options.decimalComma || builder.isCommaNumber;
  const cast = castColumn(text, kind ?? 'text', { decimalComma, dayFirst: options.dayFirst ?? false });
  if (cast.unparseable > 0) {
    notes.push({
      code: 'read/unparseable',
      column: name,
      count: cast.unparseable,
      text: `${plural(cast.unparseable, 'value')} of "${name}" could not be read as ${kind} and ${cast.unparseable === 1 ? 'is' : 'are'} missing now, such as "${cast.examples[0]}".`,
    });
  }
  const { column } = cast;
  if (column.kind !== 'number') return { column };
  return { column, integer: column.values.every(v => Number.isNaN(v) || Number.isInteger(v)) };
}

const numberOf = (builder: ColumnBuilder): Inferred => ({
  column: { kind: 'number', values: builder.values!.slice(0, builder.rows) },
  integer: builder.integer,
});

/** Run `read` on every present cell, trimmed; missing cells get `missing`. */
function mapCells(
  builder: ColumnBuilder,
  missing: number,
  read: (bytes: Uint8Array, start: number, end: number) => number,
): Float64Array {
  const { bytes, offsets, rows } = builder;
  const values = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let start = offsets[row]!;
    let end = offsets[row + 1]!;
    while (start < end && bytes[start]! <= 32) start++;
    while (end > start && bytes[end - 1]! <= 32) end--;
    values[row] = start === end ? missing : read(bytes, start, end);
  }
  return values;
}

function truthOf(builder: ColumnBuilder): Column {
  const values = mapCells(builder, -1, (bytes, start, end) => parseTruthBytes(bytes, start, end) & 1);
  return { kind: 'boolean', values: Int8Array.from(values) };
}

function datesOf(name: string, builder: ColumnBuilder, preferred: boolean | undefined, notes: ReadNote[]): Column {
  const { dates } = builder;
  const dayFirst = dates.isDayFirst(preferred ?? false);
  if (dates.ambiguous && preferred === undefined) {
    notes.push({
      code: 'read/ambiguous-date-order',
      column: name,
      count: dates.either,
      text: `Every date in "${name}" could be day first or month first; month first was taken. Choose day first if that is wrong.`,
    });
  }
  if (dates.cut > 0) {
    notes.push({
      code: 'read/time-cut',
      column: name,
      count: dates.cut,
      text: `Times in "${name}" are finer than a millisecond in ${plural(dates.cut, 'row')}; they were cut to milliseconds.`,
    });
  }
  const parts = emptyDate();
  const values = mapCells(builder, NaN, (bytes, start, end) =>
    readDate(bytes, start, end, parts) ? dateValue(parts, dayFirst) : NaN,
  );
  return { kind: 'datetime', values };
}

function textOf(builder: ColumnBuilder, encoding: CsvEncoding): TextColumn {
  let offsets: Int32Array = builder.offsets.slice(0, builder.rows + 1);
  let bytes: Uint8Array = builder.bytes.slice(0, builder.used);
  if (builder.high && encoding === 'windows-1252') ({ bytes, offsets } = recode1252(bytes, offsets));
  const valid = new Uint8Array(builder.rows);
  for (let row = 0; row < valid.length; row++) valid[row] = offsets[row + 1]! > offsets[row]! ? 1 : 0;
  return { kind: 'text', bytes, offsets, valid };
}

function everyCellIsNumber(builder: ColumnBuilder): boolean {
  let all = true;
  mapCells(builder, 0, (bytes, start, end) => {
    const value = parseNumberBytes(bytes, start, end);
    if (Number.isNaN(value) && !isCode(bytes, start, end, value)) all = false;
    return 0;
  });
  return all;
}

function noteMarkers(name: string, builder: ColumnBuilder, known: Markers, notes: ReadNote[]): void {
  if (!builder.markerCounts) return;
  const markers = [...builder.markerCounts].map(([index, count]) => ({ marker: known.texts[index]!, count }));
  const count = markers.reduce((sum, m) => sum + m.count, 0);
  const list = markers.map(m => `"${m.marker}" (${m.count.toLocaleString('en')})`).join(', ');
  notes.push({
    code: 'read/missing-markers',
    column: name,
    count,
    markers,
    text: `In "${name}" these texts were taken as missing: ${list}.`,
  });
}
