import { searchCategories } from '../reference/trees/categories.ts';
import type { LeafWork, Maybe, Minus, Searched } from '../reference/trees/leaf-work.ts';
import type { SearchSettings, Split, Sums } from '../reference/trees/split.ts';
import { MISSING_BIN } from '../trees.ts';
import { COLUMN_BYTES, FOUND_BYTES, type LeafMemory, PAIR_BYTES } from './leaf-memory.ts';
import type { WasmThreads } from './threads.ts';
import { pieces, type WasmBins } from './tree-bins.ts';

/** Rows times columns below which one thread is done sooner than others have woken. */
const WORTH_SHARING = 30_000;
const ROWS_WORTH_SHARING = 8192;

/** Growing one tree in WebAssembly; threads share columns when counting and searching, and rows in everything else. */
export class WasmLeaves<At extends LeafMemory = LeafMemory> implements LeafWork {
  readonly columns: number;
  readonly slots: number;
  readonly rows: number;
  /** The columns that `search` looks at. */
  protected searched: readonly [first: number, last: number];
  protected readonly threads: WasmThreads;
  protected readonly table: WasmBins;
  protected readonly at: At;
  #pairs = 0;
  /** Whether the places are still 0, 1, 2, … */
  #inOrder = true;

  constructor(threads: WasmThreads, table: WasmBins, at: At) {
    this.threads = threads;
    this.table = table;
    this.at = at;
    this.columns = table.width;
    this.rows = table.rows;
    this.slots = at.slots;
    this.searched = [0, table.width];
  }

  reset(output: number): Maybe<Sums> {
    const { memory } = this.threads;
    this.#pairs = this.at.pairs + PAIR_BYTES * this.rows * output;
    this.#inOrder = true;
    const parts = this.share(0, this.rows);
    const out = this.at.results;
    this.threads.parallel(
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
    const { threads } = this;
    const [firstGroup, lastGroup] = [first >> 2, Math.ceil(last / 4)];
    const groups = lastGroup - firstGroup;
    const splits = (to - from) * (last - first) < WORTH_SHARING ? 1 : splitsFor(groups, threads.threads);
    const places = this.#inOrder ? 0 : this.at.places;
    const parts: number[][] = [];
    for (const [i, [a, b]] of pieces(from, to, splits).entries()) {
      for (let group = firstGroup; group < lastGroup; group++) {
        const used = Math.min(4, this.columns - 4 * group);
        const spare = this.at.spare + 4 * COLUMN_BYTES * ((i - 1) * groups + group - firstGroup);
        const to = i ? spare : this.at.slot(slot) + 4 * COLUMN_BYTES * group;
        parts.push([to, used, this.table.column(4 * group), places, this.#pairs, a, b - a]);
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

  search(leaves: readonly Searched[], minus: Minus | null, settings: SearchSettings): Maybe<readonly (Split | null)[]> {
    const { threads } = this.threads;
    const [from, to] = this.searched;
    const shares = leaves.length * (to - from) > 16 ? pieces(from, to, 2 * threads) : [[from, to]];
    const parts = leaves.flatMap(({ slot, leaf, mask }, i) => {
      const less = minus?.slot === slot ? this.at.slot(minus.less) : 0;
      const at = this.at.setLeaf(i, slot, less, leaf, mask, settings);
      return shares.map(([first, last]) => [at, first!, last!]);
    });
    this.threads.parallel('boostSearch', parts);
    return leaves.map((searched, i) => this.#best(searched, i, settings));
  }

  #best({ slot, leaf, mask }: Searched, place: number, settings: SearchSettings): Split | null {
    const found = this.threads.memory.f64(this.at.found(place), (FOUND_BYTES / 8) * this.columns);
    const words = this.threads.memory.i32(this.at.found(place), (FOUND_BYTES / 4) * this.columns);
    let best: Split | null = null;
    for (let c = this.searched[0]; c < this.searched[1]; c++) {
      if (mask && !mask[c]) continue;
      const column = this.table.columns[c]!;
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
    const words = this.threads.memory.i32(this.at.slot(slot) + COLUMN_BYTES * column, COLUMN_BYTES / 4);
    return bin => {
      const [low, high, hessian, packed] = words.subarray(4 * bin, 4 * bin + 4);
      return { gradient: whole(low!, high!), hessian: whole(hessian!, packed! & 255), rows: packed! >>> 8 };
    };
  }

  partition(from: number, to: number, split: Split): number {
    const { memory } = this.threads;
    const { at } = this;
    this.#setGoes(split);
    const parts = this.share(from, to);
    const bins = this.table.column(split.column);
    this.threads.parallel(
      'boostPart',
      parts.map(([a, b], i) => [at.places, at.yes, at.no, a, b, bins, at.goes, at.results + 4 * i]),
    );
    const counts = Array.from(memory.i32(at.results, parts.length));
    const middle = from + counts.reduce((a, b) => a + b, 0);
    let [yesTo, noTo] = [from, middle];
    this.threads.parallel(
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

  /** Of each place of a stretch whether `partition` would put it to yes: a bit each, the lowest of a byte first. */
  protected waysOf(from: number, to: number, split: Split): Uint8Array<ArrayBuffer> {
    const { at } = this;
    this.#setGoes(split);
    this.threads.call('boostBits', at.places, from, to, this.table.column(split.column), at.goes, at.bits);
    return new Uint8Array(this.threads.memory.u8(at.bits, Math.ceil((to - from) / 8)));
  }

  /** What `partition` does, by what `waysOf` says, on one thread. */
  partitionBy(from: number, to: number, ways: Uint8Array): void {
    const { at } = this;
    this.numberPlaces();
    this.threads.memory.u8(at.bits, ways.length).set(ways);
    const yes = this.threads.call('boostPartBits', at.places, at.yes, at.no, from, to, at.bits);
    const moved = [at.yes + 4 * from, at.no + 4 * from, yes, to - from - yes];
    this.threads.call('boostGather', at.places, from, from + yes, ...moved);
  }

  #setGoes({ bin, missing, set }: Split): void {
    this.numberPlaces();
    const goes = this.threads.memory.u8(this.at.goes, 256);
    if (set) goes.set(set);
    else goes.fill(1, 0, bin + 1).fill(0, bin + 1);
    goes[MISSING_BIN] = missing ? 1 : 0;
  }

  protected numberPlaces(): void {
    if (!this.#inOrder) return;
    this.threads.parallel(
      'boostNumber',
      this.share(0, this.rows).map(([a, b]) => [this.at.places, a, b]),
    );
    this.#inOrder = false;
  }

  /** Rows in as many parts as there are threads, or one where it is not worth it. */
  protected share(from: number, to: number): [number, number][] {
    return pieces(from, to, to - from < ROWS_WORTH_SHARING ? 1 : this.threads.threads);
  }

  places(from: number, to: number): Int32Array {
    if (this.#inOrder) return Int32Array.from({ length: to - from }, (_, i) => from + i);
    return this.threads.memory.i32(this.at.places + 4 * from, to - from).slice();
  }

  /** Gradients and hessians of all rows in one output, where they lie. */
  pairsOf(output: number): Int32Array {
    return this.threads.memory.i32(this.at.pairs + PAIR_BYTES * this.rows * output, 2 * this.rows);
  }

  protected get output(): number {
    return (this.#pairs - this.at.pairs) / (PAIR_BYTES * this.rows);
  }

  release(): void {
    this.at.release();
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
