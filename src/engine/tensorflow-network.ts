import type * as tfjs from '@tensorflow/tfjs-core';
import {
  ADAM,
  adamCorrection,
  NORMALISE,
  type NetworkKernels,
  type NetworkRows,
  type NetworkSession,
  type NetworkSetup,
  type NetworkState,
  type NetworkUpdate,
  partsOf,
  type WeightedLoss,
} from '../kernels/network.ts';
import {
  DROPOUT_STRIDE,
  dropoutKey,
  dropoutThreshold,
  hash32,
  type NetworkLayout,
  networkLayout,
} from '../kernels/network-layout.ts';

export type TensorFlow = typeof import('@tensorflow/tfjs-core');

/**
 * The same training in operations of TensorFlow.js, on its active backend, gradients by its own differentiation: for what a
 * device's fused kernels do not cover, and what tests and benchmarks compare those with. Many small operations a step.
 */
export const tensorNetwork = (tf: TensorFlow, how: string): NetworkKernels => ({
  open: setup => new TensorSession(tf, setup, how),
});

/** While training, what dropout is drawn from; `first` rows of the batch stand before these. */
type Dropout = { readonly seed: number; readonly step: number; readonly first: number } | null;

class TensorSession implements NetworkSession {
  readonly how: string;
  readonly #tf: TensorFlow;
  readonly #setup: NetworkSetup;
  readonly #layout: NetworkLayout;
  /** One tensor a segment. */
  #parameters: tfjs.Tensor[];
  #first: tfjs.Tensor[];
  #second: tfjs.Tensor[];
  #running: tfjs.Tensor1D[];
  #loss: tfjs.Scalar;
  #weight: number;
  /** Tensors that outlive the call that made them. */
  readonly #kept: tfjs.Tensor[] = [];
  #steps: number;

