import { BLOCK } from '../reference/trees/losses.ts';
import type { Grid, LeafState, SearchSettings } from '../reference/trees/split.ts';
import { losses, type BoostSettings, type ValidationRows } from '../trees.ts';
import type { Region } from './memory.ts';
import type { WasmThreads } from './threads.ts';
import type { WasmBins } from './tree-bins.ts';

/** int32 gradient and hessian. */
export const PAIR_BYTES = 8;
/** 256 bins of 16 bytes. */
export const COLUMN_BYTES = 4096;
/** `Found` in assembly/boost-search.ts. */
export const FOUND_BYTES = 40;
/** `Leaf` there: 10 float64 and 8 words; and `Rows` in assembly/boost-losses.ts: 3 float64 and 8 words. */
const LEAF_BYTES = 112;
const ROWS_BYTES = 56;
/** Histograms kept at a time; leaves beyond are counted anew when they are split. */
const HISTOGRAM_BYTES = 256 * 2 ** 20;
/** Leaves searched at a time. */
const LEAVES = 2;

/** Where everything of a boosting session lies in memory. */
export class BoostMemory {
  readonly slots: number;
  readonly training: number;
  readonly validation: number;
  readonly pairs: number;
  readonly places: number;
  readonly yes: number;
  readonly no: number;
  readonly goes: number;
  /** A few numbers from each thread. */
  readonly results: number;
  readonly spare: number;
  readonly #threads: WasmThreads;
  readonly #region: Region;
  readonly #width: number;
  readonly #blocks: readonly [number, number];
  readonly #scores: readonly [number, number];
  readonly #losses: readonly [number, number];
  readonly #slots: number;
  readonly #slotBytes: number;
  readonly #leaves: number;
  readonly #masks: number;
  readonly #found: number;
  readonly #columns: number;

  constructor(threads: WasmThreads, bins: WasmBins, settings: BoostSettings, validation: ValidationRows | undefined) {
    this.#threads = threads;
    this.#width = bins.width;
    const region = threads.memory.region();
    this.#region = region;
    const { rows } = bins;
    const later = validation?.table.rows ?? 0;
    const groups = Math.ceil(bins.width / 4);
    this.#slotBytes = 4 * COLUMN_BYTES * groups;
    this.slots = Math.min(settings.limits.leaves + 1, Math.max(3, Math.floor(HISTOGRAM_BYTES / this.#slotBytes)));
    this.#blocks = [Math.ceil(rows / BLOCK), Math.ceil(later / BLOCK)];
    try {
      this.#slots = region.allocate(this.slots * this.#slotBytes);
      const spares = groups < 4 * threads.threads ? groups * (threads.threads - 1) : 0;
      this.spare = region.allocate(spares * 4 * COLUMN_BYTES);
      this.pairs = region.allocate(settings.outputs * rows * PAIR_BYTES);
      [this.places, this.yes, this.no] = [4 * rows, 4 * rows, 4 * rows].map(region.allocate) as [
        number,
        number,
        number,
      ];
      this.goes = region.allocate(256);
      this.results = region.allocate(16 * threads.threads);
      this.#leaves = region.allocate(LEAVES * LEAF_BYTES);
      this.#masks = region.allocate(LEAVES * bins.width);
      this.#found = region.allocate(LEAVES * bins.width * FOUND_BYTES);
      this.#columns = region.allocate(12 * bins.width);
      this.#scores = [rows, later].map(n => region.allocate(8 * settings.outputs * n)) as [number, number];
      this.#losses = this.#blocks.map(n => region.allocate(8 * n)) as [number, number];
      this.training = this.#setRows(settings, settings, rows, 0);
      this.validation = this.#setRows(settings, validation ?? { y: new Float64Array(0) }, later, 1);
      this.#setColumns(bins, settings);
    } catch (error) {
      region.close();
      throw error;
    }
  }

  #setRows(
    { loss, quantile = 0.5, outputs, base }: BoostSettings,
    { y, weights }: { readonly y: Float64Array; readonly weights?: Float64Array | undefined },
    rows: number,
    side: 0 | 1,
  ): number {
    const { memory } = this.#threads;
    const copied = (values: Float64Array): number => {
      const at = this.#region.allocate(8 * rows);
      memory.f64(at, rows).set(values);
      return at;
    };
    const [yAt, weightsAt] = [copied(y), weights ? copied(weights) : 0];
    const at = this.#region.allocate(ROWS_BYTES);
    base.forEach((start, output) => memory.f64(this.#scores[side] + 8 * rows * output, rows).fill(start));
    memory.f64(at, 3).set([quantile, 1, 1]);
    const pairs = side ? 0 : this.pairs;
    const words = [losses.indexOf(loss), outputs, rows, yAt, weightsAt, this.#scores[side], pairs, this.#losses[side]];
    memory.i32(at + 24, 8).set(words);
    return at;
  }

  /** Only columns of numbers are searched by the kernel. */
  #setColumns({ columns }: WasmBins, { monotone }: BoostSettings): void {
    const words = columns.flatMap((column, c) => {
      const thresholds = column.kind === 'number' ? column.thresholds.length : -1;
      return [thresholds, column.missing ? 1 : 0, monotone?.[c] ?? 0];
    });
    this.#threads.memory.i32(this.#columns, words.length).set(words);
  }

  setGrid({ gradient, hessian }: Grid): void {
    this.#threads.memory.f64(this.training + 8, 2).set([1 / gradient, 1 / hessian]);
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
    const { memory } = this.#threads;
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
  scores(validation: boolean): number {
    return this.#scores[validation ? 1 : 0];
  }
  /** Losses by block, copied. */
  losses(validation: boolean): Float64Array {
    const side = validation ? 1 : 0;
    return this.#threads.memory.f64(this.#losses[side], this.#blocks[side]).slice();
  }
  release(): void {
    this.#region.close();
  }
}
