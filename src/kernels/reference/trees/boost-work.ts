import type { GrownTree } from '../../trees.ts';
import type { LeafWork, Maybe } from './leaf-work.ts';
import type { Grid } from './split.ts';

/** What an implementation does for one boosting session. Stretches of rows start at multiples of BLOCK. */
export interface BoostWork extends LeafWork {
  readonly rows: number;
  readonly validationRows: number;
  /** The largest |gradient| and hessian of the rows at the present scores; only for losses of one score. */
  bounds(from: number, to: number): Maybe<{ readonly g: number; readonly h: number }>;
  /** Gradients and hessians on the grid, and the loss of each block of rows. */
  gradients(from: number, to: number, grid: Grid): Maybe<void>;
  /** The loss of each block of validation rows. */
  validation(from: number, to: number): Maybe<void>;
  /** Losses by block, of training or validation rows, as last computed. */
  blockLosses(validation: boolean): Float64Array;
  /** Add a value a stretch of the list of places to the scores of the rows in it. */
  addToStretches(output: number, stretches: readonly Stretch[], values: ArrayLike<number>): Maybe<void>;
  /** Add the value of the leaf in which each row ends to its score. */
  addRouted(output: number, steps: TreeSteps, from: number, to: number, validation: boolean): Maybe<void>;
  /** Copies. */
  places(from: number, to: number): Int32Array;
  scores(output: number): Float64Array;
  /** After a failure: whether it can go on, with less help, when the tree at hand is grown anew. */
  goesOn?(error: unknown): boolean;
  release(): void;
}

export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A tree on bins, to route rows: to yes where `goes[256 * node + bin]` is 1. */
export interface TreeSteps {
  readonly tree: GrownTree;
  readonly goes: Uint8Array;
  readonly values: Float64Array;
}
