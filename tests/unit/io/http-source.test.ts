import { afterEach, describe, expect, test, vi } from 'vitest';
import { numberColumn, textColumn } from '../../../src/core/table/column.ts';
import { makeTable } from '../../../src/core/table/table.ts';
import { writeParquet } from '../../../src/io/parquet/write-parquet.ts';
import { readUrl } from '../../../src/io/read.ts';
import { serveFile, type FileServer, type Manners } from './file-server.ts';
import { encode, rowsOf } from './read-text.ts';

const rows = 20_000;
const random = (i: number): number => ((i * 2_654_435_761) >>> 0) / 7;
const table = makeTable([
  ['wide', textColumn(Array.from({ length: rows }, (_, i) => `text ${random(i)} ${random(i + 1)}`))],
  ['id', numberColumn(Array.from({ length: rows }, (_, i) => i))],
  ['value', numberColumn(Array.from({ length: rows }, (_, i) => random(i)))],
]);
const parquet = await writeParquet(table, []);

let server: FileServer | null = null;
afterEach(() => {
  vi.unstubAllGlobals();
  server?.close();
  server = null;
});
const serve = async (manners: Manners, content = parquet): Promise<FileServer> => (server = await serveFile(content, manners)); // prettier-ignore
const bytesSent = (): number => server!.requests.reduce((sum, request) => sum + request.sent, 0);

describe('Parquet by address', () => {
  test.each([
    ['says the whole length', { ranges: true, total: true }],
    ['tells it to HEAD alone', { ranges: true, head: true }],
    ['sends on to another address', { ranges: true, total: true, redirect: true }],
  ] satisfies [string, Manners][])('only chosen columns travel, from a server that %s', async (_what, manners) => {
    const { url } = await serve(manners);
    const read = await readUrl(url, { choice: { columns: ['id'] } });
    expect(read.table.names).toEqual(['id']);
    expect(read.table.columns[0]).toEqual(table.columns[1]);
    expect(read.source).toMatchObject({ name: 'table.parquet', bytes: parquet.length, format: 'parquet' });
    expect(read.notes.map(n => n.code)).toEqual(['read/columns-chosen', 'read/in-parts']);
    expect(bytesSent()).toBeLessThan(parquet.length / 2);
    expect(read.source.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect((await readUrl(url, { choice: { columns: ['id'] } })).source.sha256).toBe(read.source.sha256);
    expect((await readUrl(url, { choice: { columns: ['value'] } })).source.sha256).not.toBe(read.source.sha256);
  });

  test.each([
    ['knows no ranges', {}],
    ['hides how long the file is', { ranges: true }],
  ] satisfies [string, Manners][])('from a server that %s it comes whole', async (_what, manners) => {
    const { url } = await serve(manners);
    const read = await readUrl(url, { choice: { columns: ['id'] } });
    expect(read.table.columns[0]).toEqual(table.columns[1]);
    expect(read.notes.map(n => n.code)).toEqual(['read/columns-chosen']);
  });

  test.each([
    ['more bytes than asked for', { ranges: true, total: true, wrongBy: 3 }],
    ['fewer', { ranges: true, total: true, wrongBy: -3 }],
    ['another file in between', { ranges: true, total: true, changes: true }],
  ] satisfies [string, Manners][])('%s are refused', async (_what, manners) => {
    const { url } = await serve(manners);
    await expect(readUrl(url)).rejects.toMatchObject({ code: expect.stringMatching(/^read\/(url-changed|too-large)$/) as string }); // prettier-ignore
  });

  test('where a site forbids asking for ranges it is asked plainly', async () => {
    const { url } = await serve({ ranges: true, total: true });
    const plain = globalThis.fetch;
    vi.stubGlobal('fetch', (address: URL, init: RequestInit) =>
      new Headers(init.headers).has('range') ? Promise.reject(new TypeError('Failed to fetch')) : plain(address, init),
    );
    expect((await readUrl(url)).table.columns[1]).toEqual(table.columns[1]);
  });
});

test('a small file comes with the first answer', async () => {
  const { url, requests } = await serve({ ranges: true, total: true }, encode('a,b\n1,2\n'));
  expect(rowsOf((await readUrl(url)).table)).toEqual([['1', '2']]);
  expect(requests).toHaveLength(1);
});

test('a larger text comes whole', async () => {
  const text = encode(`n\n${'1\n'.repeat(100_000)}`);
  const { url } = await serve({ ranges: true, total: true }, text);
  expect((await readUrl(url)).table.rows).toBe(100_000);
});
