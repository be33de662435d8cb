// Sorting columns and putting rows into bins, as ../../reference/trees/thresholds.ts and bins.ts do.

const DIGITS: i32 = 11;
const BUCKETS: i32 = 1 << DIGITS;
const PASSES: i32 = 6;
const SIGN: u64 = 0x8000000000000000;

/** Bytes of counters that `binsSort` needs. */
export function binsSortCounters(): i32 {
  return PASSES * BUCKETS * 4;
}

/**
 * Sort `count` float64 values ascending, with float64 companions unless `companions` is 0, by radix: as integers whose
 * order is that of the values. `spare` has room for both. The first counter is 1 at the end when the result lies there.
 */
export function binsSort(values: usize, companions: usize, count: i32, spare: usize, counters: usize): void {
  memory.fill(counters, 0, <usize>(PASSES * BUCKETS * 4));
  for (let i = 0; i < count; i++) {
    const at = values + ((<usize>i) << 3);
    let bits = load<u64>(at);
    bits = bits & SIGN ? ~bits : bits ^ SIGN;
    store<u64>(at, bits);
    for (let pass = 0; pass < PASSES; pass++) {
      const digit = <usize>((bits >> (<u64>(pass * DIGITS))) & (BUCKETS - 1));
      const counter = counters + ((<usize>(pass * BUCKETS) + digit) << 2);
      store<i32>(counter, load<i32>(counter) + 1);
    }
  }
  let from = values;
  let to = spare;
  let fromCompanions = companions;
  let toCompanions = spare + ((<usize>count) << 3);
  let swaps = 0;
  for (let pass = 0; pass < PASSES; pass++) {
    const starts = counters + ((<usize>(pass * BUCKETS)) << 2);
    if (!starting(starts, count)) continue;
    const shift = <u64>(pass * DIGITS);
    for (let i = 0; i < count; i++) {
      const bits = load<u64>(from + ((<usize>i) << 3));
      const counter = starts + ((<usize>((bits >> shift) & (BUCKETS - 1))) << 2);
      const place = load<i32>(counter);
      store<i32>(counter, place + 1);
      store<u64>(to + ((<usize>place) << 3), bits);
      if (companions) {
        store<f64>(toCompanions + ((<usize>place) << 3), load<f64>(fromCompanions + ((<usize>i) << 3)));
      }
    }
    const held = from;
    from = to;
    to = held;
    const heldCompanions = fromCompanions;
    fromCompanions = toCompanions;
    toCompanions = heldCompanions;
    swaps ^= 1;
  }
  for (let i = 0; i < count; i++) {
    const at = from + ((<usize>i) << 3);
    const bits = load<u64>(at);
    store<u64>(at, bits & SIGN ? bits ^ SIGN : ~bits);
  }
  store<i32>(counters, swaps);
}

/** Turn the counts of one pass into first places; 0 when all values share one digit. */
function starting(starts: usize, count: i32): i32 {
  let sum = 0;
  for (let digit = 0; digit < BUCKETS; digit++) {
    const at = starts + ((<usize>digit) << 2);
    const own = load<i32>(at);
    if (own == count) return 0;
    store<i32>(at, sum);
    sum += own;
  }
  return 1;
}

/**
 * Put `rows` rows, row-major `[rows, width]` at `data`, into bins. `plans` holds for each column the address of what
 * tells the bins and how many categories there are: 0 for numbers, told by 256 thresholds (unused ones infinite);
 * categories are told by one bin a code. The bins of four columns lie side by side in `quads`, `[groups, stride, 4]`.
 */
export function binsPlace(
  data: usize,
  rows: i32,
  width: i32,
  plans: usize,
  quads: usize,
  stride: i32,
  firstRow: i32,
): void {
  for (let c = 0; c < width; c++) {
    const tells = <usize>load<u32>(plans + ((<usize>c) << 3));
    const levels = load<i32>(plans + ((<usize>c) << 3), 4);
    let from = data + ((<usize>c) << 3);
    let to = quads + ((<usize>(c >> 2) * <usize>stride + <usize>firstRow) << 2) + <usize>(c & 3);
    for (let row = 0; row < rows; row++) {
      const value = load<f64>(from);
      let bin = 255;
      if (value == value) bin = levels ? <i32>load<u8>(tells + <usize>(<u32>value)) : binOf(tells, value);
      store<u8>(to, bin);
      from += (<usize>width) << 3;
      to += 4;
    }
  }
}

/** How many of 256 ascending thresholds lie below a value. */
// @ts-ignore: decorator
@inline
function binOf(thresholds: usize, value: f64): i32 {
  let bin: usize = 0;
  bin += (<usize>(load<f64>(thresholds + ((bin + 127) << 3)) < value)) << 7;
  bin += (<usize>(load<f64>(thresholds + ((bin + 63) << 3)) < value)) << 6;
  bin += (<usize>(load<f64>(thresholds + ((bin + 31) << 3)) < value)) << 5;
  bin += (<usize>(load<f64>(thresholds + ((bin + 15) << 3)) < value)) << 4;
  bin += (<usize>(load<f64>(thresholds + ((bin + 7) << 3)) < value)) << 3;
  bin += (<usize>(load<f64>(thresholds + ((bin + 3) << 3)) < value)) << 2;
  bin += (<usize>(load<f64>(thresholds + ((bin + 1) << 3)) < value)) << 1;
  bin += <usize>(load<f64>(thresholds + (bin << 3)) < value);
  return <i32>bin;
}
