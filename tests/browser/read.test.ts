import { expect, test } from 'vitest';
import type { ReadAnswer, ReadJob } from './read-worker.ts';

function ask(job: ReadJob): Promise<ReadAnswer> {
  const worker = new Worker(new URL('./read-worker.ts', import.meta.url), { type: 'module' });
  return new Promise<ReadAnswer>((resolve, reject) => {
    worker.onmessage = (event: MessageEvent<ReadAnswer>) => resolve(event.data);
    worker.onerror = event => reject(new Error(event.message));
    worker.postMessage(job);
  }).finally(() => worker.terminate());
}

const csv = 'when,city,n,ok\r\n2011-01-01,Köln,1.5,true\r\n2011-01-02,"a ""b""",,false\r\n';

test('a worker in Chromium reads CSV from a file as a stream, with its SHA-256', async () => {
  const bytes = new TextEncoder().encode(csv);
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  expect(await ask({ kind: 'file', name: 'a.csv', file: new Blob([bytes]) })).toEqual({
    format: 'csv',
    sha256: Array.from(new Uint8Array(digest), b => b.toString(16).padStart(2, '0')).join(''),
    kinds: ['datetime', 'category', 'number', 'boolean'],
    rows: [
      ['2011-01-01', 'Köln', '1.5', 'true'],
      ['2011-01-02', 'a "b"', null, 'false'],
    ],
  });
});

test('Arrow and Parquet are written and read there, the decoder loaded from our own origin', async () => {
  expect(await ask({ kind: 'round-trip', file: new Blob([csv]) })).toMatchObject({
    format: 'parquet',
    kinds: ['datetime', 'category', 'number', 'boolean'],
    rows: [
      ['2011-01-01', 'Köln', '1.5', 'true'],
      ['2011-01-02', 'a "b"', null, 'false'],
    ],
  });
});

test('a 16 MB text is split at stream chunks without harm', async () => {
  const line = 'alpha,"beta, ""gamma""",1234.5678\r\n';
  const rows = 400_000;
  const answer = await ask({ kind: 'file', name: 'b.csv', file: new Blob(['a,b,c\r\n', line.repeat(rows)]) });
  if (!('rows' in answer)) throw new Error(answer.message);
  expect(answer.rows).toHaveLength(rows);
  expect(new Set(answer.rows.map(row => row.join('|')))).toEqual(new Set(['alpha|beta, "gamma"|1234.5678']));
});

test('an address that the browser may not read is explained', async () => {
  expect(await ask({ kind: 'url', url: 'http://127.0.0.1:9/a.csv' })).toMatchObject({ code: 'read/url-blocked' });
});
