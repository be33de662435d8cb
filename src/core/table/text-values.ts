import { StudioError } from '../errors.ts';
import { type CategoryColumn, cellText, columnLength, type Column, type TextColumn } from './column.ts';
import { valueCodes } from './value-codes.ts';

/** A column as its distinct texts: what is done to texts is done once to each of them and not once a row. */
export interface TextValues {
  /** By row; -1 is missing. */
  readonly codes: Int32Array;
  readonly texts: readonly string[];
}

export function textValues(column: Column): TextValues {
  if (column.kind === 'category') return { codes: column.codes, texts: column.levels };
  const { codes, firstRows } = valueCodes(column);
  return { codes, texts: Array.from(firstRows, row => cellText(column, row)!) };
}

/**
 * The column with `change` done to each of its texts; null means missing, and so does an empty category. The very same
 * column where nothing changes.
 */
export function mapTexts<C extends TextColumn | CategoryColumn>(column: C, change: (text: string) => string | null): C {
  const { codes, texts } = textValues(column);
  const changed = texts.map(change);
  if (changed.every((text, i) => text === texts[i])) return column;
  return (column.kind === 'category' ? categoryOf(codes, changed) : textOf(codes, changed)) as C;
}

/** A category column from codes into texts that may repeat or be null; levels in order of first appearance among the texts. */
export function categoryOf(codes: Int32Array, texts: readonly (string | null)[]): CategoryColumn {
  const index = new Map<string, number>();
  const target = Int32Array.from(texts, text => {
    if (text === null || text === '') return -1;
    const known = index.get(text);
    if (known !== undefined) return known;
    index.set(text, index.size);
    return index.size - 1;
  });
  return { kind: 'category', codes: codes.map(code => (code < 0 ? -1 : target[code]!)), levels: [...index.keys()] };
}

const encoder = new TextEncoder();
/** Offsets are 32-bit integers. */
const MOST_BYTES = 2 ** 31 - 1;

/** A text column from codes into texts; null is missing. */
export function textOf(codes: Int32Array, texts: readonly (string | null)[]): TextColumn {
  const parts = texts.map(text => (text === null ? null : encoder.encode(text)));
  const offsets = new Int32Array(codes.length + 1);
  const valid = new Uint8Array(codes.length);
  let total = 0;
  for (let row = 0; row < codes.length; row++) {
    const part = codes[row]! < 0 ? null : parts[codes[row]!]!;
    if (part) {
      valid[row] = 1;
      total += part.length;
      if (total > MOST_BYTES) {
        const message =
          'A column of texts can hold at most 2 GB, and this would be larger. Keep fewer rows or shorter texts.';
        throw new StudioError('table/too-large', message, { bytes: total });
      }
    }
    offsets[row + 1] = total;
  }
  const bytes = new Uint8Array(total);
  for (let row = 0; row < codes.length; row++) if (valid[row] === 1) bytes.set(parts[codes[row]!]!, offsets[row]);
  return { kind: 'text', bytes, offsets, valid };
}

/** A mask of the rows whose text passes; a missing cell does not. */
export function rowsOfTexts(column: Column, passes: (text: string) => boolean): Uint8Array {
  const { codes, texts } = textValues(column);
  const good = Uint8Array.from(texts, text => (passes(text) ? 1 : 0));
  const mask = new Uint8Array(columnLength(column));
  for (let row = 0; row < mask.length; row++) if (codes[row]! >= 0) mask[row] = good[codes[row]!]!;
  return mask;
}
