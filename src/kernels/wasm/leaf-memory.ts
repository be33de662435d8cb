import type { LeafState, SearchSettings } from '../reference/trees/split.ts';
import type { BoostSettings } from '../trees.ts';
import type { Region } from './memory.ts';
import type { WasmThreads } from './threads.ts';
import type { WasmBins } from './tree-bins.ts';

/** int32 gradient and hessian. */
export const PAIR_BYTES = 8;
/** 256 bins of 16 bytes. */
export const COLUMN_BYTES = 4096;
/** `Found` in assembly/boost-search.ts. */
export const FOUND_BYTES = 40;
/** `Leaf` there: 10 float64 and 8 words. */
const LEAF_BYTES = 112;
/** Histograms kept at a time; leaves beyond are counted anew when they are split. */
const HISTOGRAM_BYTES = 256 * 2 ** 20;
/** Leaves searched at a time. */
const LEAVES = 2;

/** How many histograms of so many columns are kept for trees of so many leaves. */
export const slotsFor = (leaves: number, columns: number): number =>
  Math.min(leaves + 1, Math.max(3, Math.floor(HISTOGRAM_BYTES / (4 * COLUMN_BYTES * Math.ceil(columns / 4)))));

/** Where everything lies in memory that one growing tree needs. */
export class LeafMemory {
  readonly slots: number;
  /** `[outputs, rows]`. */
  readonly pairs: number;
  readonly places: number;
  readonly yes: number;
  readonly no: number;
  readonly goes: number;
  /** Where rows go to, a bit each. */
  readonly bits: number;
  /** A few numbers from each thread. */
  readonly results: number;
  readonly spare: number;
  protected readonly threads: WasmThreads;
  protected readonly region: Region;
  readonly #width: number;
  readonly #slots: number;
  readonly #slotBytes: number;
  readonly #leaves: number;
  readonly #masks: number;
  readonly #found: number;
  readonly #columns: number;

  constructor(
    threads: WasmThreads,
    bins: WasmBins,
    { outputs, monotone }: Pick<BoostSettings, 'outputs' | 'monotone'>,
    slots: number,
  ) {
    this.threads = threads;
    this.slots = slots;
    this.#width = bins.width;
    const region = threads.memory.region();
    this.region = region;
    const { rows } = bins;
    const groups = Math.ceil(bins.width / 4);
    this.#slotBytes = 4 * COLUMN_BYTES * groups;
    try {
      this.#slots = region.allocate(slots * this.#slotBytes);
      const spares = groups < 4 * threads.threads ? groups * (threads.threads - 1) : 0;
      this.spare = region.allocate(spares * 4 * COLUMN_BYTES);
      this.pairs = region.allocate(outputs * rows * PAIR_BYTES);
      [this.places, this.yes, this.no] = [4 * rows, 4 * rows, 4 * rows].map(region.allocate) as [
        number,
        number,
        number,
      ];
      this.goes = region.allocate(256);
      this.bits = region.allocate(Math.ceil(rows / 8));
      this.results = region.allocate(16 * threads.threads);
      this.#leaves = region.allocate(LEAVES * LEAF_BYTES);
      this.#masks = region.allocate(LEAVES * bins.width);
      this.#found = region.allocate(LEAVES * bins.width * FOUND_BYTES);
      this.#columns = region.allocate(12 * bins.width);
      this.#setColumns(bins, monotone);
    } catch (error) {
      region.close();
      throw error;
    }
  }

  /** Only columns of numbers are searched by the kernel. */
  #setColumns({ columns }: WasmBins, monotone: BoostSettings['monotone']): void {
    const words = columns.flatMap((column, c) => {
      const thresholds = column.kind === 'number' ? column.thresholds.length : -1;
      return [thresholds, column.missing ? 1 : 0, monotone?.[c] ?? 0];
    });
    this.threads.memory.i32(this.#columns, words.length).set(words);
  }

  /** Describe a leaf to the kernel; gives the address of the description. */
  setLeaf(
    place: number,
    slot: number,
    less: number,
    { sums, value, lower, upper }: LeafState,
    mask: Uint8Array | null,
    { grid, limits }: SearchSettings,
  ): number {
    const { memory } = this.threads;
    const at = this.#leaves + LEAF_BYTES * place;
    const maskAt = this.#masks + this.#width * place;
    if (mask) memory.u8(maskAt, this.#width).set(mask);
    const numbers = [sums.gradient, sums.hessian, value, lower, upper, grid.gradient, grid.hessian];
    memory.f64(at, 10).set([...numbers, limits.l2, limits.hessianPerLeaf, limits.gain]);
    const words = [sums.rows, limits.rowsPerLeaf, this.slot(slot), less, this.#columns];
    memory.i32(at + 80, 8).set([...words, mask ? maskAt : 0, this.found(place), 0]);
    return at;
  }

  slot(slot: number): number {
    return this.#slots + slot * this.#slotBytes;
  }
  found(place: number): number {
    return this.#found + place * this.#width * FOUND_BYTES;
  }
  release(): void {
    this.region.close();
  }
}
