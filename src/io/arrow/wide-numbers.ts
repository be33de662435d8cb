import type { Data } from 'apache-arrow';
import { textColumn, type Column } from '../../core/table/column.ts';
import { fillNumbers, isValid, valuesOf, type Chunked } from './chunks.ts';
import type { Converted } from './convert.ts';
import { plural, type ReadNote } from '../result.ts';

/** IEEE 754 binary16. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  if (exponent === 0) return sign * 2 ** -14 * (fraction / 1024);
  return sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}

/** value / divisor rounded down, and whether nothing was lost. */
export function floorDivide(value: bigint, divisor: bigint): { quotient: number; exact: boolean } {
  const quotient = value / divisor;
  const rest = value % divisor;
  return { quotient: Number(rest < 0n ? quotient - 1n : quotient), exact: rest === 0n };
}

/** 64-bit integers as decimal text. */
export function integerText(column: Chunked): Column {
  return textColumn(
    column.chunks.flatMap(data => {
      const values = data.values as unknown as BigInt64Array;
      return Array.from({ length: data.length }, (_, i) => (isValid(data, i) ? String(values[i]) : null));
    }),
  );
}

/** The signed integer of `words` 32-bit little-endian words. */
function wideInteger(words: Uint32Array, row: number, count: number): bigint {
  let value = 0n;
  for (let w = count - 1; w >= 0; w--) value = (value << 32n) | BigInt(words[row * count + w]!);
  return BigInt.asIntN(count * 32, value);
}

/** unscaled / 10^scale written out in full. */
export function decimalText(unscaled: bigint, scale: number): string {
  if (scale <= 0) return String(unscaled * 10n ** BigInt(-scale));
  const negative = unscaled < 0n;
  const digits = String(negative ? -unscaled : unscaled).padStart(scale + 1, '0');
  return `${negative ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/**
 * Decimals as the nearest float64, with a note where that is not the written value to 17 digits. Whole decimals beyond
 * 2^53 stay text, because they are ids.
 */
export function decimalColumn(
  column: Chunked,
  scale: number,
  bitWidth: number,
  note: (fact: Omit<ReadNote, 'column'>) => void,
): Converted {
  const words = bitWidth / 32;
  for (const data of column.chunks) valuesOf(column.name, data, words);
  const textAt = (data: Data, i: number): string =>
    decimalText(wideInteger(data.values as unknown as Uint32Array, i, words), scale);
  let beyond = 0;
  let whole = true;
  const values = fillNumbers(column, words, (data, i) => {
    const text = textAt(data, i);
    const value = Number(text);
    if (!Number.isInteger(value)) whole = false;
    if (text.replace(/^-?0*\.?0*|\./g, '').length > 15) beyond++;
    return value;
  });
  if (scale <= 0 && beyond > 0 && values.some(v => Math.abs(v) > Number.MAX_SAFE_INTEGER)) {
    const texts = column.chunks.flatMap(data =>
      Array.from({ length: data.length }, (_, i) => (isValid(data, i) ? textAt(data, i) : null)),
    );
    return { column: textColumn(texts) };
  }
  if (beyond > 0) {
    note({
      code: 'read/decimal-rounded',
      count: beyond,
      text: `${plural(beyond, 'decimal')} with more than 15 digits were rounded to the nearest number the studio can hold.`,
    });
  }
  return { column: { kind: 'number', values }, integer: whole };
}
