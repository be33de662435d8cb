import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { StudioError } from '../../../../src/core/errors.ts';
import { getColumn } from '../../../../src/core/table/table.ts';
import { formatMeaning, serialToEpoch } from '../../../../src/io/excel/dates.ts';
import { previewTable } from '../../../../src/io/preview.ts';
import { randomBytes } from '../../../../src/io/random-bytes.ts';
import { readTable, type ReadChoice } from '../../../../src/io/read.ts';
import { codesOf, rowsOf } from '../read-text.ts';

const folder = join(import.meta.dirname, '../../../golden/excel');
const fileOf = (name: string): Uint8Array => new Uint8Array(readFileSync(join(folder, name)));
type Cells = readonly (readonly [kind: string, text: string] | null)[][];
const golden = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<string, Record<string, Cells>>;

const read = (name: string, choice: ReadChoice = {}) => readTable(name, fileOf(name), { choice });

describe.each(['book.xlsx', 'mac.xlsx'])('%s has what openpyxl reads', name => {
  test('every kind of cell', async () => {
    const { table, fields, source, notes } = await read(name);
    const [names, ...rows] = golden[name]!['All kinds']!;
    expect(source.format).toBe('xlsx');
    expect(table.names).toEqual(names!.map(cell => cell![1]));
    expect(table.rows).toBe(rows.length);
    table.columns.forEach((column, i) => {
      rows.forEach((row, r) => {
        const expected = row[i];
        const found = rowsOf(table)[r]![i]!;
        if (!expected) return void expect(found, `${table.names[i]}[${r}]`).toBeNull();
        const [kind, text] = expected;
        if (kind === 'text') expect(found).toBe(text);
        else if (kind === 'boolean') expect(found).toBe(text);
        else expect((column as { values: Float64Array }).values[r], table.names[i]).toBe(Number(text));
      });
    });
    expect(fields.map(f => f.kind)).toEqual(['category', 'number', 'number', 'boolean', 'datetime', 'datetime', 'number', 'number', 'number', 'category']); // prettier-ignore
    expect(fields.find(f => f.name === 'whole')?.integer).toBe(true);
    expect(fields.find(f => f.name === 'clock')?.unit).toBe('s');
    expect(codesOf({ table, fields, notes })).toEqual([
      'read/time-as-seconds',
      'read/time-as-seconds',
      'read/cell-errors',
    ]);
    expect(notes.at(-1)?.text).toContain('#N/A, #DIV/0!');
  });

  test('another sheet, with a title above the names', async () => {
    const { table, notes } = await read(name, { sheet: 'Later, with a title', skip: 1 });
    expect(table.names).toEqual(['city', 'sales', 'note']);
    expect(rowsOf(table)).toEqual([
      ['Bonn', '10', 'x'],
      ['Trier', '20', 'y'],
    ]);
    expect(notes.map(n => n.code)).toEqual(['read/merged-cells']);
  });

  test('the preview lists the sheets and shows the first rows', async () => {
    const preview = await previewTable(
      name,
      randomBytes(fileOf(name)),
      { choice: { sheet: 'Later, with a title' } },
      {},
    );
    expect(preview.sheets.map(s => [s.name, s.hidden])).toEqual([
      ['All kinds', false],
      ['Later, with a title', false],
      ['Hidden', true],
    ]);
    expect(preview.header).toEqual(['Sales of the year']);
    expect(preview.rows[0]).toEqual(['city', 'sales', null, 'note']);
  });
});

test('a sheet that is not there is refused with the names of the others', async () => {
  const error = (await read('book.xlsx', { sheet: 'Sheet9' }).catch((e: unknown) => e)) as StudioError;
  expect(error.code).toBe('read/no-such-sheet');
  expect(error.message).toContain('All kinds');
});

describe('hostile workbooks', () => {
  /** The golden workbook with the XML of its first sheet changed. */
  const changed = (change: (xml: string) => string): Uint8Array => {
    const parts = unzipSync(fileOf('book.xlsx'));
    const xml = new TextDecoder().decode(parts['xl/worksheets/sheet1.xml']);
    return zipSync({ ...parts, 'xl/worksheets/sheet1.xml': strToU8(change(xml)) });
  };
  const sheet = (rows: string): Uint8Array =>
    changed(
      () =>
        `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows}</sheetData></worksheet>`,
    );

  test('a cell in the last row costs nothing', async () => {
    const { table } = await readTable(
      'a.xlsx',
      sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="ZZ1048576"><v>2</v></c></row>'),
    );
    expect(table.names).toEqual(['column 1', 'column 2']);
    expect(rowsOf(table)).toEqual([
      ['1', null],
      [null, '2'],
    ]);
  });

  test.each([
    ['a cell beyond the last column', '<row><c r="ZZZ1"><v>1</v></c></row>'],
    ['a reference that is none', '<row><c r="1A"><v>1</v></c></row>'],
    ['a text that is not there', '<row><c t="s"><v>999</v></c></row>'],
    ['a number that is none', '<row><c><v>one</v></c></row>'],
    ['XML that ends', '<row><c><v>1</v>'],
  ])('%s is refused', async (_what, rows) => {
    await expect(readTable('a.xlsx', sheet(rows))).rejects.toMatchObject({ code: 'read/malformed' });
  });

  test('entities are not expanded, a document type is refused', async () => {
    const bomb = changed(
      xml => `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>${xml.replace(/^<\?xml.*?\?>/, '')}`,
    );
    await expect(readTable('a.xlsx', bomb)).rejects.toMatchObject({ code: 'read/malformed' });
  });

  test('a part that unpacks too far is refused', async () => {
    const bomb = changed(xml => xml.replace('<sheetData>', `${' '.repeat(200_000_000)}<sheetData>`));
    await expect(readTable('a.xlsx', bomb)).rejects.toMatchObject({ code: 'read/inflates-too-far' });
  });
});

// Codes and meanings from ECMA-376, part 1, 18.8.30 and 18.8.31.
test.each([
  [0, undefined, 'number'],
  [2, undefined, 'number'],
  [14, undefined, 'datetime'],
  [20, undefined, 'seconds'],
  [22, undefined, 'datetime'],
  [46, undefined, 'seconds'],
  [164, 'yyyy\\-mm\\-dd', 'datetime'],
  [164, '[$-407]d. mmmm yyyy;@', 'datetime'],
  [164, '[h]:mm:ss', 'seconds'],
  [164, 'h:mm AM/PM', 'seconds'],
  [164, 'mmm-yy', 'datetime'],
  [164, '0.00', 'number'],
  [164, '#,##0 "days"', 'number'],
  [164, '[Red]0;[Blue]-0', 'number'],
  [164, 'General', 'number'],
  [164, 'hh:mm:ss.000', 'seconds'],
] as const)('format %i %s is a %s', (id, code, meaning) => expect(formatMeaning(id, code)).toBe(meaning));

test('serial numbers around the day that never was', () => {
  const day = (serial: number, mac = false): string => new Date(serialToEpoch(serial, mac)).toISOString().slice(0, 10);
  expect([day(1), day(59), day(61), day(43831)]).toEqual(['1900-01-01', '1900-02-28', '1900-03-01', '2020-01-01']);
  expect(day(0, true)).toBe('1904-01-01');
});

test('a number keeps its format in a column', async () => {
  const { table } = await read('book.xlsx');
  expect(getColumn(table, 'day').kind).toBe('datetime');
});
