import * as arrow from 'apache-arrow';
import { StudioError, throwIfCancelled } from '../../core/errors.ts';
import { malformed } from '../arrow/chunks.ts';
import { fromArrow } from '../arrow/read-arrow.ts';
import type { ReadContext, ReadResult } from '../result.ts';
import { readFooter, withFooter, type ParquetFooter } from './footer.ts';
import { int96Column } from './int96.ts';
import { loadParquet } from './load.ts';

export interface ParquetOptions {
  /** The file's name for messages. */
  readonly name?: string;
  readonly allowNoRows?: boolean;
  readonly maxCells?: number;
}

/** Rows a record batch holds at most: large enough to be fast, small enough not to be a second copy of the file. */
const batchRows = 131_072;
const defaultMaxCells = 150_000_000;

/**
 * Read a Parquet file. Nested columns are set aside with a note; 64-bit integers beyond 2^53 become text; int96 dates
 * are exact. Errors: read/malformed, read/encrypted, read/unsupported, read/nothing-left, read/no-rows,
 * read/too-large.
 */
export async function readParquet(
  bytes: Uint8Array,
  options: ParquetOptions = {},
  ctx: ReadContext = {},
): Promise<ReadResult> {
  const name = options.name ?? 'The Parquet file';
  const footer = readFooter(bytes, name);
  const maxCells = options.maxCells ?? defaultMaxCells;
  if (footer.rows * footer.columns.length > maxCells) throw tooLarge(name, footer, maxCells);
  ctx.progress?.(0, bytes.length);
  const parquet = await loadParquet();
  throwIfCancelled(ctx.signal);
  const file = footer.patched ? withFooter(bytes, footer.patched) : bytes;
  const source = decode(parquet, file, footer, name);
  throwIfCancelled(ctx.signal);
  const int96 = new Set(footer.columns.filter(c => c.int96).map(c => c.name));
  const result = fromArrow(source, name, {
    convert: (column, vector, notes) =>
      int96.has(column) && arrow.DataType.isFixedSizeBinary(vector.type) ? int96Column(column, vector, notes) : null,
    aside: footer.columns.every(c => c.nested) ? footer.columns.map(c => `"${c.name}"`) : [],
  });
  if (result.table.rows === 0 && !options.allowNoRows) {
    throw new StudioError('read/no-rows', `${name} has columns but no rows. Choose a file with data in it.`, { name });
  }
  ctx.progress?.(bytes.length, bytes.length);
  return result;
}

type Decoder = Awaited<ReturnType<typeof loadParquet>>;

function decode(parquet: Decoder, file: Uint8Array, footer: ParquetFooter, name: string): arrow.Table {
  // A file of nested columns alone needs no decoding; its columns are listed from the footer.
  if (footer.columns.every(c => c.nested)) return new arrow.Table();
  try {
    return arrow.tableFromIPC(parquet.readParquet(file, { batchSize: batchRows }).intoIPCStream());
  } catch (error) {
    throw explain(error, name);
  }
}

/** The decoder's own words behind ours; its panics come as WebAssembly traps without words. */
function explain(error: unknown, name: string): StudioError {
  const words = error instanceof Error ? error.message : String(error);
  if (/not (yet )?(implemented|supported)|unsupported|NYI|Disabled feature/i.test(words)) {
    return new StudioError(
      'read/unsupported',
      `${name} uses a part of Parquet that the studio does not read (${words.slice(0, 160)}). Save it again with usual settings, such as Snappy or Zstandard compression.`,
      { name, words },
    );
  }
  const trap = error instanceof WebAssembly.RuntimeError;
  const reason = words.replace(/^(Error: |Parquet argument error: |Parquet error: |External: )+/, '').slice(0, 160);
  return malformed(name, trap ? 'its pages do not decode' : `the decoder says "${reason}"`);
}

const tooLarge = (name: string, footer: ParquetFooter, limit: number): StudioError =>
  new StudioError(
    'read/too-large',
    `${name} has ${footer.rows.toLocaleString('en')} rows and ${footer.columns.length.toLocaleString('en')} columns; the studio keeps at most ${limit.toLocaleString('en')} cells in memory. Split the file or leave columns out.`,
    { name, rows: footer.rows, columns: footer.columns.length, limit },
  );
