import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { delimiters, previewCsv, sniffCsv } from '../../../../src/io/csv/dialect.ts';
import { encode } from '../read-text.ts';

describe('sniffCsv', () => {
  test.each([
    ['a,b\n1,2\n', ','],
    ['a;b\n1,5;2,5\n3,5;4,5\n', ';'],
    ['a\tb\n1,2\t3\n', '\t'],
    ['a|b|c\n1|2|3\n', '|'],
    ['a,b\n"1;2;3",x\n"4;5;6",y\n', ','],
    ['name\nAnn\nBob\n', ','],
    ['id,genres\n1,Drama|War\n2,Comedy\n', ','],
    ['text,n\n"one; two; three",1\n"a\nb;c",2\n', ','],
  ])('%j has the delimiter %j', (text, delimiter) => expect(sniffCsv(encode(text)).delimiter).toBe(delimiter));

  test('finds the delimiter of any table of plain words', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', ' ', '.'), minLength: 1, maxLength: 5 });
    const table = fc
      .integer({ min: 2, max: 6 })
      .chain(width =>
        fc.array(fc.array(word, { minLength: width, maxLength: width }), { minLength: 2, maxLength: 20 }),
      );
    fc.assert(
      fc.property(table, fc.constantFrom(...delimiters), (rows, delimiter) => {
        const text = rows.map(r => r.join(delimiter)).join('\n');
        expect(sniffCsv(encode(text)).delimiter).toBe(delimiter);
      }),
    );
  });

  test.each([
    ['a,b\n1,2\n', true],
    ['1,2\n3,4\n', false],
    ['x,1\ny,2\n', false],
    ['name,city\nAnn,Bonn\n', true],
    ['country,2019,code\nDE,5,x\nFR,6,y\n', false],
    ['day,rentals\n2011-01-01,5\n', true],
    ['2011-01-01,5\n2011-01-02,6\n', false],
    ['a,b\n', true],
    ['1,2\n', false],
    ['a,b\n,\n,\n', true],
  ])('header of %j: %s', (text, header) => expect(sniffCsv(encode(text)).header).toBe(header));

  test('encodings', () => {
    expect(sniffCsv(encode('a,é\n')).encoding).toBe('utf-8');
    expect(sniffCsv(Uint8Array.of(97, 44, 0xe9, 10)).encoding).toBe('windows-1252');
    expect(sniffCsv(Uint8Array.of(0xff, 0xfe, 97, 0, 44, 0, 98, 0)).encoding).toBe('utf-16le');
    expect(sniffCsv(encode('a,é\n').subarray(0, 3)).encoding).toBe('utf-8'); // cut inside the é
  });

  test('single quotes where cells are wrapped in them, not in apostrophes', () => {
    expect(sniffCsv(encode("a,b\n'x, y','2'\n'z','3'\n")).quote).toBe("'");
    expect(sniffCsv(encode("a,b\nit's,2\nthat's,3\n")).quote).toBe('"');
  });

  test('what is given stays', () => {
    const given = { delimiter: '|', quote: '', header: false, encoding: 'windows-1252' } as const;
    expect(sniffCsv(encode('a,b\n1,2\n'), given)).toEqual(given);
  });
});

describe('previewCsv', () => {
  test('shows header and rows by the dialect', () => {
    const bytes = encode('\ufeffa;b\n1;"x;y"\n2;z');
    const dialect = sniffCsv(bytes);
    expect(previewCsv(bytes, dialect)).toEqual({ header: ['a', 'b'], rows: [['1', 'x;y'], ['2', 'z']] }); // prettier-ignore
    expect(previewCsv(bytes, { ...dialect, header: false, delimiter: ',' }, 2)).toEqual({
      header: null,
      rows: [['a;b'], ['1;"x;y"']],
    });
  });
  test('shows what comes before an open quote', () => {
    const bytes = encode('a,b\n1,2\n3,"4\n');
    expect(previewCsv(bytes, sniffCsv(bytes)).rows).toEqual([['1', '2']]);
  });
});
