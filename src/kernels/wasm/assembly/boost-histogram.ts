// Histograms of gradients and the partition of rows. One bin holds 128 bits: the sum of gradients, and the number of
// rows times 2^40 plus the sum of hessians; both are exact, see ../../reference/trees/losses.ts.

const BINS: i32 = 256;
/** Bytes of the histogram of one column, as a shift. */
const COLUMN: usize = 12;

// @ts-ignore: decorator
@inline
function add(histogram: usize, bin: u32, pair: v128): void {
  const at = histogram + ((<usize>bin) << 4);
  v128.store(at, i64x2.add(v128.load(at), pair));
}

/**
 * Count `count` rows of one group of `used` (1 to 4) columns. `places` says which rows, 0 for rows from the first on;
 * `quads` the bins of the group, `pairs` gradients and hessians by row.
 */
export function boostCount(
  histogram: usize,
  used: i32,
  quads: usize,
  places: usize,
  pairs: usize,
  first: i32,
  count: i32,
): void {
  memory.fill(histogram, 0, (<usize>used) << COLUMN);
  const one = i64x2(0, 1 << 40);
  const second = histogram + (1 << COLUMN);
  const third = histogram + (2 << COLUMN);
  const fourth = histogram + (3 << COLUMN);
  for (let i = first; i < first + count; i++) {
    const row = places ? <usize>load<u32>(places + ((<usize>i) << 2)) : <usize>i;
    const bins = load<u32>(quads + (row << 2));
    const pair = i64x2.add(v128.load_ext<i32>(pairs + (row << 3)), one);
    add(histogram, bins & 255, pair);
    if (used < 2) continue;
    add(second, (bins >> 8) & 255, pair);
    if (used < 3) continue;
    add(third, (bins >> 16) & 255, pair);
    if (used < 4) continue;
    add(fourth, bins >> 24, pair);
  }
}

/** Add the histograms of `columns` columns to others. */
export function boostMerge(to: usize, from: usize, columns: i32): void {
  const end = (<usize>columns) << COLUMN;
  for (let at: usize = 0; at < end; at += 16) {
    v128.store(to + at, i64x2.add(v128.load(to + at), v128.load(from + at)));
  }
}

/** Add up the pairs of `count` rows into two int64. */
export function boostTotals(pairs: usize, count: i32, out: usize): void {
  let sum = i64x2.splat(0);
  for (let i = 0; i < count; i++) sum = i64x2.add(sum, v128.load_ext<i32>(pairs + ((<usize>i) << 3)));
  v128.store(out, sum);
}

/** 0, 1, 2, … */
export function boostNumber(places: usize, from: i32, to: i32): void {
  for (let i = from; i < to; i++) store<i32>(places + ((<usize>i) << 2), i);
}

/**
 * Part the places [from, to) by one column, into `yes` and `no` at the same place; gives how many go to yes in `out`.
 * `column` is the address of the column's first bin, bins lie 4 bytes apart; `goes` says of each bin whether it is yes.
 */
export function boostPart(
  places: usize,
  yes: usize,
  no: usize,
  from: i32,
  to: i32,
  column: usize,
  goes: usize,
  out: usize,
): void {
  let yesAt = yes + ((<usize>from) << 2);
  let noAt = no + ((<usize>from) << 2);
  for (let i = from; i < to; i++) {
    const row = load<u32>(places + ((<usize>i) << 2));
    const isYes = <usize>load<u8>(goes + <usize>load<u8>(column + ((<usize>row) << 2)));
    store<u32>(yesAt, row);
    store<u32>(noAt, row);
    yesAt += isYes << 2;
    noAt += (1 - isYes) << 2;
  }
  store<i32>(out, <i32>((yesAt - yes) >> 2) - from);
}

/**
 * Where `boostPart` would put each of the places [from, to): a bit each, 1 for yes, eight to a byte of `bits`, the lowest
 * first.
 */
export function boostBits(places: usize, from: i32, to: i32, column: usize, goes: usize, bits: usize): void {
  for (let i = from; i < to; i += 8) {
    const end = min(i + 8, to);
    let byte: u32 = 0;
    for (let j = i; j < end; j++) {
      const row = load<u32>(places + ((<usize>j) << 2));
      byte |= (<u32>load<u8>(goes + <usize>load<u8>(column + ((<usize>row) << 2)))) << (j - i);
    }
    store<u8>(bits++, <u8>byte);
  }
}

/** `boostPart` by what `boostBits` found; gives how many go to yes. */
export function boostPartBits(places: usize, yes: usize, no: usize, from: i32, to: i32, bits: usize): i32 {
  let yesAt = yes + ((<usize>from) << 2);
  let noAt = no + ((<usize>from) << 2);
  for (let i = from; i < to; i++) {
    const row = load<u32>(places + ((<usize>i) << 2));
    const bit = i - from;
    const isYes = ((<usize>load<u8>(bits + (<usize>bit >> 3))) >> (bit & 7)) & 1;
    store<u32>(yesAt, row);
    store<u32>(noAt, row);
    yesAt += isYes << 2;
    noAt += (1 - isYes) << 2;
  }
  return <i32>((yesAt - yes) >> 2) - from;
}

/** Move what was parted back into the list of places. */
export function boostGather(places: usize, yesTo: i32, noTo: i32, yes: usize, no: usize, yesCount: i32, noCount: i32): void {
  memory.copy(places + ((<usize>yesTo) << 2), yes, (<usize>yesCount) << 2);
  memory.copy(places + ((<usize>noTo) << 2), no, (<usize>noCount) << 2);
}

/** Add a value to the scores of the rows in a stretch of places. */
export function boostRaise(scores: usize, places: usize, from: i32, to: i32, value: f64): void {
  for (let i = from; i < to; i++) {
    const at = scores + ((<usize>load<u32>(places + ((<usize>i) << 2))) << 3);
    store<f64>(at, load<f64>(at) + value);
  }
}

/**
 * Add the value of the leaf in which each row ends to its score. `nodes` holds for each node the address of its column's
 * bins, its yes and its no; `goes` a byte for each node and bin; an empty tree has the one leaf.
 */
export function boostRoute(scores: usize, nodes: usize, goes: usize, values: usize, hasNodes: i32, from: i32, to: i32): void {
  for (let row = from; row < to; row++) {
    let at = hasNodes ? 0 : -1;
    while (at >= 0) {
      const node = nodes + <usize>at * 12;
      const bin = <usize>load<u8>(<usize>load<u32>(node) + ((<usize>row) << 2));
      at = load<u8>(goes + <usize>(at * BINS) + bin) ? load<i32>(node, 4) : load<i32>(node, 8);
    }
    const score = scores + ((<usize>row) << 3);
    store<f64>(score, load<f64>(score) + load<f64>(values + ((<usize>(-1 - at)) << 3)));
  }
}
