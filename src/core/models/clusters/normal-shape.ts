/** How the covariances of the components of a mixture may look. */
export const shapes = ['full', 'tied', 'diagonal', 'spherical'] as const;
export type Shape = (typeof shapes)[number];

/** Numbers that a component's sums of products take: the lower triangle row by row, or the diagonal. */
export const momentLength = (shape: Shape, width: number): number =>
  shape === 'full' || shape === 'tied' ? (width * (width + 1)) / 2 : width;

/**
 * What turns a deviation from the mean into one of the standard normal: the inverse of the covariance's Cholesky factor
 * (lower triangle, row by row), or one over the standard deviations.
 */
export interface Whitening {
  readonly factor: Float64Array;
  /** Logarithm of the factor's determinant. */
  readonly logDeterminant: number;
}

/** Null where the covariance is not positive definite. */
export function whitening(covariance: Float64Array, shape: Shape, width: number): Whitening | null {
  if (shape === 'diagonal' || shape === 'spherical') {
    if (!covariance.every(v => v > 0)) return null;
    const factor = covariance.map(v => 1 / Math.sqrt(v));
    return { factor, logDeterminant: factor.reduce((sum, v) => sum + Math.log(v), 0) };
  }
  const factor = cholesky(covariance, width);
  if (!factor) return null;
  invertTriangle(factor, width);
  let logDeterminant = 0;
  for (let i = 0; i < width; i++) logDeterminant += Math.log(factor[triangle(i, i)]!);
  return { factor, logDeterminant };
}

/** Place of row i, column j (at most i) of a lower triangle. */
export const triangle = (i: number, j: number): number => (i * (i + 1)) / 2 + j;

/** Squared Mahalanobis distance of a deviation. */
export function squaredLength(deviation: Float64Array, { factor }: Whitening): number {
  const width = deviation.length;
  let sum = 0;
  if (factor.length === width) {
    for (let i = 0; i < width; i++) sum += (deviation[i]! * factor[i]!) ** 2;
    return sum;
  }
  for (let i = 0, at = 0; i < width; i++) {
    let value = 0;
    for (let j = 0; j <= i; j++, at++) value += factor[at]! * deviation[j]!;
    sum += value * value;
  }
  return sum;
}

/** Add share * d d' (its lower triangle or diagonal) to the moments. */
export function addMoments(moments: Float64Array, deviation: Float64Array, share: number): void {
  const width = deviation.length;
  if (moments.length === width) {
    for (let i = 0; i < width; i++) moments[i]! += share * deviation[i]! * deviation[i]!;
    return;
  }
  for (let i = 0, at = 0; i < width; i++) {
    const scaled = share * deviation[i]!;
    for (let j = 0; j <= i; j++, at++) moments[at]! += scaled * deviation[j]!;
  }
}

/** L of LL' = A, both as lower triangles row by row; null where A is not positive definite. */
function cholesky(a: Float64Array, width: number): Float64Array | null {
  const l = a.slice();
  for (let i = 0; i < width; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = l[triangle(i, j)]!;
      for (let k = 0; k < j; k++) sum -= l[triangle(i, k)]! * l[triangle(j, k)]!;
      if (i !== j) l[triangle(i, j)] = sum / l[triangle(j, j)]!;
      else if (sum > 0) l[triangle(i, i)] = Math.sqrt(sum);
      else return null;
    }
  }
  return l;
}

/** The inverse of a lower triangle, in its place. */
function invertTriangle(l: Float64Array, width: number): void {
  for (let j = 0; j < width; j++) {
    l[triangle(j, j)] = 1 / l[triangle(j, j)]!;
    for (let i = j + 1; i < width; i++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum += l[triangle(i, k)]! * l[triangle(k, j)]!;
      l[triangle(i, j)] = -sum / l[triangle(i, i)]!;
    }
  }
}
