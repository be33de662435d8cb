import type { Column, TextColumn } from '../table/column.ts';
import { mix } from '../table/value-codes.ts';

/** Two 32-bit hashes of each row's value, independent enough to be used as 64 bits. `present` is 0 where it is missing. */
export interface CellHashes {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly present: Uint8Array;
}

/** The hashes of the rows from `from` up to `to`. Equal values have equal hashes; -0 is 0. */
export function cellHashes(column: Column, from: number, to: number): CellHashes {
  const n = to - from;
  const hashes = { first: new Int32Array(n), second: new Int32Array(n), present: new Uint8Array(n) };
  switch (column.kind) {
    case 'number':
    case 'datetime':
      numberHashes(column.values, from, hashes);
      break;
    case 'category':
      codeHashes(column.codes, from, hashes);
      break;
    case 'boolean':
      codeHashes(column.values, from, hashes);
      break;
    case 'text':
      textHashes(column, from, hashes);
      break;
    default:
      column satisfies never;
  }
  return hashes;
}

function numberHashes(values: Float64Array, from: number, { first, second, present }: CellHashes): void {
  const words = new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
  for (let i = 0; i < first.length; i++) {
    const at = 2 * (from + i);
    const low = words[at]!;
    let high = words[at + 1]!;
    if ((high & 0x7ff00000) === 0x7ff00000 && ((high & 0xfffff) | low) !== 0) continue; // NaN
    if ((high & 0x7fffffff) === 0 && low === 0) high = 0; // -0
    present[i] = 1;
    first[i] = mix(low ^ Math.imul(high, 0x9e3779b1));
    second[i] = mix(high ^ Math.imul(low, 0x85ebca6b) ^ 0x3c6ef372);
  }
}

function codeHashes(codes: Int32Array | Int8Array, from: number, { first, second, present }: CellHashes): void {
  for (let i = 0; i < first.length; i++) {
    const code = codes[from + i]!;
    if (code < 0) continue;
    present[i] = 1;
    first[i] = mix(code ^ 0x5bd1e995);
    second[i] = mix(Math.imul(code, 0x9e3779b1) ^ 0x3c6ef372);
  }
}

/** FNV-1a twice, with two starts and two primes. */
function textHashes({ bytes, offsets, valid }: TextColumn, from: number, { first, second, present }: CellHashes): void {
  for (let i = 0; i < first.length; i++) {
    const row = from + i;
    if (valid[row] === 0) continue;
    present[i] = 1;
    let h = 0x811c9dc5;
    let g = 0x2f0b4c47;
    for (let at = offsets[row]!, end = offsets[row + 1]!; at < end; at++) {
      const byte = bytes[at]!;
      h = Math.imul(h ^ byte, 0x01000193);
      g = Math.imul(g ^ byte, 0x5bd1e995);
    }
    first[i] = mix(h);
    second[i] = mix(g ^ (g >>> 15));
  }
}
