import type { Extents, SideBySide } from '../side-by-side.ts';
import type { Region } from './memory.ts';
import type { WasmThreads } from './threads.ts';

/** Numbers that are staged at a time, and the fewest and most rows of them. */
const STAGED = 131_072;
const FEWEST_ROWS = 64;
const MOST_ROWS = 4096;

/** Parts of a stage for each thread, so that a late thread holds nobody up. */
const PARTS = 4;

/** Numbers of an extent: two minima, two maxima and two sums, of every other row each. */
const EXTENT = 6;
const NOTHING = [Infinity, Infinity, -Infinity, -Infinity, 0, 0];

/** Null where there is one thread, or the room lies elsewhere. */
export function sideBySide(threads: WasmThreads, room: Float64Array, width: number): SideBySide | null {
  const out = threads.memory.addressOf(room);
  if (threads.threads === 1 || out === undefined) return null;
  const region = threads.memory.region();
  try {
    return new WasmSideBySide(threads, region, out, width);
  } catch (error) {
    region.close();
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Of two stages one is written while the other is laid out in parts. */
class WasmSideBySide implements SideBySide {
  readonly rows: number;
  readonly #threads: WasmThreads;
  readonly #region: Region;
  readonly #out: number;
  readonly #width: number;
  readonly #stages: readonly [number, number];
  /** Rows of a part, a multiple of 2. */
  readonly #part: number;
  readonly #parts: number;
  /** By part and column. */
  readonly #extents: number;
  #turn: 0 | 1 = 0;

  constructor(threads: WasmThreads, region: Region, out: number, width: number) {
    this.#threads = threads;
    this.#region = region;
    this.#out = out;
    this.#width = width;
    this.#parts = PARTS * threads.threads;
    const rows = Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, STAGED / width));
    this.#part = 2 * Math.ceil(rows / this.#parts / 2);
    this.rows = this.#part * this.#parts;
    const stage = () => region.allocate(8 * this.rows * width);
    this.#stages = [stage(), stage()];
    this.#extents = region.allocate(8 * EXTENT * width * this.#parts);
    const view = this.#extentsOf(0, this.#parts);
    for (let at = 0; at < view.length; at += EXTENT) view.set(NOTHING, at);
  }

  stage(): Float64Array {
    return this.#threads.memory.f64(this.#stages[this.#turn], this.rows * this.#width);
  }

  layOut(first: number, count: number): void {
    const width = this.#width;
    const calls: number[][] = [];
    for (let part = 0, from = 0; from < count; part++, from += this.#part) {
      const columns = this.#stages[this.#turn] + 8 * from;
      const out = this.#out + 8 * (first + from) * width;
      const extents = this.#extents + 8 * EXTENT * width * part;
      calls.push([columns, this.rows, Math.min(this.#part, count - from), width, out, extents]);
    }
    // The stage that is written next is free then, and so are the extents.
    this.#threads.finish();
    this.#threads.begin('sideBySide', calls);
    this.#turn = this.#turn ? 0 : 1;
  }

  finish(): Extents {
    this.#threads.finish();
    const min = new Float64Array(this.#width).fill(Infinity);
    const max = new Float64Array(this.#width).fill(-Infinity);
    const odd = new Array<boolean>(this.#width).fill(false);
    for (let part = 0; part < this.#parts; part++) {
      const view = this.#extentsOf(part, 1);
      for (let c = 0, at = 0; c < this.#width; c++, at += EXTENT) {
        min[c] = Math.min(min[c]!, view[at]!, view[at + 1]!);
        max[c] = Math.max(max[c]!, view[at + 2]!, view[at + 3]!);
        if (view[at + 4] !== 0 || view[at + 5] !== 0) odd[c] = true;
      }
    }
    return { min, max, odd };
  }

  close(): void {
    this.#threads.finish();
    this.#region.close();
  }

  #extentsOf(part: number, parts: number): Float64Array {
    const length = EXTENT * this.#width;
    return this.#threads.memory.f64(this.#extents + 8 * length * part, length * parts);
  }
}
