import { Decompress } from 'fzstd';
import { StudioError } from '../../core/errors.ts';
import { concatArrays } from '../../core/concat.ts';
import { checkInflated, type InflateLimits } from '../archive/inflate.ts';
import { malformed } from './chunks.ts';
import { FlatTables } from './flat-tables.ts';
import { unpackLz4 } from './lz4.ts';

/** Columns of one value pack without limit, so the ratio counts only beyond what a small table may take. */
const limits: InflateLimits = { bytes: 2 ** 31 - 1, freeBytes: 2 ** 28, ratio: 250 };
/** The largest window zstd uses without being told to. */
const longestWindow = 2 ** 27;
const RAW = -1n;

/**
 * An Arrow stream with its compressed buffers unpacked, as a stream that any reader understands. The bytes must have
 * passed verifyArrow. Sizes are taken from the file, checked against the limits before anything is allocated, and
 * checked again against what comes out. Errors: read/malformed, read/inflates-too-far, read/unsupported.
 */
export function unpackArrow(bytes: Uint8Array, name: string): Uint8Array {
  const refuse = (what: string): never => {
    throw malformed(name, what);
  };
  const parts: Uint8Array[] = [];
  const budget = { unpacked: 0, packed: bytes.length };
  let at = bytes[0] === 0x41 ? 8 : 0; // a file is a stream between its magic words and its footer
  while (at + 8 <= bytes.length) {
    const frame = new DataView(bytes.buffer, bytes.byteOffset + at, 8);
    const size = frame.getInt32(4, true);
    if (frame.getUint32(0, true) !== 0xffffffff || size === 0) break;
    const metadata = bytes.slice(at + 8, at + 8 + size);
    const tables = new FlatTables(new DataView(metadata.buffer), refuse);
    const body = bodyOf(tables);
    const start = at + 8 + size;
    if (start + body > bytes.length) refuse('it ends in the middle of its values');
    parts.push(...unpackMessage(metadata, tables, bytes.subarray(start, start + body), name, budget));
    at = start + body;
  }
  return concatArrays(parts, Uint8Array);
}

const bodyOf = (tables: FlatTables): number => {
  const at = tables.field(tables.follow(0), 3);
  return at ? tables.count(at) : 0;
};

/** The record batch of a message of batches or of a dictionary; null for others. */
function batchOf(tables: FlatTables): number | null {
  const message = tables.follow(0);
  const kind = tables.u8(tables.field(message, 1));
  const header = tables.follow(tables.field(message, 2));
  if (kind === 3) return header;
  const data = kind === 2 ? tables.field(header, 1) : 0;
  return data ? tables.follow(data) : null;
}

function unpackMessage(
  metadata: Uint8Array,
  tables: FlatTables,
  body: Uint8Array,
  name: string,
  budget: { unpacked: number; readonly packed: number },
): Uint8Array[] {
  const batch = batchOf(tables);
  const compression = batch === null ? 0 : tables.field(batch, 3);
  if (batch === null || compression === 0) return [...framed(metadata), body];
  const codecAt = tables.field(tables.follow(compression), 0);
  const codec = codecAt ? tables.u8(codecAt) : 0;
  if (codec > 1) throw unknownCodec(name, codec);
  const view = new DataView(metadata.buffer);
  const bodyView = new DataView(body.buffer, body.byteOffset, body.length);
  const buffers = tables.vector(batch, 2, 16);
  const parts: Uint8Array[] = [];
  let end = 0;
  for (let i = 0; i < buffers.length; i++) {
    const at = buffers.first + i * 16;
    const [offset, length] = [tables.count(at), tables.count(at + 8)];
    const buffer = length === 0 ? new Uint8Array(0) : unpackBuffer(bodyView, offset, length, codec, name, budget);
    view.setBigInt64(at, BigInt(end), true);
    view.setBigInt64(at + 8, BigInt(buffer.length), true);
    const padding = -buffer.length & 7;
    parts.push(buffer, new Uint8Array(padding));
    end += buffer.length + padding;
  }
  const bodyAt = tables.field(tables.follow(0), 3);
  if (bodyAt) view.setBigInt64(bodyAt, BigInt(end), true);
  tables.drop(batch, 3);
  return [...framed(metadata), ...parts];
}

/** A message's frame; its length is kept a multiple of eight, so that what follows stays aligned. */
function framed(metadata: Uint8Array): Uint8Array[] {
  const padding = -metadata.length & 7;
  const head = new Uint8Array(8);
  const view = new DataView(head.buffer);
  view.setUint32(0, 0xffffffff, true);
  view.setInt32(4, metadata.length + padding, true);
  return [head, metadata, new Uint8Array(padding)];
}

/** A buffer begins with its unpacked length, -1 where it was left as it is (Message.fbs, BodyCompressionMethod). */
function unpackBuffer(
  body: DataView,
  offset: number,
  length: number,
  codec: number,
  name: string,
  budget: { unpacked: number; readonly packed: number },
): Uint8Array {
  if (length < 8 || offset + length > body.byteLength) throw malformed(name, 'a compressed part of it is too short');
  const says = body.getBigInt64(offset, true);
  const packed = new Uint8Array(body.buffer, body.byteOffset + offset + 8, length - 8);
  if (says === RAW) return packed;
  const size = Number(says);
  if (!Number.isSafeInteger(size) || size < 0) throw malformed(name, 'it has a size that makes no sense');
  budget.unpacked += size;
  checkInflated(name, budget.unpacked, budget.packed, limits);
  return codec === 0 ? unpackLz4(packed, size, name) : unpackZstd(packed, size, name);
}

function unpackZstd(packed: Uint8Array, size: number, name: string): Uint8Array {
  const out = new Uint8Array(size);
  let end = 0;
  const refuse = (): never => {
    throw malformed(name, 'its compressed values do not unpack');
  };
  if (packed.length < 6 || windowOf(packed) > Math.max(longestWindow, size)) refuse();
  try {
    const decoder = new Decompress(chunk => {
      if (end + chunk.length > size) refuse();
      out.set(chunk, end);
      end += chunk.length;
    });
    decoder.push(packed, true);
  } catch {
    refuse();
  }
  return end === size ? out : refuse();
}

/** What a decoder sets aside for a frame (RFC 8878, 3.1.1.1): the window it names, or its content where that is one segment. */
function windowOf(packed: Uint8Array): number {
  const flags = packed[4]!;
  const singleSegment = (flags & 32) !== 0;
  if (!singleSegment) {
    const base = 2 ** (10 + (packed[5]! >> 3));
    return base + (base / 8) * (packed[5]! & 7);
  }
  const dictionaryBytes = [0, 1, 2, 4][flags & 3]!;
  const sizeBytes = 1 << (flags >> 6);
  let size = flags >> 6 === 1 ? 256 : 0;
  for (let i = 0; i < sizeBytes; i++) size += (packed[5 + dictionaryBytes + i] ?? 0) * 2 ** (8 * i);
  return size;
}

const unknownCodec = (name: string, codec: number): StudioError =>
  new StudioError(
    'read/unsupported',
    `${name} is compressed in a way the studio does not read (codec ${codec}). Save it with LZ4 or Zstandard, or without compression.`,
    { name, codec },
  );
