import type { TreeLimits } from '../../trees.ts';

/** Integer sums over some rows; gradients and hessians in steps of their grids. */
export interface Sums {
  readonly gradient: number;
  readonly hessian: number;
  readonly rows: number;
}

/** The size of one step of the integer grids; powers of two. */
export interface Grid {
  readonly gradient: number;
  readonly hessian: number;
}

/** What the search for a split must know of a leaf. */
export interface LeafState {
  readonly sums: Sums;
  /** The leaf's own value, and the range its children must keep to, for monotone constraints. */
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

export interface Split {
  readonly gain: number;
  readonly column: number;
  /** The last bin that goes to yes. */
  readonly bin: number;
  /** Whether missing values go to yes. */
  readonly missing: boolean;
  /** For categories: 1 at each bin that goes to yes (256 long); null for numbers. */
  readonly set: Uint8Array | null;
  readonly yes: Sums;
}

export interface SearchSettings {
  readonly limits: TreeLimits;
  readonly grid: Grid;
}

/** Newton's step -G / (H + l2), kept in a range. The 1e-15 is scikit-learn's guard against an empty hessian. */
export function nodeValue(sums: Sums, { lower, upper }: LeafState, { limits, grid }: SearchSettings): number {
  return valueOf(sums.gradient * grid.gradient, sums.hessian * grid.hessian, limits.l2, lower, upper);
}

export function valueOf(gradient: number, hessian: number, l2: number, lower: number, upper: number): number {
  const value = -gradient / (hessian + l2 + 1e-15);
  return value < lower ? lower : value > upper ? upper : value;
}

export const without = (all: Sums, part: Sums): Sums => ({
  gradient: all.gradient - part.gradient,
  hessian: all.hessian - part.hessian,
  rows: all.rows - part.rows,
});

/** Whether both sides have enough rows and hessian. */
export function isAllowed(yes: Sums, no: Sums, { limits, grid }: SearchSettings): boolean {
  return (
    Math.min(yes.rows, no.rows) >= limits.rowsPerLeaf &&
    Math.min(yes.hessian, no.hessian) * grid.hessian >= limits.hessianPerLeaf &&
    Math.min(yes.hessian, no.hessian) > 0
  );
}

/**
 * What a split gains: G v of the leaf less that of its children, v the values kept in range (Chen and Guestrin 2016,
 * equation 7, times 2). -1 where the values break the column's monotone constraint.
 */
export function gainOf(yes: Sums, no: Sums, leaf: LeafState, monotone: number, settings: SearchSettings): number {
  const step = settings.grid.gradient;
  const [a, b] = [nodeValue(yes, leaf, settings), nodeValue(no, leaf, settings)];
  if ((monotone > 0 && a > b) || (monotone < 0 && a < b)) return -1;
  return leaf.sums.gradient * step * leaf.value - yes.gradient * step * a - no.gradient * step * b;
}
