/** Smallest pivot of the equilibrated matrix that still counts as positive: beyond it half of the digits are gone. */
const SMALLEST_PIVOT = 1e-9;

/**
 * Solve A x = b for a symmetric positive definite A, row-major, of which the lower triangle is read and overwritten.
 * A is equilibrated first (D A D with a unit diagonal), so the scale of the columns does not matter. Null when A is
 * not positive definite, or so nearly not that the answer would be mostly rounding. A row of zeros is left at zero.
 */
export function solvePositiveDefinite(a: Float64Array, b: Float64Array): Float64Array | null {
  const n = b.length;
  const scale = Float64Array.from(b, (_, i) => (a[i * n + i]! > 0 ? 1 / Math.sqrt(a[i * n + i]!) : 0));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) a[i * n + j]! *= scale[i]! * scale[j]!;
    if (!(a[i * n + i]! >= 0)) return null;
    a[i * n + i] = 1;
  }
  if (!factor(a, n)) return null;
  const x = Float64Array.from(b, (v, i) => v * scale[i]!);
  for (let i = 0; i < n; i++) {
    let sum = x[i]!;
    for (let k = 0; k < i; k++) sum -= a[i * n + k]! * x[k]!;
    x[i] = sum / a[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    x[i]! /= a[i * n + i]!;
    for (let k = 0; k < i; k++) x[k]! -= a[i * n + k]! * x[i]!;
  }
  return x.map((v, i) => v * scale[i]!);
}

/** L with L L' = A in the lower triangle, row by row. */
function factor(a: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= a[i * n + k]! * a[j * n + k]!;
      if (i !== j) a[i * n + j] = sum / a[j * n + j]!;
      else if (sum > SMALLEST_PIVOT) a[i * n + i] = Math.sqrt(sum);
      else return false;
    }
  }
  return true;
}
