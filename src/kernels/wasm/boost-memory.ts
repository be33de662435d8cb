import { BLOCK } from '../reference/trees/losses.ts';
import type { Grid } from '../reference/trees/split.ts';
import { losses, type BoostSettings, type ValidationRows } from '../trees.ts';
import { LeafMemory, slotsFor } from './leaf-memory.ts';
import type { WasmThreads } from './threads.ts';
import type { WasmBins } from './tree-bins.ts';

/** `Rows` in assembly/boost-losses.ts: 3 float64 and 8 words. */
const ROWS_BYTES = 56;

/** Where everything of a boosting session lies in memory. */
export class BoostMemory extends LeafMemory {
  readonly training: number;
  readonly validation: number;
  readonly #blocks: readonly [number, number];
  readonly #scores: readonly [number, number];
  readonly #losses: readonly [number, number];

  constructor(threads: WasmThreads, bins: WasmBins, settings: BoostSettings, validation: ValidationRows | undefined) {
    super(threads, bins, settings, slotsFor(settings.limits.leaves, bins.width));
    const { region } = this;
    const { rows } = bins;
    const later = validation?.table.rows ?? 0;
    this.#blocks = [Math.ceil(rows / BLOCK), Math.ceil(later / BLOCK)];
    try {
      this.#scores = [rows, later].map(n => region.allocate(8 * settings.outputs * n)) as [number, number];
      this.#losses = this.#blocks.map(n => region.allocate(8 * n)) as [number, number];
      this.training = this.#setRows(settings, settings, rows, 0);
      this.validation = this.#setRows(settings, validation ?? { y: new Float64Array(0) }, later, 1);
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
    const { memory } = this.threads;
    const copied = (values: Float64Array): number => {
      const at = this.region.allocate(8 * rows);
      memory.f64(at, rows).set(values);
      return at;
    };
    const [yAt, weightsAt] = [copied(y), weights ? copied(weights) : 0];
    const at = this.region.allocate(ROWS_BYTES);
    base.forEach((start, output) => memory.f64(this.#scores[side] + 8 * rows * output, rows).fill(start));
    memory.f64(at, 3).set([quantile, 1, 1]);
    const pairs = side ? 0 : this.pairs;
    const words = [losses.indexOf(loss), outputs, rows, yAt, weightsAt, this.#scores[side], pairs, this.#losses[side]];
    memory.i32(at + 24, 8).set(words);
    return at;
  }

  setGrid({ gradient, hessian }: Grid): void {
    this.threads.memory.f64(this.training + 8, 2).set([1 / gradient, 1 / hessian]);
  }

  scores(validation: boolean): number {
    return this.#scores[validation ? 1 : 0];
  }
  /** Losses by block, copied. */
  losses(validation: boolean): Float64Array {
    const side = validation ? 1 : 0;
    return this.threads.memory.f64(this.#losses[side], this.#blocks[side]).slice();
  }
}
