import type { LinearRows } from '../../../kernels/linear.ts';

/** A value and its gradient. */
export interface Look {
  readonly value: number;
  readonly gradient: Float64Array;
}

/** A convex function of `size` parameters that Newton's method can go down. */
export interface Objective {
  readonly size: number;
  /** Rows it adds up over: what one look at it costs. */
  readonly rows: number;
  at(theta: Float64Array): Promise<Look>;
  /** Second derivatives at the parameters last looked at, row-major `[size, size]`. */
  curvature(): Promise<Float64Array>;
  /** Second derivatives times a vector, at the parameters last looked at. */
  curvatureTimes(vector: Float64Array): Promise<Float64Array>;
  /** The diagonal of the second derivatives, at the parameters last looked at. */
  curvatureDiagonal(): Promise<Float64Array>;
  /** The largest change of a row's score by a step: what tells standing still from moving on for ever. */
  reach(step: Float64Array): Promise<number>;
}

/** What a row adds to an objective, as a function of its score: the value, and its first and second derivatives. */
export interface RowLoss {
  /** May throw nothing and give Infinity: the step is then too long. */
  loss(score: number, target: number): number;
  slope(score: number, target: number): number;
  bend(score: number, target: number): number;
}

/**
 * The sum over rows of weight * loss(x · w + b, y), plus penalty / 2 |w|² with the intercept b free. Parameters are
 * `[coefficients, intercept]` on the columns as they were opened.
 */
export class RowLosses implements Objective {
  readonly rows: number;
  readonly size: number;
  readonly #x: LinearRows;
  readonly #loss: RowLoss;
  readonly #targets: Float64Array;
  readonly #weights: Float64Array | null;
  readonly #penalty: number;
  readonly #bends: Float64Array;

  constructor(x: LinearRows, loss: RowLoss, targets: Float64Array, weights: Float64Array | null, penalty: number) {
    this.#x = x;
    this.#loss = loss;
    this.#targets = targets;
    this.#weights = weights;
    this.#penalty = penalty;
    this.rows = x.rows;
    this.size = x.stride;
    this.#bends = new Float64Array(x.rows);
  }

  async at(theta: Float64Array): Promise<Look> {
    const scores = await this.#x.scores(theta, 1);
    const slopes = new Float64Array(this.rows);
    let value = 0;
    for (let r = 0; r < this.rows; r++) {
      const weight = this.#weights ? this.#weights[r]! : 1;
      const [score, target] = [scores[r]!, this.#targets[r]!];
      value += weight * this.#loss.loss(score, target);
      slopes[r] = weight * this.#loss.slope(score, target);
      this.#bends[r] = weight * this.#loss.bend(score, target);
    }
    const gradient = await this.#x.adjoint(slopes, 1);
    for (let j = 0; j < this.size - 1; j++) {
      value += (this.#penalty / 2) * theta[j]! ** 2;
      gradient[j]! += this.#penalty * theta[j]!;
    }
    return { value, gradient };
  }

  async curvature(): Promise<Float64Array> {
    const hessian = await this.#x.gram(this.#bends);
    for (let j = 0; j < this.size - 1; j++) hessian[j * this.size + j]! += this.#penalty;
    return hessian;
  }

  async curvatureTimes(vector: Float64Array): Promise<Float64Array> {
    const scores = await this.#x.scores(vector, 1);
    for (let r = 0; r < this.rows; r++) scores[r]! *= this.#bends[r]!;
    const out = await this.#x.adjoint(scores, 1);
    for (let j = 0; j < this.size - 1; j++) out[j]! += this.#penalty * vector[j]!;
    return out;
  }

  async curvatureDiagonal(): Promise<Float64Array> {
    const out = await this.#x.squares(this.#bends);
    for (let j = 0; j < this.size - 1; j++) out[j]! += this.#penalty;
    return out;
  }

  async reach(step: Float64Array): Promise<number> {
    return largest(await this.#x.scores(step, 1));
  }
}

/** The largest absolute value; NaN where there is one. */
export const largest = (values: Float64Array): number => values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
