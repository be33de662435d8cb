import { StudioError } from '../../core/errors.ts';
import type { ColumnKind } from '../../core/table/column.ts';
import { proposeRoles } from '../../core/table/infer.ts';
import { byteOf } from '../../core/table/parse.ts';
import type { Field } from '../../core/table/schema.ts';
import { makeTable } from '../../core/table/table.ts';
import type { ReadContext, ReadNote, ReadResult } from '../result.ts';
import { isReadFormat, refuseFormat, sniffFormat } from '../sniff.ts';
import { explainMemory, pieces, type ByteSource } from '../stream.ts';
import { prepareMarkers } from './column-builder.ts';
import { sampleRecords, sniffBytes, sniffCsv, toSingleBytes, type CsvDialect } from './dialect.ts';
import { decodeCell, isUtf8, utf16Transcoder } from './encoding.ts';
import { finishColumn } from './finish.ts';
import { columnNamesWithNotes, encodingNotes, raggedNotes, scanNotes } from './notes.ts';
import { createScanner, joinBytes, type CsvScanner } from './scan.ts';
import { createTableSink, type Layout, type TableSink } from './table-sink.ts';

export interface CsvOptions {
  /** What a person has chosen; the rest is recognised. */
  readonly dialect?: Partial<CsvDialect>;
  /** Texts that mean missing, instead of the usual list. Empty cells always do. */
  readonly missing?: readonly string[];
  /** How to read 1/2/2011 where the column itself does not tell. */
  readonly dayFirst?: boolean;
  /** The decimal mark; recognised where not given, the comma only if it is not the delimiter. */
  readonly decimal?: '.' | ',';
  /** Kinds chosen by a person, by final column name. */
  readonly kinds?: readonly (readonly [name: string, kind: ColumnKind])[];
  /** The file's name for messages. */
  readonly name?: string;
  /** Size of the source in bytes, for progress. */
  readonly size?: number;
  /** Give a table without rows instead of refusing a file that has only names. */
  readonly allowNoRows?: boolean;
  readonly limits?: Partial<CsvLimits>;
}

export interface CsvLimits {
  readonly recordBytes: number;
  readonly columns: number;
  readonly cells: number;
}

export const csvLimits: CsvLimits = { recordBytes: 16_000_000, columns: 10_000, cells: 150_000_000 };

/**
 * Read a CSV or TSV file as a stream into typed columns. Types come from every cell, not the first rows. Errors:
 * read/empty, read/no-rows, read/unclosed-quote, read/line-too-long, read/too-many-columns, read/too-large,
 * read/not-a-table, read/web-page, read/out-of-memory, rpc/cancelled.
 */
export async function readCsv(
  source: ByteSource,
  options: CsvOptions = {},
  ctx: ReadContext = {},
): Promise<ReadResult> {
  const name = options.name ?? 'The file';
  const input = pieces(source, options.size ?? null, ctx);
  try {
    const { head, ended } = await readHead(input);
    const format = sniffFormat(head);
    if (format !== 'csv') throw isReadFormat(format) ? notText(name, format) : refuseFormat(name, format);
    const dialect = sniffCsv(head, options.dialect);
    checkDialect(dialect);
    const state = prepare(head, dialect, options);
    state.push(head, ended);
    if (!ended) {
      for await (const piece of input) state.push(piece, false);
      state.push(new Uint8Array(0), true);
    }
    return finish(name, state, dialect, options);
  } catch (error) {
    throw explainMemory(error, name);
  } finally {
    await input.return(undefined);
  }
}

/** The first bytes of the source, enough to recognise the dialect, or all of them. */
async function readHead(input: AsyncGenerator<Uint8Array>): Promise<{ head: Uint8Array; ended: boolean }> {
  const parts: Uint8Array[] = [];
  let size = 0;
  while (size < sniffBytes) {
    const next = await input.next();
    if (next.done) return { head: joinBytes(parts, size), ended: true };
    parts.push(next.value.slice());
    size += next.value.length;
  }
  return { head: joinBytes(parts, size), ended: false };
}

interface Reading {
  readonly sink: TableSink;
  readonly scanner: CsvScanner;
  readonly layout: Layout;
  push(bytes: Uint8Array, last: boolean): void;
}

function prepare(head: Uint8Array, dialect: CsvDialect, options: CsvOptions): Reading {
  const limits = { ...csvLimits, ...options.limits };
  const layout = layOut(head.subarray(0, sniffBytes), dialect);
  const decimal = options.decimal ?? (dialect.delimiter === ',' ? '.' : null);
  const sink = createTableSink(layout, prepareMarkers(options.missing), decimal, limits);
  const quote = dialect.quote === '' ? -1 : byteOf(dialect.quote);
  const scanner = createScanner(byteOf(dialect.delimiter), quote, sink, limits.recordBytes);
  const { encoding } = dialect;
  const transcode = encoding === 'utf-16le' || encoding === 'utf-16be' ? utf16Transcoder(encoding) : null;
  let first = true;
  return {
    sink,
    scanner,
    layout,
    push(bytes, last) {
      let chunk = transcode ? transcode(bytes, last) : bytes;
      if (first && !transcode) chunk = toSingleBytes(chunk, encoding);
      first = false;
      scanner.push(chunk);
      if (last) scanner.end();
    },
  };
}

