import type { Between, NumberRows } from './linear.ts';

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

/** How rows are cut into ranges: by their number and the columns alone. */
export interface RangeCut {
  /** Numbers from one output to the next in parameters and sums: one for each column and a 1, filled up. */
  readonly wide: number;
  /** Rows of a range, a multiple of 4; the last range may be shorter. */
  readonly length: number;
}

/**
 * Passes over rows in ranges, as `LinearRows` has them, but with the sums of each range by itself, in their order, `wide`
 * numbers for each output. They are to be read before the next call.
 */
export interface RangePasses {
  centre(shift: Float64Array): void;
  classes(codes: Int32Array, weights: Float64Array, classes: number): void;
  /** Not sums: `[outputs, rows]`. */
  scores(parameters: Float64Array, outputs: number): Promise<Float64Array>;
  adjoint(residuals: Float64Array, outputs: number): Promise<Float64Array>;
  /** Sums are `[wide, wide]`, of which only those on and below the diagonal are made. */
  gram(weights: Float64Array | null): Promise<Float64Array>;
  squares(weights: Float64Array): Promise<Float64Array>;
  /** Of each class, then of the squares. */
  moments(): Promise<Float64Array>;
  /** Two parts of the value for each range, and the gradient. */
  logLoss(parameters: Float64Array): Promise<{ readonly values: Float64Array; readonly sums: Float64Array }>;
  logLossBend(direction: Float64Array): Promise<Float64Array>;
  logLossGram(k: number, l: number): Promise<Float64Array>;
  logLossSquares(k: number): Promise<Float64Array>;
  close(): void;
}

const upToMultiple = (n: number, of: number) => Math.ceil(n / of) * of;

/** Multiply-adds between two looks at the clock, about. */
const SLICE = 8e6;

/** Numbers copied between two such looks. */
const COPIED = 4e6;

export function rangeCut({ rows, width }: Pick<NumberRows, 'rows' | 'width'>): RangeCut {
  const wide = upToMultiple(width + 1, 4);
  // Each range has sums of its own, the largest of them [wide, wide]; that bounds their number for wide tables.
  const most = Math.max(2, Math.min(16, Math.floor(5e6 / wide ** 2)));
  return { wide, length: upToMultiple(Math.max(256, rows / most), 4) };
}

/** Passes cut into slices, the same for every kind of memory: only the loops themselves differ. */
export class SlicedPasses<B> implements RangePasses {
  readonly #run: PassRunner<B>;
  readonly #between: Between;
  readonly #given: NumberRows;
  readonly #cut: RangeCut;
  /** Numbers from one output to the next in numbers by row. */
  readonly #step: number;
  /** Rows handled at once within a pass. */
  readonly #block: number;
  readonly #x: B;
  readonly #buffers = new Map<string, { readonly place: B; readonly length: number }>();
  /** Rows gone over, and the first rows of their ranges. */
  #rows = 0;
  #starts: readonly number[] = [];
  #classes = 0;

  private constructor(run: PassRunner<B>, given: NumberRows, cut: RangeCut, x: B, between: Between) {
    this.#run = run;
    this.#between = between;
    this.#given = given;
    this.#cut = cut;
    this.#step = upToMultiple(given.rows, 4);
    // A block stays in the second cache from its scores to its gradient, and memory is read in long stretches.
    this.#block = Math.max(4, Math.min(1024, upToMultiple(Math.floor(16_384 / cut.wide), 4)));
    this.#x = x;
    this.reach(given.rows);
  }

  /** Rows that the passes do not reach where they lie are copied. */
  static async open<B>(run: PassRunner<B>, given: NumberRows, cut: RangeCut, shift: Float64Array, between: Between) {
    const { rows, width, data } = given;
    const known = run.placeOf(data);
    const place = known ?? run.allocate(rows * width);
    for (let start = 0; start < rows * width && known === undefined; start += COPIED) {
      await between('Laying out the rows', start, rows * width);
      const part = data.subarray(start, Math.min(rows * width, start + COPIED));
      run.view(run.at(place, start), part.length).set(part);
    }
    const opened = new SlicedPasses(run, given, cut, place, between);
    opened.centre(shift);
    return opened;
  }

