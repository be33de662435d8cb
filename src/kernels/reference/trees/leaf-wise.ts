import type { BinnedColumn, GrownTree, Pause, TreeLimits } from '../../trees.ts';
import { branch, drawSome } from './numbers.ts';
import type { LeafWork, Minus } from './leaf-work.ts';
import { nodeValue, without, type Grid, type LeafState, type Split } from './split.ts';
import { ROOT, TreeWriter } from './tree-writer.ts';

export interface GrowSettings {
  readonly limits: TreeLimits;
  readonly grid: Grid;
  readonly monotone: readonly (-1 | 0 | 1)[] | null;
  readonly columnsPerSplit: number;
  readonly seed: number;
}

/** A leaf of the growing tree, in the rows [from, to) of the list of places. */
export interface Leaf extends LeafState {
  readonly from: number;
  readonly to: number;
  readonly depth: number;
  /** The slot of its histogram; -1 when there was no room to keep it. */
  slot: number;
  split: Split | null;
  /** Where the tree points to this leaf. */
  readonly place: number;
}

/** Rows times columns of one piece of work between two pauses. */
const PIECE = 8_000_000;

/**
 * Leaf-wise growth (Shi 2007; LightGBM, scikit-learn): always split the leaf that gains most, until there are enough
 * leaves or none gains. Of two children the smaller is counted, the other is what is left of its parent.
 */
export class LeafWise {
  /** Leaves that can be split, by gain; the best last, of equals the oldest. */
  readonly #open: Leaf[] = [];
  readonly #done: Leaf[] = [];
  readonly #free: number[];
  readonly #places: Int32Array;
  readonly #writer: TreeWriter;
  #searched = 0;

  readonly work: LeafWork;
  readonly settings: GrowSettings;
  readonly columns: readonly BinnedColumn[];
  readonly pause: Pause | undefined;

  constructor(work: LeafWork, settings: GrowSettings, columns: readonly BinnedColumn[], pause: Pause | undefined) {
    this.work = work;
    this.settings = settings;
    this.columns = columns;
    this.pause = pause;

    // Slot 0 is scratch, for histograms that cannot be kept.
    this.#free = Array.from({ length: work.slots - 1 }, (_, i) => work.slots - 1 - i);
    this.#places = new Int32Array(work.columns);
    this.#writer = new TreeWriter(columns);
  }

  async grow(output: number): Promise<{ readonly tree: GrownTree; readonly leaves: readonly Leaf[] }> {
    const sums = await this.work.reset(output);
    const everything = { lower: -Infinity, upper: Infinity, value: 0, depth: 0, split: null, slot: -1 };
    const root: Leaf = { ...everything, sums, from: 0, to: sums.rows, place: ROOT };
    if (this.#isSplittable(root)) {
      root.slot = this.#free.pop()!;
      await this.#count(root, root.slot);
      await this.#search([root], [root.slot], null);
    }
    this.#keep(root);
    while (this.#open.length && this.#open.length + this.#done.length < this.settings.limits.leaves) {
      await this.#split(this.#open.pop()!);
    }
    const leaves = [...this.#done, ...this.#open].sort((a, b) => a.from - b.from);
    const values = leaves.map(({ place, sums: { rows }, value }) => ({ place, rows, values: [value] }));
    return { tree: this.#writer.tree(values), leaves };
  }

  #isSplittable({ sums, depth }: Leaf): boolean {
    const { limits, grid } = this.settings;
    return (
      limits.leaves > 1 &&
      depth < limits.depth &&
      sums.rows >= 2 * limits.rowsPerLeaf &&
      sums.rows > 1 &&
      sums.hessian * grid.hessian >= limits.hessianPerLeaf
    );
  }

  async #split(parent: Leaf): Promise<void> {
    const split = parent.split!;
    const middle = parent.from + (await this.work.partition(parent.from, parent.to, split));
    const [yes, no] = this.#children(parent, split, middle);
    const last = this.#open.length + this.#done.length + 2 >= this.settings.limits.leaves;
    const [small, large] = yes.sums.rows < no.sums.rows ? [yes, no] : [no, yes];
    const wanted = [small, large].filter(leaf => !last && this.#isSplittable(leaf));
    if (wanted.length && parent.slot >= 0) await this.#countBoth(parent.slot, small, large, wanted);
    else {
      this.#release(parent);
      for (const leaf of wanted) await this.#countAlone(leaf);
    }
    this.#keep(yes);
    this.#keep(no);
  }

  /** A monotone split keeps everything below it on its side of the middle of the two values. */
  #children(parent: Leaf, split: Split, middle: number): [Leaf, Leaf] {
    const [yes, no] = [split.yes, without(parent.sums, split.yes)];
    const [a, b] = [nodeValue(yes, parent, this.settings), nodeValue(no, parent, this.settings)];
    const monotone = this.settings.monotone?.[split.column] ?? 0;
    const { lower, upper } = parent;
    const low = { lower, upper: monotone ? (a + b) / 2 : upper };
    const high = { lower: monotone ? (a + b) / 2 : lower, upper };
    const [first, second] = monotone < 0 ? [high, low] : [low, high];
    // Where no training row lacks a value, later ones without go the way of the larger child, as in scikit-learn.
    const missing = this.columns[split.column]!.missing ? split.missing : yes.rows > no.rows;
    const node = this.#writer.split(parent.place, { ...split, missing }, parent.sums.rows);
    const common = { split: null, slot: -1, depth: parent.depth + 1 };
    return [
      { ...common, ...first, sums: yes, value: a, from: parent.from, to: middle, place: 2 * node },
      { ...common, ...second, sums: no, value: b, from: middle, to: parent.to, place: 2 * node + 1 },
    ];
  }

