// The sum of trees as ../../reference/graph-trees.ts forms it. A node is 24 bytes: its threshold (or where its set lies),
// where no and yes lead, its column, and what it asks; rows walk four at a time, so that one may wait for memory while
// others go on.

const NODE: usize = 24;

// @ts-ignore: decorator
@inline
function isMember(set: usize, value: f64): bool {
  const most = load<u32>(set);
  if (!(value >= 0 && value < <f64>most)) return false;
  const member = <u32>value;
  if (<f64>member != value) return false;
  return ((load<u32>(set + 4 + ((<usize>(member >>> 5)) << 2)) >>> (member & 31)) & 1) == 1;
}

// @ts-ignore: decorator
@inline
function step(nodes: usize, sets: usize, row: usize, place: i32): i32 {
  const node = nodes + <usize>place * NODE;
  const value = load<f64>(row + ((<usize>load<u32>(node, 16)) << 3));
  const asks = load<u32>(node, 20);
  let yes: bool;
  if (asks < 2) yes = value <= load<f64>(node) || (asks == 1 && value != value);
  else if (value != value) yes = asks == 3;
  else yes = isMember(sets + ((<usize>load<u32>(node)) << 2), value);
  return yes ? load<i32>(node, 12) : load<i32>(node, 8);
}

// @ts-ignore: decorator
@inline
function plainStep(nodes: usize, row: usize, place: i32): i32 {
  const node = nodes + <usize>place * NODE;
  const value = load<f64>(row + ((<usize>load<u32>(node, 16)) << 3));
  const yes = <i32>(value <= load<f64>(node)) | (<i32>(value != value) & load<i32>(node, 20));
  return select(load<i32>(node, 12), load<i32>(node, 8), yes);
}

// @ts-ignore: decorator
@inline
function addLeaf(leaf: usize, place: i32, outputs: i32, out: usize): void {
  const from = leaf + ((<usize>((-1 - place) * outputs)) << 3);
  for (let k: usize = 0; k < (<usize>outputs) << 3; k += 8) store<f64>(out + k, load<f64>(out + k) + load<f64>(from + k));
}

/** Add the leaves of `trees` trees to out[rows, outputs]; `sets` is 0 where no node asks for membership. */
export function sumTrees(
  x: usize, rows: i32, width: i32, roots: usize, trees: i32, nodes: usize, sets: usize, leaf: usize, outputs: i32, out: usize,
): void {
  const bytes = (<usize>width) << 3;
  const outBytes = (<usize>outputs) << 3;
  for (let t = 0; t < trees; t++) {
    const root = load<i32>(roots + ((<usize>t) << 2));
    let r = 0;
    let row = x;
    let to = out;
    if (!sets) {
      for (; r + 4 <= rows; r += 4) {
        let a = root, b = root, c = root, d = root;
        const second = row + bytes, third = second + bytes, fourth = third + bytes;
        // A leaf is negative: as long as none is, all four go on.
        while ((a | b | c | d) >= 0) {
          a = plainStep(nodes, row, a);
          b = plainStep(nodes, second, b);
          c = plainStep(nodes, third, c);
          d = plainStep(nodes, fourth, d);
        }
        while (a >= 0) a = plainStep(nodes, row, a);
        while (b >= 0) b = plainStep(nodes, second, b);
        while (c >= 0) c = plainStep(nodes, third, c);
        while (d >= 0) d = plainStep(nodes, fourth, d);
        addLeaf(leaf, a, outputs, to);
        addLeaf(leaf, b, outputs, to + outBytes);
        addLeaf(leaf, c, outputs, to + 2 * outBytes);
        addLeaf(leaf, d, outputs, to + 3 * outBytes);
        row = fourth + bytes;
        to += 4 * outBytes;
      }
    }
    for (; r < rows; r++) {
      let place = root;
      while (place >= 0) place = sets ? step(nodes, sets, row, place) : plainStep(nodes, row, place);
      addLeaf(leaf, place, outputs, to);
      row += bytes;
      to += outBytes;
    }
  }
}
