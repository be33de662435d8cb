import { StudioError } from '../core/errors.ts';
import { fingerprint, hashingReads } from './fingerprint.ts';
import { listZip } from './archive/zip.ts';
import { readCsv, type CsvOptions } from './csv/read-csv.ts';
import { openUrl } from './http-source.ts';
import { maxBytes, openSource, type OpenedSource } from './open.ts';
import { randomBytes, type RandomBytes } from './random-bytes.ts';
import type { ReadContext, ReadNote, ReadResult } from './result.ts';
import type { TableFormat } from './sniff.ts';
import { explainMemory } from './stream.ts';

export { maxBytes } from './open.ts';

/** What a person chose of a source that holds more than one table, or more than is wanted. What a format does not know is ignored. */
export interface ReadChoice {
  /** The file inside a zip. */
  readonly member?: string;
  /** The sheet of a workbook, and how many of its rows come before the names. */
  readonly sheet?: string;
  readonly skip?: number;
  /** The list of a JSON document that holds the rows, as a JSON pointer. */
  readonly path?: string;
  /** Columns to keep, by name; all where not given. */
  readonly columns?: readonly string[];
  /** Row groups of a Parquet file. */
  readonly rowGroups?: readonly number[];
  /** About this share of the rows of a text, by chance; all where not given. */
  readonly sample?: { readonly share: number; readonly seed: number };
}

/** How to read; what a format does not need is ignored. */
export type ReadOptions = Omit<CsvOptions, 'name' | 'size'> & { readonly choice?: ReadChoice };

/** Where a table came from. */
export interface SourceFacts {
  readonly name: string;
  readonly bytes: number;
  /** Of the table itself, inside of an archive where there is one. */
  readonly format: TableFormat;
  /** Of the bytes as they were given. */
  readonly sha256: string;
}

export type TableRead = ReadResult & { readonly source: SourceFacts };

/**
 * A table from a file or bytes, by what the bytes are: Parquet, Arrow, Excel, JSON, or text as CSV, each also inside of
 * gzip or zip. Everything else is refused by name. CSV and JSON stream from a Blob; the other formats need all their
 * bytes at once.
 */
export async function readTable(
  name: string,
  input: Blob | Uint8Array,
  options: ReadOptions = {},
  ctx: ReadContext = {},
): Promise<TableRead> {
  return readFrom(name, randomBytes(input), () => fingerprint(input, ctx), options, ctx);
}

/** The same from a source that is read in parts; its fingerprint is that of the parts that were read. */
export async function readRemote(
  name: string,
  remote: RandomBytes,
  options: ReadOptions = {},
  ctx: ReadContext = {},
): Promise<TableRead> {
  const { input, digest } = await hashingReads(remote);
  const read = await readFrom(name, input, () => Promise.resolve(digest()), options, ctx);
  const note: ReadNote = {
    code: 'read/in-parts',
    text: 'Only the parts of the file that were needed were fetched; the fingerprint is that of these parts.',
  };
  return { ...read, notes: [...read.notes, note] };
}

async function readFrom(
  name: string,
  input: RandomBytes,
  digest: () => Promise<string>,
  options: ReadOptions,
  ctx: ReadContext,
): Promise<TableRead> {
  try {
    const source = await openSource(name, input, options.choice?.member, { signal: ctx.signal });
    // A text in a file and a Parquet file never lie in memory as a whole.
    const inParts = source.format === 'parquet' || (source.format === 'csv' && source.file);
    if (input.size > maxBytes && !inParts) throw tooLarge(name, input.size);
    const result = await readOpened(source, options, ctx);
    return { ...result, source: { name, bytes: input.size, format: source.format, sha256: await digest() } };
  } catch (error) {
    throw explainMemory(error, name);
  }
}

/** A request to a server costs as much time as so many bytes that come along unasked. */
const nearBytesOfAddress = 1 << 18;

/** Read what an opened source holds, by its format. */
export async function readOpened(source: OpenedSource, options: ReadOptions, ctx: ReadContext): Promise<ReadResult> {
  const { name, format, size } = source;
  const { choice = {}, allowNoRows = false } = options;
  // Progress is told once: of an archive by what unpacks it, else by what reads the table.
  const quiet = { signal: ctx.signal, slices: ctx.slices };
  const [unpacking, reading] = source.container ? [ctx, quiet] : [quiet, ctx];
  switch (format) {
    case 'csv': {
      const { columns, sample } = choice;
      const part = { ...(columns && { columns }), ...(sample && { sample }) };
      const csv = { ...options, ...part, name, ...(size !== null && { size }) };
      return readCsv(source.file ?? (() => source.stream(unpacking)), csv, reading);
    }
    case 'json':
    case 'ndjson': {
      const { readJson } = await import('./json/read-json.ts');
      const json = { name, lines: format === 'ndjson', path: choice.path, size, allowNoRows };
      return readJson(() => source.stream(unpacking), json, reading);
    }
    case 'xlsx': {
      const { readExcel } = await import('./excel/read-excel.ts');
      const bytes = await source.whole(unpacking);
      const entries = await listZip(bytes, name);
      return readExcel(bytes, entries, { name, sheet: choice.sheet, skip: choice.skip, allowNoRows }, reading);
    }
    case 'parquet': {
      const { readParquet } = await import('./parquet/read-parquet.ts');
      const { columns, rowGroups } = choice;
      const nearBytes = source.file || source.container ? 0 : nearBytesOfAddress;
      return readParquet(await source.whole(unpacking), { name, allowNoRows, columns, rowGroups, nearBytes }, reading);
    }
    case 'arrow': {
      const { arrowToTable } = await import('./arrow/read-arrow.ts');
      const bytes = await source.whole(unpacking);
      return arrowToTable(await bytes.read(0, bytes.size), name);
    }
    default:
      return format satisfies never;
  }
}

/**
 * A table from an address. Errors beside those of readTable: read/url (not an address), read/url-blocked (the other
 * site does not allow it, or the network is away), read/url-status, read/too-large.
 */
export async function readUrl(url: string, options: ReadOptions = {}, ctx: ReadContext = {}): Promise<TableRead> {
  const fetched = await openUrl(url, maxBytes, ctx);
  const quiet = { signal: ctx.signal };
  return 'bytes' in fetched
    ? readTable(fetched.name, fetched.bytes, options, quiet)
    : readRemote(fetched.name, fetched.remote, options, ctx);
}

const tooLarge = (name: string, size: number): StudioError =>
  new StudioError(
    'read/too-large',
    `${name} has ${(size / 1e9).toFixed(1)} GB; a browser tab can hold at most 2 GB. Split the file or leave columns out.`,
    { name, size, limit: maxBytes },
  );
