import { isMissing, type Column, type TextColumn } from './column.ts';

/** A column as numbered distinct values: rows with the same code hold the same value; -1 is missing. */
export interface ValueCodes {
  readonly codes: Int32Array;
  /** How often each code occurs; its length is the number of distinct values. */
  readonly counts: Int32Array;
  /** The first row of each code, for reading the value back. */
  readonly firstRows: Int32Array;
}

/** Exact distinct values of any column, in order of first appearance. -0 and 0 are one value. */
export function valueCodes(column: Column, rows = rowsOf(column)): ValueCodes {
  return groupRows(
    rows.length,
    i => rows[i]!,
    cellHash(column),
    sameCell(column),
    i => isMissing(column, i),
  );
}

function rowsOf(column: Column): Int32Array {
  const n =
    column.kind === 'category'
      ? column.codes.length
      : column.kind === 'text'
        ? column.valid.length
        : column.values.length;
  return Int32Array.from({ length: n }, (_, i) => i);
}

/**
 * Number the groups of equal rows with an open-addressing hash table of first rows. Equality decides, the hash only
 * finds candidates, so the answer is exact. `row(i)` is the row at position i; codes are by position.
 */
export function groupRows(
  n: number,
  row: (i: number) => number,
  hash: (row: number) => number,
  same: (a: number, b: number) => boolean,
  skip: (row: number) => boolean,
): ValueCodes {
  let size = 16;
  while (size < 2 * n) size *= 2;
  const slots = new Int32Array(size).fill(-1);
  const codes = new Int32Array(n);
  const counts = new Int32Array(n);
  const firstRows = new Int32Array(n);
  let groups = 0;
  for (let i = 0; i < n; i++) {
    const at = row(i);
    if (skip(at)) {
      codes[i] = -1;
      continue;
    }
    let slot = hash(at) & (size - 1);
    let code = slots[slot]!;
    while (code >= 0 && !same(firstRows[code]!, at)) {
      slot = (slot + 1) & (size - 1);
      code = slots[slot]!;
    }
    if (code < 0) {
      code = groups++;
      slots[slot] = code;
      firstRows[code] = at;
    }
    codes[i] = code;
    counts[code]! += 1;
  }
  return { codes, counts: counts.slice(0, groups), firstRows: firstRows.slice(0, groups) };
}

/** The final avalanche of MurmurHash3, so that neighbours do not share slots. */
export function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** A 32-bit hash of the value in a row. */
export function cellHash(column: Column): (row: number) => number {
  switch (column.kind) {
    case 'category': {
      const { codes } = column;
      return row => mix(codes[row]!);
    }
    case 'boolean': {
      const { values } = column;
      return row => mix(values[row]!);
    }
    case 'text':
      return row => textHash(column, row);
    default: {
      const { values } = column;
      const one = new Float64Array(1);
      const words = new Int32Array(one.buffer);
      return row => {
        one[0] = values[row]! + 0; // -0 + 0 is 0
        return mix(words[0]! ^ Math.imul(words[1]!, 0x9e3779b1));
      };
    }
  }
}

function textHash({ bytes, offsets, valid }: TextColumn, row: number): number {
  if (valid[row] === 0) return 0;
  let h = 0x811c9dc5;
  for (let i = offsets[row]!, end = offsets[row + 1]!; i < end; i++) h = Math.imul(h ^ bytes[i]!, 0x01000193);
  return mix(h);
}

/** Whether two rows hold the same value; missing equals missing. */
export function sameCell(column: Column): (a: number, b: number) => boolean {
  switch (column.kind) {
    case 'category': {
      const { codes } = column;
      return (a, b) => codes[a] === codes[b];
    }
    case 'boolean': {
      const { values } = column;
      return (a, b) => values[a] === values[b];
    }
    case 'text':
      return (a, b) => sameText(column, a, b);
    default: {
      const { values } = column;
      return (a, b) => values[a] === values[b] || (Number.isNaN(values[a]) && Number.isNaN(values[b]));
    }
  }
}

function sameText({ bytes, offsets, valid }: TextColumn, a: number, b: number): boolean {
  if (valid[a] !== valid[b]) return false;
  if (valid[a] === 0) return true;
  const start = offsets[a]!;
  const length = offsets[a + 1]! - start;
  const other = offsets[b]!;
  if (offsets[b + 1]! - other !== length) return false;
  for (let i = 0; i < length; i++) if (bytes[start + i] !== bytes[other + i]) return false;
  return true;
}
