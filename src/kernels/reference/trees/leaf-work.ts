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
  /** Make the rows of a stretch ready for `histogram`. */
  gather(from: number, to: number): Maybe<void>;
  /** Fill a slot from the rows that were gathered, for columns [first, last). */
  histogram(slot: number, rows: number, first: number, last: number): Maybe<void>;
  /** Take one histogram from another, in place. */
  subtract(slot: number, less: number): Maybe<void>;
  /** The best split of a leaf over its columns (in `mask` where given); the first of equals. */
  search(slot: number, leaf: LeafState, settings: SearchSettings, mask: Uint8Array | null): Maybe<Split | null>;
  /** Put the rows of a stretch that go to yes before the others, keeping order; gives how many. */
  partition(from: number, to: number, split: Split): Maybe<number>;
}
