import type { Between, LinearRows, NumberRows } from './linear.ts';

export type PassName = 'scores' | 'adjoint' | 'gram' | 'squares' | 'moments' | 'logLoss' | 'logLossBend';

/** Memory of some kind (`B` is a place in it, of float64 numbers) and the passes over it. */
export interface PassRunner<B> {
  /** Where these numbers lie, if the passes reach them there. */
  placeOf(values: Float64Array): B | undefined;
  /** What lies there is undefined. */
  allocate(length: number): B;
  /** What lies there now; take it anew after every `allocate`. */
  view(place: B, length: number): Float64Array;
  at(place: B, offset: number): B;
  /** Runs the pass once with each list of arguments, in any order or at once; the lists share no results. */
  parallel(name: PassName, calls: readonly (readonly (B | number)[])[]): void;
  /** Scratch numbers that one call of `gram` needs. */
  gramScratch(stride: number): number;
  /** Gives back everything that was allocated. */
  release(): void;
}

const upToMultiple = (n: number, of: number) => Math.ceil(n / of) * of;

/** Multiply-adds between two looks at the clock, about. */
const SLICE = 8e6;

/** Numbers copied between two such looks. */
const COPIED = 4e6;

/** Rows cut into ranges and passes into slices, the same for every kind of memory: only the loops themselves differ. */
export class RowPasses<B> implements LinearRows {
  readonly rows: number;
  readonly stride: number;
  readonly #run: PassRunner<B>;
  readonly #between: Between;
  /** Numbers from one output to the next in parameters, and in numbers by row. */
  readonly #wide: number;
  readonly #step: number;
  /** Rows of one range, their first rows, and rows handled at once within a pass. */
  readonly #length: number;
  readonly #starts: readonly number[];
  readonly #block: number;
  readonly #x: B;
  readonly #buffers = new Map<string, { readonly place: B; readonly length: number }>();
  #classes = 0;

  private constructor(run: PassRunner<B>, { rows, width }: NumberRows, x: B, between: Between) {
    this.#run = run;
    this.#between = between;
    this.rows = rows;
    this.stride = width + 1;
    this.#wide = upToMultiple(this.stride, 4);
    this.#step = upToMultiple(rows, 4);
    // Each range has sums of its own, the largest of them [wide, wide]; that bounds their number for wide tables.
    const most = Math.max(2, Math.min(16, Math.floor(5e6 / this.#wide ** 2)));
    this.#length = upToMultiple(Math.max(256, rows / most), 4);
    this.#starts = Array.from({ length: Math.ceil(this.#step / this.#length) }, (_, i) => i * this.#length);
    // A block stays in the second cache from its scores to its gradient, and memory is read in long stretches.
    this.#block = Math.max(4, Math.min(1024, upToMultiple(Math.floor(16_384 / this.#wide), 4)));
    this.#x = x;
  }

  /** Rows that the passes do not reach where they lie are copied. */
  static async open<B>(run: PassRunner<B>, given: NumberRows, shift: Float64Array, between: Between) {
    const { rows, width, data } = given;
    const known = run.placeOf(data);
    const place = known ?? run.allocate(rows * width);
    for (let start = 0; start < rows * width && known === undefined; start += COPIED) {
      await between('Laying out the rows', start, rows * width);
      const part = data.subarray(start, Math.min(rows * width, start + COPIED));
      run.view(run.at(place, start), part.length).set(part);
    }
    const opened = new RowPasses(run, given, place, between);
    opened.centre(shift);
    return opened;
  }

  centre(shift: Float64Array): void {
    this.#run.view(this.#buffer('shift', this.#wide), this.#wide).set(shift);
  }

  async scores(parameters: Float64Array, outputs: number): Promise<Float64Array> {
    const step = this.#step;
    const theta = this.#parameters(parameters, outputs);
    const out = this.#buffer('scores', outputs * step);
    await this.#pass('scores', outputs * this.#wide, (_, from, to) => [
      ...this.#at(from, to),
      ...[theta, outputs, out, step, 0],
    ]);
    return this.#byRow(out, outputs);
  }

  async adjoint(residuals: Float64Array, outputs: number): Promise<Float64Array> {
    const { rows } = this;
    const step = this.#step;
    const given = this.#buffer('residuals', outputs * step);
    const sums = this.#sums(outputs);
    const view = this.#run.view(given, outputs * step);
    for (let k = 0; k < outputs; k++) view.set(residuals.subarray(k * rows, (k + 1) * rows), k * step);
    await this.#pass('adjoint', outputs * this.#wide, (range, from, to) => [
      ...this.#at(from, to),
      ...[given, outputs, step, 0, this.#sumsOf(sums, range, outputs)],
    ]);
    return this.#total(sums, outputs);
  }

