import type { BoostWork, Stretch, TreeSteps } from '../reference/trees/boost-work.ts';
import { searchCategories } from '../reference/trees/categories.ts';
import type { Maybe, Minus, Searched } from '../reference/trees/leaf-work.ts';
import { BLOCK } from '../reference/trees/losses.ts';
import type { Grid, SearchSettings, Split, Sums } from '../reference/trees/split.ts';
import { MISSING_BIN, type BoostSettings, type ValidationRows } from '../trees.ts';
import { BoostMemory, COLUMN_BYTES, FOUND_BYTES, PAIR_BYTES } from './boost-memory.ts';
import type { WasmThreads } from './threads.ts';
import { pieces, WasmBins } from './tree-bins.ts';

/** Rows times columns below which one thread is done sooner than others have woken. */
const WORTH_SHARING = 30_000;
const ROWS_WORTH_SHARING = 8192;

/** Boosting in WebAssembly; threads share columns when counting and searching, and rows in everything else. */
export class WasmBoost implements BoostWork {
  readonly columns: number;
  readonly slots: number;
  readonly rows: number;
  readonly validationRows: number;
  readonly #threads: WasmThreads;
  readonly #bins: WasmBins;
  readonly #later: WasmBins | null;
  readonly #at: BoostMemory;
  readonly #outputs: number;
  #pairs = 0;
  /** Whether the places are still 0, 1, 2, … */
  #inOrder = true;

  constructor(threads: WasmThreads, bins: WasmBins, settings: BoostSettings, validation?: ValidationRows) {
    this.#threads = threads;
    this.#bins = bins;
    this.#later = (validation?.table as WasmBins | undefined) ?? null;
    this.columns = bins.width;
    this.rows = bins.rows;
    this.validationRows = this.#later?.rows ?? 0;
    this.#outputs = settings.outputs;
    this.#at = new BoostMemory(threads, bins, settings, validation);
    this.slots = this.#at.slots;
  }

