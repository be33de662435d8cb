import type { Data, Vector } from 'apache-arrow';
import type { CategoryColumn, TextColumn } from '../../core/table/column.ts';
import { textColumn } from '../../core/table/column.ts';
import { isUtf8 } from '../csv/encoding.ts';
import { isValid, malformed, valuesOf, type Chunked } from './chunks.ts';

const maxBytes = 2 ** 31 - 1;

/** Where the bytes of each row lie: 32- or 64-bit offsets, or a fixed width. */
function edgesOf(name: string, data: Data, width: number | null): (row: number) => number {
  const bytes = data.values as Uint8Array | undefined;
  const size = bytes?.length ?? 0;
  if (width !== null) {
    if (size < width * data.length) throw malformed(`Column "${name}"`, 'it holds fewer bytes than rows');
    return row => row * width;
  }
  const offsets = data.valueOffsets as unknown as Int32Array | BigInt64Array | undefined;
  if (!offsets || (data.length > 0 && offsets.length < data.length + 1))
    throw malformed(`Column "${name}"`, 'it holds fewer texts than rows');
  const at = (row: number): number => Number(offsets[row] ?? 0);
  let before = at(0);
  if (before < 0) throw malformed(`Column "${name}"`, 'its texts overlap');
  for (let row = 1; row <= data.length; row++) {
    const edge = at(row);
    if (edge < before || edge > size) throw malformed(`Column "${name}"`, 'its texts overlap or end behind the file');
    before = edge;
  }
  return at;
}

/** Utf8, LargeUtf8, Binary, LargeBinary and FixedSizeBinary chunks as one text column; a single Utf8 chunk stays a view. */
export function byteTexts(column: Chunked, width: number | null = null): TextColumn {
  const edges = column.chunks.map(data => edgesOf(column.name, data, width));
  const valid = validityOf(column);
  const [only, ...others] = column.chunks;
  if (only && others.length === 0 && only.valueOffsets instanceof Int32Array && only.valueOffsets[0] === 0) {
    const offsets = only.valueOffsets.subarray(0, only.length + 1);
    return { kind: 'text', bytes: (only.values as Uint8Array).subarray(0, offsets.at(-1)), offsets, valid };
  }
  let size = 0;
  column.chunks.forEach((data, c) => (size += edges[c]!(data.length) - edges[c]!(0)));
  if (size > maxBytes) throw malformed(`Column "${column.name}"`, 'it holds more than 2 GB of text');
  const bytes = new Uint8Array(size);
  const offsets = new Int32Array(column.rows + 1);
  let at = 0;
  let row = 0;
  column.chunks.forEach((data, c) => {
    const edge = edges[c]!;
    const first = edge(0);
    if (data.length) bytes.set((data.values as Uint8Array).subarray(first, edge(data.length)), at);
    for (let i = 1; i <= data.length; i++) offsets[++row] = at + edge(i) - first;
    at += edge(data.length) - first;
  });
  return { kind: 'text', bytes, offsets, valid };
}

/** Texts of chunks without plain offsets (views), one by one. */
export function textsByValue(column: Chunked, vector: Vector, write: (value: unknown) => string | null): TextColumn {
  return textColumn(Array.from({ length: column.rows }, (_, i) => write(vector.get(i))));
}

export function validityOf(column: Chunked): Uint8Array {
  const valid = new Uint8Array(column.rows).fill(1);
  let at = 0;
  for (const data of column.chunks) {
    if (data.nullCount > 0) for (let i = 0; i < data.length; i++) if (!isValid(data, i)) valid[at + i] = 0;
    at += data.length;
  }
  return valid;
}

/** Whether every value is UTF-8 without control characters, so that bytes can be shown as text. */
export function isReadable(text: TextColumn): boolean {
  const { bytes, offsets, valid } = text;
  for (let row = 0; row < valid.length; row++) {
    if (!valid[row]) continue;
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
      const byte = bytes[i]!;
      if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) return false;
    }
    if (!isUtf8(bytes, offsets[row], offsets[row + 1])) return false;
  }
  return true;
}

/** Bytes as lower-case hexadecimal text. */
export function toHex(text: TextColumn): TextColumn {
  const digits = '0123456789abcdef';
  const { valid } = text;
  const bytes = new Uint8Array(text.bytes.length * 2);
  text.bytes.forEach((byte, i) => {
    bytes[i * 2] = digits.charCodeAt(byte >> 4);
    bytes[i * 2 + 1] = digits.charCodeAt(byte & 15);
  });
  return { kind: 'text', bytes, offsets: text.offsets.map(offset => offset * 2), valid };
}

/**
 * Dictionary chunks as one category column. Levels keep the order of the first dictionary; repeated and empty levels
 * are merged or become missing, codes outside the dictionary are refused. One clean 32-bit chunk stays a view.
 */
export function dictionaryCategory(
  column: Chunked,
  levelsOf: (dictionary: Vector) => readonly (string | null)[],
): CategoryColumn {
  const known = new Map<string, number>();
  const maps = column.chunks.map(data => {
    const levels = data.dictionary ? levelsOf(data.dictionary) : [];
    return Int32Array.from(levels, level => {
      if (level === null || level === '') return -1;
      const code = known.get(level) ?? known.size;
      known.set(level, code);
      return code;
    });
  });
  for (const data of column.chunks) valuesOf(column.name, data);
  const levels = [...known.keys()];
  const [only, ...others] = column.chunks;
  if (only && others.length === 0) {
    const codes = only.values as unknown;
    if (
      codes instanceof Int32Array &&
      maps[0]!.every((code, i) => code === i) &&
      isCleanCodes(only, codes, levels.length)
    )
      return { kind: 'category', codes: codes.subarray(0, only.length), levels };
  }
  const codes = new Int32Array(column.rows).fill(-1);
  let at = 0;
  column.chunks.forEach((data, c) => {
    const map = maps[c]!;
    const values = data.values as unknown as ArrayLike<number | bigint>;
    for (let i = 0; i < data.length; i++, at++) {
      if (!isValid(data, i)) continue;
      const code = Number(values[i]);
      if (!(code >= 0 && code < map.length))
        throw malformed(`Column "${column.name}"`, `its code ${code} has no level`);
      codes[at] = map[code]!;
    }
  });
  return { kind: 'category', codes, levels };
}

/** Every code has a level, and missing rows already carry -1. */
function isCleanCodes(data: Data, codes: Int32Array, levels: number): boolean {
  for (let i = 0; i < data.length; i++) {
    const code = codes[i]!;
    if (code >= levels || code < -1 || code >= 0 !== isValid(data, i)) return false;
  }
  return true;
}
