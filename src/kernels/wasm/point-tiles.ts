import { chunkRows, type Points } from '../distances.ts';
import { variancesOf } from '../reference/distances.ts';
import type { Region, WasmMemory } from './memory.ts';
import type { WasmThreads } from './threads.ts';

/** Numbers of a row in memory: even, so that two fit a vector; zeros fill it up and add nothing to a distance. */
export const strideOf = (width: number): number => width + (width % 2);

/** Where points lie as rows with their stride: as they are if they lie in this memory and need no zeros between. */
export const placeRows = (memory: WasmMemory, region: Region, points: Points): number =>
  strideOf(points.width) === points.width ? region.place(points.data) : copyRows(memory, region, points);

/** Points as rows with their stride, and rows of zeros up to a multiple of `group`. */
export function copyRows(memory: WasmMemory, region: Region, { rows, width, data }: Points, group = 1): number {
  const stride = strideOf(width);
  const length = Math.ceil(rows / group) * group * stride;
  const at = region.allocate(8 * length);
  const view = memory.f64(at, length);
  if (stride === width) {
    view.set(data);
    view.fill(0, data.length);
    return at;
  }
  view.fill(0);
  for (let r = 0; r < rows; r++) for (let j = 0; j < width; j++) view[r * stride + j] = data[r * width + j]!;
  return at;
}

/** Points as float32 tiles, centred and scaled into -1..1; see assembly/distances.ts. */
export interface Tiled {
  readonly tiles: number;
  /** Lengths of the rows, rounded up, and half their squares, rounded down. */
  readonly norms: number;
  readonly halves: number;
  /** Rounding of the scores; Infinity where numbers are so large or small that float64 itself loses their squares. */
  readonly rounding: number;
  /**
   * Centres in groups of four into `small` and half their squared lengths into `halves`; returns the longest length.
   * Centres that fill up the last group are infinitely far.
   */
  shrink(centres: Float64Array, count: number, filled: number, small: Float32Array, halves: Float32Array): number;
  readonly scale: number;
  /** See HeldPoints. */
  readonly variances: Float64Array;
  /** Queries in groups of four and their lengths, rounded up. */
  shrinkQueries(queries: Points, small: Float32Array, norms: Float32Array): void;
}

/** Queries as float32 in groups of four, and their lengths, rounded up. */
export interface SmallQueries {
  readonly small: number;
  readonly lengths: number;
}

export function smallQueries(memory: WasmMemory, region: Region, tiles: Tiled, queries: Points): SmallQueries {
  const filled = Math.ceil(queries.rows / 4) * 4;
  const small = region.allocate(4 * filled * queries.width);
  const lengths = region.allocate(4 * filled);
  tiles.shrinkQueries(queries, memory.f32(small, filled * queries.width), memory.f32(lengths, filled));
  return { small, lengths };
}

/** Lengths are rounded up and their squares down by so much more than float32 rounds. */
const UP = 1.000001;
const DOWN = 0.999994;

export function pointTiles(threads: WasmThreads, region: Region, x: number, points: Points): Tiled {
  const { rows, width } = points;
  const { memory } = threads;
  const stride = strideOf(width);
  const filled = Math.ceil(rows / 8) * 8;
  const tiles = region.allocate(4 * filled * width);
  const norms = region.allocate(4 * filled);
  const halves = region.allocate(4 * filled);
  const { means, scale, variances } = centreAndScale(threads, x, points);
  const own = memory.region();
  try {
    const at = own.allocate(8 * width);
    memory.f64(at, width).set(means);
    const chunk = chunkRows(rows);
    const parts = Array.from({ length: Math.ceil(rows / chunk) }, (_, c) => [
      ...[x, stride, width, c * chunk, Math.min(filled, (c + 1) * chunk), rows, at, scale, tiles, norms],
    ]);
    threads.parallel('distanceTiles', parts);
  } finally {
    own.close();
  }
  const lengths = memory.f32(norms, filled);
  memory.f32(halves, filled).set(lengths.map(length => 0.5 * length * length * DOWN));

  /** One point in its place within a group of four; returns its squared length. */
  function put(data: Float64Array, i: number, small: Float32Array): number {
    const group = (i >> 2) * 4 * width + (i & 3);
    let squares = 0;
    for (let j = 0; j < width; j++) {
      const value = (data[i * width + j]! - means[j]!) * scale;
      small[group + 4 * j] = value;
      squares += value * value;
    }
    return squares;
  }

  return {
    tiles,
    norms,
    halves,
    scale,
    variances,
    rounding: Math.abs(Math.log2(scale)) <= 400 ? 2 ** -24 : Infinity,
    shrink(centres, count, filledCentres, small, out) {
      small.fill(0);
      out.fill(Infinity, count, filledCentres);
      let longest = 0;
      for (let c = 0; c < count; c++) {
        const squares = put(centres, c, small);
        out[c] = 0.5 * squares;
        longest = Math.max(longest, squares);
      }
      return Math.sqrt(longest) * UP;
    },
    shrinkQueries(queries, small, out) {
      small.fill(0);
      out.fill(0);
      for (let q = 0; q < queries.rows; q++) out[q] = Math.sqrt(put(queries.data, q, small)) * UP;
    },
  };
}

/** Means of the columns, and a power of two that brings every centred value into -1..1. */
function centreAndScale(threads: WasmThreads, x: number, { rows, width }: Points) {
  const { memory } = threads;
  const stride = strideOf(width);
  const chunk = chunkRows(rows);
  const chunks = Math.ceil(rows / chunk);
  const own = memory.region();
  try {
    const out = own.allocate(8 * 5 * stride * chunks);
    threads.parallel(
      'distanceColumns',
      Array.from({ length: chunks }, (_, c) => [
        ...[x, stride, c * chunk, Math.min(rows, (c + 1) * chunk), out + 8 * 5 * stride * c],
      ]),
    );
    const found = memory.f64(out, 5 * stride * chunks);
    const means = new Float64Array(width);
    const gaps = new Float64Array(width);
    const squares = new Float64Array(width);
    let most = 0;
    for (let j = 0; j < width; j++) {
      const column = Array.from({ length: chunks }, (_, c) => c * 5 * stride + j);
      means[j] = column.reduce((sum, at) => sum + found[at]!, 0) / rows;
      gaps[j] = column.reduce((sum, at) => sum + found[at + 3 * stride]!, 0);
      squares[j] = column.reduce((sum, at) => sum + found[at + 4 * stride]!, 0);
      const least = Math.min(...column.map(at => found[at + stride]!));
      const greatest = Math.max(...column.map(at => found[at + 2 * stride]!));
      most = Math.max(most, greatest - means[j]!, means[j]! - least);
    }
    return {
      means,
      variances: variancesOf(gaps, squares, rows),
      scale: most > 0 ? 2 ** -Math.max(-1020, Math.ceil(Math.log2(most))) : 1,
    };
  } finally {
    own.close();
  }
}

/** Rounding of float64. */
export const DOUBLE = 2 ** -53;

/** What the filter in float32 needs to know of rounding: see distanceNearest. */
export const filterConstants = (width: number, { rounding, scale }: Tiled): number[] => [
  1.05 * (width + 8) * rounding,
  4 * (width + 8) * DOUBLE,
  scale * scale,
];
