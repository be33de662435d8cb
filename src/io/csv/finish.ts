import { areaMarker, areAreaCodes } from '../../core/table/area-codes.ts';
import { castColumn } from '../../core/table/cast.ts';
import type { Column, ColumnKind, TextColumn } from '../../core/table/column.ts';
import { categoryLimit, encodeDictionary } from '../../core/table/dictionary.ts';
import { numberFormats, readFormatted } from '../../core/table/number-format.ts';
import { isCode, parseNumberBytes, parseTruthBytes } from '../../core/table/parse.ts';
import { dateValue, emptyDate, readDate } from '../../core/table/parse-date.ts';
import type { Field } from '../../core/table/schema.ts';
import { plural, type ReadNote } from '../result.ts';
import { type GatheredCells, gatheredKinds } from './columns/gather-reader.ts';
import type { MarkerCounts, Markers } from './columns/missing.ts';
import type { DateCounts } from './columns/reader.ts';
import type { Texts } from './columns/texts.ts';
import { decodeCell, recode1252, type CsvEncoding } from './encoding.ts';
import type { MergedColumn } from './merge.ts';
import { areaNote, dateNotes, formatNote, markersNote } from './notes.ts';

export interface FinishOptions {
  readonly encoding: CsvEncoding;
  readonly dayFirst?: boolean | undefined;
  readonly decimalComma: boolean;
  readonly markers: Markers;
  /** The kind a person has chosen for this column. */
  readonly kind?: ColumnKind | undefined;
}

interface Finished {
  readonly column: Column;
  readonly integer?: boolean;
  /** "NA" was kept as the code of a country this often. */
  readonly areas?: number;
}

/**
 * The typed column, by evidence from every cell: number in the first fitting format, truth, date, category (see
 * categoryLimit), text, in this order.
 */
export function finishColumn(
  name: string,
  merged: Exclude<MergedColumn, { op: 'skip' | 'failed' }>,
  options: FinishOptions,
  notes: ReadNote[],
): { column: Column; field: Field } {
  const own: ReadNote[] = [];
  const { column, integer, areas = 0 } = typed(name, merged, options, own);
  const counts = merged.markers.filter(([index]) => areas === 0 || options.markers.texts[index] !== areaMarker);
  notes.push(...markersNote(name, counts, options.markers), ...own);
  if (areas > 0) notes.push(areaNote(name, areas));
  return { column, field: { name, kind: column.kind, role: 'feature', ...(integer ? { integer } : {}) } };
}

function typed(
  name: string,
  merged: Exclude<MergedColumn, { op: 'skip' | 'failed' }>,
  options: FinishOptions,
  notes: ReadNote[],
): Finished {
  switch (merged.op) {
    case 'number':
      return { column: { kind: 'number', values: merged.values }, integer: merged.integer };
    case 'datetime':
      notes.push(...dateNotes(name, merged.evidence, options.dayFirst));
      return { column: { kind: 'datetime', values: merged.values } };
    case 'boolean':
      return { column: { kind: 'boolean', values: merged.values } };
    case 'category': {
      const levels = merged.levels.map(level => decodeCell(level, options.encoding));
      const areas = merged.keptArea ? markerCount(merged.markers, options.markers) : 0;
      return { column: { kind: 'category', codes: merged.codes, levels }, areas };
    }
    case 'text':
      return { column: textOf(merged.texts, options.encoding) };
    case 'gather':
      return options.kind
        ? chosenColumn(name, merged.cells, options, notes)
        : inferColumn(name, merged.cells, options, notes);
    default:
      return merged satisfies never;
  }
}

const markerCount = (counts: MarkerCounts, { texts }: Markers): number =>
  counts.find(([index]) => texts[index] === areaMarker)?.[1] ?? 0;

function inferColumn(name: string, cells: GatheredCells, options: FinishOptions, notes: ReadNote[]): Finished {
  const format = gatheredKinds.numberFormat(cells);
  if (format >= 0) {
    if (format > 0) notes.push(formatNote(name, cells, numberFormats[format]!));
    return numbersOf(cells, format);
  }
  if (gatheredKinds.isTruth(cells)) return { column: truthOf(cells) };
  if (gatheredKinds.isDate(cells)) return { column: datesOf(name, cells, options.dayFirst, notes) };
  if (gatheredKinds.isMixedDate(cells)) {
    notes.push({
      code: 'read/mixed-date-order',
      column: name,
      text: `Some dates in "${name}" can only be read day first and some only month first, so the column was kept as it is written.`,
    });
  }
  if (cells.codes > 0 && everyCellIsNumber(cells)) {
    notes.push({
      code: 'read/digits-kept-as-text',
      column: name,
      text: `"${name}" has digits that a number would not keep: leading zeros, or more than 15 digits. It was kept as it is written.`,
    });
  }
  const text = textOf(cells.texts, options.encoding);
  if (cells.present === 0) return { column: text };
  const category = encodeDictionary(text, categoryLimit(cells.present));
  if (!category) return { column: text };
  if (cells.areaRows.length === 0 || !gatheredKinds.isLetterPairs(cells) || !areAreaCodes(category.levels))
    return { column: category };
  const { codes, levels } = withAreas(category.codes, category.levels, cells.areaRows);
  return { column: { kind: 'category', codes, levels }, areas: cells.areaRows.length };
}

