import * as arrow from 'apache-arrow';
import { StudioError, throwIfCancelled } from '../../core/errors.ts';
import { nextTurn } from '../../core/work.ts';
import { malformed } from '../arrow/chunks.ts';
import { fromArrow } from '../arrow/read-arrow.ts';
import { randomBytes, type RandomBytes } from '../random-bytes.ts';
import { plural, type ReadContext, type ReadNote, type ReadResult } from '../result.ts';
import { loadFooter, type ParquetFooter } from './footer.ts';
import { int96Column } from './int96.ts';
import { loadParquet } from './load.ts';
import { readSlice, sliceFooter } from './slice.ts';
import { ThriftError } from './thrift.ts';

export interface ParquetOptions {
  /** The file's name for messages. */
  readonly name?: string;
  readonly allowNoRows?: boolean;
  readonly maxCells?: number;
  /** Columns to read, by the names the footer gives them; all that a table can hold where not given. */
  readonly columns?: readonly string[] | undefined;
  /** Row groups to read, by their place in the file; all where not given. */
  readonly rowGroups?: readonly number[] | undefined;
  /** Bytes between two parts that are rather read than asked for apart: none of a file, many of an address. */
  readonly nearBytes?: number;
}

/** Rows a record batch holds at most: large enough to be fast, small enough not to be a second copy of the file. */
const batchRows = 131_072;
const defaultMaxCells = 150_000_000;
/** Row groups are decoded together up to so many bytes; between two lots a stop is heard and progress is told. */
const lotBytes = 128_000_000;
/** A lot that says it unpacks to more than this would not fit into the decoder's memory. */
const mostUnpackedBytes = 2 ** 31;

/**
 * Read a Parquet file, or chosen columns and row groups of one; only what is chosen is read of the source. Structs
 * become columns with dotted names, lists and maps are set aside with a note; 64-bit integers beyond 2^53 become text;
 * int96 dates are exact. Errors: read/malformed, read/encrypted, read/unsupported, read/nothing-left, read/no-rows,
 * read/too-large, read/no-such-column, rpc/cancelled.
 */
export async function readParquet(
  input: Uint8Array | RandomBytes,
  options: ParquetOptions = {},
  ctx: ReadContext = {},
): Promise<ReadResult> {
  const name = options.name ?? 'The Parquet file';
  const source = input instanceof Uint8Array ? randomBytes(input) : input;
  const footer = await loadFooter(source, name);
  const leaves = chosenLeaves(footer, options.columns, name);
  const groups = options.rowGroups ?? [...footer.groups.keys()];
  checkSize(footer, leaves.size, groups, name, options.maxCells ?? defaultMaxCells);
  const table = await decodeGroups(source, footer, leaves, groups, name, options.nearBytes ?? 0, ctx);
  const int96 = new Set([...leaves].filter(i => footer.leaves[i]!.int96).map(i => footer.leaves[i]!.path.join('.')));
  const aside = footer.columns.filter(c => c.nested && (options.columns?.includes(c.name) ?? true));
  const result = fromArrow(table, name, {
    convert: (column, vector, notes) =>
      int96.has(column) && arrow.DataType.isFixedSizeBinary(vector.type) ? int96Column(column, vector, notes) : null,
    aside: aside.map(c => `"${c.name}"`),
  });
  if (result.table.rows === 0 && !options.allowNoRows) {
    throw new StudioError('read/no-rows', `${name} has columns but no rows. Choose a file with data in it.`, { name });
  }
  return { ...result, notes: [...result.notes, ...partNotes(footer, options)] };
}

function chosenLeaves(
  footer: ParquetFooter,
  columns: readonly string[] | undefined,
  name: string,
): ReadonlySet<number> {
  const unknown = columns?.find(column => !footer.columns.some(c => c.name === column));
  if (unknown !== undefined) {
    throw new StudioError('read/no-such-column', `${name} has no column "${unknown}". Choose among those it has.`, {
      name,
      column: unknown,
    });
  }
  const wanted = columns && new Set(columns);
  return new Set(
    footer.leaves.flatMap(({ column }, leaf) => {
      const { name: called, nested } = footer.columns[column]!;
      return nested || (wanted && !wanted.has(called)) ? [] : [leaf];
    }),
  );
}

function checkSize(
  footer: ParquetFooter,
  columns: number,
  groups: readonly number[],
  name: string,
  limit: number,
): void {
  const rows = groups.reduce((sum, g) => sum + (footer.groups[g]?.rows ?? 0), 0);
  if (rows * columns <= limit) return;
  throw new StudioError(
    'read/too-large',
    `${name} has ${rows.toLocaleString('en')} rows and ${columns.toLocaleString('en')} columns; the studio keeps at most ${limit.toLocaleString('en')} cells in memory. Choose fewer columns, or a part of the rows.`,
    { name, rows, columns, limit },
  );
}

