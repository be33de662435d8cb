/** Smallest pivot of the equilibrated matrix that still counts as positive: beyond it half of the digits are gone. */
const SMALLEST_PIVOT = 1e-9;

/** L and D with D A D = L L', D diagonal so that D A D has a unit diagonal. */
export class CholeskyFactor {
  readonly size: number;
  readonly #lower: Float64Array;
  readonly #scale: Float64Array;

  private constructor(lower: Float64Array, scale: Float64Array) {
    this.#lower = lower;
    this.#scale = scale;
    this.size = scale.length;
  }

  /**
   * Of a symmetric positive definite A, row-major, of which the lower triangle is read and overwritten. A is equilibrated
   * first, so the scale of the columns does not matter. Null when A is not positive definite, or so nearly not that an
   * answer would be mostly rounding. A row of zeros is taken for a parameter that stays at zero.
   */
  static of(a: Float64Array, n: number): CholeskyFactor | null {
    const scale = Float64Array.from({ length: n }, (_, i) => (a[i * n + i]! > 0 ? 1 / Math.sqrt(a[i * n + i]!) : 0));
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) a[i * n + j]! *= scale[i]! * scale[j]!;
      if (!(a[i * n + i]! >= 0)) return null;
      a[i * n + i] = 1;
    }
    return factor(a, n) ? new CholeskyFactor(a, scale) : null;
  }

  /** A⁻¹ b. */
  solve(b: Float64Array): Float64Array {
    const n = this.size;
    const a = this.#lower;
    const x = this.#forward(b, 0);
    for (let i = n - 1; i >= 0; i--) {
      x[i]! /= a[i * n + i]!;
      for (let k = 0; k < i; k++) x[k]! -= a[i * n + k]! * x[i]!;
    }
    return x.map((v, i) => v * this.#scale[i]!);
  }

  /** b' A⁻¹ b for a b that is zero before `first`. */
  inverseForm(b: Float64Array, first = 0): number {
    return this.#forward(b, first).reduce((sum, v) => sum + v * v, 0);
  }

  /** L⁻¹ D b. */
  #forward(b: Float64Array, first: number): Float64Array {
    const n = this.size;
    const a = this.#lower;
    const x = b.map((v, i) => v * this.#scale[i]!);
    for (let i = first; i < n; i++) {
      let sum = x[i]!;
      for (let k = first; k < i; k++) sum -= a[i * n + k]! * x[k]!;
      x[i] = sum / a[i * n + i]!;
    }
    return x;
  }
}

/** A⁻¹ b, or null, as CholeskyFactor.of says. */
export function solvePositiveDefinite(a: Float64Array, b: Float64Array): Float64Array | null {
  return CholeskyFactor.of(a, b.length)?.solve(b) ?? null;
}

/** L with L L' = A in the lower triangle, row by row. */
function factor(a: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i++) {
    const own = a.subarray(i * n, i * n + i + 1);
    for (let j = 0; j <= i; j++) {
      const other = a.subarray(j * n, j * n + j + 1);
      let sum = own[j]!;
      for (let k = 0; k < j; k++) sum -= own[k]! * other[k]!;
      if (i !== j) own[j] = sum / other[j]!;
      else if (sum > SMALLEST_PIVOT) own[i] = Math.sqrt(sum);
      else return false;
    }
  }
  return true;
}
