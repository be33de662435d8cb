import { StudioError } from '../../core/errors.ts';
import { malformed } from '../arrow/chunks.ts';
import type { RandomBytes } from '../random-bytes.ts';
import type { ReadContext } from '../result.ts';
import { checkInflated, inflateLimits, unpackEntry, type InflateLimits } from './inflate.ts';

/** One file in a zip, as its central directory describes it (APPNOTE 6.3, section 4.3.12). */
export interface ZipEntry {
  readonly name: string;
  readonly packed: number;
  readonly bytes: number;
  readonly crc: number;
  /** 0 stored, 8 deflated; others are refused when the entry is opened. */
  readonly method: number;
  readonly encrypted: boolean;
  /** Where its local header begins. */
  readonly offset: number;
}

const END = 0x06054b50;
const END_64 = 0x06064b50;
const END_64_LOCATOR = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const endBytes = 22;
const longestComment = 65_535;
const mostEntries = 10_000;
const mostDirectoryBytes = 16_000_000;

/**
 * The files in a zip, in the order of its directory; folders and the extras of macOS are left out. Nothing is unpacked.
 * Errors: read/malformed, read/too-many-files.
 */
export async function listZip(input: RandomBytes, name: string): Promise<readonly ZipEntry[]> {
  const { start, size, count } = await findDirectory(input, name);
  if (count > mostEntries || size > mostDirectoryBytes) {
    throw new StudioError(
      'read/too-many-files',
      `${name} holds ${count.toLocaleString('en')} files; the studio looks through at most ${mostEntries.toLocaleString('en')}. Unpack it and choose the table inside.`,
      { name, count, limit: mostEntries },
    );
  }
  if (start + size > input.size) throw malformed(name, 'its list of files points behind its end');
  const directory = await input.read(start, start + size);
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    const entry = readEntry(directory, at, name);
    at = entry.end;
    if (!entry.name.endsWith('/') && !/(^|\/)(__MACOSX\/|\.)/.test(entry.name)) entries.push(entry);
  }
  return entries;
}

/** The directory's place, from the record at the end of the file; large zips have a second one before it. */
async function findDirectory(
  input: RandomBytes,
  name: string,
): Promise<{ start: number; size: number; count: number }> {
  const from = Math.max(0, input.size - endBytes - longestComment);
  const tail = await input.read(from, input.size);
  const view = viewOf(tail);
  let at = tail.length - endBytes;
  while (at >= 0 && view.getUint32(at, true) !== END) at--;
  if (at < 0)
    throw malformed(
      name,
      'the list of files that ends a zip is missing, so it was probably not transferred completely',
    );
  const found = {
    count: view.getUint16(at + 10, true),
    size: view.getUint32(at + 12, true),
    start: view.getUint32(at + 16, true),
  };
  const wide = found.count === 0xffff || found.size === 0xffffffff || found.start === 0xffffffff;
  if (!wide || at < 20 || view.getUint32(at - 20, true) !== END_64_LOCATOR) return found;
  const wideAt = count64(view, at - 12, name);
  if (wideAt + 56 > input.size) throw malformed(name, 'its list of files points behind its end');
  const record = viewOf(await input.read(wideAt, wideAt + 56));
  if (record.getUint32(0, true) !== END_64) throw malformed(name, 'its list of files is not where it says');
  return { count: count64(record, 32, name), size: count64(record, 40, name), start: count64(record, 48, name) };
}

function readEntry(directory: Uint8Array, at: number, name: string): ZipEntry & { end: number } {
  const view = viewOf(directory);
  const need = (end: number): void => {
    if (end > directory.length) throw malformed(name, 'its list of files ends in the middle');
  };
  need(at + 46);
  if (view.getUint32(at, true) !== CENTRAL) throw malformed(name, 'its list of files is damaged');
  const flags = view.getUint16(at + 8, true);
  const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map(o => view.getUint16(at + o, true)) as [number, number, number]; // prettier-ignore
  const nameAt = at + 46;
  const extraAt = nameAt + nameBytes;
  const end = extraAt + extraBytes + commentBytes;
  need(end);
  const sizes = {
    bytes: view.getUint32(at + 24, true),
    packed: view.getUint32(at + 20, true),
    offset: view.getUint32(at + 42, true),
  };
  widen(sizes, view, extraAt, extraAt + extraBytes, name);
  return {
    // Bit 11 says UTF-8; names without it are in the code page of 1981, of which ASCII is the common part.
    name: new TextDecoder(flags & 0x800 ? 'utf-8' : 'windows-1252').decode(directory.subarray(nameAt, extraAt)),
    ...sizes,
    crc: view.getUint32(at + 16, true),
    method: view.getUint16(at + 10, true),
    encrypted: (flags & 1) === 1,
    end,
  };
}

/** Sizes beyond 32 bits stand in extra field 1, in this order and only those that do not fit. */
function widen(
  sizes: { bytes: number; packed: number; offset: number },
  view: DataView,
  start: number,
  end: number,
  name: string,
): void {
  for (let at = start; at + 4 <= end; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let from = at + 4;
    for (const key of ['bytes', 'packed', 'offset'] as const) {
      if (sizes[key] !== 0xffffffff) continue;
      if (from + 8 > end) throw malformed(name, 'its list of files is damaged');
      sizes[key] = count64(view, from, name);
      from += 8;
    }
  }
}

/**
 * The bytes of one file of a zip, unpacked as they are asked for and checked against the directory. Errors:
 * read/malformed, read/encrypted, read/unsupported, read/inflates-too-far.
 */
export async function openEntry(
  input: RandomBytes,
  entry: ZipEntry,
  name: string,
  ctx: ReadContext,
  limits: InflateLimits = inflateLimits,
): Promise<AsyncIterable<Uint8Array>> {
  const subject = `${entry.name} in ${name}`;
  if (entry.encrypted) {
    throw new StudioError(
      'read/encrypted',
      `${subject} is protected by a password. Unpack it yourself and choose the file.`,
      { name, member: entry.name },
    );
  }
  if (entry.method !== 0 && entry.method !== 8) {
    throw new StudioError(
      'read/unsupported',
      `${subject} is packed in a way the studio does not read (method ${entry.method}). Unpack it yourself and choose the file.`,
      { name, member: entry.name, method: entry.method },
    );
  }
  checkInflated(subject, entry.bytes, entry.packed, limits);
  if (entry.offset + 30 > input.size) throw malformed(name, `${entry.name} lies behind its end`);
  const local = viewOf(await input.read(entry.offset, entry.offset + 30));
  if (local.getUint32(0, true) !== LOCAL) throw malformed(name, `${entry.name} is not where it should be`);
  const start = entry.offset + 30 + local.getUint16(26, true) + local.getUint16(28, true);
  if (start + entry.packed > input.size) throw malformed(name, `${entry.name} lies behind its end`);
  return unpackEntry(input.stream(start, start + entry.packed), subject, entry, ctx, limits);
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

function count64(view: DataView, at: number, name: string): number {
  const value = Number(view.getBigUint64(at, true));
  if (!Number.isSafeInteger(value)) throw malformed(name, 'it has a size that makes no sense');
  return value;
}
