import * as arrow from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { categoryColumn, datetimeColumn, numberColumn, textColumn } from '../../../../src/core/table/column.ts';
import type { Field } from '../../../../src/core/table/schema.ts';
import { makeTable, takeTableRows, type Table } from '../../../../src/core/table/table.ts';
import { toArrow } from '../../../../src/io/arrow/write-arrow.ts';
import { loadFooter } from '../../../../src/io/parquet/footer.ts';
import { loadParquet } from '../../../../src/io/parquet/load.ts';
import { readParquet } from '../../../../src/io/parquet/read-parquet.ts';
import { randomBytes, type RandomBytes } from '../../../../src/io/random-bytes.ts';
import { rowsOf } from '../read-text.ts';

const rows = 230;
const groupRows = 50;
const at = <T>(make: (i: number) => T): T[] => Array.from({ length: rows }, (_, i) => make(i));
const table = makeTable([
  ['id', numberColumn(at(i => i))],
  ['price', numberColumn(at(i => (i % 7 ? i / 3 : NaN)))],
  ['when', datetimeColumn(at(i => i * 86_400_000))],
  [
    'city',
    categoryColumn(
      at(i => ['Köln', 'Bonn', null][i % 3]!),
      ['unused', 'Bonn', 'Köln'],
    ),
  ],
  ['note', textColumn(at(i => `note ${i}`))],
]);
const fields: readonly Field[] = table.names.map((name, i) => ({
  name,
  kind: table.columns[i]!.kind,
  role: name === 'price' ? 'target' : 'feature',
  ...(name === 'price' && { unit: 'EUR' }),
}));

async function inGroups(source: arrow.Table): Promise<Uint8Array> {
  const parquet = await loadParquet();
  const properties = new parquet.WriterPropertiesBuilder().setMaxRowGroupSize(groupRows).setCompression(parquet.Compression.ZSTD).build(); // prettier-ignore
  return parquet.writeParquet(parquet.Table.fromIPCStream(arrow.tableToIPC(source, 'stream')), properties);
}
const file = await inGroups(toArrow(table, fields, 'exchange'));
const groups = Math.ceil(rows / groupRows);

/** What is chosen, taken out of the whole. */
function part(names: readonly string[], chosen: readonly number[]): Table {
  const kept = takeTableRows(table, at(i => i).filter(row => chosen.includes(Math.floor(row / groupRows)))); // prettier-ignore
  return makeTable(names.map(name => [name, kept.columns[table.names.indexOf(name)]!] as const));
}

test('chosen columns and row groups are those of the whole file, with their roles and units', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.subarray([...table.names], { minLength: 1 }),
      fc.subarray([...Array(groups).keys()], { minLength: 1 }),
      async (columns, rowGroups) => {
        const read = await readParquet(file, { columns, rowGroups });
        expect(read.table).toEqual(part(columns, rowGroups));
        expect(read.fields).toEqual(fields.filter(field => columns.includes(field.name)));
        const noted = read.notes.map(note => note.code);
        expect(noted.includes('read/columns-chosen')).toBe(columns.length < table.names.length);
        expect(noted.includes('read/rows-chosen')).toBe(rowGroups.length < groups);
      },
    ),
    { numRuns: 60 },
  );
});

test('only what is chosen is read of the source', async () => {
  const inside = randomBytes(file);
  let read = 0;
  const counting: RandomBytes = {
    ...inside,
    // Far from the end, so that the footer's read does not bring the values along.
    size: inside.size,
    read: async (start, end) => {
      read += end - start;
      return inside.read(start, end);
    },
  };
  const footer = await loadFooter(inside, 'a');
  const wanted = footer.groups[1]!.chunks[0]!;
  const before = read;
  await readParquet(counting, { columns: ['id'], rowGroups: [1] });
  expect(read - before - Math.min(65_536, inside.size)).toBe(wanted.end - wanted.start);
});

test('the footer names each column with what it holds', async () => {
  const footer = await loadFooter(randomBytes(file), 'a');
  expect(footer.columns.map(c => [c.name, c.type, c.nested])).toEqual([
    ['id', 'number', false],
    ['price', 'number', false],
    ['when', 'date and time', false],
    ['city', 'text', false],
    ['note', 'text', false],
  ]);
  expect(footer.groups.map(g => g.rows)).toEqual([50, 50, 50, 50, 30]);
});

describe('nested columns', () => {
  const struct = new arrow.Struct([
    new arrow.Field('x', new arrow.Float64(), true),
    new arrow.Field('tags', new arrow.List(new arrow.Field('item', new arrow.Utf8(), true)), true),
  ]);
  const nested = new arrow.Table({
    id: arrow.vectorFromArray([1, 2, 3], new arrow.Int32()),
    at: arrow.vectorFromArray([{ x: 1.5, tags: ['a'] }, null, { x: null, tags: [] }], struct),
    list: arrow.vectorFromArray([[1], null, []], new arrow.List(new arrow.Field('item', new arrow.Int32(), true))),
  });

  test('parts of structs are read, lists are left out by name', async () => {
    const bytes = await inGroups(nested);
    const footer = await loadFooter(randomBytes(bytes), 'a');
    expect(footer.columns.map(c => [c.name, c.nested])).toEqual([
      ['id', false],
      ['at.x', false],
      ['at.tags', true],
      ['list', true],
    ]);
    const read = await readParquet(bytes, { name: 'a.parquet' });
    expect(read.table.names).toEqual(['id', 'at.x']);
    expect(rowsOf(read.table)).toEqual([
      ['1', '1.5'],
      ['2', null],
      ['3', null],
    ]);
    expect(read.notes.map(n => n.text).join()).toContain('"at.tags", "list"');
    await expect(readParquet(bytes, { columns: ['list'] })).rejects.toMatchObject({ code: 'read/nothing-left' });
    await expect(readParquet(bytes, { columns: ['nope'] })).rejects.toMatchObject({ code: 'read/no-such-column' });
  });
});

test('a stop is heard between row groups', async () => {
  const abort = new AbortController();
  const reading = readParquet(file, {}, { signal: abort.signal, progress: () => abort.abort() });
  await expect(reading).rejects.toMatchObject({ code: 'rpc/cancelled' });
});
