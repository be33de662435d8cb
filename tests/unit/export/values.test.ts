import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { castColumn } from '../../../src/core/table/cast.ts';
import { cellText, type ColumnKind, numberColumn, textColumn } from '../../../src/core/table/column.ts';
import { missingMarkers } from '../../../src/core/table/parse.ts';
import { readColumn, readDate, readNumber, readTruth } from '../../../src/export/runtime/values.ts';

/** What the studio makes of a text when it casts a column: the number, NaN where missing, undefined where unreadable. */
function studio(text: string, kind: 'number' | 'datetime' | 'boolean'): number | undefined {
  const { column, unparseable } = castColumn(textColumn([text]), kind);
  if (unparseable) return undefined;
  const [value] = (column as { values: ArrayLike<number> & Iterable<number> }).values;
  return kind === 'boolean' && value === -1 ? NaN : value;
}

const numberText = fc.oneof(
  fc.double().map(String),
  fc.float().map(v => v.toFixed(3)),
  fc.constantFrom(...missingMarkers, '', ' ', '1,5', '0x10', '1e5', '.5', '5.', '+7', '--1', 'inf', '-INF', 'Infinity', '1e', '1_000', '12 kg', '-', 'e5', ' 3 '), // prettier-ignore
  fc.string({ unit: fc.constantFrom(...'0123456789.eE+- '), maxLength: 8 }),
);

const pad = (value: number, width = 2) => String(value).padStart(width, '0');
const dateText = fc
  .record({
    year: fc.integer({ min: 1, max: 9999 }),
    month: fc.integer({ min: 0, max: 13 }),
    day: fc.integer({ min: 0, max: 32 }),
    separator: fc.constantFrom('-', '/', '-'),
    padded: fc.boolean(),
    time: fc.constantFrom('', 'T06:05', ' 6:05', 'T23:59:59', 'T24:00', ' 12:60', 'T06:05:01.25', 't06:05:01,123456', ' 06:05:01.5'), // prettier-ignore
    zone: fc.constantFrom('', 'Z', '+02:00', '-0530', '+14', ' UTC', '+25:00', 'GMT', '+02:', '+00:99'),
  })
  .map(({ year, month, day, separator, padded, time, zone }) => {
    const part = (v: number) => (padded ? pad(v) : String(v));
    return `${pad(year, 4)}${separator}${part(month)}${separator}${part(day)}${time}${time ? zone : ''}`;
  });

/** The same bits, or both unreadable. */
function same(text: string, found: number | undefined, expected: number | undefined): void {
  expect([text, found]).toStrictEqual([text, expected]);
}

describe('raw values are read as the studio reads files', () => {
  test('numbers', () => {
    fc.assert(
      fc.property(numberText, text => same(text, readNumber(text), studio(text, 'number'))),
      { numRuns: 2000, seed: 1 },
    );
  });

  test('truths', () => {
    const word = fc.constantFrom('true', 'False', 'YES', 'no', 't', 'F', 'y', 'n', 'on', 'Off', '1', '0', '1.0', '2', 'NA', '', 'yess', ' true '); // prettier-ignore
    fc.assert(
      fc.property(word, text => same(text, readTruth(text), studio(text, 'boolean'))),
      { numRuns: 200, seed: 1 },
    );
  });

  test('dates with the year first', () => {
    const odd = fc.constantFrom('2011-01', '2011-1', '2011/01', '2011.01.31', '2011-01-31Z', '+012011-01-31', '-000001-02-03T04:05:06Z', '2011-02-29', '2012-02-29', '20110131', 'NA', '', '2011-01-31T'); // prettier-ignore
    fc.assert(
      fc.property(fc.oneof({ weight: 3, arbitrary: dateText }, odd), text =>
        same(text, readDate(text), studio(text, 'datetime')),
      ),
      { numRuns: 3000, seed: 1 },
    );
  });

  test('a date written by the studio reads back to the same instant', () => {
    fc.assert(
      fc.property(fc.integer({ min: -8.64e15, max: 8.64e15 }), epoch => {
        expect(readDate(new Date(epoch).toISOString())).toBe(epoch);
        expect(readDate(cellText({ kind: 'datetime', values: Float64Array.of(epoch) }, 0)!)).toBe(epoch);
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  test('a number written by the studio reads back to the same bits', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), value => {
        const text = cellText(numberColumn([value]), 0)!;
        expect(readNumber(text)).toBe(value === 0 ? 0 : value);
      }),
      { seed: 1 },
    );
  });
});

test('dates whose order of day and month is not plain are not guessed', () => {
  expect(['1/2/2011', '31.01.2011', 'Jan 31, 2011'].map(readDate)).toEqual([undefined, undefined, undefined]);
});

describe('a column', () => {
  const read = (kind: ColumnKind, values: unknown[], more: object = {}) => {
    const warnings: [number, string][] = [];
    const input = { name: 'c', kind, required: false, missingShare: 0, ...more };
    return { values: readColumn(input, values, values.length, (row, w) => warnings.push([row, w.problem])), warnings };
  };

  test('warns of what is odd and never refuses', () => {
    expect(read('number', [1, 'x', {}, null, 9, undefined, '', -9, true], { min: 0, max: 5, required: true })).toEqual({
      values: [1, NaN, NaN, NaN, 9, NaN, NaN, -9, 1],
      warnings: [[1, 'unparseable'], [2, 'unparseable'], [3, 'missing'], [4, 'out-of-range'], [5, 'missing'], [6, 'missing'], [7, 'out-of-range']], // prettier-ignore
    });
  });

  test('keeps texts as they are; a number may stand for a category', () => {
    expect(read('category', ['a', ' a', 'NA', 3, null, true, 'constructor'], { levels: ['a', '3'] })).toEqual({
      values: ['a', ' a', 'NA', '3', '', 'true', 'constructor'],
      warnings: [[1, 'unknown-category'], [2, 'unknown-category'], [5, 'unknown-category'], [6, 'unknown-category']], // prettier-ignore
    });
  });

  test('reads dates as numbers, Date objects, and texts', () => {
    const moment = new Date(Date.UTC(2026, 0, 31));
    expect(read('datetime', [moment, +moment, '2026-01-31', 9e15, new Date(NaN)])).toEqual({
      values: [+moment, +moment, +moment, NaN, NaN],
      warnings: [[3, 'unparseable']],
    });
  });
});
