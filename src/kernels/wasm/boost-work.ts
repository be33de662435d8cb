import type { BoostWork, Stretch, TreeSteps } from '../reference/trees/boost-work.ts';
import { BLOCK } from '../reference/trees/losses.ts';
import type { Grid } from '../reference/trees/split.ts';
import type { BoostSettings, ValidationRows } from '../trees.ts';
import { BoostMemory } from './boost-memory.ts';
import { WasmLeaves } from './leaf-work.ts';
import type { WasmThreads } from './threads.ts';
import { pieces, type WasmBins } from './tree-bins.ts';

/** Rows below which one thread raises their scores sooner than others have woken. */
const ROWS_WORTH_SHARING = 8192;

/** Boosting in WebAssembly: growing trees, and the gradients, losses and scores of all rows. */
export class WasmBoost extends WasmLeaves<BoostMemory> implements BoostWork {
  readonly validationRows: number;
  readonly #later: WasmBins | null;
  readonly #outputs: number;

  constructor(threads: WasmThreads, bins: WasmBins, settings: BoostSettings, validation?: ValidationRows) {
    super(threads, bins, new BoostMemory(threads, bins, settings, validation));
    this.#later = (validation?.table as WasmBins | undefined) ?? null;
    this.validationRows = this.#later?.rows ?? 0;
    this.#outputs = settings.outputs;
  }

  bounds(from: number, to: number): { g: number; h: number } {
    const { memory } = this.threads;
    const parts = this.share(from, to);
    const out = this.at.results;
    this.threads.parallel(
      'boostBounds',
      parts.map(([a, b], i) => [this.at.training, a, b, out + 16 * i]),
    );
    const found = memory.f64(out, 2 * parts.length);
    const largest = (field: number): number => parts.reduce((most, _, i) => Math.max(most, found[2 * i + field]!), 0);
    return { g: largest(0), h: largest(1) };
  }

  gradients(from: number, to: number, grid: Grid): void {
    this.at.setGrid(grid);
    this.#overBlocks(this.at.training, from, to);
  }

  validation(from: number, to: number): void {
    this.#overBlocks(this.at.validation, from, to);
  }

  #overBlocks(rows: number, from: number, to: number): void {
    const parts = pieces(from, to, 4 * this.threads.threads, BLOCK).map(([a, b]) => [rows, a, b]);
    this.threads.parallel('boostGradients', parts);
  }

  blockLosses(validation: boolean): Float64Array {
    return this.at.losses(validation);
  }

  addToStretches(output: number, stretches: readonly Stretch[], values: ArrayLike<number>): void {
    const scores = this.at.scores(false) + 8 * this.rows * output;
    this.numberPlaces();
    const parts = stretches.map(({ from, to }, k) => [scores, this.at.places, from, to, values[k]!]);
    if (this.rows < ROWS_WORTH_SHARING) for (const part of parts) this.threads.call('boostRaise', ...part);
    else this.threads.parallel('boostRaise', parts);
  }

  addRouted(output: number, { tree, goes, values }: TreeSteps, from: number, to: number, validation: boolean): void {
    const { memory } = this.threads;
    const bins = validation ? this.#later! : this.table;
    const region = memory.region();
    try {
      const nodes = region.allocate(12 * tree.feature.length);
      const goesAt = region.allocate(goes.length);
      const valuesAt = region.allocate(8 * values.length);
      memory.u8(goesAt, goes.length).set(goes);
      memory.f64(valuesAt, values.length).set(values);
      const steps = memory.i32(nodes, 3 * tree.feature.length);
      tree.feature.forEach((c, node) => steps.set([bins.column(c), tree.yes[node]!, tree.no[node]!], 3 * node));
      const scores = this.at.scores(validation) + 8 * bins.rows * output;
      const parts = this.share(from, to).map(([a, b]) => {
        return [scores, nodes, goesAt, valuesAt, tree.feature.length ? 1 : 0, a, b];
      });
      this.threads.parallel('boostRoute', parts);
    } finally {
      region.close();
    }
  }

  scores(output: number): Float64Array {
    return this.threads.memory.f64(this.at.scores(false) + 8 * this.rows * output, this.rows).slice();
  }

  /** Gradients and hessians of all rows and outputs, and the words of a histogram, where they lie. */
  protected pairsInMemory(): Int32Array {
    return this.threads.memory.i32(this.at.pairs, 2 * this.rows * this.#outputs);
  }
  protected slotInMemory(slot: number, words: number): Int32Array {
    return this.threads.memory.i32(this.at.slot(slot), words);
  }
}
