import type { Matrix } from '../../model.ts';

/** Bytes that rows kept for later may take. */
const MOST_BYTES = 128 * 2 ** 20;

/** Rows of exp(-gamma |a - b|²) over some rows of a matrix, made when asked for; the least recently used make room. */
export class KernelRows {
  readonly count: number;
  readonly #points: Float64Array;
  readonly #width: number;
  readonly #gamma: number;
  readonly #kept = new Map<number, Float32Array>();
  readonly #most: number;

  constructor({ width, data }: Matrix, rows: Int32Array, gamma: number) {
    this.count = rows.length;
    this.#width = width;
    this.#gamma = gamma;
    this.#points = new Float64Array(rows.length * width);
    rows.forEach((r, i) => this.#points.set(data.subarray(r * width, (r + 1) * width), i * width));
    this.#most = Math.max(2, Math.floor(MOST_BYTES / 4 / Math.max(1, rows.length)));
  }

  /** Kernel of row i with every row, in float32, as LIBSVM keeps it. */
  row(i: number): Float32Array {
    const known = this.#kept.get(i);
    if (known) {
      this.#kept.delete(i);
      this.#kept.set(i, known);
      return known;
    }
    const values = this.#oldest() ?? new Float32Array(this.count);
    const points = this.#points;
    const width = this.#width;
    const gamma = this.#gamma;
    const own = points.subarray(i * width, (i + 1) * width);
    for (let r = 0, at = 0; r < this.count; r++) {
      let sum = 0;
      for (let c = 0; c < width; c++, at++) {
        const d = own[c]! - points[at]!;
        sum += d * d;
      }
      values[r] = Math.exp(-gamma * sum);
    }
    this.#kept.set(i, values);
    return values;
  }

  #oldest(): Float32Array | undefined {
    if (this.#kept.size < this.#most) return undefined;
    const [oldest, values] = this.#kept.entries().next().value!;
    this.#kept.delete(oldest);
    return values;
  }
}
