import { middle } from './values.ts';

/**
 * The median of values that come and go, in O(log n) each: a Fenwick tree counts them by the rank they have among all
 * values there will ever be. Equal to sorting what is there.
 */
export class RunningMedian {
  readonly #sorted: Float64Array;
  readonly #counts: Int32Array;
  readonly #top: number;
  size = 0;

  /** `all`: every value that will come; missing ones are passed over. */
  constructor(all: Float64Array) {
    this.#sorted = Float64Array.from(new Set(all.filter(v => !Number.isNaN(v)))).sort();
    this.#counts = new Int32Array(this.#sorted.length + 1);
    this.#top = 2 ** Math.floor(Math.log2(Math.max(1, this.#sorted.length)));
  }

  add(value: number, change: 1 | -1 = 1): void {
    if (Number.isNaN(value)) return;
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const half = (low + high) >> 1;
      if (this.#sorted[half]! < value) low = half + 1;
      else high = half;
    }
    for (let at = low + 1; at < this.#counts.length; at += at & -at) this.#counts[at]! += change;
    this.size += change;
  }

  /** NaN where fewer than `least` values are there. */
  value(least: number): number {
    if (this.size < Math.max(1, least)) return NaN;
    const half = this.size >> 1;
    return this.size % 2 ? this.#ranked(half) : middle(this.#ranked(half - 1), this.#ranked(half));
  }

  /** The value with so many before it. */
  #ranked(before: number): number {
    let at = 0;
    let left = before;
    for (let step = this.#top; step > 0; step >>= 1) {
      const next = at + step;
      if (next < this.#counts.length && this.#counts[next]! <= left) {
        at = next;
        left -= this.#counts[next]!;
      }
    }
    return this.#sorted[at]!;
  }
}
