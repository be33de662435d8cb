import { StudioError } from '../core/errors.ts';
import { decodeName, drain, parseAddress, request } from './fetch-bytes.ts';
import { headBytes } from './open.ts';
import type { RandomBytes } from './random-bytes.ts';
import type { ReadContext } from './result.ts';
import { sniffFormat } from './sniff.ts';

/** What an address holds: its bytes, or the means to read parts of it. */
export type Fetched = { readonly name: string } & ({ readonly bytes: Uint8Array } | { readonly remote: RandomBytes });

/**
 * Look at an address by its first bytes. A Parquet file whose server answers ranges is not fetched: its parts are read
 * as they are needed. Everything else comes whole, in the same answer where the server knows no ranges. Errors: those of
 * parseAddress, request and drain.
 */
export async function openUrl(address: string, maxBytes: number, ctx: ReadContext): Promise<Fetched> {
  const url = parseAddress(address);
  const name = decodeName(url);
  const whole = async (): Promise<Fetched> => ({
    name,
    bytes: await drain(await request(url, ctx.signal), url, maxBytes, ctx),
  });
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return whole();
  let response: Response;
  try {
    response = await request(url, ctx.signal, { start: 0, end: headBytes });
  } catch (error) {
    // A site may allow plain requests and no ranges, and then even to ask for one is refused.
    const refused =
      error instanceof StudioError && (error.code === 'read/url-blocked' || error.details['status'] === 416);
    if (refused) return whole();
    throw error;
  }
  if (response.status !== 206) return { name, bytes: await drain(response, url, maxBytes, ctx) };
  const head = await drain(response, url, headBytes, { signal: ctx.signal });
  const size = totalOf(response) ?? (await sizeByHead(url, ctx));
  if (head.length < headBytes && (size === null || size === head.length)) return { name, bytes: head };
  if (size === null || sniffFormat(head) !== 'parquet') return whole();
  return { name, remote: httpBytes(url, size, ctx.signal) };
}

/** A file at an address as bytes that can be read in parts. Errors of a read: read/url-changed, and those of request. */
export function httpBytes(url: URL, size: number, signal: AbortSignal | undefined): RandomBytes {
  const read = async (start: number, end: number): Promise<Uint8Array> => {
    if (end <= start) return new Uint8Array(0);
    const response = await request(url, signal, { start, end });
    const total = totalOf(response);
    if (response.status !== 206 || (total !== null && total !== size)) {
      await response.body?.cancel().catch(() => undefined);
      throw changed(url);
    }
    const bytes = await drain(response, url, end - start, { signal });
    if (bytes.length !== end - start) throw changed(url);
    return bytes;
  };
  return {
    size,
    read,
    async *stream(start, end) {
      for (let at = start; at < end; at += streamBytes) yield await read(at, Math.min(end, at + streamBytes));
    },
  };
}

const streamBytes = 8_000_000;

/** The size of the whole file, where a ranged answer says it and the browser lets us see it. */
function totalOf(response: Response): number | null {
  const total = Number(/\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1]);
  return Number.isSafeInteger(total) && total > 0 ? total : null;
}

/** Other sites seldom show how long the whole file is in a ranged answer; the length of a plain one may be seen. */
async function sizeByHead(url: URL, ctx: ReadContext): Promise<number | null> {
  try {
    const response = await fetch(url, {
      method: 'HEAD',
      signal: ctx.signal ?? null,
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
    });
    const size = Number(response.headers.get('content-length'));
    const packed = response.headers.get('content-encoding') !== null;
    return response.ok && !packed && Number.isSafeInteger(size) && size > 0 ? size : null;
  } catch {
    return null;
  }
}

const changed = (url: URL): StudioError =>
  new StudioError(
    'read/url-changed',
    `${url.host} sent other bytes than were asked for. The file may have changed meanwhile; fetch it again, or download it and drop it here.`,
    { url: url.href },
  );
