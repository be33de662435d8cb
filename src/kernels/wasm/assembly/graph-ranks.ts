// Trees over ranks. Thresholds of a column, ascending, are its cuts; the rank of a value is the number of cuts below it, so
// that value <= cuts[t] says the same as rank <= t, exactly, in 16 bits. A missing value has the largest rank.
//
// A node is 12 bytes: where in the row of ranks it looks, with 1 added where a missing value answers yes; the rank up to
// which the answer is yes; where no and yes lead. Places count from the first node; a leaf k is the place -1 - k, a node of
// its own before the first, which leads to itself: eight rows go on until all have arrived, without a question in between.

const MISSING: i32 = 0xffff;

/**
 * ranks[row, i] of column columns[i]; `cuts` has for each the address of its cuts, padded with infinity, and one below a
 * power of two as their number.
 */
export function rankColumns(
  x: usize, width: i32, rows: i32, columns: usize, count: i32, cuts: usize, ranks: usize,
): void {
  const bytes = (<usize>width) << 3;
  const rankBytes = (<usize>count) << 1;
  for (let i = 0; i < count; i++) {
    const list = load<u32>(cuts + ((<usize>i) << 3));
    const most = load<u32>(cuts + ((<usize>i) << 3), 4);
    let from = x + ((<usize>load<u32>(columns + ((<usize>i) << 2))) << 3);
    let to = ranks + ((<usize>i) << 1);
    for (let r = 0; r < rows; r++, from += bytes, to += rankBytes) {
      const value = load<f64>(from);
      let rank: u32 = 0;
      for (let step = (most + 1) >> 1; step; step >>= 1) {
        rank += select(step, 0, load<f64>(list + ((<usize>(rank + step - 1)) << 3)) < value);
      }
      store<u16>(to, value == value ? rank : MISSING);
    }
  }
}

// @ts-ignore: decorator
@inline
function step(nodes: usize, row: usize, place: i32): i32 {
  const node = nodes + <usize>(place * 12);
  const asks = load<u32>(node);
  const rank = (<u32>load<u16>(row + (asks & 0xfffe)) + (asks & 1)) & 0xffff;
  return load<i32>(node + (<usize>(rank <= asks >>> 16) << 2), 4);
}

// @ts-ignore: decorator
@inline
function addLeaf(leaf: usize, place: i32, outputs: i32, out: usize): void {
  const from = leaf + ((<usize>((-1 - place) * outputs)) << 3);
  for (let k: usize = 0; k < (<usize>outputs) << 3; k += 8) store<f64>(out + k, load<f64>(out + k) + load<f64>(from + k));
}

/** Add the leaves of `trees` trees to out[rows, outputs]. */
export function sumRanked(
  ranks: usize, rows: i32, columns: i32, roots: usize, trees: i32, nodes: usize, leaf: usize, outputs: i32, out: usize,
): void {
  const bytes = (<usize>columns) << 1;
  const outBytes = (<usize>outputs) << 3;
  for (let t = 0; t < trees; t++) {
    const root = load<i32>(roots + ((<usize>t) << 2));
    let r = 0;
    let row = ranks;
    let to = out;
    for (; r + 8 <= rows; r += 8) {
      let a = root, b = root, c = root, d = root, e = root, f = root, g = root, h = root;
      while ((a & b & c & d & e & f & g & h) >= 0) {
        a = step(nodes, row, a);
        b = step(nodes, row + bytes, b);
        c = step(nodes, row + 2 * bytes, c);
        d = step(nodes, row + 3 * bytes, d);
        e = step(nodes, row + 4 * bytes, e);
        f = step(nodes, row + 5 * bytes, f);
        g = step(nodes, row + 6 * bytes, g);
        h = step(nodes, row + 7 * bytes, h);
      }
      addLeaf(leaf, a, outputs, to);
      addLeaf(leaf, b, outputs, to + outBytes);
      addLeaf(leaf, c, outputs, to + 2 * outBytes);
      addLeaf(leaf, d, outputs, to + 3 * outBytes);
      addLeaf(leaf, e, outputs, to + 4 * outBytes);
      addLeaf(leaf, f, outputs, to + 5 * outBytes);
      addLeaf(leaf, g, outputs, to + 6 * outBytes);
      addLeaf(leaf, h, outputs, to + 7 * outBytes);
      row += 8 * bytes;
      to += 8 * outBytes;
    }
    for (; r < rows; r++, row += bytes, to += outBytes) {
      let place = root;
      while (place >= 0) place = step(nodes, row, place);
      addLeaf(leaf, place, outputs, to);
    }
  }
}
