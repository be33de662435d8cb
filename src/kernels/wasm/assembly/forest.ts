// Trees of a forest as ../../reference/trees/forest.ts grows them, to the bit: all sums are of integers, so their order
// is free. The rows of a node lie side by side with all that is added up of them.

import { below, bits, branch, byte, number, setNumber, setWord, word } from './forest-numbers';

/** One tree under way; ../forest-memory.ts lays it out. */
// @ts-ignore: decorator
@unmanaged
class Growing {
  decrease: f64;
  unit: f64;
  // Settings.
  width: i32;
  columnsPerSplit: i32;
  random: i32;
  deepest: i32;
  rowsPerSplit: i32;
  rowsPerLeaf: i32;
  /** 0 for values. */
  classes: i32;
  seed: i32;
  /** Rows of the table, the length of a column of bins. */
  stride: i32;
  // How far it is.
  visited: i32;
  open: i32;
  nodes: i32;
  leaves: i32;
  // Addresses.
  bins: u32;
  row: u32;
  code: u32;
  value: u32;
  weight: u32;
  moment: u32;
  spare: u32;
  order: u32;
  counts: u32;
  sums: u32;
  occupied: u32;
  totals: u32;
  yes: u32;
  present: u32;
  local: u32;
  stack: u32;
  feature: u32;
  bin: u32;
  missing: u32;
  gain: u32;
  nodeRows: u32;
  children: u32;
  leafFrom: u32;
  leafTo: u32;
  /** 256 float64 a column, or 0. */
  places: u32;
}

const MISSING: i32 = 255;

/** Grow on for about `budget` steps (a row in a column is one); 1 when the tree is finished. */
export function forestGrow(at: usize, budget: i32): i32 {
  const g = changetype<Growing>(at);
  while (g.open > 0 && budget > 0) {
    const entry = <usize>g.stack + ((<usize>(--g.open)) << 4);
    const from = load<i32>(entry), to = load<i32>(entry, 4), depth = load<i32>(entry, 8), place = load<i32>(entry, 12);
    const count = to - from;
    const visit = g.visited++;
    budget -= count + 20;
    let middle = 0;
    if (depth < g.deepest && count >= g.rowsPerSplit) {
      const fields = g.classes ? sumClasses(g, from, to) : sumValues(g, from, to);
      if (fields > 0) {
        const looked = findSplit(g, from, to, fields, branch(g.seed, visit));
        budget -= looked * (count + 100);
        if (foundColumn >= 0) middle = partition(g, from, to);
      }
    }
    if (middle) {
      const node = g.nodes++;
      if (place >= 0) setWord(g.children, place, node);
      setWord(g.feature, node, foundColumn);
      store<u8>(<usize>g.bin + <usize>node, <u8>foundBin);
      store<u8>(<usize>g.missing + <usize>node, <u8>foundMissing);
      setNumber(g.gain, node, foundGain);
      setWord(g.nodeRows, node, count);
      open(g, middle, to, depth + 1, 2 * node + 1);
      open(g, from, middle, depth + 1, 2 * node);
    } else {
      const leaf = g.leaves++;
      if (place >= 0) setWord(g.children, place, -1 - leaf);
      setWord(g.leafFrom, leaf, from);
      setWord(g.leafTo, leaf, to);
    }
  }
  return g.open == 0 ? 1 : 0;
}

function open(g: Growing, from: i32, to: i32, depth: i32, place: i32): void {
  const entry = <usize>g.stack + ((<usize>(g.open++)) << 4);
  store<i32>(entry, from);
  store<i32>(entry, to, 4);
  store<i32>(entry, depth, 8);
  store<i32>(entry, place, 12);
}

/** Sums of the classes that occur, in ascending order of the classes; 0 where it is one class alone. */
function sumClasses(g: Growing, from: i32, to: i32): i32 {
  const first = word(g.code, from);
  let same = from + 1;
  while (same < to && word(g.code, same) == first) same++;
  if (same == to) return 0;
  // `local` holds a class's place among those that occur, -1 between two nodes.
  let fields = 0;
  for (let i = from; i < to; i++) {
    const k = word(g.code, i);
    if (word(g.local, k) < 0) {
      setWord(g.local, k, 0);
      let j = fields++;
      if (fields <= 64) {
        for (; j > 0 && word(g.present, j - 1) > k; j--) setWord(g.present, j, word(g.present, j - 1));
        setWord(g.present, j, k);
      }
    }
  }
  if (fields > 64) {
    fields = 0;
    for (let k = 0; k < g.classes; k++) if (word(g.local, k) >= 0) setWord(g.present, fields++, k);
  }
  for (let j = 0; j < fields; j++) {
    setWord(g.local, word(g.present, j), j);
    setNumber(g.totals, j, 0);
  }
  for (let i = from; i < to; i++) {
    const j = word(g.local, word(g.code, i));
    setNumber(g.totals, j, number(g.totals, j) + number(g.weight, i));
  }
  return fields;
}