  bounds(from: number, to: number): { g: number; h: number } {
    const { memory } = this.#threads;
    const parts = this.#share(from, to);
    const out = this.#at.results;
    this.#threads.parallel(
      'boostBounds',
      parts.map(([a, b], i) => [this.#at.training, a, b, out + 16 * i]),
    );
    const found = memory.f64(out, 2 * parts.length);
    const largest = (field: number): number => parts.reduce((most, _, i) => Math.max(most, found[2 * i + field]!), 0);
    return { g: largest(0), h: largest(1) };
  }

  gradients(from: number, to: number, grid: Grid): void {
    this.#at.setGrid(grid);
    this.#overBlocks(this.#at.training, from, to);
  }

  validation(from: number, to: number): void {
    this.#overBlocks(this.#at.validation, from, to);
  }

  #overBlocks(rows: number, from: number, to: number): void {
    const parts = pieces(from, to, 4 * this.#threads.threads, BLOCK).map(([a, b]) => [rows, a, b]);
    this.#threads.parallel('boostGradients', parts);
  }

  blockLosses(validation: boolean): Float64Array {
    return this.#at.losses(validation);
  }

  reset(output: number): Sums {
    const { memory } = this.#threads;
    this.#pairs = this.#at.pairs + PAIR_BYTES * this.rows * output;
    this.#inOrder = true;
    const parts = this.#share(0, this.rows);
    const out = this.#at.results;
    this.#threads.parallel(
      'boostTotals',
      parts.map(([a, b], i) => [this.#pairs + PAIR_BYTES * a, b - a, out + 16 * i]),
    );
    const totals = memory.i32(out, 4 * parts.length);
    let [gradient, hessian] = [0, 0];
    for (let i = 0; i < totals.length; i += 4) {
      gradient += whole(totals[i]!, totals[i + 1]!);
      hessian += whole(totals[i + 2]!, totals[i + 3]!);
    }
    return { gradient, hessian, rows: this.rows };
  }

  /** Groups of four columns; where there are few, halves or smaller parts of the rows into spare histograms. */
  histogram(slot: number, from: number, to: number, first: number, last: number): Maybe<void> {
    const threads = this.#threads;
    const [firstGroup, lastGroup] = [first >> 2, Math.ceil(last / 4)];
    const groups = lastGroup - firstGroup;
    const splits = (to - from) * (last - first) < WORTH_SHARING ? 1 : splitsFor(groups, threads.threads);
    const places = this.#inOrder ? 0 : this.#at.places;
    const parts: number[][] = [];
    for (const [i, [a, b]] of pieces(from, to, splits).entries()) {
      for (let group = firstGroup; group < lastGroup; group++) {
        const used = Math.min(4, this.columns - 4 * group);
        const spare = this.#at.spare + 4 * COLUMN_BYTES * ((i - 1) * groups + group - firstGroup);
        const to = i ? spare : this.#at.slot(slot) + 4 * COLUMN_BYTES * group;
        parts.push([to, used, this.#bins.column(4 * group), places, this.#pairs, a, b - a]);
      }
    }
    if (splits === 1 && groups === 1) threads.call('boostCount', ...parts[0]!);
    else if ((to - from) * (last - first) < WORTH_SHARING)
      for (const part of parts) threads.call('boostCount', ...part);
    else threads.parallel('boostCount', parts);
    for (let i = groups; i < parts.length; i++) {
      const [spare, used] = parts[i]!;
      threads.call('boostMerge', parts[i % groups]![0]!, spare!, used!);
    }
  }

  search(leaves: readonly Searched[], minus: Minus | null, settings: SearchSettings): (Split | null)[] {
    const { threads } = this.#threads;
    const shares = leaves.length * this.columns > 16 ? pieces(0, this.columns, 2 * threads) : [[0, this.columns]];
    const parts = leaves.flatMap(({ slot, leaf, mask }, i) => {
      const less = minus?.slot === slot ? this.#at.slot(minus.less) : 0;
      const at = this.#at.setLeaf(i, slot, less, leaf, mask, settings);
      return shares.map(([first, last]) => [at, first!, last!]);
    });
    this.#threads.parallel('boostSearch', parts);
    return leaves.map((searched, i) => this.#best(searched, i, settings));
  }

  #best({ slot, leaf, mask }: Searched, place: number, settings: SearchSettings): Split | null {
    const found = this.#threads.memory.f64(this.#at.found(place), (FOUND_BYTES / 8) * this.columns);
    const words = this.#threads.memory.i32(this.#at.found(place), (FOUND_BYTES / 4) * this.columns);
    let best: Split | null = null;
    for (const [c, column] of this.#bins.columns.entries()) {
      if (mask && !mask[c]) continue;
      if (column.kind === 'category') {
        const split = searchCategories(this.#sums(slot, c), column.codes.length, leaf, settings, c);
        if (split && split.gain > (best?.gain ?? 0)) best = split;
        continue;
      }
      const [at, word] = [(FOUND_BYTES / 8) * c, (FOUND_BYTES / 4) * c + 6];
      if (!(found[at]! > (best?.gain ?? 0))) continue;
      const yes = { gradient: found[at + 1]!, hessian: found[at + 2]!, rows: words[word]! };
      best = { gain: found[at]!, column: c, bin: words[word + 1]!, missing: words[word + 2] === 1, set: null, yes };
    }
    return best;
  }

  /** The bins of one column, read out of a histogram. */
  #sums(slot: number, column: number): (bin: number) => Sums {
    const words = this.#threads.memory.i32(this.#at.slot(slot) + COLUMN_BYTES * column, COLUMN_BYTES / 4);
    return bin => {
      const [low, high, hessian, packed] = words.subarray(4 * bin, 4 * bin + 4);
      return { gradient: whole(low!, high!), hessian: whole(hessian!, packed! & 255), rows: packed! >>> 8 };
    };
  }

  partition(from: number, to: number, { column, bin, missing, set }: Split): number {
    const { memory } = this.#threads;
    const at = this.#at;
    if (this.#inOrder) {
      this.#threads.parallel(
        'boostNumber',
        this.#share(0, this.rows).map(([a, b]) => [at.places, a, b]),
      );
      this.#inOrder = false;
    }
    const goes = memory.u8(at.goes, 256);
    if (set) goes.set(set);
    else goes.fill(1, 0, bin + 1).fill(0, bin + 1);
    goes[MISSING_BIN] = missing ? 1 : 0;
    const parts = this.#share(from, to);
    const bins = this.#bins.column(column);
    this.#threads.parallel(
      'boostPart',
      parts.map(([a, b], i) => [at.places, at.yes, at.no, a, b, bins, at.goes, at.results + 4 * i]),
    );
    const counts = Array.from(memory.i32(at.results, parts.length));
    const middle = from + counts.reduce((a, b) => a + b, 0);
    let [yesTo, noTo] = [from, middle];
    this.#threads.parallel(
      'boostGather',
      parts.map(([a, b], i) => {
        const [yes, no] = [counts[i]!, b - a - counts[i]!];
        const part = [at.places, yesTo, noTo, at.yes + 4 * a, at.no + 4 * a, yes, no];
        [yesTo, noTo] = [yesTo + yes, noTo + no];
        return part;
      }),
    );
    return middle - from;
  }

  addToStretches(output: number, stretches: readonly Stretch[], values: ArrayLike<number>): void {
    const scores = this.#at.scores(false) + 8 * this.rows * output;
    const { places } = this.#at;
    if (this.#inOrder) {
      this.#threads.parallel(
        'boostNumber',
        this.#share(0, this.rows).map(([a, b]) => [places, a, b]),
      );
      this.#inOrder = false;
    }
    const parts = stretches.map(({ from, to }, k) => [scores, places, from, to, values[k]!]);
    if (this.rows < ROWS_WORTH_SHARING) for (const part of parts) this.#threads.call('boostRaise', ...part);
    else this.#threads.parallel('boostRaise', parts);
  }

