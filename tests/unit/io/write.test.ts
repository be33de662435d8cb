import { unzipSync } from 'fflate';
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { categoryColumn, datetimeColumn, numberColumn, textColumn } from '../../../src/core/table/column.ts';
import type { Field } from '../../../src/core/table/schema.ts';
import { makeTable } from '../../../src/core/table/table.ts';
import { packageName } from '../../../src/io/data-package.ts';
import { readTable } from '../../../src/io/read.ts';
import { writeTable, type WriteOptions } from '../../../src/io/write.ts';
import { rowsOf } from './read-text.ts';

const table = makeTable([
  ['size', numberColumn([1, 2, NaN])],
  ['day', datetimeColumn([0, 86_400_000, NaN])],
  ['at', datetimeColumn([0, 1000, NaN])],
  ['kind', categoryColumn(['=cmd()', 'b', null])],
  ['note', textColumn(['@x', '', null])],
]);
const fields: readonly Field[] = [
  { name: 'size', kind: 'number', role: 'target', integer: true, unit: 'm' },
  { name: 'kind', kind: 'category', role: 'feature' },
];
const sources = [
  { title: 'raw.csv', bytes: 10, sha256: 'ab', path: 'https://example.org/raw.csv', licence: 'CC-BY-4.0' },
  { title: 'other.csv', bytes: 11, sha256: 'cd', licence: 'Ask Bob first' },
];
const at = new Date('2026-01-02T03:04:05Z');
const write = (options: Partial<WriteOptions>, ctx = {}) =>
  writeTable('Größe & Co.', table, fields, sources, { format: 'csv', formulaSafe: false, describe: false, ...options }, at, ctx); // prettier-ignore
const bytesOf = async (blob: Blob): Promise<Uint8Array> => new Uint8Array(await blob.arrayBuffer());

test('a file alone, named after the project', async () => {
  const { name, blob } = await write({});
  expect(name).toBe('gro-e-co.csv');
  expect(blob.type).toBe('text/csv');
  const text = await blob.text();
  expect(text).toContain('1,1970-01-01,1970-01-01,=cmd(),@x\r\n');
  expect(await (await write({ formulaSafe: true })).blob.text()).toContain(`1,1970-01-01,1970-01-01,'=cmd(),'@x\r\n`);
});

describe.each(['csv', 'parquet', 'arrow'] as const)('a data package with %s', format => {
  test('describes what is in it, and the studio reads it back', async () => {
    const { name, blob } = await write({ format, describe: true });
    expect(name).toBe('gro-e-co.zip');
    const files = unzipSync(await bytesOf(blob));
    const inside = files[`gro-e-co.${format}`]!;
    const described = JSON.parse(new TextDecoder().decode(files['datapackage.json'])) as Record<string, unknown>;
    expect(described).toMatchObject({
      $schema: 'https://datapackage.org/profiles/2.0/datapackage.json',
      name: 'gro-e-co',
      title: 'Größe & Co.',
      created: '2026-01-02T03:04:05.000Z',
      licenses: [{ name: 'CC-BY-4.0' }, { name: 'other', title: 'Ask Bob first' }],
      sources: [
        { title: 'raw.csv', path: 'https://example.org/raw.csv', bytes: 10, hash: 'sha256:ab' },
        { title: 'other.csv', bytes: 11, hash: 'sha256:cd' },
      ],
      resources: [
        {
          name: 'gro-e-co',
          path: `gro-e-co.${format}`,
          format,
          bytes: inside.length,
          hash: `sha256:${createHash('sha256').update(inside).digest('hex')}`,
          schema: {
            missingValues: [''],
            fields: [
              { name: 'size', type: 'integer', unit: 'm', role: 'target' },
              { name: 'day', type: 'date' },
              { name: 'at', type: 'datetime', format: 'any' },
              { name: 'kind', type: 'string', categories: ['=cmd()', 'b'], role: 'feature' },
              { name: 'note', type: 'string' },
            ],
          },
        },
      ],
    });
    const back = await readTable(name, blob);
    expect(back.source.format).toBe(format);
    expect(back.table.names).toEqual(table.names);
    expect(rowsOf(back.table)[0]).toEqual(['1', '1970-01-01', '1970-01-01', '=cmd()', '@x']);
  });
});

test('a download can be stopped', async () => {
  await expect(write({ describe: true }, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'rpc/cancelled' }); // prettier-ignore
});

test.each([
  ['Sales 2024.csv', 'sales-2024.csv'],
  ['../etc/passwd', 'etc-passwd'],
  ['数据', 'table'],
])('%s is named %s', (title, name) => expect(packageName(title)).toBe(name));