  gram(weights: Float64Array | null): Promise<Float64Array> {
    return this.#gram(this.#byRowIn('weights of squares', weights));
  }

  squares(weights: Float64Array): Promise<Float64Array> {
    return this.#squares(this.#byRowIn('weights of squares', weights));
  }

  async moments(): Promise<{ sums: Float64Array; squares: Float64Array }> {
    const [codes, weights] = [this.#buffer('codes', this.#step), this.#buffer('weights', this.#step)];
    const sums = this.#sums(this.#classes + 1);
    await this.#pass('moments', 4 * this.#wide, (range, from, to) => {
      const own = this.#sumsOf(sums, range, this.#classes + 1);
      return [...this.#at(from, to), codes, weights, own, this.#run.at(own, this.#classes * this.#wide)];
    });
    const all = this.#total(sums, this.#classes + 1);
    return { sums: all.subarray(0, this.#classes * this.stride), squares: all.subarray(this.#classes * this.stride) };
  }

  classes(codes: Int32Array, weights: Float64Array, classes: number): void {
    this.#classes = classes;
    this.#byRowIn('codes', new Float64Array(codes));
    this.#byRowIn('weights', weights);
    this.#buffer('probabilities', this.#outputs * this.#step);
  }

  async logLoss(parameters: Float64Array): Promise<{ value: number; gradient: Float64Array }> {
    const outputs = this.#outputs;
    const step = this.#step;
    const theta = this.#parameters(parameters, outputs);
    const [codes, weights] = [this.#buffer('codes', step), this.#buffer('weights', step)];
    const probabilities = this.#buffer('probabilities', outputs * step);
    const values = this.#buffer('values', 2 * this.#starts.length);
    const sums = this.#sums(outputs);
    const scratch = this.#scratch(outputs);
    this.#run.view(values, 2 * this.#starts.length).fill(0);
    await this.#pass('logLoss', 2 * outputs * (this.#wide + 20), (range, from, to) => [
      ...this.#at(from, to),
      ...[theta, outputs, codes, weights, probabilities, step],
      ...[this.#run.at(values, 2 * range), this.#sumsOf(sums, range, outputs)],
      ...[this.#run.at(scratch, range * outputs * this.#block), this.#block],
    ]);
    const value = this.#run.view(values, 2 * this.#starts.length).reduce((a, b) => a + b, 0);
    return { value, gradient: this.#total(sums, outputs) };
  }

  async logLossBend(direction: Float64Array): Promise<Float64Array> {
    const outputs = this.#outputs;
    const step = this.#step;
    const theta = this.#parameters(direction, outputs);
    const weights = this.#buffer('weights', step);
    const probabilities = this.#buffer('probabilities', outputs * step);
    const sums = this.#sums(outputs);
    const scratch = this.#scratch(outputs);
    await this.#pass('logLossBend', 2 * outputs * this.#wide, (range, from, to) => [
      ...this.#at(from, to),
      ...[theta, outputs, weights, probabilities, step],
      ...[this.#sumsOf(sums, range, outputs), this.#run.at(scratch, range * outputs * this.#block), this.#block],
    ]);
    return this.#total(sums, outputs);
  }

  logLossGram(k: number, l: number): Promise<Float64Array> {
    return this.#gram(this.#bends(k, l));
  }

  logLossSquares(k: number): Promise<Float64Array> {
    return this.#squares(this.#bends(k, k));
  }

  close(): void {
    this.#run.release();
  }

  get #outputs(): number {
    return this.#classes === 2 ? 1 : this.#classes;
  }

  async #gram(given: B): Promise<Float64Array> {
    const { stride } = this;
    const wide = this.#wide;
    const needed = this.#run.gramScratch(wide);
    const scratch = this.#buffer('gram scratch', this.#starts.length * needed);
    const sums = this.#buffer('gram', this.#starts.length * wide * wide);
    this.#run.view(sums, this.#starts.length * wide * wide).fill(0);
    await this.#pass('gram', (wide * wide) / 2, (range, from, to) => [
      ...this.#at(from, to),
      ...[given, this.#run.at(sums, range * wide * wide)],
      this.#run.at(scratch, range * needed),
    ]);
    const view = this.#run.view(sums, this.#starts.length * wide * wide);
    const out = new Float64Array(stride * stride);
    for (let i = 0; i < stride; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let t = 0; t < this.#starts.length; t++) sum += view[t * wide * wide + i * wide + j]!;
        out[i * stride + j] = sum;
        out[j * stride + i] = sum;
      }
    }
    return out;
  }

  async #squares(given: B): Promise<Float64Array> {
    const sums = this.#sums(1);
    await this.#pass('squares', this.#wide, (range, from, to) => [
      ...this.#at(from, to),
      ...[given, this.#sumsOf(sums, range, 1)],
    ]);
    return this.#total(sums, 1);
  }

  /** The second derivative of each row's loss by the scores for outputs k and l, as weights of squares. */
  #bends(k: number, l: number): B {
    const step = this.#step;
    const place = this.#buffer('weights of squares', step);
    const weights = this.#run.view(this.#buffer('weights', step), step);
    const probabilities = this.#run.view(this.#buffer('probabilities', this.#outputs * step), this.#outputs * step);
    const view = this.#run.view(place, step);
    for (let r = 0; r < this.rows; r++) {
      const own = probabilities[k * step + r]!;
      view[r] = weights[r]! * (k === l ? own * (1 - own) : -own * probabilities[l * step + r]!);
    }
    return place;
  }

  /** What every pass begins with. */
  #at(from: number, to: number): readonly (B | number)[] {
    return [this.#x, this.stride - 1, this.#buffer('shift', this.#wide), this.rows, from, to];
  }

  /** The same slice of every range at once, slice after slice; `work` is multiply-adds a row. */
  async #pass(name: PassName, work: number, call: (range: number, from: number, to: number) => (B | number)[]) {
    const slice = Math.max(this.#block, upToMultiple(SLICE / work / this.#starts.length, this.#block));
    for (let done = 0; done < this.#length; done += slice) {
      if (done > 0) await this.#between('Going over the rows', done, this.#length);
      const calls = this.#starts.flatMap((start, range) => {
        const end = Math.min(start + this.#length, this.#step, start + done + slice);
        return end > start + done ? [call(range, start + done, end)] : [];
      });
      this.#run.parallel(name, calls);
    }
    await this.#between('Going over the rows', this.#length, this.#length);
  }

  #buffer(name: string, length: number): B {
    const known = this.#buffers.get(name);
    if (known && known.length >= length) return known.place;
    const place = this.#run.allocate(length);
    this.#run.view(place, length).fill(0);
    this.#buffers.set(name, { place, length });
    return place;
  }

  #parameters(given: Float64Array, outputs: number): B {
    const place = this.#buffer('parameters', outputs * this.#wide);
    const view = this.#run.view(place, outputs * this.#wide);
    for (let k = 0; k < outputs; k++) {
      view.set(given.subarray(k * this.stride, (k + 1) * this.stride), k * this.#wide);
    }
    return place;
  }

  /** One number a row, all 1 for null; the rows that only fill up have 0. */
  #byRowIn(name: string, given: Float64Array | null): B {
    const place = this.#buffer(name, this.#step);
    const view = this.#run.view(place, this.#step);
    if (given) view.set(given);
    else view.fill(1, 0, this.rows);
    return place;
  }

  #byRow(place: B, outputs: number): Float64Array {
    const view = this.#run.view(place, outputs * this.#step);
    const out = new Float64Array(outputs * this.rows);
    for (let k = 0; k < outputs; k++) {
      out.set(view.subarray(k * this.#step, k * this.#step + this.rows), k * this.rows);
    }
    return out;
  }

  #scratch(outputs: number): B {
    return this.#buffer('scratch', this.#starts.length * outputs * this.#block);
  }

  #sums(outputs: number): B {
    const length = this.#starts.length * outputs * this.#wide;
    const place = this.#buffer('sums', length);
    this.#run.view(place, length).fill(0);
    return place;
  }

  #sumsOf(sums: B, range: number, outputs: number): B {
    return this.#run.at(sums, range * outputs * this.#wide);
  }

  #total(sums: B, outputs: number): Float64Array {
    const wide = this.#wide;
    const view = this.#run.view(sums, this.#starts.length * outputs * wide);
    const out = new Float64Array(outputs * this.stride);
    for (let k = 0; k < outputs; k++) {
      for (let j = 0; j < this.stride; j++) {
        let sum = 0;
        for (let t = 0; t < this.#starts.length; t++) sum += view[(t * outputs + k) * wide + j]!;
        out[k * this.stride + j] = sum;
      }
    }
    return out;
  }
}
