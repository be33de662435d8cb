import { StudioError } from '../core/errors.ts';
import { readCsv, type CsvOptions } from './csv/read-csv.ts';
import { sha256 } from '../core/sha256.ts';
import { fetchBytes } from './fetch-bytes.ts';
import type { ReadContext, ReadResult } from './result.ts';
import { refuseFormat, sniffFormat, type FileFormat } from './sniff.ts';
import { explainMemory, sourceOf } from './stream.ts';

/** How to read; what a format does not need is ignored. */
export type ReadOptions = Omit<CsvOptions, 'name' | 'size'>;

/** Where a table came from. */
export interface SourceFacts {
  readonly name: string;
  readonly bytes: number;
  readonly format: FileFormat;
  /** Of the bytes as they were given. */
  readonly sha256: string;
}

export type TableRead = ReadResult & { readonly source: SourceFacts };

/** More than this does not fit into one buffer of a browser. */
export const maxBytes = 2 ** 31 - 1;

/**
 * A table from a file or bytes, by what the bytes are: Parquet, Arrow, or text as CSV. Everything else is refused by
 * name. Text streams from a Blob; the other formats need all their bytes at once.
 */
export async function readTable(
  name: string,
  input: Blob | Uint8Array,
  options: ReadOptions = {},
  ctx: ReadContext = {},
): Promise<TableRead> {
  const size = input instanceof Uint8Array ? input.length : input.size;
  if (size === 0) throw refuseEmpty(name);
  if (size > maxBytes) throw tooLarge(name, size);
  const head = await wholeOf(input instanceof Uint8Array ? input.subarray(0, 4096) : input.slice(0, 4096));
  const format = sniffFormat(head);
  try {
    const result = await readAs(format, name, input, options, ctx);
    const digest = await sha256(await wholeOf(input));
    return { ...result, source: { name, bytes: size, format, sha256: digest } };
  } catch (error) {
    throw explainMemory(error, name);
  }
}

async function readAs(
  format: FileFormat,
  name: string,
  input: Blob | Uint8Array,
  options: ReadOptions,
  ctx: ReadContext,
): Promise<ReadResult> {
  switch (format) {
    case 'csv': {
      const source = input instanceof Uint8Array ? sourceOf(input) : input.stream();
      const size = input instanceof Uint8Array ? input.length : input.size;
      return readCsv(source, { ...options, name, size }, ctx);
    }
    case 'parquet': {
      const { readParquet } = await import('./parquet/read-parquet.ts');
      return readParquet(await wholeOf(input), { name, allowNoRows: options.allowNoRows ?? false }, ctx);
    }
    case 'arrow': {
      const { arrowToTable } = await import('./arrow/read-arrow.ts');
      return arrowToTable(await wholeOf(input), name);
    }
    default:
      throw refuseFormat(name, format);
  }
}

const wholeOf = async (input: Blob | Uint8Array): Promise<Uint8Array> =>
  input instanceof Uint8Array ? input : new Uint8Array(await input.arrayBuffer());

/**
 * A table from an address. Errors beside those of readTable: read/url (not an address), read/url-blocked (the other
 * site does not allow it, or the network is away), read/url-status, read/too-large.
 */
export async function readUrl(url: string, options: ReadOptions = {}, ctx: ReadContext = {}): Promise<TableRead> {
  const { name, bytes } = await fetchBytes(url, maxBytes, ctx);
  return readTable(name, bytes, options, { signal: ctx.signal });
}

const tooLarge = (name: string, size: number): StudioError =>
  new StudioError(
    'read/too-large',
    `${name} has ${(size / 1e9).toFixed(1)} GB; a browser tab can hold at most 2 GB. Split the file or leave columns out.`,
    { name, size, limit: maxBytes },
  );

/** The error for a file without a single byte. */
export const refuseEmpty = (name: string): StudioError =>
  new StudioError('read/empty', `${name} is empty. Choose a file with a table in it.`, { name });
