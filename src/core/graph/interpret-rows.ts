import { exponential } from './functions.ts';
import type { NumberBlock } from './block.ts';
import type { Knots } from './graph.ts';

// Operations that work on whole rows of a number block; sums run in ascending order, as every export writes them.

export function columns({ data, width }: NumberBlock, indices: readonly number[]): Float64Array {
  const rows = data.length / width;
  const out = new Float64Array(rows * indices.length);
  for (let r = 0, i = 0; r < rows; r++) for (const c of indices) out[i++] = data[r * width + c]!;
  return out;
}

export function softmax({ data, width }: NumberBlock): Float64Array {
  const out = new Float64Array(data.length);
  for (let start = 0; start < data.length; start += width) {
    let max = -Infinity;
    for (let c = 0; c < width; c++) max = Math.max(max, data[start + c]!);
    let sum = 0;
    for (let c = 0; c < width; c++) sum += out[start + c] = exponential(data[start + c]! - max);
    for (let c = 0; c < width; c++) out[start + c]! /= sum;
  }
  return out;
}

export function argBest({ data, width }: NumberBlock, sign: 1 | -1): Float64Array {
  const out = new Float64Array(data.length / width);
  for (let r = 0; r < out.length; r++) {
    let best = 0;
    for (let c = 1; c < width; c++) if (sign * data[r * width + c]! > sign * data[r * width + best]!) best = c;
    out[r] = best;
  }
  return out;
}

/** Halves keep the distance of two of the largest numbers from overflowing. */
export function interpolate({ data }: NumberBlock, { at, before, value, after }: Knots): Float64Array {
  const last = at.length - 1;
  return data.map(x => {
    if (Number.isNaN(x)) return x;
    if (x < at[0]!) return before[0]!;
    if (x > at[last]!) return after[last]!;
    let i = 0; // the last knot that is not above x, by halving [i, end)
    for (let end = at.length; end - i > 1;) {
      const middle = (i + end) >> 1;
      if (at[middle]! <= x) i = middle;
      else end = middle;
    }
    if (x === at[i]) return value[i]!;
    const share = (x * 0.5 - at[i]! * 0.5) / (at[i + 1]! * 0.5 - at[i]! * 0.5);
    return after[i]! + share * (before[i + 1]! - after[i]!);
  });
}