/** Sum of moments and of weights; 0 where all values are the same. */
function sumValues(g: Growing, from: i32, to: i32): i32 {
  const first = number(g.value, from);
  let same = true;
  let moment: f64 = 0, weight: f64 = 0;
  for (let i = from; i < to; i++) {
    if (number(g.value, i) != first) same = false;
    moment += number(g.moment, i);
    weight += number(g.weight, i);
  }
  setNumber(g.totals, 0, moment);
  setNumber(g.totals, 1, weight);
  return same ? 0 : 2;
}

// The best split so far of the node at hand. Globals belong to the instance, and each thread has its own.
let foundColumn: i32 = -1;
let foundBin: i32 = 0;
let foundMissing: i32 = 0;
let foundScore: f64 = 0;
let foundGain: f64 = 0;
let foundAny: bool = false;
/** Rows that go to yes at the threshold at hand. */
let yesRows: i32 = 0;

/** Gives how many columns were looked at. */
function findSplit(g: Growing, from: i32, to: i32, fields: i32, seed: i32): i32 {
  const width = g.width;
  for (let c = 0; c < width; c++) setWord(g.order, c, c);
  foundColumn = -1;
  foundAny = false;
  let varied = false;
  let i = 0;
  for (; i < width && (i < g.columnsPerSplit || !varied); i++) {
    const j = i + below(bits(seed, i), width - i);
    const column = word(g.order, j);
    setWord(g.order, j, word(g.order, i));
    const occupied = g.classes ? countClasses(g, column, from, to, fields) : countValues(g, column, from, to);
    const gaps = word(g.counts, MISSING);
    if (occupied + (gaps ? 1 : 0) < 2) continue;
    varied = true;
    if (g.random) offerRandom(g, column, to - from, fields, occupied, gaps, branch(seed, column));
    else offerAll(g, column, to - from, fields, occupied, gaps);
  }
  if (foundAny) {
    foundGain = Math.max(0, (foundScore - side(g, g.totals, fields)) * g.unit);
    if (foundGain < g.decrease) foundColumn = -1;
  }
  if (g.classes) for (let k = 0; k < fields; k++) setWord(g.local, word(g.present, k), -1);
  return i;
}

/** Prepare a bin for a row: its sums begin at 0 when it is first met. */
// @ts-ignore: decorator
@inline
function meet(g: Growing, bin: i32, fields: i32, met: i32): i32 {
  const rows = word(g.counts, bin);
  setWord(g.counts, bin, rows + 1);
  if (rows == 0) {
    memory.fill(<usize>g.sums + ((<usize>(bin * fields)) << 3), 0, (<usize>fields) << 3);
    if (bin != MISSING) setWord(g.occupied, met++, bin);
  }
  return met;
}

function countClasses(g: Growing, column: i32, from: i32, to: i32, fields: i32): i32 {
  memory.fill(<usize>g.counts, 0, 1024);
  const bins = g.bins + <u32>column * <u32>g.stride;
  let met = 0;
  for (let i = from; i < to; i++) {
    const bin = byte(bins, word(g.row, i));
    met = meet(g, bin, fields, met);
    const at = bin * fields + word(g.local, word(g.code, i));
    setNumber(g.sums, at, number(g.sums, at) + number(g.weight, i));
  }
  sortMet(g, met);
  return met;
}

function countValues(g: Growing, column: i32, from: i32, to: i32): i32 {
  memory.fill(<usize>g.counts, 0, 1024);
  const bins = g.bins + <u32>column * <u32>g.stride;
  let met = 0;
  for (let i = from; i < to; i++) {
    const bin = byte(bins, word(g.row, i));
    met = meet(g, bin, 2, met);
    const at = <usize>g.sums + ((<usize>bin) << 4);
    store<f64>(at, load<f64>(at) + number(g.moment, i));
    store<f64>(at, load<f64>(at, 8) + number(g.weight, i), 8);
  }
  sortMet(g, met);
  return met;
}

function sortMet(g: Growing, met: i32): void {
  if (met > 32) {
    let k = 0;
    for (let bin = 0; bin < MISSING; bin++) if (word(g.counts, bin)) setWord(g.occupied, k++, bin);
    return;
  }
  for (let i = 1; i < met; i++) {
    const bin = word(g.occupied, i);
    let j = i;
    for (; j > 0 && word(g.occupied, j - 1) > bin; j--) setWord(g.occupied, j, word(g.occupied, j - 1));
    setWord(g.occupied, j, bin);
  }
}

function start(g: Growing, fields: i32): void {
  memory.fill(<usize>g.yes, 0, (<usize>fields) << 3);
  yesRows = 0;
}

function take(g: Growing, bin: i32, fields: i32): void {
  const at = bin * fields;
  for (let k = 0; k < fields; k++) setNumber(g.yes, k, number(g.yes, k) + number(g.sums, at + k));
  yesRows += word(g.counts, bin);
}

