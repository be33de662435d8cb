import { gatherCodes, gatherNumbers } from '../table/gather.ts';

/** What flows along the edges of a graph: row-major blocks of `[rows, width]`. A block of one row broadcasts. */
export type Block = NumberBlock | BoolBlock | TextBlock;

export interface NumberBlock {
  readonly type: 'float64';
  readonly width: number;
  readonly data: Float64Array;
}
/** 0 or 1. */
export interface BoolBlock {
  readonly type: 'bool';
  readonly width: number;
  readonly data: Uint8Array;
}
/** Dictionary coded text, one column wide. Code -1 stands for '', which is missing; no level is ''. */
export interface TextBlock {
  readonly type: 'string';
  readonly width: 1;
  readonly codes: Int32Array;
  readonly levels: readonly string[];
}

export const numberBlock = (data: Float64Array, width = 1): NumberBlock => ({ type: 'float64', width, data });

export const textBlock = (codes: Int32Array, levels: readonly string[]): TextBlock => ({
  type: 'string',
  width: 1,
  codes,
  levels,
});

export function blockRows(block: Block): number {
  return block.type === 'string' ? block.codes.length : block.data.length / block.width;
}

/** Rows `[from, to)` as a view; a block of one row stays as it is. */
export function sliceBlock<B extends Block>(block: B, from: number, to: number): B {
  if (block.type === 'string') return { ...block, codes: block.codes.subarray(from, to) };
  return { ...block, data: block.data.subarray(from * block.width, to * block.width) };
}

/** The given rows in the given order. */
export function takeBlock<B extends NumberBlock | TextBlock>(block: B, rows: ArrayLike<number>): B {
  if (block.type === 'string') return { ...block, codes: gatherCodes(block.codes, rows) };
  const { width, data } = block;
  if (width === 1) return { ...block, data: gatherNumbers(data, rows) };
  const out = new Float64Array(rows.length * width);
  for (let i = 0, at = 0; i < rows.length; i++) {
    for (let from = rows[i]! * width, end = from + width; from < end; from++) out[at++] = data[from]!;
  }
  return { ...block, data: out };
}

/** The text of a row; '' where missing. */
export const textAt = (block: TextBlock, row: number): string =>
  block.codes[row]! < 0 ? '' : block.levels[block.codes[row]!]!;

/** Code by value for texts given one by one. */
export function encodeTexts(values: readonly string[]): TextBlock {
  const index = new Map<string, number>();
  const codes = Int32Array.from(values, value => {
    if (value === '') return -1;
    const known = index.get(value);
    if (known !== undefined) return known;
    index.set(value, index.size);
    return index.size - 1;
  });
  return textBlock(codes, [...index.keys()]);
}
