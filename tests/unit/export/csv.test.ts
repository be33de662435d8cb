import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCsv, writeCsv } from '../../../src/export/runtime/csv.ts';

describe('CSV of the exported page', () => {
  test('what is written reads back', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ',', ';', '"', '\n', '\r', '\t', ' ', 'é'), maxLength: 6 });
    const safe = cell.map(text => `x${text}`);
    const table = fc.integer({ min: 1, max: 4 }).chain(width => fc.array(fc.array(safe, { minLength: width, maxLength: width }), { minLength: 1 })); // prettier-ignore
    fc.assert(
      fc.property(table, rows => {
        // A plain header line settles the delimiter.
        const all = [rows[0]!.map((_, i) => `c${i}`), ...rows];
        expect(readCsv(writeCsv(all))).toEqual(all);
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  test.each([
    ['a,b\r\n1,2', [['a', 'b'], ['1', '2']]],
    ['\uFEFFa;b\n1,5;2\n', [['a', 'b'], ['1,5', '2']]],
    ['a\tb\n"x\ty"\t2', [['a', 'b'], ['x\ty', '2']]],
    ['"a ""b""",c\n"1\n2",', [['a "b"', 'c'], ['1\n2', '']]],
    ['a,b\n\n1,2\n\r\n', [['a', 'b'], ['1', '2']]],
    ['a\r1\r2', [['a'], ['1'], ['2']]],
    ['a,b\n"unclosed,2', [['a', 'b'], ['unclosed,2']]],
    ['', []],
  ])('%j', (text, rows) => {
    expect(readCsv(text)).toEqual(rows);
  }); // prettier-ignore

  test('a text that a spreadsheet would run as a formula is led by an apostrophe, a number is not', () => {
    expect(writeCsv([['=1+1', '-5', -5, '@x', '+a']])).toBe("'=1+1,-5,-5,'@x,'+a\r\n");
  });
});
