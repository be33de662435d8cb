import type { LinearRows } from '../../../kernels/linear.ts';
import { largest, type Objective } from './objective.ts';

/**
 * The objective of penalised logistic regression, sum of w_r (-log p_r) + penalty / 2 |coefficients|², on columns as
 * they were opened. Parameters are one run of `[width coefficients, intercept]` for each output: one output for two
 * classes (sigmoid), else one for each class (softmax). Intercepts are not penalised.
 */
export class LogLikelihood implements Objective {
  readonly rows: number;
  readonly size: number;
  readonly outputs: number;
  /** Parameters of one output. */
  readonly stride: number;
  readonly #x: LinearRows;
  readonly #penalty: number;
  /**
   * Softmax is unchanged when a parameter moves by the same in all classes. Where no penalty holds such a sum still, this
   * curvature, by parameter of one class, does in `curvature`; it changes no step, since gradients have no such part.
   */
  readonly holds: Float64Array;

  /** `codes` in 0..classes-1; `weights` by row. */
  constructor(x: LinearRows, codes: Int32Array, weights: Float64Array, classes: number, penalty: number) {
    x.classes(codes, weights, classes);
    this.#x = x;
    this.#penalty = penalty;
    this.rows = x.rows;
    this.stride = x.stride;
    this.outputs = classes === 2 ? 1 : classes;
    this.size = this.outputs * this.stride;
    this.holds = new Float64Array(this.stride);
  }

  async at(theta: Float64Array): Promise<{ value: number; gradient: Float64Array }> {
    const { value, gradient } = await this.#x.logLoss(theta);
    let norm = 0;
    this.#eachCoefficient(i => {
      norm += theta[i]! ** 2;
      gradient[i]! += this.#penalty * theta[i]!;
    });
    return { value: value + (this.#penalty / 2) * norm, gradient };
  }

  async curvature(): Promise<Float64Array> {
    const { outputs, stride, size } = this;
    const hessian = new Float64Array(size * size);
    for (let k = 0; k < outputs; k++) {
      for (let l = 0; l <= k; l++) {
        const block = await this.#x.logLossGram(k, l);
        for (let i = 0; i < stride; i++) {
          const line = block.subarray(i * stride, (i + 1) * stride);
          hessian.set(line, (k * stride + i) * size + l * stride);
          hessian.set(line, (l * stride + i) * size + k * stride);
        }
      }
    }
    this.#eachCoefficient(i => (hessian[i * size + i]! += this.#penalty));
    if (outputs > 1) this.#hold(hessian);
    return hessian;
  }

  async curvatureTimes(vector: Float64Array): Promise<Float64Array> {
    const out = await this.#x.logLossBend(vector);
    this.#eachCoefficient(i => (out[i]! += this.#penalty * vector[i]!));
    return out;
  }

  async curvatureDiagonal(): Promise<Float64Array> {
    const out = new Float64Array(this.size);
    for (let k = 0; k < this.outputs; k++) out.set(await this.#x.logLossSquares(k), k * this.stride);
    this.#eachCoefficient(i => (out[i]! += this.#penalty));
    return out;
  }

  async reach(step: Float64Array): Promise<number> {
    return largest(await this.#x.scores(step, this.outputs));
  }

  /** Adds to each sum over classes that nothing else bends as much curvature as its parameters have by themselves. */
  #hold(hessian: Float64Array): void {
    const { outputs, stride, size } = this;
    for (let j = this.#penalty > 0 ? stride - 1 : 0; j < stride; j++) {
      let mean = 0;
      for (let k = 0; k < outputs; k++) mean += hessian[(k * stride + j) * (size + 1)]! / outputs;
      this.holds[j] = mean;
      for (let k = 0; k < outputs; k++) {
        for (let l = 0; l < outputs; l++) hessian[(k * stride + j) * size + l * stride + j]! += mean / outputs;
      }
    }
  }

  #eachCoefficient(visit: (i: number) => void): void {
    for (let i = 0; i < this.size; i++) if (i % this.stride !== this.stride - 1) visit(i);
  }
}
