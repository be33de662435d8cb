import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DASH,
  formatAgo,
  formatBytes,
  formatCount,
  formatDate,
  formatDateTime,
  formatDuration,
  formatFixed,
  formatInteger,
  formatInterval,
  formatNumber,
  formatPercent,
  formatPValue,
  formatSigned,
} from '../../../src/ui/format.ts';

/** Read a printed number back. */
const parse = (text: string): number => Number(text.replaceAll(',', '').replace('−', '-').replace('e−', 'e-'));

describe('printing numbers', () => {
  test('what is printed is the number to the digits asked for', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e12, max: 1e12 }), fc.integer({ min: 1, max: 8 }), (x, digits) => {
        const back = parse(formatNumber(x, digits));
        // Whole numbers keep all their digits, so the error is at most half a unit of the last place, or one half.
        const place = x === 0 ? 1 : 10 ** (Math.floor(Math.log10(Math.abs(x))) - digits + 1);
        expect(Math.abs(back - x)).toBeLessThanOrEqual(0.5 * place * (1 + 1e-9) + 1e-12 * Math.abs(x));
      }),
    );
  });

  test('what is missing is a dash, in every form', () => {
    for (const format of [
      formatInteger,
      formatNumber,
      formatPercent,
      formatSigned,
      formatBytes,
      formatDuration,
      formatDate,
    ]) {
      expect(format(null)).toBe(DASH);
      expect(format(undefined)).toBe(DASH);
      expect(format(NaN)).toBe(DASH);
    }
  });

  test.each([
    [17379, '17,379'],
    [0, '0'],
    [-0, '0'],
    [0.94523, '0.9452'],
    [41.7249, '41.72'],
    [-8.05, '−8.05'],
    [1234567.8, '1,234,568'],
    [0.0000321, '3.21e−5'],
    [2.5e20, '2.5e20'],
    [Infinity, '∞'],
    [-Infinity, '−∞'],
  ])('%d is %s', (value, text) => expect(formatNumber(value)).toBe(text));

  test('a fixed number of places, without a negative zero', () => {
    expect(formatFixed(-0.0001, 2)).toBe('0.00');
    expect(formatFixed(1234.5, 1)).toBe('1,234.5');
  });

  test('a share is never rounded to all or nothing', () => {
    expect(formatPercent(0.9412)).toBe('94.1%');
    expect(formatPercent(1)).toBe('100%');
    expect(formatPercent(0)).toBe('0%');
    expect(formatPercent(0.99999)).toBe('> 99.9%');
    expect(formatPercent(0.00001)).toBe('< 0.1%');
  });

  test('an interval decides how many decimals are known', () => {
    expect(formatInterval(41.7249, [40.52, 42.93])).toEqual({ value: '41.7', range: '40.5 – 42.9' });
    expect(formatInterval(0.88951, [0.8871, 0.8919])).toEqual({ value: '0.8895', range: '0.8871 – 0.8919' });
    expect(formatInterval(null, [0, 1])).toEqual({ value: DASH, range: null });
  });

  test('signs, p-values, counts', () => {
    expect(formatSigned(5.5)).toBe('+5.5');
    expect(formatSigned(-0.31)).toBe('−0.31');
    expect(formatPValue(0.0301)).toBe('p = 0.03');
    expect(formatPValue(0.0002)).toBe('p < 0.001');
    expect(formatCount(1, 'row')).toBe('1 row');
    expect(formatCount(17379, 'row')).toBe('17,379 rows');
  });
});

describe('printing sizes and times', () => {
  test.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [2_100_000, '2.1 MB'],
    [182_300_000, '182 MB'],
  ])('%d bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  test.each([
    [0.41, '0.41 ms'],
    [80, '80 ms'],
    [3100, '3.1 s'],
    [59_949, '59.9 s'],
    [250_000, '4 min 10 s'],
    [7_500_000, '2 h 5 min'],
  ])('%d ms are %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

  test('dates are ISO, in UTC', () => {
    expect(formatDate(Date.UTC(2012, 11, 31, 18))).toBe('2012-12-31');
    expect(formatDateTime(Date.UTC(2012, 11, 31, 18))).toBe('2012-12-31 18:00');
    expect(formatDate(9e15)).toBe(DASH);
  });

  test('how long ago', () => {
    expect(formatAgo(1000, 1500)).toBe('just now');
    expect(formatAgo(0, 5000)).toBe('5 s ago');
    expect(formatAgo(0, 300_000)).toBe('5 min ago');
    expect(formatAgo(0, 10_800_000)).toBe('3 h ago');
  });
});
