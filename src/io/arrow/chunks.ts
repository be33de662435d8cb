import type { Data } from 'apache-arrow';
import { StudioError } from '../../core/errors.ts';

/** A column of a foreign file as the chunks it came in. */
export interface Chunked {
  readonly name: string;
  readonly rows: number;
  readonly chunks: readonly Data[];
}

export const malformed = (subject: string, what: string): StudioError =>
  new StudioError('read/malformed', `${subject} is damaged: ${what}. Fetch or save it again where it was made.`, {
    subject,
    what,
  });

/** Whether row i of a chunk has a value. */
export function isValid(data: Data, i: number): boolean {
  const bitmap = data.nullBitmap;
  if (!bitmap || bitmap.length === 0 || data.nullCount === 0) return true;
  const bit = data.offset + i;
  return ((bitmap[bit >> 3]! >> (bit & 7)) & 1) === 1;
}

export type NumericArray =
  Float64Array | Float32Array | Int8Array | Int16Array | Int32Array | Uint8Array | Uint16Array | Uint32Array;

/** A chunk's values, refused where the file promises more rows than it holds. */
export function valuesOf<T extends { readonly length: number }>(name: string, data: Data, perRow = 1): T {
  const values = data.values as unknown as T | undefined;
  const bitmap = data.nullBitmap;
  const bits = bitmap && bitmap.length > 0 ? bitmap.length * 8 : Infinity;
  if (!values || values.length < data.length * perRow || bits < data.offset + data.length) {
    throw malformed(`Column "${name}"`, `it should have ${data.length} values and has fewer`);
  }
  return values;
}

/** Fill one array of the whole column from its chunks; missing rows get NaN. */
export function fillNumbers(column: Chunked, perRow: number, read: (data: Data, row: number) => number): Float64Array {
  for (const data of column.chunks) valuesOf(column.name, data, perRow);
  const out = new Float64Array(column.rows);
  let at = 0;
  for (const data of column.chunks) {
    const anyNull = data.nullCount > 0;
    for (let i = 0; i < data.length; i++) out[at++] = anyNull && !isValid(data, i) ? NaN : read(data, i);
  }
  return out;
}

/**
 * Plain numeric chunks as float64. A single float64 chunk is returned as the view it is, as long as NaN already stands
 * wherever a value is missing.
 */
export function plainNumbers(column: Chunked): Float64Array {
  const [only, ...others] = column.chunks;
  if (only && others.length === 0) {
    const values = valuesOf<NumericArray>(column.name, only);
    if (values instanceof Float64Array && nansUnderNulls(only, values)) return values.subarray(0, only.length);
  }
  for (const data of column.chunks) valuesOf(column.name, data);
  const out = new Float64Array(column.rows);
  let at = 0;
  for (const data of column.chunks) {
    out.set(valuesOf<NumericArray>(column.name, data).subarray(0, data.length), at);
    if (data.nullCount > 0) for (let i = 0; i < data.length; i++) if (!isValid(data, i)) out[at + i] = NaN;
    at += data.length;
  }
  return out;
}

function nansUnderNulls(data: Data, values: Float64Array): boolean {
  if (data.nullCount === 0) return true;
  for (let i = 0; i < data.length; i++) if (!Number.isNaN(values[i]) && !isValid(data, i)) return false;
  return true;
}

/** 64-bit integers of a chunk as their halves: low at 2i (as unsigned), high at 2i + 1 (signed where the type is). */
export function halvesOf(name: string, data: Data): { low: Uint32Array; high: Int32Array } {
  const values = valuesOf<BigInt64Array>(name, data);
  const { buffer, byteOffset } = values;
  return {
    low: new Uint32Array(buffer, byteOffset, values.length * 2),
    high: new Int32Array(buffer, byteOffset, values.length * 2),
  };
}

/**
 * 64-bit integers as numbers, without a BigInt on the way where they are exact (within 2^53). Those beyond come to
 * `beyond`, which says what they are. Missing rows get NaN. `read` makes of exact ones what is wanted.
 */
export function longNumbers(
  column: Chunked,
  signed: boolean,
  beyond: (value: bigint) => number,
  read: (value: number) => number = value => value,
): Float64Array {
  const out = new Float64Array(column.rows);
  let at = 0;
  for (const data of column.chunks) {
    const { low, high } = halvesOf(column.name, data);
    const anyNull = data.nullCount > 0;
    for (let i = 0; i < data.length; i++, at++) {
      const top = signed ? high[2 * i + 1]! : high[2 * i + 1]! >>> 0;
      const value = top * 4_294_967_296 + low[2 * i]!;
      if (anyNull && !isValid(data, i)) out[at] = NaN;
      else if (value >= -9_007_199_254_740_991 && value <= 9_007_199_254_740_991) out[at] = read(value);
      else out[at] = beyond((data.values as unknown as BigInt64Array)[i]!);
    }
  }
  return out;
}