  addRouted(output: number, { tree, goes, values }: TreeSteps, from: number, to: number, validation: boolean): void {
    const { memory } = this.#threads;
    const bins = validation ? this.#later! : this.#bins;
    const region = memory.region();
    try {
      const nodes = region.allocate(12 * tree.feature.length);
      const goesAt = region.allocate(goes.length);
      const valuesAt = region.allocate(8 * values.length);
      memory.u8(goesAt, goes.length).set(goes);
      memory.f64(valuesAt, values.length).set(values);
      const steps = memory.i32(nodes, 3 * tree.feature.length);
      tree.feature.forEach((c, node) => steps.set([bins.column(c), tree.yes[node]!, tree.no[node]!], 3 * node));
      const scores = this.#at.scores(validation) + 8 * bins.rows * output;
      const parts = this.#share(from, to).map(([a, b]) => {
        return [scores, nodes, goesAt, valuesAt, tree.feature.length ? 1 : 0, a, b];
      });
      this.#threads.parallel('boostRoute', parts);
    } finally {
      region.close();
    }
  }

  /** Rows in as many parts as there are threads, or one where it is not worth it. */
  #share(from: number, to: number): [number, number][] {
    return pieces(from, to, to - from < ROWS_WORTH_SHARING ? 1 : this.#threads.threads);
  }

  places(from: number, to: number): Int32Array {
    if (this.#inOrder) return Int32Array.from({ length: to - from }, (_, i) => from + i);
    return this.#threads.memory.i32(this.#at.places + 4 * from, to - from).slice();
  }

  scores(output: number): Float64Array {
    return this.#threads.memory.f64(this.#at.scores(false) + 8 * this.rows * output, this.rows).slice();
  }

  /** Gradients and hessians of all rows and outputs, and the words of a histogram, where they lie. */
  protected pairsInMemory(): Int32Array {
    return this.#threads.memory.i32(this.#at.pairs, 2 * this.rows * this.#outputs);
  }
  protected slotInMemory(slot: number, words: number): Int32Array {
    return this.#threads.memory.i32(this.#at.slot(slot), words);
  }
  protected get output(): number {
    return (this.#pairs - this.#at.pairs) / (PAIR_BYTES * this.rows);
  }

  release(): void {
    this.#at.release();
  }
}

/** An int64 from its halves, exact below 2^53. */
const whole = (low: number, high: number): number => high * 4294967296 + (low >>> 0);

/** Into how many parts rows are cut so that groups times parts keep all threads at work. */
export function splitsFor(groups: number, threads: number): number {
  if (groups >= 4 * threads) return 1;
  for (let splits = 1; splits < threads; splits++) if ((groups * splits) % threads === 0) return splits;
  return threads;
}
