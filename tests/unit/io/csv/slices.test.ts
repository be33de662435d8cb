import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCsv, type CsvOptions } from '../../../../src/io/csv/read-csv.ts';
import { readSlice } from '../../../../src/io/csv/slice.ts';
import type { SlicePool } from '../../../../src/io/csv/slices.ts';
import type { ReadResult } from '../../../../src/io/result.ts';
import { chunked, encode } from '../read-text.ts';

const dialect = { delimiter: ',', quote: '"', header: true, encoding: 'utf-8' } as const;

/** What a read gives, or the code and details of its error. */
async function outcome(reading: Promise<ReadResult>): Promise<unknown> {
  try {
    return await reading;
  } catch (error) {
    const { code, details } = error as { code: string; details: unknown };
    return { code, details };
  }
}

const withHead = (headBytes: number, more: CsvOptions = {}): CsvOptions => ({
  dialect,
  limits: { headBytes },
  ...more,
});
const pool = (smallestSlice: number): SlicePool => ({ workers: 3, smallestSlice, run: readSlice });

/** Every cell gathered and judged at the end: the plain definition of what a file holds. */
const thorough = (bytes: Uint8Array, more?: CsvOptions): Promise<unknown> =>
  outcome(readCsv(bytes, withHead(1e9, more)));
const planned = (bytes: Uint8Array, more?: CsvOptions, chunk = 7): Promise<unknown> =>
  outcome(readCsv(chunked(bytes, chunk), withHead(60, more)));
const sliced = (bytes: Uint8Array, smallest: number, more?: CsvOptions): Promise<unknown> =>
  outcome(readCsv(new Blob([bytes as Uint8Array<ArrayBuffer>]), withHead(60, more), { slices: pool(smallest) }));

/** Cells of one kind, now and then one that is not. */
const usual: readonly fc.Arbitrary<string>[] = [
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.tuple(fc.integer({ min: -999, max: 999 }), fc.nat(99)).map(([whole, part]) => `${whole}.${part}`),
  fc.constantFrom('true', 'false', 'True', 'FALSE'),
  fc.constantFrom('t', 'f'),
  fc.constantFrom('yes', 'no'),
  fc.constantFrom('2021-01-31', '2021-02-01 06:05', '2021-02-01T06:05:09', '1969-12-31', '2021-02-01T06:05:09.123456Z'),
  fc.constantFrom('1/2/2021', '3/4/2021', '5/5/2021'),
  fc.constantFrom('DE', 'FR', 'NA', 'JP'),
  fc.constantFrom('007', '123', '99999999999999999999'),
  fc.constantFrom('"1,234"', '"12,345.5"', '7'),
  fc.constantFrom('a', 'b', 'ü', 'long text with "quotes"', '"a ""b"""', '"x,y"', '"two\nlines"', ' padded '),
];
const odd = fc.constantFrom('', 'NA', '?', '-', '""', '"7"', ' 8 ', 'x', '1e3', '.5', '5.', '-0', '13/1/2021', '1/13/2021', '"', '+1', 'Infinity', '2021-13-01', '1\0', '"q"x'); // prettier-ignore
const column = fc
  .constantFrom(...usual)
  .map(cell => fc.oneof({ weight: 12, arbitrary: cell }, { weight: 1, arbitrary: odd }));
const file = fc
  .tuple(
    fc.array(column, { minLength: 1, maxLength: 4 }),
    fc.integer({ min: 1, max: 40 }),
    fc.constantFrom('\n', '\r\n', '\r'),
  )
  .chain(([columns, rows, end]) =>
    fc.array(fc.tuple(...columns), { minLength: rows, maxLength: rows }).map(records => {
      const names = columns.map((_, i) => `column${i}`).join(',');
      return encode([names, ...records.map(record => record.join(','))].join(end) + end);
    }),
  );

/** A file whose streams give forty bytes and then never answer again. */
class SilentFile extends Blob {
  override slice(start?: number, end?: number, type?: string): Blob {
    const part = super.slice(start, end, type);
    const first = part.slice(0, 40);
    if (end === undefined)
      part.stream = () => {
        let given = false;
        return new ReadableStream({
          type: 'bytes',
          async pull(controller) {
            if (given) return new Promise<void>(() => undefined);
            given = true;
            controller.enqueue(new Uint8Array(await first.arrayBuffer()));
          },
        });
      };
    return part;
  }
}

