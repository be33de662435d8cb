import {
  type Assignment,
  chunkRows,
  type DistanceKernels,
  type HeldPoints,
  type Nearest,
  type Neighbourhoods,
  type Pause,
  type Points,
  type Seeds,
} from '../distances.ts';
import { kernelSums } from './kernel-values.ts';
import {
  copyRows,
  DOUBLE,
  filterConstants,
  placeRows,
  pointTiles,
  type SmallQueries,
  smallQueries,
  strideOf,
  type Tiled,
} from './point-tiles.ts';
import type { Region } from './memory.ts';
import { addedUp, type SweepArguments, WasmSeeds } from './seeds.ts';
import type { WasmThreads } from './threads.ts';

/** Multiplications of a thread between two pauses: some 20 ms. */
const SLICE = 30_000_000;
/** Below so many multiplications other threads are not worth waking. */
const ALONE = 200_000;

export const distanceKernels = (threads: WasmThreads): DistanceKernels => ({
  hold: (points, weights) => Promise.resolve(new WasmPoints(threads, points, weights)),
});

/** What a pass tells of each row, and the sums of each chunk by itself. */
export interface AssignedChunks {
  /** Run after run. */
  readonly labels: readonly Int32Array[];
  /** `[chunks, k, stride]`. */
  readonly sums: Float64Array;
  /** `[chunks, k]`. */
  readonly sizes: Float64Array;
  readonly moved: number;
}

export class WasmPoints implements HeldPoints {
  readonly #threads: WasmThreads;
  readonly #points: Points;
  readonly #own: Region;
  readonly #stride: number;
  readonly #x: number;
  readonly #weights: number;
  readonly #chunk: number;
  #tiles: Tiled | undefined;
  #queries: SmallQueries | undefined;
  #reach: number;

  constructor(threads: WasmThreads, points: Points, weights?: Float64Array, chunk = chunkRows(points.rows)) {
    this.#threads = threads;
    this.#points = points;
    this.#own = threads.memory.region();
    this.#stride = strideOf(points.width);
    this.#chunk = chunk;
    this.#reach = points.rows;
    try {
      this.#x = placeRows(threads.memory, this.#own, points);
      this.#weights = weights ? this.#own.place(weights) : 0;
    } catch (error) {
      this.#own.close();
      throw error;
    }
  }

  /** Passes go over the first so many rows alone, whole chunks of them. Labels that are handed in stay those of all. */
  reach(rows: number): void {
    this.#reach = rows;
  }

  async assign(centres: Float64Array, labels: Int32Array, pause: Pause, proposed?: Int32Array): Promise<Assignment> {
    const found = await this.assignChunks(centres, labels, pause, proposed);
    let at = 0;
    for (const run of found.labels) {
      labels.set(run, at);
      at += run.length;
    }
    const { width } = this.#points;
    const chunks = (found.sizes.length * width) / centres.length;
    return {
      sums: unpadded(addedUp(found.sums, chunks), width, this.#stride),
      sizes: addedUp(found.sizes, chunks),
      moved: found.moved,
    };
  }

  async assignChunks(
    centres: Float64Array,
    labels: Int32Array,
    pause: Pause,
    proposed?: Int32Array,
  ): Promise<AssignedChunks> {
    const { width } = this.#points;
    const rows = this.#reach;
    const k = centres.length / width;
    const tiles = this.#tiled();
    return this.#within(async (region, f64) => {
      const { memory } = this.#threads;
      const stride = this.#stride;
      const filled = Math.ceil(k / 4) * 4;
      const exact = copyRows(memory, region, { rows: k, width, data: centres });
      const small = region.allocate(4 * filled * width);
      const halves = region.allocate(4 * filled);
      const reach = tiles.shrink(centres, k, filled, memory.f32(small, filled * width), memory.f32(halves, filled));
      const slots = region.allocate(4 * rows);
      memory.i32(slots, rows).set(labels.subarray(0, rows));
      const known = proposed ? region.allocate(4 * rows) : 0;
      if (proposed) memory.i32(known, rows).set(proposed.subarray(0, rows));
      const chunks = Math.ceil(rows / this.#chunk);
      const sums = f64(chunks * k * stride);
      const sizes = f64(chunks * k);
      const moved = f64(chunks);
      const scratch = region.allocate(chunks * 32 * (filled + 1));
      // Twice what rounding can do to a score, see distanceAssign; 1.05 covers the rounding of the bound itself.
      const { rounding } = tiles;
      const bounds = [
        2.1 * (width + 8) * rounding * reach,
        3.2 * rounding * reach ** 2 + 1e-37,
        4 * (width + 8) * DOUBLE,
      ];
      await this.#sweep(k * width, pause, 'distanceAssign', (from, to, c) => [
        ...[this.#x, stride, width, from, to, tiles.tiles, tiles.norms, exact, k, small, halves, ...bounds],
        ...[slots, this.#weights, sums + c * k * stride * 8, sizes + c * k * 8, moved + c * 8],
        ...[scratch + c * 32 * (filled + 1), known],
      ]);
      return {
        labels: [memory.i32(slots, rows).slice()],
        sums: memory.f64(sums, chunks * k * stride).slice(),
        sizes: memory.f64(sizes, chunks * k).slice(),
        moved: memory.i32(moved, 2 * chunks).reduce((a, b) => a + b, 0),
      };
    });
  }

