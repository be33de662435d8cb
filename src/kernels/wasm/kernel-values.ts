import type { Pause, Points } from '../distances.ts';
import type { Region } from './memory.ts';
import { copyRows, strideOf } from './point-tiles.ts';
import type { WasmThreads } from './threads.ts';

/** Multiplications of a thread between two pauses: some 30 ms. */
const SLICE = 30_000_000;
/** Sums of coefficient times kernel over the points at `x`, for each query. */
export async function kernelSums(
  threads: WasmThreads,
  x: number,
  { rows, width }: Points,
  queries: Points,
  gamma: number,
  coefficients: Float64Array,
  pause: Pause,
): Promise<Float64Array> {
  const { memory } = threads;
  const region = memory.region();
  try {
    const asked = tilesOf(threads, region, copyRows(memory, region, queries), queries);
    const tiles = tileCount(queries.rows);
    const out = region.allocate(64 * tiles);
    const factors = region.allocate(8 * rows);
    memory.f64(factors, rows).set(coefficients);
    const group = Math.max(1, Math.floor(SLICE / (8 * rows * (width + 8))));
    for (let from = 0; from < tiles; from += group * threads.threads) {
      await pause(8 * from, queries.rows);
      const to = Math.min(tiles, from + group * threads.threads);
      threads.parallel(
        'kernelSums',
        parts(from, to, Math.ceil((to - from) / threads.threads)).map(([first, last]) => [
          ...[x, strideOf(width), width, rows, factors, asked, first, last, -gamma, out],
        ]),
      );
    }
    return memory.f64(out, queries.rows).slice();
  } finally {
    region.close();
  }
}

export const tileCount = (rows: number): number => Math.ceil(rows / 8);

/** Points as tiles of eight, see assembly/distances-kernel.ts. */
export function tilesOf(threads: WasmThreads, region: Region, x: number, { rows, width }: Points): number {
  const tiles = region.allocate(64 * tileCount(rows) * width);
  threads.call('kernelTiles', x, strideOf(width), width, 0, rows, tiles);
  return tiles;
}

export const parts = (from: number, to: number, share: number): (readonly [number, number])[] =>
  Array.from({ length: Math.ceil((to - from) / Math.max(1, share)) }, (_, i) => [
    from + i * share,
    Math.min(to, from + (i + 1) * share),
  ]);
