import {
  categoryColumn,
  cellText,
  columnLength,
  isMissing,
  textColumn,
  type CategoryColumn,
  type Column,
  type ColumnKind,
  type TextColumn,
} from './column.ts';
import { DateEvidence, dateValue, emptyDate, readDate } from './parse-date.ts';
import { isMissingText, parseNumber, parseTruth } from './parse.ts';

export interface CastResult {
  readonly column: Column;
  /** Values that were present and could not be read as the new kind; they are missing in the result. */
  readonly unparseable: number;
  /** Up to five distinct texts of such values. */
  readonly examples: readonly string[];
}

export interface CastOptions {
  /** How to read 1/2/2011 where the whole column does not tell. Month first unless said. */
  readonly dayFirst?: boolean;
  /** Numbers are written with a decimal comma. */
  readonly decimalComma?: boolean;
}

/**
 * The column as another kind. Numbers become dates as epoch milliseconds and back; truth is 1 and 0; texts are read by
 * the same parsers as files, and missing markers such as NA become missing without being counted as unparseable.
 */
export function castColumn(column: Column, kind: ColumnKind, options: CastOptions = {}): CastResult {
  if (column.kind === kind) return { column, unparseable: 0, examples: [] };
  switch (kind) {
    case 'number':
      return castNumber(column, options);
    case 'datetime':
      return castDatetime(column, options);
    case 'boolean':
      return castBoolean(column);
    case 'category':
      return exact(toSortedCategory(column));
    case 'text':
      return exact(toText(column));
    default:
      return kind satisfies never;
  }
}

const exact = (column: Column): CastResult => ({ column, unparseable: 0, examples: [] });

/** Count what cannot be read, with a few distinct examples. */
class Failures {
  unparseable = 0;
  private readonly texts = new Set<string>();

  add(text: string): void {
    this.unparseable++;
    if (this.texts.size < 5) this.texts.add(text.length > 80 ? `${text.slice(0, 80)}…` : text);
  }
  with(column: Column): CastResult {
    return { column, unparseable: this.unparseable, examples: [...this.texts] };
  }
}

/**
 * Run `read` on every present text of a text or category column, on each level only once. `read` gives NaN where it
 * cannot; missing rows and missing markers become NaN uncounted.
 */
function mapTexts(
  column: TextColumn | CategoryColumn,
  failures: Failures,
  read: (text: string) => number,
): Float64Array {
  const rows = columnLength(column);
  const values = new Float64Array(rows).fill(NaN);
  const perLevel = column.kind === 'category' ? Float64Array.from(column.levels, read) : null;
  for (let i = 0; i < rows; i++) {
    if (isMissing(column, i)) continue;
    const text = cellText(column, i)!;
    const value = perLevel && column.kind === 'category' ? perLevel[column.codes[i]!]! : read(text);
    values[i] = value;
    if (Number.isNaN(value) && !isMissingText(text)) failures.add(text);
  }
  return values;
}

function castNumber(column: Column, options: CastOptions): CastResult {
  if (column.kind === 'datetime') return exact({ kind: 'number', values: column.values });
  if (column.kind === 'boolean')
    return exact({ kind: 'number', values: Float64Array.from(column.values, v => (v < 0 ? NaN : v)) });
  if (column.kind === 'number') return exact(column);
  const failures = new Failures();
  const comma = options.decimalComma ?? false;
  return failures.with({ kind: 'number', values: mapTexts(column, failures, text => parseNumber(text, comma)) });
}

const encoder = new TextEncoder();

function castDatetime(column: Column, options: CastOptions): CastResult {
  const failures = new Failures();
  if (column.kind === 'number') {
    const values = Float64Array.from(column.values, value => {
      if (Math.abs(value) <= 8.64e15 || Number.isNaN(value)) return value;
      failures.add(String(value));
      return NaN;
    });
    return failures.with({ kind: 'datetime', values });
  }
  if (column.kind === 'boolean') {
    for (const value of column.values) if (value >= 0) failures.add(value ? 'true' : 'false');
    return failures.with({ kind: 'datetime', values: new Float64Array(column.values.length).fill(NaN) });
  }
  if (column.kind === 'datetime') return exact(column);
  const evidence = new DateEvidence();
  const parts = emptyDate();
  const parse = (text: string): boolean => {
    const bytes = encoder.encode(text.trim());
    return readDate(bytes, 0, bytes.length, parts);
  };
  for (let i = 0, n = columnLength(column); i < n; i++) {
    const text = cellText(column, i);
    if (text !== null && parse(text)) evidence.add(parts);
  }
  const dayFirst = evidence.isDayFirst(options.dayFirst ?? false);
  const values = mapTexts(column, failures, text => (parse(text) ? dateValue(parts, dayFirst) : NaN));
  return failures.with({ kind: 'datetime', values });
}

function castBoolean(column: Column): CastResult {
  const failures = new Failures();
  const truthOf = (value: number): number => (value === 0 || value === 1 ? value : NaN);
  let truths: Float64Array;
  if (column.kind === 'text' || column.kind === 'category') {
    truths = mapTexts(column, failures, text => {
      const truth = parseTruth(text);
      return truth < 0 ? truthOf(parseNumber(text)) : truth;
    });
  } else {
    truths = Float64Array.from(column.values, value => {
      const truth = truthOf(value);
      if (Number.isNaN(truth) && !Number.isNaN(value)) failures.add(String(value));
      return truth;
    });
  }
  return failures.with({ kind: 'boolean', values: Int8Array.from(truths, v => (Number.isNaN(v) ? -1 : v)) });
}

/** Numbers and dates get their levels in ascending order, truth as false, true; texts in order of first appearance. */
function toSortedCategory(column: Column): CategoryColumn {
  const rows = columnLength(column);
  const texts = Array.from({ length: rows }, (_, i) => cellText(column, i));
  if (column.kind === 'text' || column.kind === 'category') return categoryColumn(texts);
  const present = new Map<string, number>();
  texts.forEach((text, i) => text !== null && present.set(text, column.values[i]!));
  const levels = [...present].sort((a, b) => a[1] - b[1]).map(([text]) => text);
  return categoryColumn(texts, levels);
}

function toText(column: Column): TextColumn {
  return textColumn(Array.from({ length: columnLength(column) }, (_, i) => cellText(column, i)));
}
