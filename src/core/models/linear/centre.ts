import type { Matrix } from '../../model.ts';

/** Column means, weighted where weights are given. A constant column yields its value exactly, so that it centres to 0. */
export function columnMeans({ rows, width, data }: Matrix, weights: Float64Array | null = null): Float64Array {
  const means = new Float64Array(width);
  const sums = new Float64Array(width);
  let total = 0;
  for (let r = 0; r < rows; r++) {
    const weight = weights ? weights[r]! : 1;
    total += weight;
    for (let j = 0; j < width; j++) sums[j]! += weight * (data[r * width + j]! - data[j]!);
  }
  for (let j = 0; j < width; j++) means[j] = data[j]! + sums[j]! / total;
  return means;
}

/** Standard deviation of each column about its mean, weighted where weights are given. */
export function columnDeviations(
  { rows, width, data }: Matrix,
  means: Float64Array,
  weights: Float64Array | null = null,
): Float64Array {
  const sums = new Float64Array(width);
  let total = 0;
  for (let r = 0; r < rows; r++) {
    const weight = weights ? weights[r]! : 1;
    total += weight;
    for (let j = 0; j < width; j++) sums[j]! += weight * (data[r * width + j]! - means[j]!) ** 2;
  }
  return sums.map(sum => Math.sqrt(sum / total));
}

/** Means and standard deviations in one pass, about the first row, so that a constant column deviates by exactly 0. */
export function columnMoments(
  { rows, width, data }: Matrix,
  weights: Float64Array | null = null,
): { readonly means: Float64Array; readonly deviations: Float64Array } {
  const sums = new Float64Array(width);
  const squares = new Float64Array(width);
  let total = 0;
  for (let r = 0; r < rows; r++) {
    const weight = weights ? weights[r]! : 1;
    const at = r * width;
    total += weight;
    for (let j = 0; j < width; j++) {
      const d = data[at + j]! - data[j]!;
      sums[j]! += weight * d;
      squares[j]! += weight * d * d;
    }
  }
  return {
    means: sums.map((sum, j) => data[j]! + sum / total),
    deviations: squares.map((square, j) => Math.sqrt(Math.max(0, square - sums[j]! ** 2 / total) / total)),
  };
}

/** The mean of the numbers, weighted where weights are given. */
export function meanOf(values: Float64Array, weights: Float64Array | null): number {
  return columnMeans({ rows: values.length, width: 1, data: values, names: [''] }, weights)[0]!;
}

/** Row r of the matrix less the means, into `out`. */
export function centredRow({ width, data }: Matrix, r: number, means: Float64Array, out: Float64Array): void {
  for (let j = 0; j < width; j++) out[j] = data[r * width + j]! - means[j]!;
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>, n: number): number {
  let sum = 0;
  for (let j = 0; j < n; j++) sum += a[j]! * b[j]!;
  return sum;
}
