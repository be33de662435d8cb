/**
 * Reading numbers and truth words out of UTF-8 bytes or text. The byte forms make no string on their fast path, so a
 * reader of big files can call them for each cell. Callers trim; an empty range is not a value.
 */

const tenTo = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
const decoder = new TextDecoder();

/** Bytes of one ASCII character. */
export const byteOf = (character: string): number => character.charCodeAt(0);

const POINT = byteOf('.');
const COMMA = byteOf(',');
const PLUS = byteOf('+');
const MINUS = byteOf('-');

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte <= 57;

/**
 * The number written in `bytes[start .. end)`, equal to JavaScript's Number(text) to the last bit; NaN where it is not
 * a plain decimal. Accepted: digits with one decimal mark and an exponent, a sign, Infinity and inf (as NumPy and
 * pandas write it). Hexadecimal, thousands marks and units are not numbers here. With up to 15 significant digits and
 * 22 decimals, digits / 10^decimals is one correctly rounded division of exact numbers (Clinger 1990); everything else
 * goes through Number.
 */
export function parseNumberBytes(bytes: Uint8Array, start: number, end: number, decimalComma = false): number {
  const mark = decimalComma ? COMMA : POINT;
  let i = start;
  const negative = bytes[i] === MINUS;
  if (negative || bytes[i] === PLUS) i++;
  let mantissa = 0;
  let significant = 0;
  let decimals = 0;
  const first = i;
  for (; i < end; i++) {
    const digit = bytes[i]! - 48;
    if (digit < 0 || digit > 9) break;
    mantissa = mantissa * 10 + digit;
    if (mantissa > 0) significant++;
  }
  let digits = i - first;
  if (i < end && bytes[i] === mark) {
    const afterMark = ++i;
    for (; i < end; i++) {
      const digit = bytes[i]! - 48;
      if (digit < 0 || digit > 9) break;
      mantissa = mantissa * 10 + digit;
      if (mantissa > 0) significant++;
    }
    decimals = i - afterMark;
    digits += decimals;
  }
  if (digits === 0) return infinity(bytes, first, end, negative);
  if (i === end) {
    if (significant <= 15 && decimals <= 22) {
      const value = mantissa / tenTo[decimals]!;
      return negative ? -value : value;
    }
    return slowNumber(bytes, start, end, decimalComma);
  }
  return isExponent(bytes, i, end) ? slowNumber(bytes, start, end, decimalComma) : NaN;
}

function isExponent(bytes: Uint8Array, start: number, end: number): boolean {
  if ((bytes[start]! | 32) !== 101) return false;
  let i = start + 1;
  if (bytes[i] === PLUS || bytes[i] === MINUS) i++;
  if (i >= end) return false;
  for (; i < end; i++) if (!isDigit(bytes[i])) return false;
  return true;
}

function infinity(bytes: Uint8Array, start: number, end: number, negative: boolean): number {
  const length = end - start;
  if (length !== 3 && length !== 8) return NaN;
  const word = decoder.decode(bytes.subarray(start, end));
  if (word !== 'Infinity' && word.toLowerCase() !== 'inf') return NaN;
  return negative ? -Infinity : Infinity;
}

function slowNumber(bytes: Uint8Array, start: number, end: number, decimalComma: boolean): number {
  let text = '';
  if (end - start > 64) text = decoder.decode(bytes.subarray(start, end));
  else for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]!);
  return Number(decimalComma ? text.replace(',', '.') : text);
}

/**
 * True where the bytes are digits that a number would not keep: an integer beyond 2^53, or one that starts with a
 * zero such as a postal code. Such columns stay text.
 */
export function isCode(bytes: Uint8Array, start: number, end: number, value: number): boolean {
  const first = bytes[start] === MINUS || bytes[start] === PLUS ? start + 1 : start;
  const leadingZero = bytes[start] === 48 && isDigit(bytes[start + 1]) && end - start > 1;
  if (!leadingZero && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return false;
  for (let i = first; i < end; i++) if (!isDigit(bytes[i])) return false;
  return true;
}

/** Pairs of truth words by family; the letters t and f alone count only where both occur in a column. */
const truthWords: readonly (readonly [word: string, family: number, value: 0 | 1])[] = [
  ['true', 0, 1],
  ['false', 0, 0],
  ['yes', 1, 1],
  ['no', 1, 0],
  ['t', 2, 1],
  ['f', 2, 0],
];
const castOnlyWords: readonly (readonly [word: string, value: 0 | 1])[] = [
  ['y', 1],
  ['n', 0],
  ['on', 1],
  ['off', 0],
  ['1', 1],
  ['0', 0],
];
export const LETTER_FAMILY = 2;

/** family * 2 + value for a truth word in any case (true/false, yes/no, t/f); -1 where it is none. */
export function parseTruthBytes(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length > 5) return -1;
  for (const [word, family, value] of truthWords) {
    if (word.length !== length) continue;
    let i = 0;
    while (i < length && (bytes[start + i]! | 32) === word.charCodeAt(i)) i++;
    if (i === length) return family * 2 + value;
  }
  return -1;
}

const encoder = new TextEncoder();

/** The number in a text after trimming; NaN where there is none. See parseNumberBytes for what counts. */
export function parseNumber(text: string, decimalComma = false): number {
  const bytes = encoder.encode(text.trim());
  return parseNumberBytes(bytes, 0, bytes.length, decimalComma);
}

/** 1, 0, or -1 where the text is no truth word. Wider than inference: also y/n, on/off and 1/0. */
export function parseTruth(text: string): -1 | 0 | 1 {
  const word = text.trim().toLowerCase();
  for (const [known, , value] of truthWords) if (known === word) return value;
  for (const [known, value] of castOnlyWords) if (known === word) return value;
  return -1;
}

/** Texts that mean "no value" in files. Empty cells always do. */
export const missingMarkers = [
  'NA',
  'N/A',
  'n/a',
  'NaN',
  'nan',
  'null',
  'NULL',
  'Null',
  'None',
  '#N/A',
  '<NA>',
  '?',
  '-',
] as const;

export function isMissingText(text: string): boolean {
  const word = text.trim();
  return word === '' || (missingMarkers as readonly string[]).includes(word);
}
