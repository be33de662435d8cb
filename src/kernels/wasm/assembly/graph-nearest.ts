// What the nearest stored points stand for, with the bits of core/graph/interpret-voters.ts. Points lie in a tree of boxes:
// level by level, the children of box i are 2 i and 2 i + 1, and boxes in pairs as [column][low left, low right, high left,
// high right]. Below lie leaves of groups of eight points, column after column. The distance to a box is summed as that to a
// point, column by column, and rounding keeps the order of what it rounds: no point in the box can come out nearer.
//
// The layout of a search's memory (`scratch`): distances and places of the nearest so far, eight sums, then boxes to visit.

const GROUP: i32 = 8;

// @ts-ignore: decorator
@inline
function term(manhattan: bool, d: v128): v128 {
  return manhattan ? f64x2.abs(d) : f64x2.mul(d, d);
}

/** Distances to a box and the one to its right. */
// @ts-ignore: decorator
@inline
function boxPair(manhattan: bool, row: usize, width: i32, box: usize): v128 {
  let sum = f64x2.splat(0);
  for (let c = 0; c < width; c++, row += 8, box += 32) {
    const x = v128.load64_splat(row);
    const outside = f64x2.max(f64x2.sub(v128.load(box), x), f64x2.sub(x, v128.load(box, 16)));
    sum = f64x2.add(sum, term(manhattan, f64x2.max(outside, f64x2.splat(0))));
  }
  return sum;
}

/** Distances to the eight points of a group, unless all are further than `bound` after half of the columns. */
// @ts-ignore: decorator
@inline
function groupSums(manhattan: bool, row: usize, width: i32, group: usize, bound: f64, sums: usize): bool {
  let a = f64x2.splat(0), b = f64x2.splat(0), c = f64x2.splat(0), d = f64x2.splat(0);
  const half = width > 8 ? width >> 1 : 0;
  for (let k = 0; k < width; k++, row += 8, group += 64) {
    if (half && k == half) {
      const least = f64x2.min(f64x2.min(a, b), f64x2.min(c, d));
      if (f64x2.extract_lane(least, 0) > bound && f64x2.extract_lane(least, 1) > bound) return false;
    }
    const x = v128.load64_splat(row);
    a = f64x2.add(a, term(manhattan, f64x2.sub(x, v128.load(group))));
    b = f64x2.add(b, term(manhattan, f64x2.sub(x, v128.load(group, 16))));
    c = f64x2.add(c, term(manhattan, f64x2.sub(x, v128.load(group, 32))));
    d = f64x2.add(d, term(manhattan, f64x2.sub(x, v128.load(group, 48))));
  }
  v128.store(sums, a);
  v128.store(sums, b, 16);
  v128.store(sums, c, 32);
  v128.store(sums, d, 48);
  return true;
}

/** Put a point among the `k` nearest, of equally near ones the earlier first. */
function insert(distances: usize, places: usize, k: i32, distance: f64, place: i32): void {
  let i = k - 1;
  for (; i > 0; i--) {
    const before = load<f64>(distances + ((<usize>(i - 1)) << 3));
    const other = load<i32>(places + ((<usize>(i - 1)) << 2));
    if (!(distance < before || (distance == before && place < other))) break;
    store<f64>(distances + ((<usize>i) << 3), before);
    store<i32>(places + ((<usize>i) << 2), other);
  }
  store<f64>(distances + ((<usize>i) << 3), distance);
  store<i32>(places + ((<usize>i) << 2), place);
}