test('a stream that falls silent does not hold up reading, and the same comes out', async () => {
  const bytes = encode(`a,b\n${Array.from({ length: 60 }, (_, i) => `${i},"x ${i}"`).join('\n')}\n`);
  const silent = new SilentFile([bytes as Uint8Array<ArrayBuffer>]);
  const read = await outcome(readCsv(silent, withHead(60), { slices: pool(200) }));
  expect(read).toEqual(await thorough(bytes));
});

describe('however a file is read, the same comes out', () => {
  test('by a plan from its first cells and by every cell kept', async () => {
    await fc.assert(
      fc.asyncProperty(file, fc.integer({ min: 1, max: 50 }), async (bytes, chunk) => {
        expect(await planned(bytes, {}, chunk)).toEqual(await thorough(bytes));
      }),
      { numRuns: 1500 },
    );
  });

  test('in slices that may begin within quotes, and as a whole', async () => {
    await fc.assert(
      fc.asyncProperty(file, fc.integer({ min: 5, max: 120 }), async (bytes, smallest) => {
        expect(await sliced(bytes, smallest)).toEqual(await thorough(bytes));
      }),
      { numRuns: 1500 },
    );
  });

  test('line numbers, empty lines and short rows are counted over all slices', async () => {
    const bytes = encode(`a,b\n${'1,2\n'.repeat(40)}3\n\n\n${'4,5\n'.repeat(40)}6\n7,8,9\n"x"y,1\n\n`);
    expect(await sliced(bytes, 20)).toEqual(await thorough(bytes));
    const open = encode(`a,b\n${'1,2\n'.repeat(60)}"3,4\n${'5,6\n'.repeat(60)}`);
    expect(await sliced(open, 20)).toMatchObject({ code: 'read/unclosed-quote', details: { line: 62 } });
  });

  test('a sample takes the same rows in slices and as a whole, about as many as asked, and says so', async () => {
    const bytes = encode(`a,b\n${Array.from({ length: 20_000 }, (_, i) => `${i},x${i % 9}\n`).join('')}`);
    const sample = { sample: { share: 0.1, seed: 7 } };
    const whole = (await thorough(bytes, sample)) as ReadResult;
    expect(await sliced(bytes, 1000, sample)).toEqual(whole);
    expect(await planned(bytes, sample, 5000)).toEqual(whole);
    expect(Math.abs(whole.table.rows - 2000)).toBeLessThan(5 * Math.sqrt(20_000 * 0.1 * 0.9));
    expect(whole.notes).toContainEqual(
      expect.objectContaining({ code: 'read/sample', count: 20_000 - whole.table.rows }),
    );
    const other = (await thorough(bytes, { sample: { share: 0.1, seed: 8 } })) as ReadResult;
    expect(other.table.columns[0]).not.toEqual(whole.table.columns[0]);
  });

  test('only chosen columns are read, and it is said', async () => {
    const bytes = encode(`a,b,c\n${'1,x,2021-01-01\n'.repeat(200)}`);
    const chosen = { columns: ['c', 'a'] };
    const result = (await thorough(bytes, chosen)) as ReadResult;
    expect(result.table.names).toEqual(['a', 'c']);
    expect(result.notes).toContainEqual(expect.objectContaining({ code: 'read/columns-left-out', count: 1 }));
    expect(await sliced(bytes, 500, chosen)).toEqual(result);
    expect(await thorough(bytes, { columns: ['d'] })).toMatchObject({ code: 'column/unknown' });
  });

  test('a worker that fails for another reason than the file ends the reading with that reason', async () => {
    const bytes = encode(`a\n${'1\n'.repeat(1000)}`);
    const dying: SlicePool = { ...pool(100), run: () => Promise.reject(new Error('gone')) };
    const reading = readCsv(new Blob([bytes as Uint8Array<ArrayBuffer>]), withHead(60), { slices: dying });
    await expect(reading).rejects.toThrow('gone');
  });
});
