/**
 * Lays columns out side by side, row-major, in a room: other threads do, while the next rows are being copied out. To be
 * closed in a `finally`, before the room is given back.
 */
export interface SideBySide {
  /** How many rows are staged at a time. */
  readonly rows: number;
  /** Where the next rows of every column are to be written, one column after the other, `rows` numbers each. */
  stage(): Float64Array;
  /** Begins to lay out what was staged last: `count` rows, `first` the place of the first of them. */
  layOut(first: number, count: number): void;
  /** What all columns hold, when everything has arrived. */
  finish(): Extents;
  close(): void;
}

/** By column: the least and the largest number, Infinity and -Infinity where there is none, and whether some are not finite. */
export interface Extents {
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly odd: readonly boolean[];
}
