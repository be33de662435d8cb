import type { Matrix } from '../../model.ts';
import { centredRow } from './centre.ts';
import type { Pace } from '../pace.ts';

/** Rows between two looks at the clock. */
const ROWS = 256;

/**
 * The objective of penalised logistic regression, sum of w_i (-log p_i) + |coefficients|^2 / (2 C), on centred columns.
 * Parameters are one run of `[width coefficients, intercept]` for each output: one output for two classes (sigmoid),
 * else one for each class (softmax). Intercepts are not penalised.
 */
export class LogLikelihood {
  readonly outputs: number;
  /** Parameters of one output. */
  readonly stride: number;
  readonly #x: Matrix;
  readonly #means: Float64Array;
  readonly #codes: Int32Array;
  readonly #weights: Float64Array;
  readonly #penalty: number;
  readonly #pace: Pace;
  /** Softmax is unchanged when all intercepts move together; this curvature holds their sum still. */
  readonly #hold: number;
  /** Probability of each output in each row at the parameters last looked at. */
  readonly #probabilities: Float64Array;

  /** `codes` in 0..classes-1; `weights` by class. */
  constructor(x: Matrix, means: Float64Array, codes: Int32Array, weights: Float64Array, penalty: number, pace: Pace) {
    this.#x = x;
    this.#means = means;
    this.#codes = codes;
    this.#weights = weights;
    this.#penalty = penalty;
    this.#pace = pace;
    this.outputs = weights.length === 2 ? 1 : weights.length;
    this.stride = x.width + 1;
    this.#hold = this.outputs > 1 ? codes.reduce((sum, code) => sum + weights[code]!, 0) / this.outputs ** 2 : 0;
    this.#probabilities = new Float64Array(x.rows * this.outputs);
  }

  get size(): number {
    return this.outputs * this.stride;
  }

