import type { LeafState, SearchSettings, Split, Sums } from './split.ts';

export type Maybe<T> = T | Promise<T>;

/**
 * What an implementation does for growing one tree. Rows lie in one list of places, each leaf in a stretch of it, in
 * ascending order. Histograms lie in numbered slots: for each column the sums of 256 bins.
 */
export interface LeafWork {
  readonly columns: number;
  /** How many histograms there is room for; at least 2. */
  readonly slots: number;
  /** All rows in one leaf. */
  reset(output: number): Maybe<Sums>;
  /** Fill a slot from the rows of a stretch, for columns [first, last); first is a multiple of 4. */
  histogram(slot: number, from: number, to: number, first: number, last: number): Maybe<void>;
  /**
   * The best split of each leaf over its columns (in `mask` where given); the first of equals. Before that `minus.less`
   * is taken from the histogram in `minus.slot`, in place.
   */
  search(leaves: readonly Searched[], minus: Minus | null, settings: SearchSettings): Maybe<readonly (Split | null)[]>;
  /** Put the rows of a stretch that go to yes before the others, keeping order; gives how many. */
  partition(from: number, to: number, split: Split): Maybe<number>;
}

export interface Searched {
  readonly slot: number;
  readonly leaf: LeafState;
  readonly mask: Uint8Array | null;
}

export interface Minus {
  readonly slot: number;
  readonly less: number;
}