/** The category with "NA" in its rows, the levels in order of first appearance. */
function withAreas(
  codes: Int32Array,
  levels: readonly string[],
  rows: Int32Array,
): { codes: Int32Array; levels: string[] } {
  const first = rows[0]!;
  const before = codes.subarray(0, first).reduce((most, code) => Math.max(most, code), -1) + 1;
  const moved = codes.map(code => (code >= before ? code + 1 : code));
  for (const row of rows) moved[row] = before;
  return { codes: moved, levels: [...levels.slice(0, before), areaMarker, ...levels.slice(before)] };
}

/** The column as the kind a person has chosen; what cannot be read so becomes missing and is counted. */
function chosenColumn(name: string, cells: GatheredCells, options: FinishOptions, notes: ReadNote[]): Finished {
  const { kind } = options;
  const format = gatheredKinds.numberFormat(cells);
  if (kind === 'number' && format >= 0) return numbersOf(cells, format);
  if (kind === 'boolean' && gatheredKinds.isTruth(cells)) return { column: truthOf(cells) };
  if (kind === 'datetime' && gatheredKinds.isDate(cells))
    return { column: datesOf(name, cells, options.dayFirst, notes) };
  const text = textOf(cells.texts, options.encoding);
  const cast = castColumn(text, kind ?? 'text', {
    decimalComma: options.decimalComma,
    dayFirst: options.dayFirst ?? false,
  });
  if (cast.unparseable > 0) {
    notes.push({
      code: 'read/unparseable',
      column: name,
      count: cast.unparseable,
      text: `${plural(cast.unparseable, 'value')} of "${name}" could not be read as ${kind} and ${cast.unparseable === 1 ? 'is' : 'are'} missing now, such as "${cast.examples[0]}".`,
    });
  }
  const { column } = cast;
  return column.kind === 'number' ? { column, integer: areIntegers(column.values) } : { column };
}

const areIntegers = (values: Float64Array): boolean => values.every(v => Number.isNaN(v) || Number.isInteger(v));

function numbersOf(cells: GatheredCells, format: number): Finished {
  const values = mapCells(cells, NaN, (bytes, start, end) => readFormatted(bytes, start, end, numberFormats[format]!));
  return { column: { kind: 'number', values }, integer: areIntegers(values) };
}

/** Run `read` on every present cell, trimmed; missing cells get `missing`. */
function mapCells(
  { texts: { bytes, offsets }, rows }: GatheredCells,
  missing: number,
  read: (bytes: Uint8Array, start: number, end: number) => number,
): Float64Array {
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

function truthOf(cells: GatheredCells): Column {
  const values = mapCells(cells, -1, (bytes, start, end) => parseTruthBytes(bytes, start, end) & 1);
  return { kind: 'boolean', values: Int8Array.from(values) };
}

function datesOf(name: string, cells: GatheredCells, preferred: boolean | undefined, notes: ReadNote[]): Column {
  notes.push(...dateNotes(name, cells, preferred));
  const dayFirst = isDayFirst(cells, preferred ?? false);
  const parts = emptyDate();
  const values = mapCells(cells, NaN, (bytes, start, end) =>
    readDate(bytes, start, end, parts) ? dateValue(parts, dayFirst) : NaN,
  );
  return { kind: 'datetime', values };
}

/** The order to read the column in; `preferred` decides where the column itself does not. */
export const isDayFirst = ({ dayFirst, monthFirst }: DateCounts, preferred: boolean): boolean =>
  dayFirst > 0 || (monthFirst === 0 && preferred);

function textOf(texts: Texts, encoding: CsvEncoding): TextColumn {
  const { bytes, offsets } = texts.high && encoding === 'windows-1252' ? recode1252(texts.bytes, texts.offsets) : texts;
  const valid = new Uint8Array(offsets.length - 1);
  for (let row = 0; row < valid.length; row++) valid[row] = offsets[row + 1]! > offsets[row]! ? 1 : 0;
  return { kind: 'text', bytes, offsets, valid };
}

/** Whether every cell reads as a number, be it digits that are no quantity. */
export function everyCellIsNumber(cells: GatheredCells): boolean {
  let all = true;
  mapCells(cells, 0, (bytes, start, end) => {
    const value = parseNumberBytes(bytes, start, end);
    if (Number.isNaN(value) && !isCode(bytes, start, end, value)) all = false;
    return 0;
  });
  return all;
}
