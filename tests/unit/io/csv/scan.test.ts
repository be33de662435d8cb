import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createScanner } from '../../../../src/io/csv/scan.ts';
import { encode } from '../read-text.ts';

/** Records by a scanner fed in chunks of the given size. */
function scan(text: string, chunkSize = 1000, maxRecordBytes = 1e6): { records: string[][]; lines: number[] } {
  const records: string[][] = [];
  const lines: number[] = [];
  let cells: string[] = [];
  const sink = {
    cell: (bytes: Uint8Array, start: number, end: number) =>
      void cells.push(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(start, end))),
    endRecord: (line: number) => {
      records.push(cells);
      lines.push(line);
      cells = [];
      return true;
    },
  };
  const scanner = createScanner(44, 34, sink, maxRecordBytes);
  const bytes = encode(text);
  for (let at = 0; at < bytes.length; at += chunkSize) scanner.push(bytes.subarray(at, at + chunkSize));
  scanner.end();
  return { records, lines };
}

const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', '\r', ' ', '7'), maxLength: 6 });
const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;

describe('createScanner', () => {
  test('quoted cells come back exactly, in chunks of any size and with any line end', () => {
    const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(
        table,
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        (rows, end, size, last) => {
          const text = rows.map(r => r.map(quote).join(',')).join(end) + (last ? end : '');
          expect(scan(text, size).records).toEqual(rows);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('chunks never change the outcome of any text without an open quote', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', ',', '\n', '\r', '"'), maxLength: 20 }),
        fc.integer({ min: 1, max: 5 }),
        (text, size) => {
          const attempt = (chunk: number): unknown => {
            try {
              return scan(text, chunk);
            } catch (error) {
              return (error as { code: string }).code;
            }
          };
          expect(attempt(size)).toEqual(attempt(1000));
        },
      ),
      { numRuns: 3000 },
    );
  });

  test.each<[string, string[][]]>([
    ['a,b\n1,2', [['a', 'b'], ['1', '2']]],
    ['a,\n', [['a', '']]],
    ['a,', [['a', '']]],
    [',', [['', '']]],
    ['a\n\n\nb\n', [['a'], ['b']]],
    ['""\n', [['']]],
    ['a"b,c', [['a"b', 'c']]],
    ['"a"b,c', [['ab', 'c']]],
    ['"a""b"c"",d', [['a"bc""', 'd']]],
    ['', []],
    ['\r\n\r\n', []],
  ])('%j', (text, records) => expect(scan(text).records).toEqual(records)); // prettier-ignore

  test('counts lines inside quotes and skipped lines', () => {
    expect(scan('a\r\n"x\r\ny\nz\rw"\r\n\r\nb\r\nc').lines).toEqual([1, 2, 7, 8]);
  });

  test('names the line on which the open quote begins', () => {
    expect(() => scan('a,b\n1,"2\n3,4\n5,6\n', 3)).toThrow(
      expect.objectContaining({ code: 'read/unclosed-quote', details: { line: 2 } }),
    );
  });

  test('refuses an endless line and an endless quote without holding them', () => {
    expect(() => scan(`a\nb\n${'x'.repeat(5000)}`, 10, 1000)).toThrow(
      expect.objectContaining({ code: 'read/line-too-long', details: { line: 3, limit: 1000 } }),
    );
    expect(() => scan(`a\n${'x,'.repeat(5000)}`, 10, 1000)).toThrow(
      expect.objectContaining({ code: 'read/line-too-long' }),
    );
    expect(() => scan(`a\n"${'x\n'.repeat(5000)}`, 10, 1000)).toThrow(
      expect.objectContaining({ code: 'read/unclosed-quote', details: { line: 2 } }),
    );
  });
});
