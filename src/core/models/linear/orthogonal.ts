import { dot } from './centre.ts';

/**
 * Upper triangle R of a QR decomposition, built from rows as they come (Householder on [R; block], so memory is that
 * of one block). Row-major `[width, width]`; R'R = A'A without the loss of digits of forming A'A.
 */
export class TriangleOfRows {
  readonly triangle: Float64Array;
  readonly #width: number;
  readonly #block: Float64Array;
  #filled = 0;

  constructor(width: number) {
    this.#width = width;
    this.triangle = new Float64Array(width * width);
    this.#block = new Float64Array(Math.max(width, 32) * width);
  }

  add(row: Float64Array): void {
    this.#block.set(row, this.#filled++ * this.#width);
    if (this.#filled * this.#width === this.#block.length) this.flush();
  }

  /** Fold the rows still waiting into the triangle. */
  flush(): void {
    const n = this.#width;
    const r = this.triangle;
    const b = this.#block;
    const rows = this.#filled;
    this.#filled = 0;
    for (let k = 0; k < n; k++) {
      let norm = r[k * n + k]! ** 2;
      for (let i = 0; i < rows; i++) norm += b[i * n + k]! ** 2;
      if (norm === 0) continue;
      // Reflector v = (head, column of the block); it maps the column to (alpha, 0).
      const alpha = r[k * n + k]! > 0 ? -Math.sqrt(norm) : Math.sqrt(norm);
      const head = r[k * n + k]! - alpha;
      const half = norm - alpha * r[k * n + k]!;
      for (let j = k + 1; j < n; j++) {
        let s = head * r[k * n + j]!;
        for (let i = 0; i < rows; i++) s += b[i * n + k]! * b[i * n + j]!;
        s /= half;
        r[k * n + j]! -= s * head;
        for (let i = 0; i < rows; i++) b[i * n + j]! -= s * b[i * n + k]!;
      }
      r[k * n + k] = alpha;
    }
  }
}

/** A = U diag(values) V': `left` row i is u_i scaled by its value, `right` row i is v_i. */
export interface SingularValues {
  readonly values: Float64Array;
  readonly left: readonly Float64Array[];
  readonly right: readonly Float64Array[];
}

/**
 * Singular values of a matrix given by its columns, by one-sided Jacobi rotations (Hestenes 1958): slow and accurate
 * also for tiny values. `between` is awaited once per column and sweep.
 */
export async function singularValues(
  columns: readonly Float64Array[],
  between: (sweep: number, column: number) => Promise<void>,
): Promise<SingularValues> {
  const n = columns.length;
  const height = columns[0]?.length ?? 0;
  const left = columns.map(c => c.slice());
  const right = columns.map((_, i) => Float64Array.from(columns, (__, j) => (i === j ? 1 : 0)));
  for (let sweep = 0, rotated = true; rotated && sweep < 60; sweep++) {
    rotated = false;
    for (let p = 0; p < n; p++) {
      await between(sweep, p);
      for (let q = p + 1; q < n; q++) {
        const a = dot(left[p]!, left[p]!, height);
        const b = dot(left[q]!, left[q]!, height);
        const c = dot(left[p]!, left[q]!, height);
        if (Math.abs(c) <= 1e-15 * Math.sqrt(a * b)) continue;
        rotated = true;
        const zeta = (b - a) / (2 * c);
        const t = Math.sign(zeta || 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
        const cosine = 1 / Math.hypot(1, t);
        rotate(left[p]!, left[q]!, cosine, cosine * t);
        rotate(right[p]!, right[q]!, cosine, cosine * t);
      }
    }
  }
  return { values: Float64Array.from(left, u => Math.sqrt(dot(u, u, height))), left, right };
}

function rotate(x: Float64Array, y: Float64Array, cosine: number, sine: number): void {
  for (let i = 0; i < x.length; i++) {
    const a = x[i]!;
    const b = y[i]!;
    x[i] = cosine * a - sine * b;
    y[i] = sine * a + cosine * b;
  }
}
