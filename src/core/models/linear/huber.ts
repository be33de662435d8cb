import type { LinearRows } from '../../../kernels/linear.ts';
import { largest, type Objective } from './objective.ts';

/**
 * Huber's regression with its scale estimated along (Owen 2007): the sum of weight (s + H(r / s) s) plus alpha |w|², r the
 * residual, H(z) = z² up to epsilon and 2 epsilon |z| - epsilon² beyond. Parameters are `[coefficients, intercept, s]`;
 * convex for s > 0, elsewhere Infinity.
 */
export class HuberObjective implements Objective {
  readonly rows: number;
  readonly size: number;
  readonly #x: LinearRows;
  readonly #y: Float64Array;
  readonly #weights: Float64Array;
  readonly #epsilon: number;
  readonly #alpha: number;
  /** At the parameters last looked at: weight / s and weight r / s² of rows within epsilon, else 0; and sum of w r² / s³. */
  readonly #bends: Float64Array;
  readonly #mixed: Float64Array;
  #scaleBend = 0;

  constructor(x: LinearRows, y: Float64Array, weights: Float64Array, epsilon: number, alpha: number) {
    this.#x = x;
    this.#y = y;
    this.#weights = weights;
    this.#epsilon = epsilon;
    this.#alpha = alpha;
    this.rows = x.rows;
    this.size = x.stride + 1;
    this.#bends = new Float64Array(x.rows);
    this.#mixed = new Float64Array(x.rows);
  }

  async at(theta: Float64Array): Promise<{ value: number; gradient: Float64Array }> {
    const scale = theta[this.size - 1]!;
    const gradient = new Float64Array(this.size);
    if (!(scale > 0)) return { value: Infinity, gradient };
    const scores = await this.#x.scores(theta.subarray(0, this.size - 1), 1);
    const epsilon = this.#epsilon;
    const slopes = new Float64Array(this.rows);
    let value = 0;
    let scaleSlope = 0;
    this.#scaleBend = 0;
    for (let r = 0; r < this.rows; r++) {
      const weight = this.#weights[r]!;
      const z = (this.#y[r]! - scores[r]!) / scale;
      const inside = Math.abs(z) <= epsilon;
      value += weight * scale * (1 + (inside ? z * z : 2 * epsilon * Math.abs(z) - epsilon * epsilon));
      slopes[r] = -2 * weight * (inside ? z : epsilon * Math.sign(z));
      scaleSlope += weight * (1 - Math.min(z * z, epsilon * epsilon));
      this.#bends[r] = inside ? (2 * weight) / scale : 0;
      this.#mixed[r] = inside ? (2 * weight * z) / scale : 0;
      if (inside) this.#scaleBend += (2 * weight * z * z) / scale;
    }
    gradient.set(await this.#x.adjoint(slopes, 1));
    for (let j = 0; j < this.size - 2; j++) {
      value += this.#alpha * theta[j]! ** 2;
      gradient[j]! += 2 * this.#alpha * theta[j]!;
    }
    gradient[this.size - 1] = scaleSlope;
    return { value, gradient };
  }

  async curvature(): Promise<Float64Array> {
    const { size } = this;
    const out = new Float64Array(size * size);
    const gram = await this.#x.gram(this.#bends);
    const side = await this.#x.adjoint(this.#mixed, 1);
    for (let i = 0; i < size - 1; i++) {
      out.set(gram.subarray(i * (size - 1), (i + 1) * (size - 1)), i * size);
      out[i * size + size - 1] = side[i]!;
      out[(size - 1) * size + i] = side[i]!;
    }
    for (let j = 0; j < size - 2; j++) out[j * size + j]! += 2 * this.#alpha;
    out[size * size - 1] = this.#scaleBend;
    return out;
  }

  async curvatureTimes(vector: Float64Array): Promise<Float64Array> {
    const { size } = this;
    const last = vector[size - 1]!;
    const scores = await this.#x.scores(vector.subarray(0, size - 1), 1);
    let end = this.#scaleBend * last;
    for (let r = 0; r < this.rows; r++) {
      const mixed = this.#mixed[r]!;
      end += mixed * scores[r]!;
      scores[r] = scores[r]! * this.#bends[r]! + mixed * last;
    }
    const out = new Float64Array(size);
    out.set(await this.#x.adjoint(scores, 1));
    for (let j = 0; j < size - 2; j++) out[j]! += 2 * this.#alpha * vector[j]!;
    out[size - 1] = end;
    return out;
  }

  async curvatureDiagonal(): Promise<Float64Array> {
    const out = new Float64Array(this.size);
    out.set(await this.#x.squares(this.#bends));
    for (let j = 0; j < this.size - 2; j++) out[j]! += 2 * this.#alpha;
    out[this.size - 1] = this.#scaleBend;
    return out;
  }

  async reach(step: Float64Array): Promise<number> {
    return largest(await this.#x.scores(step.subarray(0, this.size - 1), 1));
  }
}
