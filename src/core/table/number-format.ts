import { isCode, parseNumberBytes } from './parse.ts';

/** How the numbers of a column are written: the decimal mark, and what divides thousands. */
export interface NumberFormat {
  readonly decimal: '.' | ',';
  /** None, a comma, a point, any kind of space, or either apostrophe. */
  readonly group: '' | ',' | '.' | ' ' | "'";
}

/** In order of preference: a column has the first format that every cell fits. */
export const numberFormats: readonly NumberFormat[] = [
  { decimal: '.', group: '' },
  { decimal: ',', group: '' },
  { decimal: '.', group: ',' },
  { decimal: ',', group: '.' },
  { decimal: '.', group: ' ' },
  { decimal: ',', group: ' ' },
  { decimal: '.', group: "'" },
  { decimal: ',', group: "'" },
];

/** Longer texts are no numbers with thousands marks. */
const mostBytes = 60;
const scratch = new Uint8Array(mostBytes);

/**
 * The number in trimmed `bytes[start .. end)` under a format; NaN where it does not fit. Groups count only where the
 * first has one to three digits, does not begin with a zero, and each other has three. See parseNumberBytes for the rest.
 */
export function readFormatted(bytes: Uint8Array, start: number, end: number, format: NumberFormat): number {
  const comma = format.decimal === ',';
  if (format.group === '') return parseNumberBytes(bytes, start, end, comma);
  if (end - start > mostBytes) return NaN;
  const size = ungroup(bytes, start, end, format);
  return size < 0 ? NaN : parseNumberBytes(scratch, 0, size, comma);
}

/** Like isCode: digits that a number would not keep, thousands marks aside. */
export function isFormattedCode(
  bytes: Uint8Array,
  start: number,
  end: number,
  format: NumberFormat,
  value: number,
): boolean {
  if (format.group === '') return isCode(bytes, start, end, value);
  const size = end - start > mostBytes ? -1 : ungroup(bytes, start, end, format);
  return size >= 0 && isCode(scratch, 0, size, value);
}

/** Copy without the marks between groups; -1 where they do not stand as they should. */
function ungroup(bytes: Uint8Array, start: number, end: number, { group }: NumberFormat): number {
  let i = start;
  let size = 0;
  if (bytes[i] === 43 || bytes[i] === 45) scratch[size++] = bytes[i++]!;
  const first = i;
  let digits = 0;
  let groups = 0;
  while (i < end) {
    const byte = bytes[i]!;
    if (byte >= 48 && byte <= 57) {
      scratch[size++] = byte;
      digits++;
      i++;
      continue;
    }
    const width = markWidth(bytes, i, end, group);
    if (width === 0) break;
    if (groups === 0 ? digits < 1 || digits > 3 || bytes[first] === 48 : digits !== 3) return -1;
    groups++;
    digits = 0;
    i += width;
  }
  if (groups > 0 && digits !== 3) return -1;
  while (i < end) scratch[size++] = bytes[i++]!;
  return size;
}

/** How many bytes the thousands mark at `i` has in UTF-8, 0 where there is none. Spaces may be U+00A0 and U+202F. */
function markWidth(bytes: Uint8Array, i: number, end: number, group: NumberFormat['group']): number {
  const byte = bytes[i]!;
  if (group === ',' || group === '.') return byte === group.charCodeAt(0) ? 1 : 0;
  if (group === ' ') {
    if (byte === 32) return 1;
    if (byte === 0xc2 && bytes[i + 1] === 0xa0) return 2;
    return byte === 0xe2 && bytes[i + 1] === 0x80 && bytes[i + 2] === 0xaf && i + 2 < end ? 3 : 0;
  }
  if (byte === 39) return 1;
  return byte === 0xe2 && bytes[i + 1] === 0x80 && bytes[i + 2] === 0x99 && i + 2 < end ? 3 : 0;
}
