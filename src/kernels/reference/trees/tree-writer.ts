import type { BinnedColumn, GrownTree } from '../../trees.ts';

/** What a node of a tree needs to know of its split; see Split. */
export interface WrittenSplit {
  readonly column: number;
  readonly bin: number;
  readonly missing: boolean;
  readonly set: Uint8Array | null;
  readonly gain: number;
}

/** The place of the root; other places are 2 * node for its yes and 2 * node + 1 for its no. */
export const ROOT = -1;

/** A tree while it grows. */
export class TreeWriter {
  readonly #columns: readonly BinnedColumn[];
  readonly #splits: WrittenSplit[] = [];
  readonly #rows: number[] = [];
  readonly #children: number[] = [];

  constructor(columns: readonly BinnedColumn[]) {
    this.#columns = columns;
  }

  /** Put a split at a place; gives the number of the new node. */
  split(place: number, split: WrittenSplit, rows: number): number {
    const node = this.#splits.push(split) - 1;
    this.#point(place, node);
    this.#rows.push(rows);
    return node;
  }

  #point(place: number, to: number): void {
    if (place !== ROOT) this.#children[place] = to;
  }

  /** The finished tree with a number of values a leaf; leaf k is the k-th of the list. */
  tree(leaves: readonly TreeLeaf[]): GrownTree {
    leaves.forEach(({ place }, k) => this.#point(place, -1 - k));
    const outputs = leaves[0]!.values.length;
    return {
      feature: Int32Array.from(this.#splits, split => split.column),
      threshold: Float64Array.from(this.#splits, split => this.#threshold(split)),
      bin: Uint8Array.from(this.#splits, split => split.bin),
      missing: Uint8Array.from(this.#splits, split => (split.missing ? 1 : 0)),
      sets: this.#splits.map(split => this.#codes(split)),
      yes: Int32Array.from(this.#splits, (_, node) => this.#children[2 * node]!),
      no: Int32Array.from(this.#splits, (_, node) => this.#children[2 * node + 1]!),
      gain: Float64Array.from(this.#splits, split => split.gain),
      rows: Int32Array.from(this.#rows),
      leafRows: Int32Array.from(leaves, leaf => leaf.rows),
      leaf: Float64Array.from({ length: leaves.length * outputs }, (_, i) => {
        return leaves[Math.floor(i / outputs)]!.values[i % outputs]!;
      }),
      outputs,
    };
  }

  #threshold({ column, bin, set }: WrittenSplit): number {
    const binned = this.#columns[column]!;
    if (set || binned.kind === 'category') return 0;
    // Past the last threshold: every number goes to yes, only what is missing to no.
    return binned.thresholds[bin] ?? Number.MAX_VALUE;
  }

  #codes({ column, set, missing }: WrittenSplit): Int32Array | null {
    const binned = this.#columns[column]!;
    if (!set || binned.kind !== 'category') return null;
    const inside = new Uint8Array(binned.levels).fill(missing ? 1 : 0);
    binned.codes.forEach((code, bin) => (inside[code] = set[bin]!));
    return Int32Array.from(inside.keys()).filter(code => inside[code] === 1);
  }
}

export interface TreeLeaf {
  readonly place: number;
  readonly rows: number;
  readonly values: ArrayLike<number>;
}
