// Trees over ranks. Thresholds of a column, ascending, are its cuts; the rank of a value is the number of cuts below it, so
// that value <= cuts[t] says the same as rank <= t, exactly, in 16 bits. A missing value has the largest rank. Ranks lie in
// groups of eight rows: column after column, of each the eight.
//
// A node is 8 bytes, read at once: in 16 bits where in a group its column lies, with 1 added where a missing value answers
// yes, and LEAF at a leaf; in 16 the rank up to which the answer is yes; in 32 the node where no leads. Yes leads to the one
// after that. A leaf answers yes to all and leads to itself: eight rows go on until all have arrived, without a question in
// between. `leaves` has for each node that is a leaf which one it is.

const MISSING: i32 = 0xffff;
const LEAF: u64 = 0x8000;
const GROUP: i32 = 8;
/** From so many rows on most of a tree is asked for. */
const MANY_ROWS: i32 = 512;

/**
 * Ranks of one column, values `xBytes` apart, at its place in each group of rows; `cuts` has the address of its cuts, padded
 * with infinity, and one below a power of two as their number.
 */
export function rankColumn(x: usize, xBytes: usize, rows: i32, cuts: usize, ranks: usize, groupBytes: usize): void {
  const list = load<usize>(cuts);
  const most = load<u32>(cuts, 4);
  for (let first = 0; first < rows; first += GROUP, ranks += groupBytes) {
    const end = <usize>min(GROUP, rows - first) << 1;
    for (let r: usize = 0; r < end; r += 2, x += xBytes) {
      const value = load<f64>(x);
      let rank: u32 = 0;
      for (let step = (most + 1) >> 1; step; step >>= 1) {
        rank += select(step, 0, load<f64>(list + ((<usize>(rank + step - 1)) << 3)) < value);
      }
      store<u16>(ranks + r, value == value ? rank : MISSING);
    }
  }
}

/** Where a node leads the row whose ranks lie from `group` on, 16 bytes apart. */
// @ts-ignore: decorator
@inline
function next(node: u64, group: usize): i32 {
  const asks = <u32>node;
  const rank = (<u32>load<u16>(group + <usize>(asks & 0x7ff0)) + (asks & 1)) & 0xffff;
  return <i32>(node >>> 32) + <i32>(rank <= asks >>> 16);
}

// @ts-ignore: decorator
@inline
function nodeAt(nodes: usize, place: i32): u64 {
  return load<u64>(nodes + ((<usize>place) << 3));
}

// @ts-ignore: decorator
@inline
function addLeaf(leaf: usize, leaves: usize, place: i32, outputs: i32, out: usize): void {
  const from = leaf + ((<usize>(load<i32>(leaves + ((<usize>place) << 2)) * outputs)) << 3);
  for (let k: usize = 0; k < (<usize>outputs) << 3; k += 8) store<f64>(out + k, load<f64>(out + k) + load<f64>(from + k));
}

/** Read memory from one line of the cache to the next: in order it comes much quicker than as rows happen to ask for it. */
// @ts-ignore: decorator
@inline
function fetch(from: usize, end: usize): u64 {
  let seen: u64 = 0;
  for (; from < end; from += 64) seen += load<u64>(from);
  return seen;
}

/** Add the leaves of `trees` trees to out[rows, outputs]; `roots` has one more, and 8 bytes behind the ranks are free. */
export function sumRanked(
  ranks: usize, rows: i32, columns: i32, roots: usize, trees: i32, nodes: usize, leaves: usize, leaf: usize, outputs: i32, out: usize,
): void {
  const groupBytes = (<usize>columns) << 4;
  const outBytes = (<usize>outputs) << 3;
  const behind = ranks + <usize>((rows + GROUP - 1) / GROUP) * groupBytes;
  for (let t = 0; t < trees; t++, roots += 4) {
    const root = load<i32>(roots);
    const end = <usize>load<i32>(roots, 4);
    if (rows >= MANY_ROWS) {
      const seen = fetch(nodes + ((<usize>root) << 3), nodes + (end << 3));
      store<u64>(behind, seen + fetch(leaves + ((<usize>root) << 2), leaves + (end << 2)));
    }
    let r = 0;
    let group = ranks;
    let to = out;
    for (; r + GROUP <= rows; r += GROUP, group += groupBytes) {
      let a = root, b = root, c = root, d = root, e = root, f = root, g = root, h = root;
      let all: u64;
      do {
        let node = nodeAt(nodes, a);
        all = node;
        a = next(node, group);
        node = nodeAt(nodes, b); all &= node; b = next(node, group + 2);
        node = nodeAt(nodes, c); all &= node; c = next(node, group + 4);
        node = nodeAt(nodes, d); all &= node; d = next(node, group + 6);
        node = nodeAt(nodes, e); all &= node; e = next(node, group + 8);
        node = nodeAt(nodes, f); all &= node; f = next(node, group + 10);
        node = nodeAt(nodes, g); all &= node; g = next(node, group + 12);
        node = nodeAt(nodes, h); all &= node; h = next(node, group + 14);
      } while (!(all & LEAF));
      addLeaf(leaf, leaves, a, outputs, to); to += outBytes;
      addLeaf(leaf, leaves, b, outputs, to); to += outBytes;
      addLeaf(leaf, leaves, c, outputs, to); to += outBytes;
      addLeaf(leaf, leaves, d, outputs, to); to += outBytes;
      addLeaf(leaf, leaves, e, outputs, to); to += outBytes;
      addLeaf(leaf, leaves, f, outputs, to); to += outBytes;
      addLeaf(leaf, leaves, g, outputs, to); to += outBytes;
      addLeaf(leaf, leaves, h, outputs, to); to += outBytes;
    }
    for (; r < rows; r++, group += 2, to += outBytes) {
      let place = root;
      for (let node = nodeAt(nodes, place); !(node & LEAF); node = nodeAt(nodes, place)) place = next(node, group);
      addLeaf(leaf, leaves, place, outputs, to);
    }
  }
}
