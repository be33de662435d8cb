import { concatArrays } from '../core/concat.ts';
import { StudioError, throwIfCancelled } from '../core/errors.ts';
import type { ReadContext } from './result.ts';

/**
 * Fetch a file from an address that a person gave, whole, with progress, cancellation and a size limit that is kept
 * while the bytes arrive. The name is the last part of the address.
 */
export async function fetchBytes(
  address: string,
  maxBytes: number,
  ctx: ReadContext,
): Promise<{ name: string; bytes: Uint8Array }> {
  const url = parseAddress(address);
  return { name: decodeName(url), bytes: await drain(await request(url, ctx.signal), url, maxBytes, ctx) };
}

/** All bytes of an answer. Errors: read/too-large, read/url-broken, rpc/cancelled. */
export async function drain(response: Response, url: URL, maxBytes: number, ctx: ReadContext): Promise<Uint8Array> {
  const announced = Number(response.headers.get('content-length'));
  if (announced > maxBytes) throw tooLarge(url, maxBytes);
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  try {
    for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
      throwIfCancelled(ctx.signal);
      parts.push(read.value);
      size += read.value.length;
      if (size > maxBytes) throw tooLarge(url, maxBytes);
      ctx.progress?.(size, announced > 0 ? announced : null);
    }
  } catch (error) {
    await reader?.cancel().catch(() => undefined);
    throwIfCancelled(ctx.signal);
    if (error instanceof StudioError) throw error;
    throw new StudioError(
      'read/url-broken',
      `The transfer from ${url.host} broke off after ${size.toLocaleString('en')} bytes. Try again, or download the file and drop it here.`,
      { url: url.href, bytes: size },
    );
  }
  return concatArrays(parts, Uint8Array);
}

/** An address that may be fetched. Errors: read/url. */
export function parseAddress(address: string): URL {
  const url = URL.canParse(address.trim()) ? new URL(address.trim()) : null;
  if (url && ['http:', 'https:', 'blob:', 'data:'].includes(url.protocol)) return url;
  throw new StudioError(
    'read/url',
    `"${address.slice(0, 100)}" is not an address. It should begin with https:// and lead to a table: CSV, Excel, JSON, Parquet or Arrow.`,
    { url: address },
  );
}

/**
 * Ask for an address; nothing of the person's is sent along. `range` asks for the bytes `[start, end)` alone, which a
 * server may or may not heed. Errors: read/url-blocked, read/url-status, rpc/cancelled.
 */
export async function request(
  url: URL,
  signal: AbortSignal | undefined,
  range?: { readonly start: number; readonly end: number },
): Promise<Response> {
  throwIfCancelled(signal);
  let response: Response;
  try {
    const headers = range ? { range: `bytes=${range.start}-${range.end - 1}` } : {};
    response = await fetch(url, {
      headers,
      signal: signal ?? null,
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
    });
  } catch (error) {
    throwIfCancelled(signal);
    throw new StudioError(
      'read/url-blocked',
      `The browser could not fetch from ${url.host}. Most likely that site does not allow other pages to read its files (CORS), or the address or the network is away. Download the file in a new tab and drop it here; everything else works the same.`,
      { url: url.href, cause: error instanceof Error ? error.message : String(error) },
    );
  }
  if (response.ok) return response;
  await response.body?.cancel().catch(() => undefined);
  throw new StudioError(
    'read/url-status',
    `${url.host} answered ${response.status}${response.statusText ? ` (${response.statusText})` : ''} for ${url.pathname}. ${statusHint(response.status)}`,
    { url: url.href, status: response.status },
  );
}

function statusHint(status: number): string {
  if (status === 404 || status === 410) return 'Nothing is there; check the address.';
  if (status === 401 || status === 403) return 'It may need a sign-in; download the file yourself and drop it here.';
  return 'Try again later, or download the file and drop it here.';
}

/** A name for what lies at an address: its last part. */
export function decodeName(url: URL): string {
  const last = url.pathname.split('/').at(-1) ?? '';
  if (last === '' || url.protocol === 'data:') return url.host || 'the address';
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

const tooLarge = (url: URL, limit: number): StudioError =>
  new StudioError(
    'read/too-large',
    `The file at ${url.host} is larger than ${(limit / 1e9).toFixed(1)} GB, more than a browser tab can hold. Choose a smaller one.`,
    { url: url.href, limit },
  );
