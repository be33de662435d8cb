import type { LinearRows, NumberRows } from './linear.ts';
import type { RangeCut, RangePasses } from './linear-ranges.ts';

/** Adds up what passes give for each range, in the order of the ranges. */
export class RowPasses implements LinearRows {
  readonly rows: number;
  readonly stride: number;
  readonly #wide: number;
  readonly #ranges: RangePasses;
  #classes = 0;

  constructor(ranges: RangePasses, { rows, width }: Pick<NumberRows, 'rows' | 'width'>, { wide }: RangeCut) {
    this.rows = rows;
    this.stride = width + 1;
    this.#wide = wide;
    this.#ranges = ranges;
  }

  centre(shift: Float64Array): void {
    this.#ranges.centre(shift);
  }

  classes(codes: Int32Array, weights: Float64Array, classes: number): void {
    this.#classes = classes;
    this.#ranges.classes(codes, weights, classes);
  }

  scores(parameters: Float64Array, outputs: number): Promise<Float64Array> {
    return this.#ranges.scores(parameters, outputs);
  }

  async adjoint(residuals: Float64Array, outputs: number): Promise<Float64Array> {
    return this.#total(await this.#ranges.adjoint(residuals, outputs), outputs);
  }

  async gram(weights: Float64Array | null): Promise<Float64Array> {
    return this.#symmetric(await this.#ranges.gram(weights));
  }

  async squares(weights: Float64Array): Promise<Float64Array> {
    return this.#total(await this.#ranges.squares(weights), 1);
  }

  async moments(): Promise<{ sums: Float64Array; squares: Float64Array }> {
    const all = this.#total(await this.#ranges.moments(), this.#classes + 1);
    return { sums: all.subarray(0, this.#classes * this.stride), squares: all.subarray(this.#classes * this.stride) };
  }

  async logLoss(parameters: Float64Array): Promise<{ value: number; gradient: Float64Array }> {
    const { values, sums } = await this.#ranges.logLoss(parameters);
    return { value: values.reduce((a, b) => a + b, 0), gradient: this.#total(sums, this.#outputs) };
  }

  async logLossBend(direction: Float64Array): Promise<Float64Array> {
    return this.#total(await this.#ranges.logLossBend(direction), this.#outputs);
  }

  async logLossGram(k: number, l: number): Promise<Float64Array> {
    return this.#symmetric(await this.#ranges.logLossGram(k, l));
  }

  async logLossSquares(k: number): Promise<Float64Array> {
    return this.#total(await this.#ranges.logLossSquares(k), 1);
  }

  close(): void {
    this.#ranges.close();
  }

  get #outputs(): number {
    return this.#classes === 2 ? 1 : this.#classes;
  }

  #total(sums: Float64Array, outputs: number): Float64Array {
    const wide = this.#wide;
    const out = new Float64Array(outputs * this.stride);
    for (let k = 0; k < outputs; k++) {
      for (let j = 0; j < this.stride; j++) {
        let sum = 0;
        for (let at = k * wide + j; at < sums.length; at += outputs * wide) sum += sums[at]!;
        out[k * this.stride + j] = sum;
      }
    }
    return out;
  }

  #symmetric(sums: Float64Array): Float64Array {
    const wide = this.#wide;
    const { stride } = this;
    const out = new Float64Array(stride * stride);
    for (let i = 0; i < stride; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let at = i * wide + j; at < sums.length; at += wide * wide) sum += sums[at]!;
        out[i * stride + j] = sum;
        out[j * stride + i] = sum;
      }
    }
    return out;
  }
}
