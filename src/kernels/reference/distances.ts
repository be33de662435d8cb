import {
  type Assignment,
  chunkRows,
  type DistanceKernels,
  type HeldPoints,
  type Nearest,
  type Pause,
  type Points,
} from '../distances.ts';
import { boundedExponential } from './exponential.ts';

/** Multiplications between two pauses. */
const SLICE = 4_000_000;

export const distanceKernels: DistanceKernels = {
  hold: (points, weights) => Promise.resolve(held(points, weights)),
};

function held(points: Points, weights?: Float64Array): HeldPoints {
  const { rows, width, data } = points;
  const chunk = chunkRows(rows);

  /** Calls `row` for each row, `cost` multiplications each. */
  async function each(cost: number, pause: Pause, row: (r: number) => void): Promise<void> {
    const slice = Math.max(1, Math.floor(SLICE / Math.max(1, cost)));
    for (let from = 0; from < rows; from += slice) {
      await pause(from, rows);
      for (let r = from; r < Math.min(rows, from + slice); r++) row(r);
    }
  }

  return {
    async assign(centres, labels, pause, proposed): Promise<Assignment> {
      const k = centres.length / width;
      const sums = new Totals(k * width, chunk);
      const sizes = new Totals(k, chunk);
      let moved = 0;
      await each(k * width, pause, r => {
        const known = proposed?.[r] ?? -1;
        const label = known < 0 ? nearestCentre(data, r, centres, width) : known;
        if (label !== labels[r]) moved++;
        labels[r] = label;
        const weight = weights ? weights[r]! : 1;
        sizes.add(r, label, weight);
        for (let j = 0; j < width; j++) sums.add(r, label * width + j, weight * data[r * width + j]!);
      });
      return { sums: sums.done(), sizes: sizes.done(), moved };
    },

    async toOwn(centres, labels, pause) {
      const out = new Float64Array(rows);
      await each(width, pause, r => (out[r] = squaredDistance(data, r, centres, labels[r]!, width)));
      return out;
    },

    variances() {
      const gaps = new Totals(width, chunk);
      const squares = new Totals(width, chunk);
      for (let r = 0; r < rows; r++)
        for (let j = 0; j < width; j++) {
          const gap = data[r * width + j]! - data[j]!;
          gaps.add(r, j, gap);
          squares.add(r, j, gap * gap);
        }
      return variancesOf(gaps.done(), squares.done(), rows);
    },

    seeds() {
      let nearest = new Float64Array(rows).fill(Infinity);
      let offered: Float64Array<ArrayBuffer>[] = [];
      return {
        get nearest() {
          return nearest;
        },
        async offer(candidates, pause) {
          const count = candidates.length / width;
          const totals = new Totals(count, chunk);
          offered = Array.from({ length: count }, () => new Float64Array(rows));
          await each(count * width, pause, r => {
            for (let c = 0; c < count; c++) {
              const distance = Math.min(nearest[r]!, squaredDistance(data, r, candidates, c, width));
              offered[c]![r] = distance;
              totals.add(r, c, (weights ? weights[r]! : 1) * distance);
            }
          });
          return totals.done();
        },
        take(candidate) {
          nearest = offered[candidate]!;
          return Promise.resolve();
        },
        close() {},
      };
    },

    async nearest(count, pause, queries): Promise<Nearest> {
      const asked = queries ?? points;
      const list = new NearestList(asked.rows, count);
      for (let q = 0; q < asked.rows; q++) {
        if (q % Math.max(1, Math.floor(SLICE / (rows * width))) === 0) await pause(q, asked.rows);
        list.start(q);
        for (let r = 0; r < rows; r++)
          if (queries || r !== q) list.offer(r, squaredDistance(asked.data, q, data, r, width));
      }
      return { indices: list.indices, distances: list.distances };
    },

    async within(radius, from, to) {
      const starts = new Int32Array(to - from + 1);
      const indices: number[] = [];
      for (let q = from; q < to; q++) {
        for (let r = 0; r < rows; r++) if (squaredDistance(data, q, data, r, width) <= radius) indices.push(r);
        starts[q - from + 1] = indices.length;
      }
      return { starts, indices: Int32Array.from(indices) };
    },

    distances(queries) {
      const out = new Float64Array(queries.rows * rows);
      for (let q = 0; q < queries.rows; q++)
        for (let r = 0; r < rows; r++) out[q * rows + r] = squaredDistance(queries.data, q, data, r, width);
      return out;
    },

    async kernelSums(queries, gamma, coefficients, pause) {
      const out = new Float64Array(queries.rows);
      for (let q = 0; q < queries.rows; q++) {
        if (q % Math.max(1, Math.floor(SLICE / (rows * width))) === 0) await pause(q, queries.rows);
        let sum = 0;
        for (let r = 0; r < rows; r++) {
          sum += coefficients[r]! * kernelOf(squaredDistance(queries.data, q, data, r, width), gamma);
        }
        out[q] = sum;
      }
      return out;
    },

    close() {},
  };
}

