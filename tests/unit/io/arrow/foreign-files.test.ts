import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { categoryColumn, cellText, countMissing } from '../../../../src/core/table/column.ts';
import { getColumn } from '../../../../src/core/table/table.ts';
import { arrowToTable } from '../../../../src/io/arrow/read-arrow.ts';
import { verifyArrow } from '../../../../src/io/arrow/verify.ts';
import { readParquet } from '../../../../src/io/parquet/read-parquet.ts';
import { codesOf, rowsOf } from '../read-text.ts';

interface Golden {
  readonly rows: number;
  readonly columns: readonly { name: string; head: (string | null)[]; last: string | null; missing: number }[];
  readonly files: Record<string, string>;
  readonly nested: string;
  readonly categories: string;
}
const golden = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../golden/arrow/files.json'), 'utf8'),
) as Golden;
const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

test.each(Object.keys(golden.files))('%s has the values pyarrow wrote', name => {
  const bytes = bytesOf(golden.files[name]!);
  expect(verifyArrow(bytes, name).compressed).toBe(!name.startsWith('plain'));
  const { table } = arrowToTable(bytes, name);
  expect(table.rows).toBe(golden.rows);
  expect(table.names).toEqual(golden.columns.map(c => c.name));
  for (const { name: column, head, last, missing } of golden.columns) {
    const found = getColumn(table, column);
    expect(
      head.map((_, row) => cellText(found, row)),
      column,
    ).toEqual(head);
    expect(cellText(found, table.rows - 1), column).toBe(last);
    expect(countMissing(found), column).toBe(missing);
  }
  expect(getColumn(table, 'grade')).toMatchObject({ kind: 'category', levels: ['low', 'mid', 'high'] });
});

test('structs are flattened by dotted names, lists and maps left out by name', () => {
  const result = arrowToTable(bytesOf(golden.nested), 'nested.feather');
  expect(result.table.names).toEqual(['id', 'at.lat', 'at.name.de', 'at.name.en', 'mixed.n']);
  expect(rowsOf(result.table)).toEqual([
    ['1', '1.5', 'x', 'y', '1'],
    ['2', null, null, null, '2'],
    ['3', null, null, null, '3'],
  ]);
  expect(codesOf(result)).toEqual(['read/nested-columns']);
  for (const name of ['"tags"', '"mixed.list"', '"pairs"']) expect(result.notes[0]!.text).toContain(name);
});

test('a category of pandas keeps the order of its levels through the row groups of a Parquet file', async () => {
  const { table } = await readParquet(bytesOf(golden.categories));
  expect(table.columns).toEqual([categoryColumn(['high', 'low', null, 'high', 'low'], ['low', 'mid', 'high'])]);
});

describe('damaged compressed files', () => {
  test.each(['lz4.arrows', 'zstd.arrows'])('%s with a byte changed is a table or a coded error', name => {
    const bytes = bytesOf(golden.files[name]!);
    for (let at = 0; at < bytes.length; at += 397) {
      const changed = bytes.slice();
      changed[at]! ^= 0x55;
      try {
        arrowToTable(changed, name);
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/^read\//) as string });
      }
    }
  });

  test('a buffer that says it unpacks to terabytes is refused before anything is set aside', () => {
    const bytes = bytesOf(golden.files['zstd.arrows']!);
    // Every compressed buffer begins with its unpacked length as 64 bits; 8,000 is that of a batch of a thousand halves.
    const length = Buffer.alloc(8);
    length.writeBigInt64LE(8000n);
    const at = Buffer.from(bytes).indexOf(length);
    expect(at).toBeGreaterThan(0);
    new DataView(bytes.buffer, bytes.byteOffset).setBigInt64(at, 2n ** 42n, true);
    expect(() => arrowToTable(bytes)).toThrow(expect.objectContaining({ code: 'read/inflates-too-far' }) as Error);
  });
});
