import { createHash } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { numberColumn } from '../../../src/core/table/column.ts';
import { makeTable } from '../../../src/core/table/table.ts';
import { tableToArrow } from '../../../src/io/arrow/write-arrow.ts';
import { fetchBytes } from '../../../src/io/fetch-bytes.ts';
import { writeParquet } from '../../../src/io/parquet/write-parquet.ts';
import { readTable, readUrl } from '../../../src/io/read.ts';
import { encode, rowsOf } from './read-text.ts';

const table = makeTable([['a', numberColumn([1, 2.5, NaN])]]);

describe('readTable', () => {
  test('reads by content, whatever the name, from bytes and from a Blob', async () => {
    const inputs = [encode('a\n1\n2.5\n""\n'), tableToArrow(table, []), await writeParquet(table, [])];
    const formats = ['csv', 'arrow', 'parquet'];
    for (const [i, bytes] of inputs.entries()) {
      for (const input of [bytes, new Blob([bytes as Uint8Array<ArrayBuffer>])]) {
        const result = await readTable('data.txt', input);
        expect(rowsOf(result.table)).toEqual([['1'], ['2.5'], [null]]);
        expect(result.source).toEqual({
          name: 'data.txt',
          bytes: bytes.length,
          format: formats[i],
          sha256: createHash('sha256').update(bytes).digest('hex'),
        });
      }
    }
  });

  test('refuses an empty file and foreign formats', async () => {
    await expect(readTable('x.csv', new Uint8Array())).rejects.toMatchObject({ code: 'read/empty' });
    const zip = Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0);
    await expect(readTable('x.csv', zip)).rejects.toMatchObject({ code: 'read/malformed' });
    const xz = Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0);
    await expect(readTable('x.csv', xz)).rejects.toMatchObject({
      code: 'read/not-a-table',
      details: { format: 'xz' },
    });
  });
});

describe('readUrl', () => {
  let server: Server | null = null;
  afterEach(() => {
    vi.unstubAllGlobals();
    server?.closeAllConnections();
    server?.close();
    server = null;
  });

  async function serve(listener: RequestListener): Promise<string> {
    const started = createServer(listener);
    server = started;
    await new Promise<void>(resolve => started.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
  }

  test('reads a file and names it after the address', async () => {
    const root = await serve((_request, response) => response.end('a,b\n1,2\n'));
    const progress = vi.fn();
    const result = await readUrl(`${root}/folder/my%20sales.csv?x=1`, {}, { progress });
    expect(result.source.name).toBe('my sales.csv');
    expect(rowsOf(result.table)).toEqual([['1', '2']]);
    expect(progress).toHaveBeenLastCalledWith(8, 8);
  });

  test.each([
    [404, 'check the address'],
    [403, 'sign-in'],
    [500, 'Try again later'],
  ])('says what status %i means', async (status, hint) => {
    const root = await serve((_request, response) => {
      response.statusCode = status;
      response.end('no');
    });
    const error = (await readUrl(`${root}/a.csv`).catch((e: unknown) => e)) as Error & { code: string };
    expect(error.code).toBe('read/url-status');
    expect(error.message).toContain(hint);
  });

  test('a web page in place of the file', async () => {
    const root = await serve((_request, response) => response.end('<!doctype html><html><body>Sign in</body></html>'));
    await expect(readUrl(`${root}/a.csv`)).rejects.toMatchObject({ code: 'read/web-page' });
  });

  test('what the browser blocks is explained, with the way round', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    const error = (await readUrl('https://example.org/a.csv').catch((e: unknown) => e)) as Error & { code: string };
    expect(error.code).toBe('read/url-blocked');
    expect(error.message).toContain('CORS');
    expect(error.message).toContain('drop it here');
  });

  test.each(['example', 'ftp://example.org/a.csv', '', 'javascript:alert(1)'])('%j is no address', async address => {
    await expect(readUrl(address)).rejects.toMatchObject({ code: 'read/url' });
  });

  test('the size limit holds with and without an announced length', async () => {
    const root = await serve((request, response) => {
      if (request.url === '/announced') response.setHeader('content-length', 5000);
      response.end('x'.repeat(5000));
    });
    for (const path of ['/announced', '/silent'])
      await expect(fetchBytes(root + path, 1000, {})).rejects.toMatchObject({ code: 'read/too-large' });
  });

  test('a transfer that breaks off is said, a cancel is a cancel', async () => {
    const root = await serve((_request, response) => {
      response.setHeader('content-length', 5000);
      response.write('x'.repeat(1000));
      setTimeout(() => response.destroy(), 50);
    });
    await expect(readUrl(`${root}/a.csv`)).rejects.toMatchObject({ code: 'read/url-broken' });
    const signal = AbortSignal.abort();
    await expect(readUrl(`${root}/a.csv`, {}, { signal })).rejects.toMatchObject({ code: 'rpc/cancelled' });
  });
});
