// Columns one after the other become rows one after the other. Addresses are of float64 numbers.

import { at } from './linear';

/** Columns that are laid out together: a line of the cache, so that it is written whole. */
const TOGETHER: i32 = 8;

/**
 * `count` rows of `width` columns, which lie `step` numbers apart, to `out`, row-major. `extents` holds for each column two
 * minima, two maxima and two sums of x - x (0 while all are finite), of every other row each; the rows are added to them.
 */
export function sideBySide(columns: usize, step: i32, count: i32, width: i32, out: usize, extents: usize): void {
  const line = (<usize>width) << 3;
  const apart = (<usize>step) << 3;
  for (let j = 0; j < width; j += TOGETHER) {
    const own = min(TOGETHER, width - j);
    const first = at(columns, j * step);
    for (let c = 0; c < own; c++) extend(first + (<usize>c) * apart, count, at(extents, 6 * (j + c)));
    let r = 0;
    for (; r + 2 <= count; r += 2) {
      const from = at(first, r);
      const to = at(out + (<usize>r) * line, j);
      if (own == TOGETHER) {
        pair(from, from + apart, to, line);
        pair(from + 2 * apart, from + 3 * apart, to + 16, line);
        pair(from + 4 * apart, from + 5 * apart, to + 32, line);
        pair(from + 6 * apart, from + 7 * apart, to + 48, line);
      } else {
        for (let c = 0; c < own; c++) {
          f64.store(at(to, c), f64.load(from + (<usize>c) * apart));
          f64.store(at(to + line, c), f64.load(from + (<usize>c) * apart, 8));
        }
      }
    }
    if (r < count) {
      const to = at(out + (<usize>r) * line, j);
      for (let c = 0; c < own; c++) f64.store(at(to, c), f64.load(at(first + (<usize>c) * apart, r)));
    }
  }
}

/** Two rows of two columns. */
// @ts-ignore: decorator
@inline
function pair(a: usize, b: usize, out: usize, line: usize): void {
  const p = v128.load(a);
  const q = v128.load(b);
  v128.store(out, v128.shuffle<f64>(p, q, 0, 2));
  v128.store(out + line, v128.shuffle<f64>(p, q, 1, 3));
}

// @ts-ignore: decorator
@inline
function extend(column: usize, count: i32, extent: usize): void {
  let least = v128.load(extent);
  let most = v128.load(extent, 16);
  let odd = v128.load(extent, 32);
  let r = 0;
  for (; r + 2 <= count; r += 2) {
    const x = v128.load(at(column, r));
    least = f64x2.pmin(least, x);
    most = f64x2.pmax(most, x);
    odd = f64x2.add(odd, f64x2.sub(x, x));
  }
  if (r < count) {
    const x = v128.load64_splat(at(column, r));
    least = f64x2.pmin(least, x);
    most = f64x2.pmax(most, x);
    odd = f64x2.add(odd, f64x2.sub(x, x));
  }
  v128.store(extent, least);
  v128.store(extent, most, 16);
  v128.store(extent, odd, 32);
}
