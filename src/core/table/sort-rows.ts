import { type Column, columnLength } from './column.ts';
import { textValues } from './text-values.ts';

export interface SortKey {
  readonly column: Column;
  readonly descending: boolean;
}

/**
 * The rows in order of the keys, the first deciding first. Stable: rows that are equal in every key keep their order.
 * Missing comes last either way. Texts are in order of their code points (as pandas and SQL's binary order have it).
 * A radix sort on 16 bits at a time (LSD), so its time is linear in the rows.
 */
export function sortedRows(keys: readonly SortKey[], rows: number): Int32Array {
  let order = new Int32Array(rows);
  for (let row = 0; row < rows; row++) order[row] = row;
  let spare = new Int32Array(rows);
  for (const key of keys.toReversed()) {
    for (const word of sortWords(key)) {
      for (const shift of [0, 16]) {
        if (!radixPass(order, spare, word, shift)) continue;
        [order, spare] = [spare, order];
      }
    }
  }
  return order;
}

/** False where all rows have the same digit, so that nothing was to be done. */
function radixPass(order: Int32Array, out: Int32Array, word: Uint32Array, shift: number): boolean {
  const starts = new Int32Array(65_536);
  for (const value of word) starts[(value >>> shift) & 0xffff]! += 1;
  if (word.length === 0 || starts[(word[0]! >>> shift) & 0xffff] === word.length) return false;
  let sum = 0;
  for (let digit = 0; digit < starts.length; digit++) {
    const count = starts[digit]!;
    starts[digit] = sum;
    sum += count;
  }
  for (const row of order) out[starts[(word[row]! >>> shift) & 0xffff]!++] = row;
  return true;
}

const MISSING = 0xffffffff;

/** The key of each row as unsigned 32-bit words that sort as the values do, the less significant word first. */
function sortWords({ column, descending }: SortKey): readonly Uint32Array[] {
  const rows = columnLength(column);
  const flip = descending ? MISSING : 0;
  if (column.kind === 'number' || column.kind === 'datetime') {
    const low = new Uint32Array(rows);
    const high = new Uint32Array(rows);
    const one = new Float64Array(1);
    const words = new Uint32Array(one.buffer);
    for (let row = 0; row < rows; row++) {
      const value = column.values[row]!;
      one[0] = value + 0; // -0 + 0 is 0
      // The bits of a double sort as unsigned integers once negative ones are inverted and the sign of the others is set.
      const negative = words[1]! >>> 31 ? MISSING : 0;
      const missing = Number.isNaN(value);
      low[row] = missing ? MISSING : words[0]! ^ negative ^ flip;
      high[row] = missing ? MISSING : words[1]! ^ (negative || 0x80000000) ^ flip;
    }
    return [low, high];
  }
  const { codes, rank } = column.kind === 'boolean' ? { codes: column.values, rank: [0, 1] } : textRanks(column);
  const word = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) word[row] = codes[row]! < 0 ? MISSING : (rank[codes[row]!]! ^ flip) >>> 0;
  // Inverted ranks end at 0xffffffff, where missing is: move them down by one.
  if (descending) for (let row = 0; row < rows; row++) if (codes[row]! >= 0) word[row]! -= 1;
  return [word];
}

function textRanks(column: Column): { codes: Int32Array; rank: Int32Array } {
  const { codes, texts } = textValues(column);
  const rank = new Int32Array(texts.length);
  [...texts.keys()].sort((a, b) => compareTexts(texts[a]!, texts[b]!)).forEach((code, place) => (rank[code] = place));
  return { codes, rank };
}

/** Below zero where `a` comes first, by code points; JavaScript's own order is by UTF-16 units. */
export function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return unitRank(x) - unitRank(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above all others. */
const unitRank = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800);
