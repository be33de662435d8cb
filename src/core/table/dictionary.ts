import type { CategoryColumn, TextColumn } from './column.ts';

/**
 * How many distinct texts a column may have and still be a category: 20 always; above that at most half of the
 * present values, and never more than 1,000. Beyond it the column is text.
 */
export const categoryLimit = (present: number): number => Math.min(1000, Math.max(20, Math.floor(present / 2)));

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * A text column as codes and levels in order of first appearance, or null as soon as there are more than `limit`
 * distinct values. Works on bytes: an open-addressing hash table of first rows, one string per level. Empty texts
 * become missing, because a level is never empty.
 */
export function encodeDictionary(column: TextColumn, limit: number): CategoryColumn | null {
  const { bytes, offsets, valid } = column;
  const rows = valid.length;
  const codes = new Int32Array(rows).fill(-1);
  let slots = new Int32Array(1024).fill(-1);
  let firstRows = new Int32Array(512);
  let hashes = new Int32Array(512);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const start = offsets[row]!;
    const end = offsets[row + 1]!;
    if (valid[row] === 0 || start === end) continue;
    const hash = hashBytes(bytes, start, end);
    let slot = hash & (slots.length - 1);
    let code: number;
    while ((code = slots[slot]!) >= 0) {
      if (hashes[code] === hash && sameBytes(bytes, start, end, offsets, firstRows[code]!)) break;
      slot = (slot + 1) & (slots.length - 1);
    }
    if (code < 0) {
      if (count === limit) return null;
      if (count === firstRows.length) {
        firstRows = grown(firstRows);
        hashes = grown(hashes);
        slots = rehash(hashes, count);
        slot = hash & (slots.length - 1);
        while (slots[slot]! >= 0) slot = (slot + 1) & (slots.length - 1);
      }
      code = count++;
      slots[slot] = code;
      firstRows[code] = row;
      hashes[code] = hash;
    }
    codes[row] = code;
  }
  const levels = Array.from(firstRows.subarray(0, count), row =>
    decoder.decode(bytes.subarray(offsets[row], offsets[row + 1])),
  );
  return { kind: 'category', codes, levels };
}

/** FNV-1a, 32 bits. */
function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return hash ^ (hash >>> 15);
}

function sameBytes(bytes: Uint8Array, start: number, end: number, offsets: Int32Array, row: number): boolean {
  const other = offsets[row]!;
  if (offsets[row + 1]! - other !== end - start) return false;
  for (let i = start, j = other; i < end; i++, j++) if (bytes[i] !== bytes[j]) return false;
  return true;
}

function grown(values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const bigger = new Int32Array(values.length * 2);
  bigger.set(values);
  return bigger;
}

function rehash(hashes: Int32Array, count: number): Int32Array<ArrayBuffer> {
  const slots = new Int32Array(hashes.length * 2).fill(-1);
  for (let code = 0; code < count; code++) {
    let slot = hashes[code]! & (slots.length - 1);
    while (slots[slot]! >= 0) slot = (slot + 1) & (slots.length - 1);
    slots[slot] = code;
  }
  return slots;
}

/** Whether every row has a text and no two are equal. Ends at the first repeat. */
export function areTextsDistinct({ bytes, offsets, valid }: TextColumn): boolean {
  let slots = new Int32Array(1024).fill(-1);
  for (let row = 0; row < valid.length; row++) {
    if (valid[row] === 0 || offsets[row] === offsets[row + 1]) return false;
    if (row * 2 >= slots.length) slots = rehashRows(bytes, offsets, row, slots.length * 8);
    let slot = hashBytes(bytes, offsets[row]!, offsets[row + 1]!) & (slots.length - 1);
    while (slots[slot]! >= 0) {
      if (sameBytes(bytes, offsets[row]!, offsets[row + 1]!, offsets, slots[slot]!)) return false;
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = row;
  }
  return true;
}

function rehashRows(bytes: Uint8Array, offsets: Int32Array, rows: number, size: number): Int32Array<ArrayBuffer> {
  const slots = new Int32Array(size).fill(-1);
  for (let row = 0; row < rows; row++) {
    let slot = hashBytes(bytes, offsets[row]!, offsets[row + 1]!) & (size - 1);
    while (slots[slot]! >= 0) slot = (slot + 1) & (size - 1);
    slots[slot] = row;
  }
  return slots;
}
