import type { Pause, Points, Seeds } from '../distances.ts';
import type { Region } from './memory.ts';
import { copyRows, strideOf } from './point-tiles.ts';
import type { WasmThreads } from './threads.ts';

/** Arguments of a call for rows [from, to) of a chunk. */
export type SweepArguments = (from: number, to: number, chunk: number) => number[];

/** Calls an export for all rows, slices of all chunks at once and a pause between. */
export type Sweep = (cost: number, pause: Pause, name: string, args: SweepArguments) => Promise<void>;

/** Where rows and weights lie, rows of a chunk, and how many rows are gone over. */
interface SeedRows {
  readonly x: number;
  readonly weights: number;
  readonly chunk: number;
  reach(): number;
}

/** Bytes of scratch, and so far apart that threads do not share a line of the cache. */
const SCRATCH = 128;

/** How far rows are from the nearest of the centres taken: one list is in force, each candidate writes another. */
export class WasmSeeds implements Seeds {
  readonly #threads: WasmThreads;
  readonly #points: Points;
  readonly #at: SeedRows;
  readonly #sweep: Sweep;
  readonly #region: Region;
  readonly #bytes: number;
  #nearest: number;
  readonly #offered: number[] = [];

  constructor(threads: WasmThreads, points: Points, at: SeedRows, sweep: Sweep) {
    this.#threads = threads;
    this.#points = points;
    this.#at = at;
    this.#sweep = sweep;
    this.#region = threads.memory.region();
    // An even number, which pairs of rows fill.
    this.#bytes = 16 * Math.ceil(points.rows / 2);
    this.#nearest = this.#region.allocate(this.#bytes);
    threads.memory.f64(this.#nearest, this.#bytes / 8).fill(Infinity);
  }

  get nearest(): Float64Array {
    return this.#threads.memory.f64(this.#nearest, this.#points.rows);
  }

  async offer(candidates: Float64Array, pause: Pause): Promise<Float64Array> {
    const found = await this.offerChunks(candidates, pause);
    return addedUp(found, (found.length * this.#points.width) / candidates.length);
  }

  /** The totals of each chunk by itself: `[chunks, candidates]`. */
  async offerChunks(candidates: Float64Array, pause: Pause): Promise<Float64Array> {
    const { memory } = this.#threads;
    const { width } = this.#points;
    const { x, weights, chunk } = this.#at;
    const count = candidates.length / width;
    const chunks = Math.ceil(this.#at.reach() / chunk);
    const own = memory.region();
    try {
      const exact = copyRows(memory, own, { rows: count, width, data: candidates }, 4);
      const lists = own.allocate(4 * count);
      while (this.#offered.length < count) this.#offered.push(this.#region.allocate(this.#bytes));
      const totals = own.allocate(8 * chunks * count);
      const scratch = own.allocate(SCRATCH * chunks);
      memory.f64(totals, chunks * count).fill(0);
      memory.u32(lists, count).set(this.#offered.slice(0, count));
      await this.#sweep(count * width, pause, 'distanceOffer', (from, to, c) => [
        ...[x, strideOf(width), from, to, exact, count, this.#nearest, weights, lists],
        ...[totals + 8 * c * count, scratch + SCRATCH * c],
      ]);
      return memory.f64(totals, chunks * count).slice();
    } finally {
      own.close();
    }
  }

  take(candidate: number): Promise<void> {
    const before = this.#nearest;
    this.#nearest = this.#offered[candidate]!;
    this.#offered[candidate] = before;
    return Promise.resolve();
  }

  close(): void {
    this.#region.close();
  }
}

/** The sums of chunks in their order. */
export function addedUp(parts: Float64Array, chunks: number): Float64Array {
  const length = parts.length / chunks;
  const out = new Float64Array(length);
  for (let c = 0; c < chunks; c++) for (let i = 0; i < length; i++) out[i]! += parts[c * length + i]!;
  return out;
}
