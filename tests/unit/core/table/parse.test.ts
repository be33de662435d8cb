import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isCode,
  parseNumber,
  parseNumberBytes,
  parseTruth,
  parseTruthBytes,
} from '../../../../src/core/table/parse.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Decimal text in every shape: short and long digits, leading zeros, exponents. */
const digits = (max: number) =>
  fc.array(fc.constantFrom(...'0123456789'), { maxLength: max }).map(parts => parts.join(''));
const decimalText = fc
  .tuple(
    fc.constantFrom('', '-', '+'),
    digits(22),
    fc.option(digits(25), { nil: null }),
    fc.option(fc.tuple(fc.constantFrom('e', 'E', 'e+', 'e-'), fc.integer({ min: 0, max: 330 })), { nil: null }),
  )
  .map(
    ([sign, whole, part, exponent]) =>
      `${sign}${whole}${part === null ? '' : `.${part}`}${exponent ? exponent.join('') : ''}`,
  );

describe('parseNumberBytes', () => {
  test('equals Number(text) bit for bit on every decimal text', () => {
    fc.assert(
      fc.property(decimalText, text => {
        const bytes = encode(text);
        const found = parseNumberBytes(bytes, 0, bytes.length);
        expect(Object.is(found, decimal.test(text) ? Number(text) : NaN)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  test('reads back what JavaScript prints for any float64', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), value => {
        const bytes = encode(Object.is(value, -0) ? '-0' : String(value));
        expect(Object.is(parseNumberBytes(bytes, 0, bytes.length), value)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('accepts nothing that is no decimal', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), text => {
        const bytes = encode(text);
        const known = decimal.test(text) || /^[+-]?(Infinity|inf)$/i.test(text);
        expect(Number.isNaN(parseNumberBytes(bytes, 0, bytes.length))).toBe(!known);
      }),
      { numRuns: 3000 },
    );
  });

  test.each(['0x10', '1_000', '1,000', '12px', '', '.', '-', '+.', 'e5', '1e', '1e+', '1.2.3', ' 1', '0b1', '١٢'])(
    'is no number: %j',
    text => {
      const bytes = encode(text);
      expect(parseNumberBytes(bytes, 0, bytes.length)).toBeNaN();
    },
  );

  test('stays inside its range', () => {
    expect(parseNumberBytes(encode('12345'), 1, 3)).toBe(23);
    expect(parseNumberBytes(encode('1e5'), 0, 1)).toBe(1);
  });

  test('reads a decimal comma only when asked', () => {
    const bytes = encode('-1234,5');
    expect(parseNumberBytes(bytes, 0, bytes.length, true)).toBe(-1234.5);
    expect(parseNumberBytes(bytes, 0, bytes.length)).toBeNaN();
    expect(parseNumber('1,00000000000000000001', true)).toBe(1);
  });
});

describe('isCode', () => {
  test.each([
    ['08123', true],
    ['00', true],
    ['0', false],
    ['0.5', false],
    ['9007199254740991', false],
    ['9007199254740993', true],
    ['-9007199254740993', true],
    ['1e20', false],
    ['9007199254740993.5', false],
  ])('%s: %s', (text, expected) => {
    const bytes = encode(text);
    expect(isCode(bytes, 0, bytes.length, Number(text))).toBe(expected);
  });
});

describe('truth words', () => {
  test.each([
    ['true', 1],
    ['FALSE', 0],
    ['Yes', 3],
    ['no', 2],
    ['T', 5],
    ['f', 4],
    ['1', -1],
    ['0', -1],
    ['y', -1],
    ['', -1],
    ['truee', -1],
  ])('%s', (text, expected) => {
    const bytes = encode(text);
    expect(parseTruthBytes(bytes, 0, bytes.length)).toBe(expected);
  });

  test('a cast reads more words', () => {
    expect(['y', 'off', '1', ' TRUE ', 'perhaps'].map(parseTruth)).toEqual([1, 0, 1, 1, -1]);
  });
});
