import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Column } from '../../../../src/core/table/column.ts';
import { cellText, columnLength, isMissing } from '../../../../src/core/table/column.ts';
import { readCsv, type CsvOptions } from '../../../../src/io/csv/read-csv.ts';

interface Expected {
  readonly kind: string;
  readonly integer: boolean;
  /** Infinities are written as texts, because JSON has none. */
  readonly values: readonly (number | string | boolean | null)[];
  readonly notes: readonly string[];
  readonly options: CsvOptions;
}

const folder = 'tests/golden/dirty-columns';
const names = readdirSync(folder, { withFileTypes: true }).flatMap(entry => (entry.isDirectory() ? [entry.name] : []));

function valuesOf(column: Column): (number | string | boolean | null)[] {
  return Array.from({ length: columnLength(column) }, (_, row) => {
    if (isMissing(column, row)) return null;
    if (column.kind === 'boolean') return column.values[row] === 1;
    if (column.kind !== 'number' && column.kind !== 'datetime') return cellText(column, row);
    const value = column.values[row]!;
    return Number.isFinite(value) ? value : String(value);
  });
}

describe('dirty columns are what docs/types.md says', () => {
  test('there are at least twenty', () => expect(names.length).toBeGreaterThanOrEqual(20));

  test.each(names)('%s', async name => {
    const bytes = new Uint8Array(readFileSync(join(folder, name, 'column.csv')));
    const expected = JSON.parse(readFileSync(join(folder, name, 'expected.json'), 'utf8')) as Expected;
    const { table, fields, notes } = await readCsv(bytes, expected.options);
    expect({
      kind: fields[0]!.kind,
      integer: fields[0]!.integer ?? false,
      values: valuesOf(table.columns[0]!),
      notes: notes.map(note => note.code),
    }).toEqual({ kind: expected.kind, integer: expected.integer, values: expected.values, notes: expected.notes });
  });
});
