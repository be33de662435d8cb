import { StudioError } from '../../core/errors.ts';
import { byteOf, isMissingText, parseNumber } from '../../core/table/parse.ts';
import { parseDate } from '../../core/table/parse-date.ts';
import { byteOrderMark, decodeCell, isUtf8, utf16Transcoder, type CsvEncoding } from './encoding.ts';
import { createScanner } from './scan.ts';

export const delimiters = [',', ';', '\t', '|'] as const;
export const quotes = ['"', "'", ''] as const;

/** How a text file is split into cells. */
export interface CsvDialect {
  /** One ASCII character. */
  readonly delimiter: string;
  /** One ASCII character, or '' for none. */
  readonly quote: string;
  /** Whether the first record holds the names. */
  readonly header: boolean;
  readonly encoding: CsvEncoding;
}

/** How many bytes from the start of a file to give to sniffing and previewing; fewer are taken as the whole file. */
export const sniffBytes = 1 << 18;
const sniffRecords = 100;
/** Enough for a preview of any table a person can read; a hostile file cannot make it larger. */
const maxPreviewCells = 200_000;

/**
 * Guess the dialect from the first bytes of a file. Encoding: byte order mark, many NULs in every second place
 * (UTF-16), else UTF-8 where valid and Windows-1252 where not. Delimiter: the one whose records most often have as
 * many cells as the first, quotes respected. Header: see `looksLikeHeader`.
 */
export function sniffCsv(firstBytes: Uint8Array, given: Partial<CsvDialect> = {}): CsvDialect {
  const encoding = given.encoding ?? sniffEncoding(firstBytes);
  const bytes = toSingleBytes(firstBytes, encoding);
  const quote = given.quote ?? sniffQuote(bytes);
  const cutOff = firstBytes.length >= sniffBytes;
  const delimiter = given.delimiter ?? sniffDelimiter(bytes, quote, encoding, cutOff);
  const dialect = { delimiter, quote, encoding };
  const header = given.header ?? looksLikeHeader(sampleRecords(bytes, dialect, sniffRecords, cutOff));
  return { delimiter, quote, header, encoding };
}

/** The first records as text, for a live preview; a record cut off by the end of the bytes is left out. */
export function previewCsv(
  firstBytes: Uint8Array,
  dialect: CsvDialect,
  maxRows = sniffRecords,
): { header: string[] | null; rows: string[][] } {
  const bytes = toSingleBytes(firstBytes.subarray(0, sniffBytes), dialect.encoding);
  const records = sampleRecords(bytes, dialect, maxRows + (dialect.header ? 1 : 0), firstBytes.length >= sniffBytes);
  return dialect.header ? { header: records[0] ?? [], rows: records.slice(1) } : { header: null, rows: records };
}

function sniffEncoding(bytes: Uint8Array): CsvEncoding {
  const mark = byteOrderMark(bytes);
  if (mark) return mark.encoding;
  const sample = bytes.subarray(0, 2000);
  let even = 0;
  let odd = 0;
  sample.forEach((byte, i) => byte === 0 && (i % 2 ? odd++ : even++));
  if (odd > sample.length / 5 && even < odd / 20) return 'utf-16le';
  if (even > sample.length / 5 && odd < even / 20) return 'utf-16be';
  return isUtf8(bytes, 0, bytes.length, true) ? 'utf-8' : 'windows-1252';
}

/** The bytes without a byte order mark, in an encoding where delimiters are single bytes. */
export function toSingleBytes(bytes: Uint8Array, encoding: CsvEncoding): Uint8Array {
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return utf16Transcoder(encoding)(bytes, false);
  const mark = byteOrderMark(bytes);
  return mark?.encoding === 'utf-8' ? bytes.subarray(mark.length) : bytes;
}

/**
 * The first records as text. A record cut off by the end of the sample is left out, and errors of the full reading,
 * such as an open quote, only end the sample here.
 */
export function sampleRecords(
  bytes: Uint8Array,
  dialect: Pick<CsvDialect, 'delimiter' | 'quote' | 'encoding'>,
  maxRecords: number,
  cutOff: boolean,
): string[][] {
  const records: string[][] = [];
  let cells: string[] = [];
  let total = 0;
  const sink = {
    cell(from: Uint8Array, start: number, end: number): void {
      total++;
      if (total <= maxPreviewCells) cells.push(decodeCell(from.subarray(start, end), dialect.encoding));
    },
    endRecord(): boolean {
      records.push(cells);
      cells = [];
      return records.length < maxRecords && total < maxPreviewCells;
    },
  };
  const quote = dialect.quote === '' ? -1 : byteOf(dialect.quote);
  const scanner = createScanner(byteOf(dialect.delimiter), quote, sink, bytes.length + 2);
  try {
    if (scanner.push(bytes)) scanner.end(cutOff);
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
  }
  return records;
}

/** Single quotes count only where cells begin and end with them and no double quote does. */
function sniffQuote(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, 20_000));
  const wrapped = (quote: string): number =>
    (text.match(new RegExp(`(^|[,;\\t|\\n\\r])${quote}[^${quote}\\n\\r]*${quote}(?=[,;\\t|\\n\\r]|$)`, 'g')) ?? [])
      .length;
  return wrapped("'") > 2 && wrapped('"') === 0 ? "'" : '"';
}

function sniffDelimiter(bytes: Uint8Array, quote: string, encoding: CsvEncoding, cutOff: boolean): string {
  // On equal consistency the rarer mark wins: "1,5;2,5" has semicolons between cells and commas in numbers.
  let best = ',';
  let bestScore = 0;
  for (const delimiter of ['\t', ';', '|', ',']) {
    const records = sampleRecords(bytes, { delimiter, quote, encoding }, sniffRecords, cutOff);
    const width = records[0]?.length ?? 0;
    if (width < 2) continue;
    const agreeing = records.filter(r => r.length === width || r.length === width + 1).length;
    const score = agreeing / records.length;
    if (score > bestScore + 0.02) {
      best = delimiter;
      bestScore = score;
    }
  }
  return best;
}

const isValue = (text: string): boolean => !Number.isNaN(parseNumber(text)) || !Number.isNaN(parseDate(text));

/**
 * The first record holds names unless it looks like data: it has a number or date, or a missing marker other than an
 * empty cell, where the rows below have numbers or dates too. Text above text counts as names, because most files
 * have them.
 */
function looksLikeHeader(records: readonly (readonly string[])[]): boolean {
  const [first, ...body] = records;
  if (!first) return true;
  if (body.length === 0) return !first.some(isValue);
  let names = 0;
  let data = 0;
  first.forEach((text, i) => {
    const below = body.map(r => r[i] ?? '').filter(t => !isMissingText(t));
    const typed = below.length > 0 && below.every(isValue);
    if (isValue(text) && (typed || below.length === 0)) data++;
    else if (typed && text.trim() !== '') names++;
  });
  return data === 0 || names > data;
}