  constructor(tf: TensorFlow, setup: NetworkSetup, how: string) {
    const { plan, state } = setup;
    this.how = how;
    this.#tf = tf;
    this.#setup = setup;
    this.#layout = networkLayout(plan);
    const cut = (run: Float32Array) =>
      this.#layout.segments.map(({ kind, at, rows, columns }) => {
        const part = run.slice(at, at + rows * columns);
        return kind === 'embedding' || kind === 'weights' ? tf.tensor2d(part, [rows, columns]) : tf.tensor1d(part);
      });
    this.#parameters = cut(state.parameters);
    this.#first = cut(state.first);
    this.#second = cut(state.second);
    let at = 0;
    const halves = plan.layers.filter(l => l.normalise).flatMap(({ units }) => [units, units]);
    this.#running = halves.map(units => tf.tensor1d(state.running.slice(at, (at += units))));
    this.#loss = tf.scalar(state.losses.loss);
    this.#weight = state.losses.weight;
    this.#steps = state.steps;
  }

  train(rows: Int32Array, update: NetworkUpdate): void {
    const tf = this.#tf;
    const old = [...this.#parameters, ...this.#first, ...this.#second, ...this.#running, this.#loss];
    const step = this.#steps + 1;
    const next = tf.tidy(() => {
      const { value, grads, moments, weight } = this.#differentiate(rows);
      const changed = this.#layout.segments.map(({ kind }, s) =>
        this.#adam(s, grads[s]!, this.#share(grads, update), update, step, kind === 'weights'),
      );
      const running = this.#running.map((r, i) =>
        moments.reduce(
          (old, part) => tf.add(tf.mul(old, 1 - NORMALISE.momentum), tf.mul(part[i]!, NORMALISE.momentum)),
          r,
        ),
      );
      return { changed, running, loss: tf.add<tfjs.Scalar>(this.#loss, tf.mul(value, weight)) };
    });
    this.#parameters = next.changed.map(c => c.parameter);
    this.#first = next.changed.map(c => c.first);
    this.#second = next.changed.map(c => c.second);
    this.#running = next.running;
    this.#loss = next.loss;
    this.#weight += weightOf(this.#setup.training, rows);
    this.#steps = step;
    tf.dispose([...old, ...this.#kept.splice(0)]);
  }

  async losses(take: boolean): Promise<WeightedLoss> {
    const found = { loss: (await this.#loss.data())[0]!, weight: this.#weight };
    if (!take) return found;
    this.#loss.dispose();
    this.#loss = this.#tf.scalar(0);
    this.#weight = 0;
    return found;
  }

  async validate(from: number, to: number): Promise<WeightedLoss> {
    const rows = Int32Array.from({ length: to - from }, (_, i) => from + i);
    const weight = weightOf(this.#setup.validation!, rows);
    const mean = this.#tf.tidy(
      () => this.#meanLoss(this.#setup.validation!, rows, this.#parameters, weight, null).loss,
    );
    const loss = (await mean.data())[0]! * weight;
    mean.dispose();
    return { loss, weight };
  }

  async gradient(rows: Int32Array): Promise<Float32Array> {
    const flat = this.#tf.tidy(() =>
      this.#tf.concat(this.#differentiate(rows).grads.map(g => this.#tf.reshape<tfjs.Rank.R1>(g, [-1]))),
    );
    const found = Float32Array.from(await flat.data());
    this.#tf.dispose([flat, ...this.#kept.splice(0)]);
    return found;
  }

  async read(): Promise<NetworkState> {
    const joined = async (parts: readonly tfjs.Tensor[]): Promise<Float32Array> => {
      const values = await Promise.all(parts.map(part => part.data()));
      return Float32Array.from(values.flatMap(v => Array.from(v)));
    };
    return {
      parameters: await joined(this.#parameters),
      first: await joined(this.#first),
      second: await joined(this.#second),
      running: await joined(this.#running),
      steps: this.#steps,
      losses: await this.losses(false),
    };
  }

  close(): void {
    this.#tf.dispose([...this.#parameters, ...this.#first, ...this.#second, ...this.#running, this.#loss]);
  }

  #share(grads: readonly tfjs.Tensor[], { clip }: NetworkUpdate): tfjs.Tensor | null {
    if (clip === 0) return null;
    // One by one: a graphics processor takes few tensors in one operation.
    const squares = grads.map(g => this.#tf.sum(this.#tf.square(g))).reduce((a, b) => this.#tf.add(a, b));
    const length = this.#tf.sqrt(squares);
    return this.#tf.div(clip, this.#tf.maximum(length, clip));
  }

  #adam(
    s: number,
    slope: tfjs.Tensor,
    share: tfjs.Tensor | null,
    update: NetworkUpdate,
    step: number,
    decays: boolean,
  ) {
    const tf = this.#tf;
    const gradient = share ? tf.mul(slope, share) : slope;
    const first = tf.add(tf.mul(this.#first[s]!, ADAM.first), tf.mul(gradient, 1 - ADAM.first));
    const second = tf.add(tf.mul(this.#second[s]!, ADAM.second), tf.mul(tf.square(gradient), 1 - ADAM.second));
    const move = tf.div(first, tf.add(tf.sqrt(second), ADAM.small));
    const left = tf.mul(this.#parameters[s]!, decays ? 1 - update.rate * update.decay : 1);
    return { parameter: tf.sub(left, tf.mul(move, update.rate * adamCorrection(step))), first, second };
  }

  /** Mean loss, slopes of the segments, and the moments of each part of the batch. */
  #differentiate(rows: Int32Array) {
    const tf = this.#tf;
    const { training, seed, atOnce } = this.#setup;
    const weight = weightOf(training, rows);
    const moments: tfjs.Tensor1D[][] = [];
    const parts = partsOf(rows.length, atOnce).map(([first, end]) => {
      const f = (...parameters: tfjs.Tensor[]): tfjs.Scalar => {
        const dropout = { seed, step: this.#steps, first };
        const found = this.#meanLoss(training, rows.subarray(first, end), parameters, weight, dropout);
        // The differentiation frees all but its result when it ends.
        moments.push(found.moments.map(m => tf.keep(m)));
        return found.loss;
      };
      return tf.valueAndGrads(f)(this.#parameters);
    });
    this.#kept.push(...moments.flat());
    const value = parts.map(p => p.value as tfjs.Scalar).reduce((a, b) => tf.add(a, b));
    const grads = parts.map(p => p.grads).reduce((sums, own) => sums.map((sum, s) => tf.add(sum, own[s]!)));
    return { value, grads, moments, weight };
  }

  /** The losses of some rows over `whole`, the weight of the batch they are part of. */
  #meanLoss(data: NetworkRows, rows: Int32Array, parameters: readonly tfjs.Tensor[], whole: number, dropout: Dropout) {
    const tf = this.#tf;
    const { plan } = this.#setup;
    const { output, moments } = this.#forward(data, rows, parameters, dropout);
    const weights = Float32Array.from(rows, row => data.weights?.[row] ?? 1);
    const total = whole || 1;
    const units = plan.layers.at(-1)!.units;
    let losses: tfjs.Tensor;
    if (plan.loss === 'squared') {
      const wanted = take(data.targets, rows, units);
      losses = tf.sum(tf.square(tf.sub(output, tf.tensor2d(wanted as Float32Array, [rows.length, units]))), 1);
    } else {
      const codes = tf.oneHot(
        Int32Array.from(rows, row => data.targets[row]!),
        units,
      );
      losses = tf.neg(tf.sum(tf.mul(tf.logSoftmax(output), codes), 1));
    }
    return { loss: tf.div<tfjs.Scalar>(tf.sum(tf.mul(losses, tf.tensor1d(weights))), total), moments };
  }

  #forward(data: NetworkRows, rows: Int32Array, parameters: readonly tfjs.Tensor[], dropout: Dropout) {
    const tf = this.#tf;
    const { plan } = this.#setup;
    const part = (kind: string, of: number) =>
      parameters[this.#layout.segments.findIndex(s => s.kind === kind && s.of === of)]!;
    const parts = plan.embeddings.map((_, e) => {
      const codes = Int32Array.from(rows, row => data.codes[row * plan.embeddings.length + e]!);
      return tf.gather(part('embedding', e), codes);
    });
    if (plan.numbers)
      parts.unshift(tf.tensor2d(take(data.numbers, rows, plan.numbers) as Float32Array, [rows.length, plan.numbers]));
    let at = tf.concat(parts, 1) as tfjs.Tensor2D;
    const moments: tfjs.Tensor1D[] = [];
    let seen = 0;
    plan.layers.forEach(({ units, activation, normalise, residual, dropout: share }, l) => {
      let sums: tfjs.Tensor = tf.matMul(at, part('weights', l) as tfjs.Tensor2D);
      if (!normalise) sums = tf.add(sums, part('biases', l));
      else {
        const batch = tf.moments(sums, 0);
        const unbiased = tf.mul<tfjs.Tensor1D>(batch.variance, rows.length / Math.max(1, rows.length - 1));
        moments.push(batch.mean as tfjs.Tensor1D, unbiased);
        const mean = dropout ? batch.mean : this.#running[seen]!;
        const variance = dropout ? batch.variance : this.#running[seen + 1]!;
        seen += 2;
        const normal = tf.div(tf.sub(sums, mean), tf.sqrt(tf.add(variance, NORMALISE.small)));
        sums = tf.add(tf.mul(normal, part('scales', l)), part('shifts', l));
      }
      if (activation === 'relu') sums = tf.relu(sums);
      if (activation === 'tanh') sums = tf.tanh(sums);
      if (activation === 'silu') sums = tf.mul(sums, tf.sigmoid(sums));
      if (dropout && share > 0) sums = tf.mul(sums, this.#mask(rows.length, units, share, dropout, l));
      at = (residual ? tf.add(sums, at) : sums) as tfjs.Tensor2D;
    });
    return { output: at, moments };
  }

  #mask(rows: number, units: number, share: number, { seed, step, first }: NonNullable<Dropout>, l: number) {
    const key = dropoutKey(seed, step, l);
    const start = first * units;
    const threshold = dropoutThreshold(share);
    const kept = 1 / (1 - share);
    const mask = Float32Array.from({ length: rows * units }, (_, i) =>
      hash32((key + Math.imul(start + i, DROPOUT_STRIDE)) | 0) < threshold ? 0 : kept,
    );
    return this.#tf.tensor2d(mask, [rows, units]);
  }
}

const weightOf = ({ weights }: NetworkRows, rows: Int32Array): number =>
  weights ? rows.reduce((sum, row) => sum + weights[row]!, 0) : rows.length;

/** The given rows of a row-major run, one after the other. */
function take(from: Float32Array, rows: Int32Array, width: number): Float32Array {
  const out = new Float32Array(rows.length * width);
  rows.forEach((row, i) => out.set(from.subarray(row * width, (row + 1) * width), i * width));
  return out;
}
