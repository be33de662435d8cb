import { Gunzip, Inflate } from 'fflate';
import { concatArrays } from '../../core/concat.ts';
import { StudioError, throwIfCancelled } from '../../core/errors.ts';
import { malformed } from '../arrow/chunks.ts';
import type { ReadContext } from '../result.ts';
import { pieces, type ByteSource } from '../stream.ts';
import { crc32 } from './crc32.ts';

/** How much may come out of an archive. Bytes are counted as they come, whatever the archive says of itself. */
export interface InflateLimits {
  /** More than this is never inflated. */
  readonly bytes: number;
  /** Up to so many bytes any ratio is fine; beyond them more than `ratio` to one is taken for a bomb. */
  readonly freeBytes: number;
  readonly ratio: number;
}

export const inflateLimits: InflateLimits = { bytes: 2 ** 33, freeBytes: 2 ** 26, ratio: 250 };

/** Deflate makes at most 1,032 bytes of one, so a slice never gives more than 17 MB at once. */
const sliceBytes = 1 << 14;
/** The longest header of a gzip member that is looked for: 64 kB of extra field, name and comment beside. */
const longestHeader = 1 << 17;

/** Refuses before memory is spent: the counted bytes, or those an archive announces, against the limits. */
export function checkInflated(name: string, inflated: number, packed: number, limits: InflateLimits): void {
  if (inflated > limits.bytes) {
    const most = (limits.bytes / 2 ** 30).toFixed(limits.bytes < 2 ** 30 ? 2 : 0);
    throw new StudioError(
      'read/inflates-too-far',
      `${name} unpacks to more than ${most} GB, the most the studio unpacks. Unpack it yourself and keep the rows you need.`,
      { name, limit: limits.bytes },
    );
  }
  if (inflated <= limits.freeBytes || inflated <= packed * limits.ratio) return;
  throw new StudioError(
    'read/inflates-too-far',
    `${name} unpacks to more than ${limits.ratio} times its size, as archives do that are made to fill the memory. If you trust it, unpack it yourself and choose the file inside.`,
    { name, packed, inflated, ratio: limits.ratio },
  );
}

/**
 * What a gzip file holds (RFC 1952), all of its members one after another. Length and checksum of every member are
 * checked. Errors: read/malformed, read/inflates-too-far.
 */
export async function* inflateGzip(
  source: ByteSource,
  name: string,
  packed: number,
  ctx: ReadContext,
  limits: InflateLimits = inflateLimits,
): AsyncGenerator<Uint8Array> {
  const out: Uint8Array[] = [];
  let recent: Uint8Array = new Uint8Array(0);
  let read = 0;
  let total = 0;
  let crc = 0;
  let length = 0;
  const endMember = (end: number): void => {
    const at = end - 8 - (read - recent.length);
    const trailer = at >= 0 ? recent.subarray(at, at + 8) : recent.subarray(0, 0);
    if (trailer.length < 8) throw malformed(name, 'it ends in the middle');
    const view = new DataView(trailer.buffer, trailer.byteOffset, 8);
    const whole = view.getUint32(0, true) === crc && view.getUint32(4, true) === length % 2 ** 32;
    if (!whole) throw malformed(name, 'its checksum does not fit what it holds');
    crc = length = 0;
  };
  const gunzip = new Gunzip(chunk => {
    if (chunk.length === 0) return;
    crc = crc32(chunk, crc);
    length += chunk.length;
    total += chunk.length;
    checkInflated(name, total, packed, limits);
    out.push(chunk);
  });
  gunzip.onmember = endMember;
  const push = (slice: Uint8Array, last: boolean): void => {
    recent = concatArrays([recent.subarray(-longestHeader), slice], Uint8Array);
    read += slice.length;
    translate(name, () => gunzip.push(slice, last));
    if (last) endMember(read);
  };
  let before: Uint8Array | null = null;
  for await (const slice of slicesOf(source, packed, ctx)) {
    if (before) push(before, false);
    before = slice;
    yield* out.splice(0);
  }
  push(before ?? new Uint8Array(0), true);
  yield* out.splice(0);
}

/** What a zip says of a file in it. */
export interface Expected {
  readonly packed: number;
  readonly bytes: number;
  readonly crc: number;
}

/** What raw deflate bytes hold, or stored bytes as they are, against the length and checksum that a zip gives for them. */
export async function* unpackEntry(
  source: ByteSource,
  name: string,
  expected: Expected & { readonly method: number },
  ctx: ReadContext,
  limits: InflateLimits = inflateLimits,
): AsyncGenerator<Uint8Array> {
  let crc = 0;
  let total = 0;
  const out: Uint8Array[] = [];
  const take = (chunk: Uint8Array): void => {
    crc = crc32(chunk, crc);
    total += chunk.length;
    if (total > expected.bytes) throw malformed(name, 'more comes out of it than it says');
    checkInflated(name, total, expected.packed, limits);
    if (chunk.length) out.push(chunk);
  };
  const inflate = expected.method === 0 ? null : new Inflate(take);
  for await (const slice of slicesOf(source, expected.packed, ctx)) {
    if (inflate) translate(name, () => inflate.push(slice));
    else take(slice);
    yield* out.splice(0);
  }
  if (inflate) translate(name, () => inflate.push(new Uint8Array(0), true));
  yield* out.splice(0);
  if (total !== expected.bytes) throw malformed(name, 'less comes out of it than it says');
  if (crc !== expected.crc) throw malformed(name, 'its checksum does not fit what it holds');
}

/** All of a stream in one array, refused as soon as it grows beyond `most` bytes. */
export async function collect(
  source: AsyncIterable<Uint8Array>,
  name: string,
  most: number,
  ctx: ReadContext,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of source) {
    throwIfCancelled(ctx.signal);
    size += part.length;
    if (size > most) {
      throw new StudioError(
        'read/too-large',
        `${name} unpacks to more than ${(most / 1e9).toFixed(1)} GB, more than a browser tab can hold. Split it or leave columns out.`,
        { name, limit: most },
      );
    }
    parts.push(part);
  }
  return concatArrays(parts, Uint8Array);
}

async function* slicesOf(source: ByteSource, total: number, ctx: ReadContext): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces(source, total, ctx)) {
    for (let at = 0; at < piece.length; at += sliceBytes) yield piece.slice(at, at + sliceBytes);
  }
}

function translate(name: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (error instanceof StudioError) throw error;
    const words = error instanceof Error ? error.message : String(error);
    throw malformed(name, /EOF/.test(words) ? 'it ends in the middle' : `it does not unpack (${words.slice(0, 80)})`);
  }
}
