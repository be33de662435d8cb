import type { Column } from '../table/column.ts';
import { sameCell } from '../table/value-codes.ts';
import { HyperLogLog } from './hyperloglog.ts';
import { cellHashes } from './cell-hashes.ts';

export interface CountedValue {
  /** A row that holds the value. */
  readonly row: number;
  readonly count: number;
}

/**
 * How often each value of a column occurs, in one pass over the rows in any order, in pieces that can be merged. Exact
 * while there are at most `exactLimit` different values. Beyond it only frequent values are kept: whenever the table is
 * full, the middle count is taken off every entry and those at zero leave (Misra and Gries 1982, the purge of Anderson et
 * al. 2017); what was taken off in all bounds the error of every count. The number of different values is then
 * HyperLogLog's estimate.
 */
export class ValueCounter {
  readonly #column: Column;
  readonly #same: (a: number, b: number) => boolean;
  readonly #exactLimit: number;
  readonly #kept: number;
  #slots = new Int32Array(1024).fill(-1);
  #rows = new Int32Array(512);
  #counts = new Float64Array(512);
  #first = new Int32Array(512);
  #second = new Int32Array(512);
  #size = 0;
  #sketch: HyperLogLog | null = null;
  #takenOff = 0;

  constructor(column: Column, exactLimit = 2 ** 20, kept = 4096) {
    this.#column = column;
    this.#same = sameCell(column);
    this.#exactLimit = exactLimit;
    this.#kept = kept;
  }

  /** Count the present values of the rows from `from` up to `to`. */
  add(from: number, to: number): void {
    const { first, second, present } = cellHashes(this.#column, from, to);
    for (let i = 0; i < to - from; i++) if (present[i] !== 0) this.#count(from + i, 1, first[i]!, second[i]!);
  }

  /** As if the rows of the other, a counter of other rows of the same column, had been counted here. */
  merge(other: ValueCounter): void {
    if (other.#sketch) {
      this.#startSketch();
      this.#sketch!.merge(other.#sketch);
      this.#takenOff += other.#takenOff;
    }
    for (let at = 0; at < other.#size; at++)
      this.#count(other.#rows[at]!, other.#counts[at]!, other.#first[at]!, other.#second[at]!);
  }

  /** Whether every count and the number of different values are exact. */
  get exact(): boolean {
    return this.#sketch === null;
  }

  get distinct(): number {
    return this.#sketch?.estimate() ?? this.#size;
  }

  /** A value with at most this many rows may have been left out, and every count may be this much too low; 0 when exact. */
  get mayMiss(): number {
    return this.#takenOff;
  }

  /** Every kept value: a row that holds it (the first, while exact and counted in order) and its count. */
  each(visit: (row: number, count: number) => void): void {
    for (let at = 0; at < this.#size; at++) visit(this.#rows[at]!, this.#counts[at]!);
  }

  /** The most frequent values, at most `most`; ties in order of their rows. */
  top(most: number): CountedValue[] {
    const best: CountedValue[] = [];
    const before = (a: CountedValue, b: CountedValue) => b.count - a.count || a.row - b.row;
    this.each((row, count) => {
      const last = best.length === most ? best[most - 1]! : null;
      if (last && (count < last.count || (count === last.count && row > last.row))) return;
      best.push({ row, count });
      best.sort(before);
      if (best.length > most) best.pop();
    });
    return best;
  }

  /** Counts of the kept values. */
  counts(): Float64Array {
    return this.#counts.slice(0, this.#size);
  }

  /**
   * Begin the counts of the kept values anew; `recount` over all rows then makes them exact. Which values are kept stays
   * as it is, so only those with few rows can still be missing. Nothing can be added after that.
   */
  beginRecount(): void {
    this.#counts.fill(0);
  }

  recount(from: number, to: number): void {
    const { first, present } = cellHashes(this.#column, from, to);
    for (let i = 0; i < to - from; i++) {
      if (present[i] === 0) continue;
      const at = this.#slots[this.#slotOf(from + i, first[i]!)]!;
      if (at >= 0) this.#counts[at]! += 1;
    }
  }

  #slotOf(row: number, hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let at = this.#slots[slot]!; at >= 0; at = this.#slots[slot]!) {
      if (this.#first[at] === hash && this.#same(this.#rows[at]!, row)) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #count(row: number, count: number, first: number, second: number): void {
    let slot = this.#slotOf(row, first);
    const at = this.#slots[slot]!;
    if (at >= 0) {
      this.#counts[at]! += count;
      return;
    }
    if (this.#size === this.#exactLimit && !this.#sketch) this.#startSketch();
    if (this.#sketch && this.#size >= this.#kept) this.#purge();
    if (2 * (this.#size + 1) > this.#slots.length) this.#grow();
    slot = this.#slotOf(row, first);
    this.#slots[slot] = this.#size;
    this.#rows[this.#size] = row;
    this.#counts[this.#size] = count;
    this.#first[this.#size] = first;
    this.#second[this.#size] = second;
    this.#size++;
    if (this.#sketch) this.#sketch.add(first, second);
  }

  #startSketch(): void {
    if (this.#sketch) return;
    this.#sketch = new HyperLogLog();
    for (let at = 0; at < this.#size; at++) this.#sketch.add(this.#first[at]!, this.#second[at]!);
    while (this.#size >= this.#kept) this.#purge();
    this.#resize(2 ** Math.ceil(Math.log2(2 * this.#kept)));
  }

  /** Take the middle count off all; at least half of the entries leave. */
  #purge(): void {
    const middle = this.#counts.slice(0, this.#size).sort()[this.#size >> 1]!;
    this.#takenOff += middle;
    let left = 0;
    for (let at = 0; at < this.#size; at++) {
      if (this.#counts[at]! <= middle) continue;
      this.#rows[left] = this.#rows[at]!;
      this.#counts[left] = this.#counts[at]! - middle;
      this.#first[left] = this.#first[at]!;
      this.#second[left] = this.#second[at]!;
      left++;
    }
    this.#size = left;
    this.#index();
  }

  #grow(): void {
    this.#resize(2 * this.#rows.length);
  }

  #resize(entries: number): void {
    const moved = <A extends Int32Array | Float64Array>(old: A, made: A): A => {
      made.set(old.subarray(0, this.#size));
      return made;
    };
    this.#rows = moved(this.#rows, new Int32Array(entries));
    this.#counts = moved(this.#counts, new Float64Array(entries));
    this.#first = moved(this.#first, new Int32Array(entries));
    this.#second = moved(this.#second, new Int32Array(entries));
    this.#slots = new Int32Array(2 * entries);
    this.#index();
  }

  #index(): void {
    this.#slots.fill(-1);
    const mask = this.#slots.length - 1;
    for (let at = 0; at < this.#size; at++) {
      let slot = this.#first[at]! & mask;
      while (this.#slots[slot]! >= 0) slot = (slot + 1) & mask;
      this.#slots[slot] = at;
    }
  }
}