  toOwn(centres: Float64Array, labels: Int32Array, pause: Pause): Promise<Float64Array> {
    const { width } = this.#points;
    const rows = this.#reach;
    return this.#within(async (region, f64) => {
      const { memory } = this.#threads;
      const exact = copyRows(memory, region, { rows: centres.length / width, width, data: centres });
      const slots = region.allocate(4 * rows);
      memory.i32(slots, rows).set(labels.subarray(0, rows));
      const out = f64(rows);
      await this.#sweep(width, pause, 'distanceToOwn', (from, to) => [
        this.#x,
        this.#stride,
        from,
        to,
        exact,
        slots,
        out,
      ]);
      return memory.f64(out, rows).slice();
    });
  }

  variances(): Float64Array {
    return this.#tiled().variances;
  }

  seeds(): Seeds {
    return this.ownSeeds();
  }

  ownSeeds(): WasmSeeds {
    return new WasmSeeds(
      this.#threads,
      this.#points,
      { x: this.#x, weights: this.#weights, chunk: this.#chunk, reach: () => this.#reach },
      (cost, pause, name, args) => this.#sweep(cost, pause, name, args),
    );
  }

  nearest(count: number, pause: Pause, queries?: Points): Promise<Nearest> {
    return this.nearestOf(count, pause, queries, 0, (queries ?? this.#points).rows);
  }

  /** Of the queries [first, last) alone, `first` a multiple of 4. */
  nearestOf(count: number, pause: Pause, queries: Points | undefined, first: number, last: number): Promise<Nearest> {
    const { rows, width } = this.#points;
    const asked = queries ?? this.#points;
    const tiles = this.#tiled();
    return this.#within(async (region, f64) => {
      const { memory, threads } = this.#threads;
      const exact = queries ? copyRows(memory, region, queries) : this.#x;
      const { small, lengths } = queries ? smallQueries(memory, region, tiles, queries) : this.#ownQueries();
      const zeros = f64(2);
      const indices = region.allocate(4 * asked.rows * count);
      memory.i32(indices, asked.rows * count).fill(-1);
      const distances = region.allocate(8 * asked.rows * count);
      memory.f64(distances, asked.rows * count).fill(Infinity);
      const group = 4 * Math.max(1, Math.min(64, Math.floor(SLICE / (4 * rows * width))));
      const scratch = region.allocate(threads * 256);
      const constants = filterConstants(width, tiles);
      for (let from = first; from < last; from += group * threads) {
        await pause(from - first, last - first);
        const parts = Array.from({ length: threads }, (_, t) => from + t * group).filter(at => at < last);
        this.#threads.parallel(
          'distanceNearest',
          parts.map((at, t) => [
            ...[this.#x, this.#stride, width, rows, tiles.tiles, tiles.norms, tiles.halves],
            ...[exact, small, zeros, lengths, at, Math.min(last, at + group), ...constants],
            ...[count, indices, distances, queries ? 0 : 1, scratch + t * 256],
          ]),
        );
      }
      return {
        indices: memory.i32(indices, asked.rows * count).slice(first * count, last * count),
        distances: memory.f64(distances, asked.rows * count).slice(first * count, last * count),
      };
    });
  }

  async within(radius: number, from: number, to: number): Promise<Neighbourhoods> {
    const { rows, width } = this.#points;
    const { memory, threads } = this.#threads;
    const tiles = this.#tiled();
    const { small, lengths } = this.#ownQueries();
    const region = memory.region();
    try {
      // Groups of four queries share a pass over the rows; they are counted from a multiple of 4.
      const base = from - (from % 4);
      const count = to - base;
      const lists = region.allocate(4 * count * rows);
      const counts = region.allocate(4 * count);
      memory.i32(counts, count).fill(0);
      const zeros = region.allocate(16);
      memory.f64(zeros, 2).fill(0);
      const scratch = region.allocate(256 * threads);
      const share = 4 * Math.ceil(count / threads / 4);
      this.#threads.parallel(
        'distanceWithin',
        Array.from({ length: Math.ceil(count / share) }, (_, t) => [
          ...[this.#x, this.#stride, width, rows, tiles.tiles, tiles.norms, tiles.halves, small, zeros, lengths],
          ...[base, base + t * share, Math.min(to, base + (t + 1) * share), ...filterConstants(width, tiles)],
          ...[radius, lists, counts, scratch + 256 * t],
        ]),
      );
      const found = memory.i32(counts, count).subarray(from - base);
      const starts = new Int32Array(to - from + 1);
      found.forEach((n, i) => (starts[i + 1] = starts[i]! + n));
      const indices = new Int32Array(starts[to - from]!);
      found.forEach((n, i) => indices.set(memory.i32(lists + 4 * (from - base + i) * rows, n), starts[i]));
      return { starts, indices };
    } finally {
      region.close();
    }
  }

  distances(queries: Points): Float64Array {
    const { rows, width } = this.#points;
    const { memory, threads } = this.#threads;
    const region = memory.region();
    try {
      const exact = copyRows(memory, region, queries, 4);
      const out = region.allocate(8 * queries.rows * rows);
      const scratch = region.allocate(64 * threads);
      const parts = queries.rows * rows * width < ALONE ? 1 : threads;
      const share = 2 * Math.ceil(rows / parts / 2);
      this.#threads.parallel(
        'distanceMany',
        Array.from({ length: Math.ceil(rows / share) }, (_, t) => [
          ...[this.#x, this.#stride, t * share, Math.min(rows, (t + 1) * share)],
          ...[exact, queries.rows, rows, out, scratch + 64 * t],
        ]),
      );
      return memory.f64(out, queries.rows * rows).slice();
    } finally {
      region.close();
    }
  }

  kernelSums(queries: Points, gamma: number, coefficients: Float64Array, pause: Pause): Promise<Float64Array> {
    return kernelSums(this.#threads, this.#x, this.#points, queries, gamma, coefficients, pause);
  }

  close(): void {
    this.#own.close();
  }

  /** Call an export for slices of all chunks at once, a pause between, until every row has been passed over. */
  async #sweep(cost: number, pause: Pause, name: string, args: SweepArguments): Promise<void> {
    const rows = this.#reach;
    const chunk = this.#chunk;
    const chunks = Math.ceil(rows / chunk);
    const slice = 8 * Math.max(1, Math.floor((SLICE * this.#threads.threads) / (chunks * cost * 8)));
    for (let offset = 0; offset < chunk; offset += slice) {
      await pause(offset, chunk);
      const parts: number[][] = [];
      for (let c = 0; c < chunks; c++) {
        const from = c * chunk + offset;
        const to = Math.min(rows, (c + 1) * chunk, from + slice);
        if (from < to) parts.push(args(from, to, c));
      }
      this.#threads.parallel(name, parts);
    }
  }

  /** Work with memory that is given back at its end; `f64` allocates numbers that begin as 0. */
  async #within<T>(work: (region: Region, f64: (length: number) => number) => Promise<T>): Promise<T> {
    const { memory } = this.#threads;
    const region = memory.region();
    const f64 = (length: number): number => {
      const at = region.allocate(8 * length);
      memory.f64(at, length).fill(0);
      return at;
    };
    try {
      return await work(region, f64);
    } finally {
      region.close();
    }
  }

  #ownQueries(): SmallQueries {
    return (this.#queries ??= smallQueries(this.#threads.memory, this.#own, this.#tiled(), this.#points));
  }

  #tiled(): Tiled {
    return (this.#tiles ??= pointTiles(this.#threads, this.#own, this.#x, this.#points));
  }
}

function unpadded(padded: Float64Array, width: number, stride: number): Float64Array {
  if (width === stride) return padded;
  return Float64Array.from({ length: (padded.length / stride) * width }, (_, i) => {
    const row = Math.floor(i / width);
    return padded[row * stride + i - row * width]!;
  });
}
