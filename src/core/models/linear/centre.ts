import type { Matrix } from '../../model.ts';

/** Column means. A constant column yields its value exactly, so that centring leaves it at zero. */
export function columnMeans({ rows, width, data }: Matrix): Float64Array {
  const means = new Float64Array(width);
  for (let j = 0; j < width; j++) {
    const first = data[j]!;
    let sum = 0;
    for (let r = 0; r < rows; r++) sum += data[r * width + j]! - first;
    means[j] = first + sum / rows;
  }
  return means;
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
