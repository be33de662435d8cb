import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  booleanColumn,
  categoryColumn,
  cellText,
  datetimeColumn,
  numberColumn,
  textColumn,
  type Column,
} from '../../src/core/table/column.ts';
import type { Field } from '../../src/core/table/schema.ts';
import { makeTable, type Table } from '../../src/core/table/table.ts';
import { writtenFormats, writeTable, type WrittenFormat } from '../../src/io/write.ts';
import { pythonWithPyarrow } from './python.ts';

const table: Table = makeTable([
  ['number', numberColumn([1.5, -0, 5e-324, 1e300, NaN, 1 / 3])],
  ['whole', numberColumn([1, 2, 3, -4, NaN, 9007199254740991])],
  ['when', datetimeColumn([0, -1, 1709209815123, NaN, -2208988800000, 253402300799999])],
  ['truth', booleanColumn([true, false, null, true, false, true])],
  [
    'city',
    categoryColumn(['Köln', 'a,b', null, 'say "hi"', 'Köln', '=1+1'], ['unused', '=1+1', 'Köln', 'a,b', 'say "hi"']),
  ],
  ['note', textColumn(['plain', '', null, 'two\nlines', 'emoji 🌱', '-5'])],
  ['__proto__', numberColumn([1, 2, 3, 4, 5, 6])],
]);
const fields: readonly Field[] = table.names.map((name, i) => ({ name, kind: table.columns[i]!.kind, role: 'feature', ...(name === 'number' && { unit: 'kg' }) })); // prettier-ignore

interface ReadBack {
  readonly names: readonly string[];
  readonly types: readonly string[];
  readonly columns: readonly (readonly (string | null)[])[];
}

const folder = mkdtempSync(join(tmpdir(), 'terrarium-'));
afterAll(() => rmSync(folder, { recursive: true }));
const python = pythonWithPyarrow();

async function readBack(format: WrittenFormat): Promise<ReadBack> {
  const options = { format, formulaSafe: false, describe: false };
  const { name, blob } = await writeTable('refined table', table, fields, [], options, new Date(0), {});
  const path = join(folder, name);
  writeFileSync(path, new Uint8Array(await blob.arrayBuffer()));
  const printed = execFileSync(python!, [join('tests', 'interop', 'read_back.py'), path], { encoding: 'utf8' });
  return JSON.parse(printed) as ReadBack;
}

/** A value as the script prints it; numbers by their bits, so that the last one counts. */
function printed(column: Column, row: number, format: WrittenFormat): string | null {
  const text = cellText(column, row);
  if (text === null || format === 'csv')
    return column.kind === 'number' && text === '0' && Object.is(column.values[row], -0) ? '-0' : text;
  return column.kind === 'datetime' ? String(column.values[row]) : text;
}

const fromHex = (hex: string): number => {
  const [, sign, lead, fraction = '', exponent] = /^(-?)0x([01])(?:\.([0-9a-f]+))?p([+-]\d+)$/.exec(hex)!;
  const value = (Number(lead) + parseInt(fraction || '0', 16) / 16 ** fraction.length) * 2 ** Number(exponent);
  return sign ? -value : value;
};

if (python === null) {
  test('nothing to read back with', () =>
    console.log('There is no Python with pyarrow here, so files are not read back by it.'));
} else {
  test.each(writtenFormats)(
    'pyarrow reads the written %s back equal',
    async format => {
      const back = await readBack(format);
      expect(back.names).toEqual(table.names);
      if (format !== 'csv') {
        expect(back.types.map(type => type.replace(/<.*/, ''))).toEqual(['double', 'double', 'timestamp[ms, tz=UTC]', 'bool', 'dictionary', 'string', 'double']); // prettier-ignore
      }
      table.columns.forEach((column, i) => {
        for (let row = 0; row < table.rows; row++) {
          const found = back.columns[i]![row] ?? null;
          const where = `${table.names[i]}[${row}] in ${format}`;
          if (column.kind === 'number' && format !== 'csv' && found !== null)
            expect(Object.is(fromHex(found), column.values[row]), where).toBe(true);
          else expect(found, where).toBe(printed(column, row, format));
        }
      });
    },
    60_000,
  );
}
