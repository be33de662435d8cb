import { concatArrays } from '../concat.ts';
import { StudioError } from '../errors.ts';
import type { CategoryColumn, Column, TextColumn } from './column.ts';

/** One column after another of the same kind. Categories share levels by name; those of the first come first. */
export function concatColumns(first: Column, second: Column): Column {
  if (first.kind === 'number' || first.kind === 'datetime') {
    if (second.kind === first.kind)
      return { kind: first.kind, values: concatArrays([first.values, second.values], Float64Array) };
  } else if (first.kind === 'boolean') {
    if (second.kind === 'boolean')
      return { kind: 'boolean', values: concatArrays([first.values, second.values], Int8Array) };
  } else if (first.kind === 'category') {
    if (second.kind === 'category') return concatCategories(first, second);
  } else if (second.kind === 'text') {
    return concatTexts(first, second);
  }
  const message = `Columns of ${first.kind} and ${second.kind} cannot follow one another.`;
  throw new StudioError('column/kind', message, { kind: first.kind, found: second.kind });
}

function concatCategories(first: CategoryColumn, second: CategoryColumn): CategoryColumn {
  const index = new Map(first.levels.map((level, code) => [level, code]));
  const target = second.levels.map(level => {
    const known = index.get(level);
    if (known !== undefined) return known;
    index.set(level, index.size);
    return index.size - 1;
  });
  const codes = second.codes.map(code => (code < 0 ? -1 : target[code]!));
  return { kind: 'category', codes: concatArrays([first.codes, codes], Int32Array), levels: [...index.keys()] };
}

function concatTexts(first: TextColumn, second: TextColumn): TextColumn {
  const [a, b] = [textBytes(first), textBytes(second)];
  const total = a.length + b.length;
  if (total > 2 ** 31 - 1) {
    const message = 'A column of texts can hold at most 2 GB, and these two together are larger.';
    throw new StudioError('table/too-large', message, { bytes: total });
  }
  const shifted = ({ offsets }: TextColumn, by: number) => offsets.map(offset => offset - offsets[0]! + by);
  return {
    kind: 'text',
    bytes: concatArrays([a, b], Uint8Array),
    offsets: concatArrays([shifted(first, 0), shifted(second, a.length).subarray(1)], Int32Array),
    valid: concatArrays([first.valid, second.valid], Uint8Array),
  };
}

/** The bytes that rows stand in: a column may be a view into a longer buffer. */
const textBytes = ({ bytes, offsets }: TextColumn): Uint8Array => bytes.subarray(offsets[0], offsets.at(-1));