  /** The objective and its gradient. */
  async at(theta: Float64Array): Promise<{ value: number; gradient: Float64Array }> {
    const { outputs, stride } = this;
    const probabilities = this.#probabilities;
    const gradient = new Float64Array(this.size);
    const scores = new Float64Array(outputs);
    let value = 0;
    await this.#eachRow((row, r) => {
      const code = this.#codes[r]!;
      const weight = this.#weights[code]!;
      products(theta, row, scores);
      value += weight * this.#loss(scores, code, r);
      for (let k = 0; k < outputs; k++) {
        const truth = outputs === 1 ? code : k === code ? 1 : 0;
        const error = weight * (probabilities[r * outputs + k]! - truth);
        const at = k * stride;
        for (let j = 0; j < stride; j++) gradient[at + j]! += error * row[j]!;
      }
    });
    for (let i = 0; i < theta.length; i++) {
      if (i % stride === stride - 1) continue;
      value += (this.#penalty / 2) * theta[i]! ** 2;
      gradient[i]! += this.#penalty * theta[i]!;
    }
    return { value, gradient };
  }

  /** Second derivatives at the parameters last looked at, the lower triangle of a row-major `[size, size]`. */
  async curvature(): Promise<Float64Array> {
    const { outputs, stride, size } = this;
    const hessian = new Float64Array(size * size);
    await this.#eachRow((row, r) => {
      const weight = this.#weights[this.#codes[r]!]!;
      for (let k = 0; k < outputs; k++) {
        for (let l = 0; l <= k; l++) {
          const h = weight * this.#covariance(r, k, l);
          if (h !== 0) addTriangle(hessian, k * stride * size + l * stride, size, row, h);
        }
      }
    });
    // Each block is a sum of multiples of x x', so its own upper triangle mirrors its lower one.
    for (let k = 0; k < outputs; k++) {
      for (let l = 0; l < k; l++) mirror(hessian, k * stride * size + l * stride, size, stride);
    }
    for (let i = 0; i < size; i++) if (i % stride !== stride - 1) hessian[i * size + i]! += this.#penalty;
    for (let k = 0; k < outputs; k++) {
      for (let l = 0; l <= k; l++) hessian[((k + 1) * stride - 1) * size + (l + 1) * stride - 1]! += this.#hold;
    }
    return hessian;
  }

  /** Second derivatives times a vector, at the parameters last looked at. */
  async curvatureTimes(vector: Float64Array): Promise<Float64Array> {
    const { outputs, stride } = this;
    const probabilities = this.#probabilities;
    const out = new Float64Array(this.size);
    const along = new Float64Array(outputs);
    await this.#eachRow((row, r) => {
      const weight = this.#weights[this.#codes[r]!]!;
      products(vector, row, along);
      // The sum over l of covariance(k, l) along[l], in one pass: p_k (along[k] - the mean of along).
      let mean = 0;
      for (let l = 0; l < outputs; l++) mean += probabilities[r * outputs + l]! * along[l]!;
      for (let k = 0; k < outputs; k++) {
        const sum = weight * probabilities[r * outputs + k]! * (along[k]! - mean);
        const at = k * stride;
        for (let j = 0; j < stride; j++) out[at + j]! += sum * row[j]!;
      }
    });
    let intercepts = 0;
    for (let k = 0; k < outputs; k++) intercepts += vector[(k + 1) * stride - 1]!;
    return out.map((v, i) => v + (i % stride === stride - 1 ? this.#hold * intercepts : this.#penalty * vector[i]!));
  }

  /** The diagonal of the second derivatives, at the parameters last looked at. */
  async curvatureDiagonal(): Promise<Float64Array> {
    const { outputs, stride } = this;
    const out = new Float64Array(this.size);
    await this.#eachRow((row, r) => {
      for (let k = 0; k < outputs; k++) {
        const h = this.#weights[this.#codes[r]!]! * this.#covariance(r, k, k);
        for (let j = 0; j < stride; j++) out[k * stride + j]! += h * row[j]! * row[j]!;
      }
    });
    return out.map((v, i) => v + (i % stride === stride - 1 ? this.#hold : this.#penalty));
  }

  /** p_k (1 - p_k), or -p_k p_l. */
  #covariance(r: number, k: number, l: number): number {
    const p = this.#probabilities[r * this.outputs + k]!;
    return k === l ? p * (1 - p) : -p * this.#probabilities[r * this.outputs + l]!;
  }

  /** -log p of the row's class from its scores; leaves the probabilities behind. */
  #loss(scores: Float64Array, code: number, r: number): number {
    const { outputs } = this;
    if (outputs === 1) {
      const s = scores[0]!;
      this.#probabilities[r] = 1 / (1 + Math.exp(-s));
      const wrong = code ? -s : s;
      return Math.max(wrong, 0) + Math.log1p(Math.exp(-Math.abs(wrong)));
    }
    let max = -Infinity;
    for (const s of scores) max = Math.max(max, s);
    let sum = 0;
    for (let k = 0; k < outputs; k++) sum += this.#probabilities[r * outputs + k] = Math.exp(scores[k]! - max);
    for (let k = 0; k < outputs; k++) this.#probabilities[r * outputs + k]! /= sum;
    return Math.log(sum) + max - scores[code]!;
  }

  /** Every row, centred, with a 1 at its end for the intercept. */
  async #eachRow(visit: (row: Float64Array, r: number) => void): Promise<void> {
    const { rows, width } = this.#x;
    const row = new Float64Array(width + 1).fill(1);
    for (let r = 0; r < rows; r++) {
      if (r % ROWS === 0) await this.#pace('Going over the rows', r, rows);
      centredRow(this.#x, r, this.#means, row);
      visit(row, r);
    }
  }
}

/** Row times each run of `row.length` parameters. */
function products(parameters: Float64Array, row: Float64Array, out: Float64Array): void {
  const stride = row.length;
  for (let k = 0; k < out.length; k++) {
    const at = k * stride;
    let sum = 0;
    for (let j = 0; j < stride; j++) sum += parameters[at + j]! * row[j]!;
    out[k] = sum;
  }
}

/** Add h x x' to the lower triangle of the block that begins at `start` in a matrix of `size` columns. */
function addTriangle(matrix: Float64Array, start: number, size: number, x: Float64Array, h: number): void {
  for (let i = 0; i < x.length; i++) {
    const v = h * x[i]!;
    const at = start + i * size;
    for (let j = 0; j <= i; j++) matrix[at + j]! += v * x[j]!;
  }
}

function mirror(matrix: Float64Array, start: number, size: number, width: number): void {
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < i; j++) matrix[start + j * size + i] = matrix[start + i * size + j]!;
  }
}
