/**
 * The costly operations of the prediction graph. Every implementation gives the reference's bits: each sum runs over the
 * inputs in ascending order, a product is rounded before it is added.
 */
export interface GraphKernels {
  /** `[rows, width] @ [width, outputs]`, all row-major. */
  matmul(x: Float64Array, width: number, weights: readonly number[], outputs: number): Float64Array;
  /** Squared Euclidean distance of each row to each of `count` centres, row-major `[rows, count]`. */
  squaredDistances(x: Float64Array, width: number, centres: readonly number[], count: number): Float64Array;
}
