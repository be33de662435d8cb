import { planColumns, type ColumnValues, type Sorter } from '../reference/trees/thresholds.ts';
import type { BinnedColumn, BinnedTable, Pause, TreeTable } from '../trees.ts';
import { MISSING_BIN } from '../trees.ts';
import type { Region } from './memory.ts';
import type { WasmThreads } from './threads.ts';

/** Numbers moved into memory at once. */
const PIECE = 262_144;

/** A table in bins in the kernels' memory: four columns side by side, `[groups, rows, 4]`. */
export class WasmBins implements BinnedTable {
  readonly rows: number;
  readonly width: number;
  readonly columns: readonly BinnedColumn[];
  readonly quads: number;
  readonly #threads: WasmThreads;
  readonly #region: Region;

  constructor(threads: WasmThreads, rows: number, columns: readonly BinnedColumn[]) {
    this.#threads = threads;
    this.rows = rows;
    this.width = columns.length;
    this.columns = columns;
    this.#region = threads.memory.region();
    const bytes = Math.ceil(columns.length / 4) * 4 * rows;
    this.quads = this.#region.allocate(bytes);
    threads.memory.u8(this.quads, bytes).fill(0);
  }

  /** Where the bins of a column begin; they lie 4 bytes apart. */
  column(column: number): number {
    return this.quads + 4 * this.rows * (column >> 2) + (column & 3);
  }

  bins(column: number): Uint8Array {
    const group = this.#threads.memory.u8(this.quads + 4 * this.rows * (column >> 2), 4 * this.rows);
    const out = new Uint8Array(this.rows);
    for (let row = 0, at = column & 3; row < this.rows; row++, at += 4) out[row] = group[at]!;
    return out;
  }

  release(): void {
    this.#region.close();
  }
}

export async function bin(
  threads: WasmThreads,
  table: TreeTable,
  mostBins: number,
  pause?: Pause,
): Promise<BinnedTable> {
  return place(threads, table, await planColumns(table, mostBins, sorter(threads), pause), pause);
}

/** Put rows into bins, a block at a time, a part of it on each thread. */
export async function place(
  threads: WasmThreads,
  { rows, width, data }: TreeTable,
  columns: readonly BinnedColumn[],
  pause?: Pause,
): Promise<BinnedTable> {
  const { memory } = threads;
  const bins = new WasmBins(threads, rows, columns);
  const region = memory.region();
  try {
    const plans = region.allocate(8 * width);
    const tells = columns.map(column => {
      const at = region.allocate(column.kind === 'number' ? 2048 : column.levels);
      if (column.kind === 'number') memory.f64(at, 256).fill(Infinity).set(column.thresholds);
      else {
        const places = memory.u8(at, column.levels).fill(MISSING_BIN);
        column.codes.forEach((code, place) => (places[code] = place));
      }
      return [at, column.kind === 'number' ? 0 : column.levels];
    });
    const step = Math.max(threads.threads, Math.floor(PIECE / width));
    const given = memory.addressOf(data);
    const block = given === undefined ? region.allocate(8 * step * width) : 0;
    memory.i32(plans, 2 * width).set(tells.flat());
    for (let from = 0; from < rows; from += step) {
      const count = Math.min(step, rows - from);
      if (given === undefined)
        memory.f64(block, count * width).set(data.subarray(from * width, (from + count) * width));
      const at = given === undefined ? block : given + 8 * from * width;
      threads.parallel(
        'binsPlace',
        pieces(0, count, threads.threads).map(([a, b]) => {
          return [at + 8 * a * width, b - a, width, plans, bins.quads, rows, from + a];
        }),
      );
      await pause?.();
    }
    return bins;
  } catch (error) {
    bins.release();
    throw error;
  } finally {
    region.close();
  }
}

/** A stretch in so many parts of about the same length; those from a multiple of `whole` where it is given. */
export function pieces(from: number, to: number, count: number, whole = 1): [number, number][] {
  const step = whole * Math.max(1, Math.ceil((to - from) / count / whole));
  const parts: [number, number][] = [];
  for (let at = from; at < to; at += step) parts.push([at, Math.min(to, at + step)]);
  return parts;
}

/** Sorts a column on each thread, where it was taken out to. */
const sorter = (threads: WasmThreads): Sorter => ({
  batch: Math.max(8, threads.threads),
  sort(columns, rows, weighted, take, read) {
    const { memory } = threads;
    const region = memory.region();
    try {
      const half = 8 * rows * (weighted ? 2 : 1);
      const room = Array.from({ length: columns }, () => ({
        at: region.allocate(2 * half),
        counters: region.allocate(threads.call('binsSortCounters')),
      }));
      // Weights lie behind the values.
      const seen = (at: number, count: number, behind: number): ColumnValues => ({
        values: memory.f64(at, count),
        weights: weighted ? memory.f64(at + 8 * behind, count) : null,
      });
      const present = take(room.map(({ at }) => seen(at, rows, rows)));
      const parts = room.map(({ at, counters }, i) => {
        return [at, weighted ? at + 8 * rows : 0, present[i]!, at + half, counters];
      });
      threads.parallel('binsSort', parts);
      room.forEach(({ at, counters }, i) => {
        const count = present[i]!;
        const swapped = memory.i32(counters, 1)[0];
        read(swapped ? seen(at + half, count, count) : seen(at, count, rows), i);
      });
    } finally {
      region.close();
    }
  },
});