function offerAll(g: Growing, column: i32, count: i32, fields: i32, occupied: i32, gaps: i32): void {
  const passes = gaps ? 2 : 1;
  for (let withMissing = 0; withMissing < passes; withMissing++) {
    start(g, fields);
    if (withMissing) take(g, MISSING, fields);
    for (let i = 0; i < occupied; i++) {
      const bin = word(g.occupied, i);
      take(g, bin, fields);
      if (i + 1 < occupied) offer(g, column, count, fields, (bin + word(g.occupied, i + 1) - 1) >> 1, withMissing, gaps);
      else if (!withMissing && gaps) offer(g, column, count, fields, bin, 0, gaps);
    }
  }
}

function drawBin(g: Growing, column: i32, lowest: i32, highest: i32, random: u32): i32 {
  if (!g.places || lowest == highest) return lowest + below(random, max(1, highest - lowest));
  const share = <f64>random / 4294967296;
  const places = g.places + (<u32>column << 11);
  const value = number(places, lowest) * (1 - share) + number(places, highest) * share;
  let bin = lowest, end = highest;
  while (end - bin > 1) {
    const middle = (bin + end) >> 1;
    if (number(places, middle) <= value) bin = middle;
    else end = middle;
  }
  return bin;
}

function offerRandom(g: Growing, column: i32, count: i32, fields: i32, occupied: i32, gaps: i32, seed: i32): void {
  const lowest = occupied ? word(g.occupied, 0) : 0;
  const highest = occupied ? word(g.occupied, occupied - 1) : 0;
  const bin = drawBin(g, column, lowest, highest, bits(seed, 0));
  const withMissing = gaps > 0 && bits(seed, 1) >= 2147483648 ? 1 : 0;
  start(g, fields);
  for (let i = 0; i < occupied && word(g.occupied, i) <= bin; i++) take(g, word(g.occupied, i), fields);
  if (withMissing) take(g, MISSING, fields);
  offer(g, column, count, fields, bin, withMissing, gaps);
}

function offer(g: Growing, column: i32, count: i32, fields: i32, bin: i32, withMissing: i32, gaps: i32): void {
  if (min(yesRows, count - yesRows) < g.rowsPerLeaf) return;
  const score = side(g, g.yes, fields) + otherSide(g, fields);
  if (foundAny && !(score > foundScore)) return;
  foundAny = true;
  foundScore = score;
  foundColumn = column;
  foundBin = bin;
  foundMissing = gaps ? withMissing : 2 * yesRows > count ? 1 : 0;
}

function side(g: Growing, sums: u32, fields: i32): f64 {
  if (!g.classes) return (number(sums, 0) * number(sums, 0)) / number(sums, 1);
  let squares: f64 = 0, weight: f64 = 0;
  for (let k = 0; k < fields; k++) {
    const sum = number(sums, k);
    squares += sum * sum;
    weight += sum;
  }
  return squares / weight;
}

function otherSide(g: Growing, fields: i32): f64 {
  if (!g.classes) {
    const moment = number(g.totals, 0) - number(g.yes, 0);
    return (moment * moment) / (number(g.totals, 1) - number(g.yes, 1));
  }
  let squares: f64 = 0, weight: f64 = 0;
  for (let k = 0; k < fields; k++) {
    const sum = number(g.totals, k) - number(g.yes, k);
    squares += sum * sum;
    weight += sum;
  }
  return squares / weight;
}

/** Rows of yes first, both sides in their order; gives where no begins. 32 bytes of spare room a row. */
function partition(g: Growing, from: i32, to: i32): i32 {
  const bins = g.bins + <u32>foundColumn * <u32>g.stride;
  const values = !g.classes;
  let middle = from;
  let spare = <usize>g.spare;
  const first = spare;
  for (let i = from; i < to; i++) {
    const row = word(g.row, i);
    const bin = byte(bins, row);
    const isYes = bin == MISSING ? foundMissing != 0 : bin <= foundBin;
    if (isYes) {
      setWord(g.row, middle, row);
      setNumber(g.weight, middle, number(g.weight, i));
      if (values) {
        setNumber(g.moment, middle, number(g.moment, i));
        setNumber(g.value, middle, number(g.value, i));
      } else setWord(g.code, middle, word(g.code, i));
      middle++;
    } else {
      store<f64>(spare, number(g.weight, i));
      if (values) {
        store<f64>(spare, number(g.moment, i), 8);
        store<f64>(spare, number(g.value, i), 16);
      } else store<i32>(spare, word(g.code, i), 8);
      store<i32>(spare, row, 24);
      spare += 32;
    }
  }
  let i = middle;
  for (let at = first; at < spare; at += 32, i++) {
    setNumber(g.weight, i, load<f64>(at));
    if (values) {
      setNumber(g.moment, i, load<f64>(at, 8));
      setNumber(g.value, i, load<f64>(at, 16));
    } else setWord(g.code, i, load<i32>(at, 8));
    setWord(g.row, i, load<i32>(at, 24));
  }
  return middle;
}
