import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StudioError } from '../../src/core/errors.ts';
import { cellText, type Column } from '../../src/core/table/column.ts';
import { findColumn } from '../../src/core/table/table.ts';
import { readParquet } from '../../src/io/parquet/read-parquet.ts';
import type { ReadResult } from '../../src/io/result.ts';
import { overCorpus } from './folder.ts';

interface Expected {
  readonly rows: number;
  readonly columns: readonly { name: string; kind: string; head: (string | null)[]; last: string | null }[];
}
const golden = new Map(
  Object.entries(
    JSON.parse(readFileSync(join(import.meta.dirname, '../golden/parquet/expected.json'), 'utf8')) as Record<
      string,
      Expected
    >,
  ),
);

/** Files of lists and maps alone, which pyarrow reads without any column that a table could hold. */
const nestedOnly = new Set([...golden].filter(([, { columns }]) => columns.length === 0).map(([file]) => file));

function expectSame(found: Column, row: number, expected: string | null, where: string): void {
  const text = cellText(found, row);
  if (expected === null || text === null) return void expect(text, where).toBe(expected);
  if (found.kind === 'number')
    return void expect(found.values[row], where).toBe(Number(expected.replace('inf', 'Infinity')));
  if (found.kind === 'datetime') return void expect(found.values[row], where).toBe(Number(expected));
  expect(text, where).toBe(expected);
}

overCorpus('parquet/good', (files, read) => {
  describe('good Parquet files', () => {
    test.each(files.filter(f => !nestedOnly.has(f)))('%s has the values pyarrow reads', async file => {
      const { table } = await readParquet(read(file), { name: file });
      const expected = golden.get(file)!;
      expect(table.rows).toBe(expected.rows);
      expect(table.names).toEqual(expected.columns.map(c => c.name));
      for (const { name, kind, head, last } of expected.columns) {
        const column = findColumn(table, name)!;
        expect(column.kind === 'category' ? 'text' : column.kind, name).toBe(kind);
        head.forEach((text, row) => expectSame(column, row, text, `${name}[${row}]`));
        expectSame(column, table.rows - 1, last, `${name}[last]`);
      }
    });

    test.each(files.filter(f => nestedOnly.has(f)))('%s is refused by name', async file => {
      await expect(readParquet(read(file), { name: file })).rejects.toMatchObject({ code: 'read/nothing-left' });
    });

    test('there is an expectation for every file, so that none is passed over', () => {
      expect(files.filter(file => !golden.has(file))).toEqual([]);
    });

    test('int96 dates far in the future are exact', async () => {
      const { table } = await readParquet(read('int96_from_spark.parquet'));
      expect(Array.from({ length: 6 }, (_, i) => cellText(table.columns[0]!, i))).toEqual([
        '2024-01-01T20:34:56.123Z', '2024-01-01T01:00', '9999-12-31T03:00', '2024-12-30T23:00', null, null,
      ]); // prettier-ignore
    });
  });

  describe('damaged copies of good files', () => {
    const sample = [
      'alltypes_plain.parquet',
      'sort_columns.parquet',
      'delta_encoding_optional_column.parquet',
      'int96_from_spark.parquet',
    ];

    test.each(sample)('%s cut short is refused', async file => {
      const bytes = read(file);
      for (let part = 0; part < 20; part++) {
        const cut = bytes.slice(0, Math.floor((bytes.length * part) / 20));
        await expect(readParquet(cut)).rejects.toMatchObject({ code: 'read/malformed' });
      }
    });

    test.each(sample)('%s with any byte changed gives a table or a coded error', async file => {
      const bytes = read(file);
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 0, max: bytes.length - 1 }),
          fc.integer({ min: 1, max: 255 }),
          async (at, flip) => {
            const changed = bytes.slice();
            changed[at]! ^= flip;
            const outcome: ReadResult | unknown = await readParquet(changed, { maxCells: 1e6 }).catch(
              (e: unknown) => e,
            );
            if (outcome instanceof Error) expect(outcome).toBeInstanceOf(StudioError);
          },
        ),
        { numRuns: 150 },
      );
    });
  });
});

overCorpus('parquet/bad', (files, read) => {
  test.each(files)('bad Parquet file %s is refused in words', async file => {
    const error: unknown = await readParquet(read(file), { name: file }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(StudioError);
    expect((error as StudioError).code).toMatch(/^read\/(malformed|nothing-left)$/);
    expect((error as StudioError).message).toContain(file);
  });
});