/** Of numbers less the first of their column: sums, and sums of squares. */
export const variancesOf = (gaps: Float64Array, squares: Float64Array, rows: number): Float64Array =>
  gaps.map((gap, j) => Math.max(0, squares[j]! / rows - (gap / rows) ** 2));

/** Sums over rows in ascending order within a chunk, and of the chunks in ascending order. */
class Totals {
  readonly #all: Float64Array;
  readonly #part: Float64Array;
  readonly #chunk: number;
  #end: number;

  constructor(length: number, chunk: number) {
    this.#all = new Float64Array(length);
    this.#part = new Float64Array(length);
    this.#chunk = chunk;
    this.#end = chunk;
  }

  add(row: number, at: number, value: number): void {
    if (row >= this.#end) {
      this.#close();
      this.#end += this.#chunk;
    }
    this.#part[at]! += value;
  }

  done(): Float64Array {
    this.#close();
    return this.#all;
  }

  #close(): void {
    for (let i = 0; i < this.#part.length; i++) this.#all[i]! += this.#part[i]!;
    this.#part.fill(0);
  }
}

/** The nearest points so far of one query, in order. */
class NearestList {
  readonly indices: Int32Array;
  readonly distances: Float64Array;
  readonly #count: number;
  #from = 0;

  constructor(queries: number, count: number) {
    this.#count = count;
    this.indices = new Int32Array(queries * count).fill(-1);
    this.distances = new Float64Array(queries * count).fill(Infinity);
  }

  start(query: number): void {
    this.#from = query * this.#count;
  }

  /** Points are offered in ascending order, so that of equally near ones the earlier stays before. */
  offer(index: number, distance: number): void {
    const from = this.#from;
    let at = from + this.#count - 1;
    if (at < from || !(distance < this.distances[at]!)) return;
    for (; at > from && distance < this.distances[at - 1]!; at--) {
      this.distances[at] = this.distances[at - 1]!;
      this.indices[at] = this.indices[at - 1]!;
    }
    this.distances[at] = distance;
    this.indices[at] = index;
  }
}

function nearestCentre(data: Float64Array, row: number, centres: Float64Array, width: number): number {
  let best = 0;
  let least = Infinity;
  for (let c = 0; c * width < centres.length; c++) {
    const distance = squaredDistance(data, row, centres, c, width);
    if (!(distance < least)) continue;
    least = distance;
    best = c;
  }
  return best;
}

/** The Gaussian kernel exp(-gamma d) of a squared distance, rounded to float32. */
export const kernelOf = (squared: number, gamma: number): number => Math.fround(boundedExponential(-gamma * squared));

/** Between row `i` of `a` and row `j` of `b`. */
export function squaredDistance(a: Float64Array, i: number, b: Float64Array, j: number, width: number): number {
  let sum = 0;
  for (let at = i * width, to = j * width, end = at + width; at < end; at++, to++) {
    const gap = a[at]! - b[to]!;
    sum += gap * gap;
  }
  return sum;
}