  /** Passes go over the first so many rows alone, whole ranges of them. Numbers by row that are handed in stay those of all. */
  reach(rows: number): void {
    const { length } = this.#cut;
    this.#rows = rows;
    this.#starts = Array.from({ length: Math.ceil(rows / length) }, (_, i) => i * length);
  }

  centre(shift: Float64Array): void {
    this.#run.view(this.#buffer('shift', this.#cut.wide), this.#cut.wide).set(shift);
  }

  async scores(parameters: Float64Array, outputs: number): Promise<Float64Array> {
    const step = this.#step;
    const theta = this.#parameters(parameters, outputs);
    const out = this.#buffer('scores', outputs * step);
    await this.#pass('scores', outputs * this.#cut.wide, (_, from, to) => [
      ...this.#at(from, to),
      ...[theta, outputs, out, step, 0],
    ]);
    const view = this.#run.view(out, outputs * step);
    const found = new Float64Array(outputs * this.#rows);
    for (let k = 0; k < outputs; k++) found.set(view.subarray(k * step, k * step + this.#rows), k * this.#rows);
    return found;
  }

  async adjoint(residuals: Float64Array, outputs: number): Promise<Float64Array> {
    const { rows } = this.#given;
    const step = this.#step;
    const given = this.#buffer('residuals', outputs * step);
    const sums = this.#sums('sums', outputs * this.#cut.wide);
    const view = this.#run.view(given, outputs * step);
    for (let k = 0; k < outputs; k++) view.set(residuals.subarray(k * rows, (k + 1) * rows), k * step);
    await this.#pass('adjoint', outputs * this.#cut.wide, (range, from, to) => [
      ...this.#at(from, to),
      ...[given, outputs, step, 0, sums.of(range)],
    ]);
    return sums.all();
  }

  gram(weights: Float64Array | null): Promise<Float64Array> {
    return this.#gram(this.#byRowIn('weights of squares', weights));
  }

  squares(weights: Float64Array): Promise<Float64Array> {
    return this.#squares(this.#byRowIn('weights of squares', weights));
  }

  async moments(): Promise<Float64Array> {
    const { wide } = this.#cut;
    const [codes, weights] = [this.#buffer('codes', this.#step), this.#buffer('weights', this.#step)];
    const sums = this.#sums('sums', (this.#classes + 1) * wide);
    await this.#pass('moments', 4 * wide, (range, from, to) => {
      const own = sums.of(range);
      return [...this.#at(from, to), codes, weights, own, this.#run.at(own, this.#classes * wide)];
    });
    return sums.all();
  }

  classes(codes: Int32Array, weights: Float64Array, classes: number): void {
    this.#classes = classes;
    this.#byRowIn('codes', new Float64Array(codes));
    this.#byRowIn('weights', weights);
    this.#buffer('probabilities', this.#outputs * this.#step);
  }

  async logLoss(parameters: Float64Array): Promise<{ values: Float64Array; sums: Float64Array }> {
    const outputs = this.#outputs;
    const step = this.#step;
    const { wide } = this.#cut;
    const theta = this.#parameters(parameters, outputs);
    const [codes, weights] = [this.#buffer('codes', step), this.#buffer('weights', step)];
    const probabilities = this.#buffer('probabilities', outputs * step);
    const values = this.#sums('values', 2);
    const sums = this.#sums('sums', outputs * wide);
    const scratch = this.#sums('scratch', outputs * this.#block);
    await this.#pass('logLoss', 2 * outputs * (wide + 20), (range, from, to) => [
      ...this.#at(from, to),
      ...[theta, outputs, codes, weights, probabilities, step],
      ...[values.of(range), sums.of(range), scratch.of(range), this.#block],
    ]);
    return { values: values.all(), sums: sums.all() };
  }

  async logLossBend(direction: Float64Array): Promise<Float64Array> {
    const outputs = this.#outputs;
    const step = this.#step;
    const { wide } = this.#cut;
    const theta = this.#parameters(direction, outputs);
    const weights = this.#buffer('weights', step);
    const probabilities = this.#buffer('probabilities', outputs * step);
    const sums = this.#sums('sums', outputs * wide);
    const scratch = this.#sums('scratch', outputs * this.#block);
    await this.#pass('logLossBend', 2 * outputs * wide, (range, from, to) => [
      ...this.#at(from, to),
      ...[theta, outputs, weights, probabilities, step],
      ...[sums.of(range), scratch.of(range), this.#block],
    ]);
    return sums.all();
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
    const { wide } = this.#cut;
    const scratch = this.#sums('gram scratch', this.#run.gramScratch(wide));
    const sums = this.#sums('gram', wide * wide);
    await this.#pass('gram', (wide * wide) / 2, (range, from, to) => [
      ...this.#at(from, to),
      ...[given, sums.of(range), scratch.of(range)],
    ]);
    return sums.all();
  }

  async #squares(given: B): Promise<Float64Array> {
    const sums = this.#sums('sums', this.#cut.wide);
    await this.#pass('squares', this.#cut.wide, (range, from, to) => [
      ...this.#at(from, to),
      ...[given, sums.of(range)],
    ]);
    return sums.all();
  }

  /** The second derivative of each row's loss by the scores for outputs k and l, as weights of squares. */
  #bends(k: number, l: number): B {
    const step = this.#step;
    const place = this.#buffer('weights of squares', step);
    const weights = this.#run.view(this.#buffer('weights', step), step);
    const probabilities = this.#run.view(this.#buffer('probabilities', this.#outputs * step), this.#outputs * step);
    const view = this.#run.view(place, step);
    for (let r = 0; r < this.#rows; r++) {
      const own = probabilities[k * step + r]!;
      view[r] = weights[r]! * (k === l ? own * (1 - own) : -own * probabilities[l * step + r]!);
    }
    return place;
  }

  /** What every pass begins with. */
  #at(from: number, to: number): readonly (B | number)[] {
    const { rows, width } = this.#given;
    return [this.#x, width, this.#buffer('shift', this.#cut.wide), rows, from, to];
  }

  /** The same slice of every range at once, slice after slice; `work` is multiply-adds a row. */
  async #pass(name: PassName, work: number, call: (range: number, from: number, to: number) => (B | number)[]) {
    const { length } = this.#cut;
    const last = upToMultiple(this.#rows, 4);
    const slice = Math.max(this.#block, upToMultiple(SLICE / work / this.#starts.length, this.#block));
    for (let done = 0; done < length; done += slice) {
      if (done > 0) await this.#between('Going over the rows', done, length);
      const calls = this.#starts.flatMap((start, range) => {
        const end = Math.min(start + length, last, start + done + slice);
        return end > start + done ? [call(range, start + done, end)] : [];
      });
      this.#run.parallel(name, calls);
    }
    await this.#between('Going over the rows', length, length);
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
    const { wide } = this.#cut;
    const stride = this.#given.width + 1;
    const place = this.#buffer('parameters', outputs * wide);
    const view = this.#run.view(place, outputs * wide);
    for (let k = 0; k < outputs; k++) view.set(given.subarray(k * stride, (k + 1) * stride), k * wide);
    return place;
  }

  /** One number a row, all 1 for null; the rows that only fill up have 0. */
  #byRowIn(name: string, given: Float64Array | null): B {
    const place = this.#buffer(name, this.#step);
    const view = this.#run.view(place, this.#step);
    if (given) view.set(given);
    else view.fill(1, 0, this.#given.rows);
    return place;
  }

  /** So many numbers for each range, all 0. */
  #sums(name: string, each: number) {
    const length = this.#starts.length * each;
    const place = this.#buffer(name, length);
    this.#run.view(place, length).fill(0);
    return {
      of: (range: number): B => this.#run.at(place, range * each),
      all: (): Float64Array => this.#run.view(place, length),
    };
  }
}
