import type { Points } from '../distances.ts';

/** Rounding of float32 and of float64; numbers smaller than the third may be taken for 0 on a device. */
export const ROUNDING = 2 ** -24;
export const DOUBLE = 2 ** -53;
export const SMALLEST = 2 ** -126;
/** Lengths are rounded up by more than float32 rounds. */
const UP = 1.000001;

/** Points in float32, column by column, so that neighbouring threads read neighbouring numbers, and their lengths, rounded up. */
export interface SmallPoints {
  readonly columns: Float32Array;
  readonly lengths: Float32Array;
  /** Of the lengths, before they were rounded up. */
  readonly squares: Float64Array;
}

/** How points become small: centred on the means of the columns, and scaled by a power of two into -1..1. */
export interface Shrinking {
  readonly means: Float64Array;
  readonly scale: number;
  /** Numbers so large or small that float64 itself loses their squares: then float32 cannot tell anything. */
  readonly hopeless: boolean;
}

export function shrinkingOf({ rows, width, data }: Points): Shrinking {
  const means = new Float64Array(width);
  for (let r = 0, at = 0; r < rows; r++) for (let j = 0; j < width; j++) means[j]! += data[at++]! / rows;
  let most = 0;
  for (let r = 0, at = 0; r < rows; r++)
    for (let j = 0; j < width; j++) most = Math.max(most, Math.abs(data[at++]! - means[j]!));
  const scale = most > 0 ? 2 ** -Math.max(-1020, Math.ceil(Math.log2(most))) : 1;
  return { means, scale, hopeless: !(Math.abs(Math.log2(scale)) <= 400) };
}

/** `count` points, the i-th of which is the row `rowOf(i)`; those beyond the last row are all 0. */
export function shrink(
  { rows, width, data }: Points,
  { means, scale }: Shrinking,
  count = rows,
  rowOf = (i: number): number => i,
): SmallPoints {
  const columns = new Float32Array(count * width);
  const lengths = new Float32Array(count);
  const squares = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const row = rowOf(i);
    if (row >= rows) continue;
    let square = 0;
    for (let j = 0; j < width; j++) {
      const value = (data[row * width + j]! - means[j]!) * scale;
      columns[j * count + i] = value;
      square += value * value;
    }
    squares[i] = square;
    lengths[i] = Math.sqrt(square) * UP;
  }
  return { columns, lengths, squares };
}
