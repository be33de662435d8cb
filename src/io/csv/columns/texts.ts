import { StudioError } from '../../../core/errors.ts';
import { release } from './release.ts';

/** Text i is `bytes[offsets[i] .. offsets[i + 1])` in the encoding of the file; empty is missing. */
export interface Texts {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly offsets: Int32Array<ArrayBuffer>;
  /** Not 0 where some byte is beyond ASCII, so that the encoding matters. */
  readonly high: number;
}

/** The texts of several slices one after another. */
export function joinTexts(all: readonly Texts[]): Texts {
  if (all.length === 1) return all[0]!;
  const rows = all.reduce((sum, { offsets }) => sum + offsets.length - 1, 0);
  const size = all.reduce((sum, { offsets }) => sum + offsets.at(-1)!, 0);
  checkColumnBytes(size);
  const bytes = new Uint8Array(size);
  const offsets = new Int32Array(rows + 1);
  let row = 0;
  for (const texts of all) {
    const at = offsets[row]!;
    bytes.set(texts.bytes.subarray(0, texts.offsets.at(-1)), at);
    for (let i = 1; i < texts.offsets.length; i++) offsets[row + i] = at + texts.offsets[i]!;
    row += texts.offsets.length - 1;
    release(texts.bytes);
    release(texts.offsets);
  }
  return { bytes, offsets, high: all.reduce((bits, { high }) => bits | high, 0) };
}

/** The text behind each code; -1 has none. */
export function spell(levels: Pick<Texts, 'bytes' | 'offsets'>, codes: Int32Array, rows: number, room = 1): Texts {
  let size = 0;
  for (let row = 0; row < rows; row++) {
    const code = codes[row]!;
    if (code >= 0) size += levels.offsets[code + 1]! - levels.offsets[code]!;
  }
  checkColumnBytes(size);
  const bytes = new Uint8Array(Math.ceil(size * room));
  const offsets = new Int32Array(Math.ceil(rows * room) + 1);
  let at = 0;
  let high = 0;
  for (let row = 0; row < rows; row++) {
    const code = codes[row]!;
    if (code >= 0) {
      for (let i = levels.offsets[code]!; i < levels.offsets[code + 1]!; i++) {
        const byte = levels.bytes[i]!;
        bytes[at++] = byte;
        high |= byte;
      }
    }
    offsets[row + 1] = at;
  }
  return { bytes, offsets, high: high & 0x80 };
}

/** Offsets are 32-bit integers. */
const maxColumnBytes = 2 ** 31 - 1;

/** The bytes in a buffer of twice the size, or as many as needed. */
export function growBytes(bytes: Uint8Array, needed: number): Uint8Array<ArrayBuffer> {
  checkColumnBytes(needed);
  const grown = new Uint8Array(Math.min(maxColumnBytes, Math.max(needed, bytes.length * 2)));
  grown.set(bytes);
  return grown;
}

/** One column of text must fit in 2 GB. */
function checkColumnBytes(needed: number): void {
  if (needed <= maxColumnBytes) return;
  throw new StudioError(
    'read/column-too-large',
    'One column holds more than 2 GB of text, which the studio cannot keep in memory. Leave the column out or split the file.',
    { limit: maxColumnBytes },
  );
}
