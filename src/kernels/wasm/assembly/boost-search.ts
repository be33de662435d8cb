// The best threshold of each column, as ../../reference/trees/search-numbers.ts finds it, to the bit.

const COLUMN: usize = 12;
const MISSING: i32 = 255;
const HESSIAN: i64 = (1 << 40) - 1;

/** A leaf to be split; ../leaf-memory.ts writes it, and `Found` a column follows at `found`. */
// @ts-ignore: decorator
@unmanaged
class Leaf {
  gradient: f64;
  hessian: f64;
  value: f64;
  lower: f64;
  upper: f64;
  gradientStep: f64;
  hessianStep: f64;
  l2: f64;
  leastHessian: f64;
  leastGain: f64;
  rows: i32;
  rowsPerLeaf: i32;
  histogram: u32;
  /** Taken from the histogram first; 0 for none. */
  less: u32;
  /** For each column: thresholds, whether values are missing, monotone; -1 thresholds for what is not to be searched. */
  columns: u32;
  /** A byte a column; 0 for all. */
  mask: u32;
  found: u32;
  unused: i32;
}

// @ts-ignore: decorator
@unmanaged
class Found {
  /** 0 when there is none. */
  gain: f64;
  gradient: f64;
  hessian: f64;
  rows: i32;
  bin: i32;
  missing: i32;
  unused: i32;
}

const FOUND: usize = 40;

/** Columns [first, last) of one leaf. */
export function boostSearch(at: usize, first: i32, last: i32): void {
  const leaf = changetype<Leaf>(at);
  for (let c = first; c < last; c++) {
    const histogram = <usize>leaf.histogram + ((<usize>c) << COLUMN);
    if (leaf.less) subtract(histogram, <usize>leaf.less + ((<usize>c) << COLUMN));
    const found = changetype<Found>(<usize>leaf.found + <usize>c * FOUND);
    found.gain = 0;
    const column = <usize>leaf.columns + <usize>c * 12;
    const thresholds = load<i32>(column);
    if (thresholds < 0 || (leaf.mask && !load<u8>(<usize>leaf.mask + <usize>c))) continue;
    const missing = load<i32>(column, 4);
    const monotone = load<i32>(column, 8);
    let sum = i64x2.splat(0);
    for (let bin = 0; bin < thresholds + missing; bin++) {
      sum = i64x2.add(sum, v128.load(histogram + ((<usize>bin) << 4)));
      if (!offer(leaf, found, sum, bin, 0, monotone)) break;
    }
    if (!missing) continue;
    sum = v128.load(histogram + ((<usize>MISSING) << 4));
    for (let bin = 0; bin <= thresholds; bin++) sum = i64x2.add(sum, v128.load(histogram + ((<usize>bin) << 4)));
    for (let bin = thresholds; bin > 0; bin--) {
      sum = i64x2.sub(sum, v128.load(histogram + ((<usize>bin) << 4)));
      offer(leaf, found, sum, bin - 1, 1, monotone);
    }
  }
}

function subtract(from: usize, less: usize): void {
  for (let at: usize = 0; at < 4096; at += 16) {
    v128.store(from + at, i64x2.sub(v128.load(from + at), v128.load(less + at)));
  }
}

/** Keep a split that gains more than the best so far. Gives 0 when no further bin can leave enough rows. */
// @ts-ignore: decorator
@inline
function offer(leaf: Leaf, found: Found, sum: v128, bin: i32, missing: i32, monotone: i32): i32 {
  const packed = i64x2.extract_lane(sum, 1);
  const rows = <i32>(packed >> 40);
  const noRows = leaf.rows - rows;
  if (noRows < leaf.rowsPerLeaf) return 0;
  if (rows < leaf.rowsPerLeaf) return 1;
  const yesHessian = <f64>(packed & HESSIAN);
  const noHessian = leaf.hessian - yesHessian;
  const least = min(yesHessian, noHessian);
  if (!(least * leaf.hessianStep >= leaf.leastHessian && least > 0)) return 1;
  const yesGradient = <f64>i64x2.extract_lane(sum, 0);
  const noGradient = leaf.gradient - yesGradient;
  // Both children at once: yes in lane 0, no in lane 1.
  const gradients = f64x2.mul(f64x2(yesGradient, noGradient), f64x2.splat(leaf.gradientStep));
  const hessians = f64x2.mul(f64x2(yesHessian, noHessian), f64x2.splat(leaf.hessianStep));
  const below = f64x2.add(f64x2.add(hessians, f64x2.splat(leaf.l2)), f64x2.splat(1e-15));
  let values = f64x2.div(f64x2.neg(gradients), below);
  values = f64x2.pmin(f64x2.splat(leaf.upper), f64x2.pmax(f64x2.splat(leaf.lower), values));
  const a = f64x2.extract_lane(values, 0);
  const b = f64x2.extract_lane(values, 1);
  if ((monotone > 0 && a > b) || (monotone < 0 && a < b)) return 1;
  const losses = f64x2.mul(gradients, values);
  const before = leaf.gradient * leaf.gradientStep * leaf.value;
  const gain = before - f64x2.extract_lane(losses, 0) - f64x2.extract_lane(losses, 1);
  if (gain > leaf.leastGain && gain > found.gain) {
    found.gain = gain;
    found.gradient = yesGradient;
    found.hessian = yesHessian;
    found.rows = rows;
    found.bin = bin;
    found.missing = missing;
  }
  return 1;
}
