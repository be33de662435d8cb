import type { Points } from './distances.ts';

/** Variables of the dual problem of a support vector machine, one a point. */
export interface DualVariables {
  /** 1 or -1. */
  readonly y: Int8Array;
  /** Each coefficient is at least 0 and at most this. */
  readonly C: Float64Array;
  readonly alpha: Float64Array;
  /** y times the gradient. */
  readonly slope: Float64Array;
}

export interface DualSteps {
  /** Pairs moved. */
  readonly steps: number;
  /** Minus the least slope of what y may push up, and the greatest of what it may push down; -Infinity where there is none. */
  readonly highest: number;
  readonly lowest: number;
}

/** A dual problem in memory. */
export interface HeldDual {
  /**
   * Move up to `most` pairs, at once. Fewer when highest + lowest falls below the tolerance, or no pair lowers the objective:
   * what there is is optimal then.
   */
  move(most: number, tolerance: number): DualSteps;
  /** As they are now, in new arrays. */
  read(): Pick<DualVariables, 'alpha' | 'slope'>;
  close(): void;
}

/**
 * Sequential minimal optimisation with the Gaussian kernel exp(-gamma d) of squared distances d, in float32 as LIBSVM keeps it:
 * ½ a'Qa + p'a is lowered with y'a as it is, Q[s, t] = y[s] y[t] K(s, t). Pairs are chosen by the second order (Fan, Chen and
 * Lin 2005, "Working set selection using second order information"), of equals the first. Slopes and coefficients are
 * float64, and the same to the bit on every device and any number of threads.
 */
export interface DualKernels {
  hold(points: Points, gamma: number, variables: DualVariables): HeldDual;
}

/** Bytes that rows of the kernel kept for later may take. */
export const MOST_ROW_BYTES = 256 * 2 ** 20;

/** A curvature that is not positive is taken for this, as LIBSVM does. */
export const LEAST_CURVATURE = 1e-12;