// @ts-ignore: decorator
@inline
function search(manhattan: bool, voters: usize, row: usize, width: i32, scratch: usize): void {
  const leaves = load<i32>(voters);
  const k = load<i32>(voters, 4);
  const boxes = load<usize>(voters, 20);
  const groups = load<usize>(voters, 24);
  const groupPlaces = load<usize>(voters, 28);
  const starts = load<usize>(voters, 32);
  const none = load<i32>(voters, 40);
  const distances = scratch;
  const places = distances + ((<usize>k) << 3);
  const sums = (places + ((<usize>k) << 2) + 15) & ~15;
  const open = sums + 64;
  for (let i: usize = 0; i < <usize>k; i++) {
    store<f64>(distances + (i << 3), Infinity);
    store<i32>(places + (i << 2), none);
  }
  const last = distances + ((<usize>(k - 1)) << 3);
  const lastPlace = places + ((<usize>(k - 1)) << 2);
  // The root is box 1; each entry is a distance and a box.
  store<f64>(open, 0);
  store<i32>(open, 1, 8);
  for (let top = open + 16; top > open; ) {
    top -= 16;
    if (load<f64>(top) > load<f64>(last)) continue;
    let box = load<i32>(top, 8);
    while (box < leaves) {
      // The nearer child at once, the other later.
      const both = boxPair(manhattan, row, width, boxes + <usize>box * (<usize>width << 5));
      const left = f64x2.extract_lane(both, 0), right = f64x2.extract_lane(both, 1);
      const goRight = right < left;
      store<f64>(top, goRight ? left : right);
      store<i32>(top, 2 * box + (goRight ? 0 : 1), 8);
      top += 16;
      box = 2 * box + (goRight ? 1 : 0);
    }
    const end = load<i32>(starts + ((<usize>(box - leaves + 1)) << 2));
    for (let g = load<i32>(starts + ((<usize>(box - leaves)) << 2)); g < end; g++) {
      if (!groupSums(manhattan, row, width, groups + <usize>g * (<usize>width << 6), load<f64>(last), sums)) continue;
      const own = groupPlaces + ((<usize>(g * GROUP)) << 2);
      for (let i: usize = 0; i < <usize>GROUP; i++) {
        const distance = load<f64>(sums + (i << 3));
        const bound = load<f64>(last);
        if (distance > bound) continue;
        const place = load<i32>(own + (i << 2));
        if (distance < bound || place < load<i32>(lastPlace)) insert(distances, places, k, distance, place);
      }
    }
  }
}

function vote(voters: usize, scratch: usize, out: usize, outputs: i32): void {
  const k = load<i32>(voters, 4);
  const weighted = load<i32>(voters, 8) != 0;
  const shares = load<i32>(voters, 12) != 0;
  const manhattan = load<i32>(voters, 16) != 0;
  const values = load<usize>(voters, 36);
  const places = scratch + ((<usize>k) << 3);
  const nearest = manhattan ? load<f64>(scratch) : Math.sqrt(load<f64>(scratch));
  let total: f64 = 0;
  // The distances make room for the weights.
  for (let i: usize = 0; i < <usize>k; i++) {
    const given = load<f64>(scratch + (i << 3));
    const d = manhattan ? given : Math.sqrt(given);
    const weight = !weighted || d == nearest ? 1 : nearest / d;
    store<f64>(scratch + (i << 3), weight);
    total += weight;
  }
  memory.fill(out, 0, (<usize>outputs) << 3);
  for (let i: usize = 0; i < <usize>k; i++) {
    const weight = load<f64>(scratch + (i << 3));
    const value = load<f64>(values + ((<usize>load<u32>(places + (i << 2))) << 3));
    if (shares) {
      const to = out + ((<usize>value) << 3);
      store<f64>(to, load<f64>(to) + weight);
    } else store<f64>(out, load<f64>(out) + (weight / total) * value);
  }
  if (shares) for (let c: usize = 0; c < <usize>outputs; c++) store<f64>(out + (c << 3), load<f64>(out + (c << 3)) / total);
}

/** out[rows, outputs]; a row with a value that is not finite gives NaN. */
export function meanNearest(
  voters: usize, x: usize, rows: i32, width: i32, outputs: i32, out: usize, scratch: usize,
): void {
  const bytes = (<usize>width) << 3;
  const outBytes = (<usize>outputs) << 3;
  const manhattan = load<i32>(voters, 16) != 0;
  for (let r = 0; r < rows; r++, x += bytes, out += outBytes) {
    let whole = true;
    for (let c: usize = 0; c < bytes; c += 8) {
      const value = load<f64>(x + c);
      if (value - value != 0) whole = false;
    }
    if (!whole) {
      for (let c: usize = 0; c < outBytes; c += 8) store<f64>(out + c, NaN);
      continue;
    }
    if (manhattan) search(true, voters, x, width, scratch);
    else search(false, voters, x, width, scratch);
    vote(voters, scratch, out, outputs);
  }
}