async function decodeGroups(
  source: RandomBytes,
  footer: ParquetFooter,
  leaves: ReadonlySet<number>,
  groups: readonly number[],
  name: string,
  nearBytes: number,
  ctx: ReadContext,
): Promise<arrow.Table> {
  if (leaves.size === 0) return new arrow.Table();
  const parquet = await loadParquet();
  const sizeOf = (g: number): number => chosen(footer, g, leaves).reduce((sum, c) => sum + c.end - c.start, 0);
  const total = groups.reduce((sum, g) => sum + sizeOf(g), 0);
  let done = 0;
  ctx.progress?.(0, total);
  const batches: arrow.RecordBatch[] = [];
  let schema: arrow.Schema | null = null;
  for (const lot of lotsOf(groups, sizeOf)) {
    throwIfCancelled(ctx.signal);
    const unpacked = lot.flatMap(g => chosen(footer, g, leaves)).reduce((sum, c) => sum + c.unpacked, 0);
    if (unpacked > mostUnpackedBytes) throw unpacksTooFar(name, unpacked);
    const bytes = await readSlice(source, sliced(footer, leaves, lot, name), nearBytes, read => {
      throwIfCancelled(ctx.signal);
      ctx.progress?.((done += read), total);
    });
    const table = decode(parquet, bytes, name);
    schema ??= table.schema;
    batches.push(...table.batches);
    await nextTurn();
  }
  throwIfCancelled(ctx.signal);
  ctx.progress?.(total, total);
  return schema ? new arrow.Table(schema, batches) : new arrow.Table();
}

const chosen = (footer: ParquetFooter, group: number, leaves: ReadonlySet<number>) =>
  (footer.groups[group]?.chunks ?? []).filter(chunk => leaves.has(chunk.leaf));

/**
 * Row groups to decode together; a file without any still has a schema to read. The first one is decoded by itself: a
 * decoder that goes over the end of a group makes its dictionaries anew, and the order of a category's levels with them.
 */
function* lotsOf(groups: readonly number[], sizeOf: (group: number) => number): Generator<readonly number[]> {
  let lot: number[] = [];
  let size = 0;
  const [first, ...others] = groups;
  if (first !== undefined && others.length) yield [first];
  for (const group of others.length ? others : groups) {
    const bytes = sizeOf(group);
    if (lot.length && size + bytes > lotBytes) {
      yield lot;
      lot = [];
      size = 0;
    }
    lot.push(group);
    size += bytes;
  }
  yield lot;
}

function sliced(footer: ParquetFooter, leaves: ReadonlySet<number>, lot: readonly number[], name: string) {
  try {
    return sliceFooter(footer, leaves, lot);
  } catch (error) {
    if (error instanceof ThriftError) throw malformed(name, error.message);
    throw error;
  }
}

type Decoder = Awaited<ReturnType<typeof loadParquet>>;

function decode(parquet: Decoder, file: Uint8Array, name: string): arrow.Table {
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

/** Nothing is left out without a word. */
function partNotes(footer: ParquetFooter, { columns, rowGroups }: ParquetOptions): ReadNote[] {
  const notes: ReadNote[] = [];
  const readable = footer.columns.filter(c => !c.nested).length;
  const left = columns ? readable - columns.filter(c => footer.columns.some(f => f.name === c && !f.nested)).length : 0;
  if (left > 0) {
    notes.push({
      code: 'read/columns-chosen',
      count: left,
      text: `${plural(left, 'column')} of the file ${left === 1 ? 'was' : 'were'} not chosen and ${left === 1 ? 'was' : 'were'} not read.`,
    });
  }
  if (rowGroups && rowGroups.length < footer.groups.length) {
    const rows = rowGroups.reduce((sum, g) => sum + (footer.groups[g]?.rows ?? 0), 0);
    notes.push({
      code: 'read/rows-chosen',
      count: rows,
      text: `${rows.toLocaleString('en')} of ${footer.rows.toLocaleString('en')} rows were read: ${plural(rowGroups.length, 'row group')} of ${footer.groups.length}.`,
    });
  }
  return notes;
}

const unpacksTooFar = (name: string, bytes: number): StudioError =>
  new StudioError(
    'read/inflates-too-far',
    `${name} has a row group that unpacks to ${(bytes / 1e9).toFixed(1)} GB, more than the decoder’s memory. Choose fewer columns, or save it with smaller row groups.`,
    { name, bytes, limit: mostUnpackedBytes },
  );
