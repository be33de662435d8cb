import { StudioError } from '../core/errors.ts';
import { collect, inflateGzip } from './archive/inflate.ts';
import { listZip, openEntry, type ZipEntry } from './archive/zip.ts';
import { isWorkbook } from './excel/is-workbook.ts';
import { randomBytes, type RandomBytes } from './random-bytes.ts';
import type { ReadContext } from './result.ts';
import {
  isReadFormat,
  isTableFormat,
  refuseFormat,
  sniffFormat,
  type Container,
  type FileFormat,
  type TableFormat,
} from './sniff.ts';
import type { ByteSource } from './stream.ts';

/** More than this does not fit into one buffer of a browser. */
export const maxBytes = 2 ** 31 - 1;

/** So many first bytes are enough to recognise a format and a dialect. */
export const headBytes = 65_536;

/** A file inside a zip. */
export interface Member {
  readonly name: string;
  readonly bytes: number;
}

/** A source with its wrapping taken off: what the table inside is, and its bytes. */
export interface OpenedSource {
  /** For messages: the file, or the file inside of the archive. */
  readonly name: string;
  readonly format: TableFormat;
  readonly container: Container | null;
  /** The files of a zip, in its own order. */
  readonly members: readonly Member[];
  readonly member: string | null;
  readonly head: Uint8Array;
  /** The file, where the table is not wrapped; several workers can read it at once. */
  readonly file: Blob | null;
  /** Bytes of the table inside, null where only unpacking tells. */
  readonly size: number | null;
  /** The bytes from the beginning, each time anew; progress counts what is read of the source. */
  stream(ctx: ReadContext): Promise<ByteSource>;
  /** The bytes in any order; of an archive they are unpacked into memory once. */
  whole(ctx: ReadContext): Promise<RandomBytes>;
}

/**
 * Look at a source by content alone and take gzip or zip off it. Errors: read/empty, read/not-a-table, read/web-page,
 * read/encrypted, read/nested-archive, read/no-such-member, read/malformed, read/inflates-too-far.
 */
export async function openSource(
  name: string,
  input: RandomBytes,
  wanted: string | undefined,
  ctx: ReadContext,
): Promise<OpenedSource> {
  if (input.size === 0) throw refuseEmpty(name);
  const head = await input.read(0, Math.min(headBytes, input.size));
  const format = sniffFormat(head);
  if (format === 'gzip') return openGzip(name, input, ctx);
  if (format === 'zip') return openZip(name, input, wanted, ctx);
  if (!isTableFormat(format)) throw refuseFormat(name, format);
  return {
    name, format, container: null, members: [], member: null, head, file: input.file ?? null, size: input.size,
    stream: () => Promise.resolve(input.stream(0, input.size)),
    whole: () => Promise.resolve(input),
  }; // prettier-ignore
}

type Unpack = (ctx: ReadContext) => Promise<AsyncIterable<Uint8Array>>;

async function openGzip(name: string, input: RandomBytes, ctx: ReadContext): Promise<OpenedSource> {
  const stream: Unpack = context =>
    Promise.resolve(inflateGzip(input.stream(0, input.size), name, input.size, context));
  const inside = name.replace(/\.(gz|gzip)$/i, '');
  return opened(inside, 'gzip', stream, null, { members: [], member: null }, ctx);
}

async function openZip(
  name: string,
  input: RandomBytes,
  wanted: string | undefined,
  ctx: ReadContext,
): Promise<OpenedSource> {
  const entries = await listZip(input, name);
  if (isWorkbook(entries)) {
    return {
      name, format: 'xlsx', container: null, members: [], member: null, head: new Uint8Array(0),
      file: input.file ?? null, size: input.size,
      stream: () => Promise.resolve(input.stream(0, input.size)),
      whole: () => Promise.resolve(input),
    }; // prettier-ignore
  }
  if (entries.length === 0) throw refuseEmpty(name);
  const entry = chooseEntry(entries, wanted, name);
  const stream: Unpack = context => openEntry(input, entry, name, context);
  const members = entries.map(({ name: member, bytes }) => ({ name: member, bytes }));
  return opened(entry.name, 'zip', stream, entry.bytes, { members, member: entry.name }, ctx);
}

/** The file that was asked for; else the largest one that has a table's ending, else the largest. */
function chooseEntry(entries: readonly ZipEntry[], wanted: string | undefined, name: string): ZipEntry {
  if (wanted !== undefined) {
    const found = entries.find(entry => entry.name === wanted);
    if (found) return found;
    throw new StudioError('read/no-such-member', `${name} holds no file "${wanted}". Choose another one.`, {
      name,
      member: wanted,
    });
  }
  const isTable = (entry: ZipEntry): boolean =>
    /\.(csv|tsv|tab|txt|parquet|pq|arrow|feather|ipc|xlsx|json|ndjson|jsonl)$/i.test(entry.name) &&
    !/(^|\/)(datapackage\.json|readme[^/]*)$/i.test(entry.name);
  const likely = entries.filter(isTable);
  return (likely.length ? likely : entries).reduce((most, entry) => (entry.bytes > most.bytes ? entry : most));
}

async function opened(
  name: string,
  container: Container,
  stream: Unpack,
  size: number | null,
  zip: Pick<OpenedSource, 'members' | 'member'>,
  ctx: ReadContext,
): Promise<OpenedSource> {
  const head = await headOf(await stream({ signal: ctx.signal }));
  if (head.length === 0) throw refuseEmpty(name);
  let unpacked: Promise<RandomBytes> | null = null;
  const whole = (context: ReadContext): Promise<RandomBytes> => {
    unpacked ??= stream(context)
      .then(source => collect(source, name, maxBytes, context))
      .then(randomBytes)
      .catch((error: unknown) => {
        unpacked = null;
        throw error;
      });
    return unpacked;
  };
  return {
    name,
    format: await innerFormat(name, head, whole, ctx),
    container,
    ...zip,
    head,
    file: null,
    size,
    stream,
    whole,
  };
}

/** A workbook is a zip as well, so it takes a look at its list; other archives inside an archive are refused. */
async function innerFormat(
  name: string,
  head: Uint8Array,
  whole: OpenedSource['whole'],
  ctx: ReadContext,
): Promise<TableFormat> {
  const format: FileFormat = sniffFormat(head);
  if (isTableFormat(format)) return format;
  if (format === 'zip' && isWorkbook(await listZip(await whole(ctx), name))) return 'xlsx';
  if (!isReadFormat(format)) throw refuseFormat(name, format);
  throw new StudioError(
    'read/nested-archive',
    `${name} is an archive inside an archive. Unpack the outer one and choose the inner one.`,
    { name, format },
  );
}

async function headOf(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of source) {
    parts.push(part);
    size += part.length;
    if (size >= headBytes) break;
  }
  const head = new Uint8Array(Math.min(size, headBytes));
  let at = 0;
  for (const part of parts) {
    head.set(part.subarray(0, head.length - at), at);
    at += Math.min(part.length, head.length - at);
  }
  return head;
}

/** The error for a file without a single byte. */
export const refuseEmpty = (name: string): StudioError =>
  new StudioError('read/empty', `${name} is empty. Choose a file with a table in it.`, { name });