  /** The smaller child is counted, the larger takes over the parent's slot. */
  async #countBoth(slot: number, small: Leaf, large: Leaf, wanted: readonly Leaf[]): Promise<void> {
    const own = wanted.includes(small) && this.#free.length ? this.#free.pop()! : 0;
    await this.#count(small, own);
    if (!wanted.includes(large)) {
      this.#free.push(slot);
      await this.#search([small], [own], null);
    } else {
      large.slot = slot;
      const both = wanted.includes(small);
      await this.#search(both ? [large, small] : [large], [slot, own], { slot, less: own });
    }
    if (own) small.slot = own;
  }

  async #countAlone(leaf: Leaf): Promise<void> {
    leaf.slot = this.#free.pop() ?? -1;
    const slot = Math.max(leaf.slot, 0);
    await this.#count(leaf, slot);
    await this.#search([leaf], [slot], null);
  }

  async #count({ from, to }: Leaf, slot: number): Promise<void> {
    const { work } = this;
    const step = Math.max(4, 4 * Math.floor(PIECE / (4 * Math.max(1, to - from))));
    for (let first = 0; first < work.columns; first += step) {
      await work.histogram(slot, from, to, first, Math.min(work.columns, first + step));
      await this.pause?.();
    }
  }

  async #search(leaves: readonly Leaf[], slots: readonly number[], minus: Minus | null): Promise<void> {
    const searched = leaves.map((leaf, i) => ({ leaf, slot: slots[i]!, mask: this.#drawColumns() }));
    const splits = await this.work.search(searched, minus, this.settings);
    leaves.forEach((leaf, i) => (leaf.split = splits[i]!));
  }

  /** The columns that a leaf may split; null for all. */
  #drawColumns(): Uint8Array | null {
    const { columnsPerSplit, seed } = this.settings;
    const { columns } = this.work;
    if (columnsPerSplit >= columns) return null;
    const mask = new Uint8Array(columns);
    for (const c of drawSome(this.#places, columns, columnsPerSplit, branch(seed, this.#searched++))) mask[c] = 1;
    return mask;
  }

  #keep(leaf: Leaf): void {
    if (!leaf.split) {
      this.#release(leaf);
      this.#done.push(leaf);
      return;
    }
    let at = this.#open.length;
    while (at > 0 && this.#open[at - 1]!.split!.gain >= leaf.split.gain) at--;
    this.#open.splice(at, 0, leaf);
  }

  #release(leaf: Leaf): void {
    if (leaf.slot >= 0) this.#free.push(leaf.slot);
    leaf.slot = -1;
  }
}
