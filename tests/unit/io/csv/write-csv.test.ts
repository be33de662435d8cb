import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  booleanColumn,
  categoryColumn,
  datetimeColumn,
  numberColumn,
  textColumn,
  type Column,
} from '../../../../src/core/table/column.ts';
import { missingMarkers } from '../../../../src/core/table/parse.ts';
import { makeTable } from '../../../../src/core/table/table.ts';
import { delimiters } from '../../../../src/io/csv/dialect.ts';
import { writeCsv } from '../../../../src/io/csv/write-csv.ts';
import { readBytes, rowsOf } from '../read-text.ts';

const isBlank = (text: string): boolean => [...text].every(c => c <= ' ');
const isMarker = (text: string): boolean => (missingMarkers as readonly string[]).includes(text.trim());
const letter = fc.oneof(
  fc.constantFrom('"', ',', '\n', '\r', ';', '=', ' ', "'"),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
);

/** Texts a CSV file can tell from missing: something beyond white space, and no marker. NUL is replaced on reading. */
const word = fc
  .string({ unit: letter, minLength: 1, maxLength: 8 })
  .filter(text => !isBlank(text) && !text.includes('\0') && !isMarker(text));

const columnOf = (rows: number): fc.Arbitrary<Column> => {
  const many = <T>(value: fc.Arbitrary<T>, missing: T | null): fc.Arbitrary<T[]> =>
    fc.array(fc.option(value, { nil: missing as T }), { minLength: rows, maxLength: rows }) as fc.Arbitrary<T[]>;
  return fc.oneof(
    many(fc.double({ noNaN: true }), NaN).map(numberColumn),
    many(fc.integer({ min: -8.64e15, max: 8.64e15 }), NaN).map(datetimeColumn),
    many<boolean | null>(fc.boolean(), null).map(booleanColumn),
    many<string | null>(word, null).map(v => textColumn(v)),
    many<string | null>(word, null).map(v => categoryColumn(v)),
  );
};

/** Names are trimmed when they are read. */
const names = fc.uniqueArray(
  word.map(text => text.trim()).filter(text => text !== ''),
  { minLength: 1, maxLength: 4 },
);

describe('writeCsv', () => {
  test('what is written is read back: names, kinds and every value', async () => {
    const table = fc
      .tuple(names, fc.integer({ min: 1, max: 8 }))
      .chain(([found, rows]) =>
        fc
          .tuple(...found.map(name => columnOf(rows).map(column => [name, column] as const)))
          .map(entries => makeTable(entries)),
      );
    await fc.assert(
      fc.asyncProperty(table, fc.constantFrom(...delimiters), async (before, delimiter) => {
        const kinds = before.names.map((name, i) => [name, before.columns[i]!.kind] as const);
        const dialect = { delimiter, quote: '"', header: true, encoding: 'utf-8' } as const;
        const after = await readBytes(writeCsv(before, { delimiter }), { dialect, kinds, decimal: '.' });
        expect(after.table.names).toEqual(before.names);
        expect(after.fields.map(f => f.kind)).toEqual(kinds.map(k => k[1]));
        expect(rowsOf(after.table)).toEqual(rowsOf(before));
        before.columns.forEach((column, i) => {
          if (column.kind === 'number') expect(after.table.columns[i]).toEqual(column);
        });
      }),
      { numRuns: 300 },
    );
  });

  test('is RFC 4180', () => {
    const table = makeTable([
      ['a,b', textColumn(['x"y', null, 'line\nend', ' pad'])],
      ['n', numberColumn([0.1, NaN, 1e21, -0])],
    ]);
    expect(new TextDecoder().decode(writeCsv(table))).toBe(
      '"a,b",n\r\n"x""y",0.1\r\n,\r\n"line\nend",1e+21\r\n" pad",-0\r\n',
    );
  });

  test('formulas are disarmed in texts and names, numbers are left alone', () => {
    const table = makeTable([
      ['=cmd', textColumn(['=1+1', '+x', '-y', '@z', 'plain'])],
      ['n', numberColumn([-1, 1, 2, 3, 4])],
    ]);
    expect(new TextDecoder().decode(writeCsv(table, { formulaSafe: true }))).toBe(
      "'=cmd,n\r\n'=1+1,-1\r\n'+x,1\r\n'-y,2\r\n'@z,3\r\nplain,4\r\n",
    );
  });

  test('a missing cell of a one-column table is no empty line', async () => {
    const table = makeTable([['a', numberColumn([1, NaN, 3])]]);
    expect((await readBytes(writeCsv(table))).table).toEqual(table);
  });
});