/** How the records map to columns, from the first rows. */
function layOut(head: Uint8Array, dialect: CsvDialect): Layout {
  const cutOff = head.length >= sniffBytes;
  const records = sampleRecords(toSingleBytes(head, dialect.encoding), dialect, 50, cutOff);
  if (!dialect.header) {
    const width = records.reduce((most, cells) => Math.max(most, cells.length), 1);
    return { header: false, width, unnamedFirst: false };
  }
  const [names, ...body] = records;
  const width = names?.length ?? 0;
  const oneMore = body.length > 0 && body.every(cells => cells.length === width + 1);
  const unnamedFirst = oneMore && body.some(cells => cells.at(-1) !== '') && body.length > 1;
  return { header: true, width, unnamedFirst };
}

function finish(name: string, state: Reading, asked: CsvDialect, options: CsvOptions): ReadResult {
  const { sink, scanner, layout } = state;
  if (sink.builders.length === 0 || (sink.rows === 0 && sink.headerCells.length === 0)) throw emptyFile(name);
  const notes: ReadNote[] = [];
  const dialect = settleEncoding(sink, asked, options, notes);
  const raw = layout.header ? sink.headerCells.map(cell => decodeCell(cell, dialect.encoding)) : [];
  const names = columnNamesWithNotes(sink.builders.length, raw, layout, notes);
  if (sink.rows === 0 && !options.allowNoRows) {
    throw new StudioError(
      'read/no-rows',
      `${name} has ${names.length === 1 ? 'a column name' : 'column names'} but no rows. Choose a file with data below the names.`,
      { name, names },
    );
  }
  raggedNotes(sink, notes);
  scanNotes(scanner.counts, notes);
  const markers = prepareMarkers(options.missing);
  const kinds = new Map(options.kinds ?? []);
  const shared = {
    encoding: dialect.encoding,
    dayFirst: options.dayFirst,
    decimalComma: options.decimal === ',',
    markers,
  };
  const fields: Field[] = [];
  const columns = names.map((columnName, i) => {
    const made = finishColumn(columnName, sink.builders[i]!, { ...shared, kind: kinds.get(columnName) }, notes);
    (sink.builders as unknown[])[i] = undefined; // give the memory back column by column
    fields.push(made.field);
    return [columnName, made.column] as const;
  });
  const table = makeTable(columns);
  return { table, fields: proposeRoles(table, fields), notes, dialect };
}

/** UTF-8 was guessed from the first bytes; a byte anywhere that is no UTF-8 means the whole file is Windows-1252. */
function settleEncoding(sink: TableSink, asked: CsvDialect, options: CsvOptions, notes: ReadNote[]): CsvDialect {
  let dialect = asked;
  const forced = options.dialect?.encoding !== undefined;
  if (asked.encoding === 'utf-8') {
    const bad =
      sink.headerCells.some(cell => !isUtf8(cell)) ||
      sink.builders.some(b => b.high && !isEveryCellUtf8(b.bytes, b.offsets, b.rows));
    if (bad && !forced) dialect = { ...asked, encoding: 'windows-1252' };
    if (bad && forced) notes.push(encodingNotes.invalid);
  }
  if (!forced && dialect.encoding !== 'utf-8') notes.push(encodingNotes[dialect.encoding]);
  return dialect;
}

function isEveryCellUtf8(bytes: Uint8Array, offsets: Int32Array, rows: number): boolean {
  for (let row = 0; row < rows; row++) if (!isUtf8(bytes, offsets[row], offsets[row + 1])) return false;
  return true;
}

function checkDialect(dialect: CsvDialect): void {
  const { delimiter, quote } = dialect;
  const bad = (text: string): boolean =>
    text.length !== 1 || text.charCodeAt(0) > 126 || text === '\n' || text === '\r';
  if (!bad(delimiter) && (quote === '' || !bad(quote)) && delimiter !== quote) return;
  throw new StudioError(
    'read/dialect',
    `The delimiter and the quote must be two different single ASCII characters, got "${delimiter}" and "${quote}".`,
    { delimiter, quote },
  );
}

const emptyFile = (name: string): StudioError =>
  new StudioError('read/empty', `${name} is empty. Choose a file with a table in it.`, { name });

const notText = (name: string, format: string): StudioError =>
  new StudioError('read/not-a-table', `${name} is a ${format} file, not text. Open it as what it is.`, {
    name,
    format,
  });
