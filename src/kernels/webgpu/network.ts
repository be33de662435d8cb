import {
  adamCorrection,
  type NetworkKernels,
  type NetworkPlan,
  type NetworkSession,
  type NetworkSetup,
  type NetworkState,
  type NetworkUpdate,
  partsOf,
  type WeightedLoss,
} from '../network.ts';
import { networkLayout } from '../network-layout.ts';
import type { Dispatch, WebGpu } from './device.ts';
import { type NetworkWork, prepareWork, STEP_BYTES } from './network-work.ts';

export const networkKernels = (gpu: WebGpu): NetworkKernels => ({
  refuses,
  open: async setup => new GraphicsSession(gpu, setup, await prepareWork(gpu, setup)),
});

/** What the programs do not cover; empty embeddings and layers that are not normalised are what most networks are. */
function refuses({ layers, embeddings }: NetworkPlan): string | null {
  if (embeddings.length) return 'the kernels for graphics processors have no embeddings';
  if (layers.some(layer => layer.normalise)) return 'the kernels for graphics processors do not normalise batches';
  return null;
}

/** No update. */
const NONE: NetworkUpdate = { rate: 0, decay: 0, clip: 0 };

interface Part {
  /** Rows of the batch that stand before it. */
  readonly first: number;
  /** One over the weight of the batch. */
  readonly inverse: number;
  readonly measuring: boolean;
}

/** Where the sums of training and of a measurement lie, in numbers. */
const MEASURED = 2;

class GraphicsSession implements NetworkSession {
  readonly #gpu: WebGpu;
  readonly #setup: NetworkSetup;
  readonly #work: NetworkWork;
  #steps: number;

  constructor(gpu: WebGpu, setup: NetworkSetup, work: NetworkWork) {
    this.#gpu = gpu;
    this.#setup = setup;
    this.#work = work;
    this.#steps = setup.state.steps;
    const { loss, weight } = setup.state.losses;
    gpu.write(work.sums, Float32Array.of(loss, weight));
  }

  train(rows: Int32Array, update: NetworkUpdate): void {
    const { decaying, plain, shorten } = this.#work;
    const step = [...(update.clip > 0 ? [shorten] : []), ...(update.decay > 0 ? decaying : plain)];
    this.#passes(rows, update, true, step);
    this.#steps++;
  }

  async losses(take: boolean): Promise<WeightedLoss> {
    const [loss, weight] = new Float32Array(await this.#gpu.read(this.#work.sums, 8));
    if (take) this.#gpu.write(this.#work.sums, new Float32Array(2));
    return { loss: loss!, weight: weight! };
  }

  async validate(from: number, to: number): Promise<WeightedLoss> {
    const rows = Int32Array.from({ length: to - from }, (_, i) => from + i);
    this.#settle(rows, NONE, { first: 0, inverse: 0, measuring: true });
    this.#gpu.write(this.#work.sums, new Float32Array(2), 4 * MEASURED);
    this.#gpu.run(this.#work.measure(rows.length));
    const [loss, weight] = new Float32Array(await this.#gpu.read(this.#work.sums, 8, 4 * MEASURED));
    return { loss: loss!, weight: weight! };
  }

  async gradient(rows: Int32Array): Promise<Float32Array> {
    this.#passes(rows, NONE, false, []);
    return new Float32Array(await this.#gpu.read(this.#work.gradient));
  }

  async read(): Promise<NetworkState> {
    const { parameters, moments } = this.#work;
    const count = networkLayout(this.#setup.plan).parameters;
    const both = new Float32Array(await this.#gpu.read(moments));
    return {
      parameters: new Float32Array(await this.#gpu.read(parameters)),
      first: both.slice(0, count),
      second: both.slice(count, 2 * count),
      running: new Float32Array(0),
      steps: this.#steps,
      losses: await this.losses(false),
    };
  }

  close(): void {
    for (const buffer of this.#work.buffers) buffer.destroy();
  }

  /** A batch forward and back, part after part, and what is to follow the last of them. */
  #passes(rows: Int32Array, update: NetworkUpdate, counting: boolean, after: readonly Dispatch[]): void {
    const { training, atOnce } = this.#setup;
    const { weights } = training;
    const weight = weights ? rows.reduce((sum, row) => sum + weights[row]!, 0) : rows.length;
    const inverse = weight > 0 ? 1 / weight : 0;
    for (const [first, end] of partsOf(rows.length, atOnce)) {
      this.#settle(rows.subarray(first, end), update, { first, inverse, measuring: false });
      this.#gpu.run([...this.#work.pass(end - first, counting), ...(end === rows.length ? after : [])]);
    }
  }

  /** Write the rows of a part of a batch and the settings of its step. */
  #settle(rows: Int32Array, { rate, decay, clip }: NetworkUpdate, { first, inverse, measuring }: Part): void {
    const settings = new DataView(new ArrayBuffer(STEP_BYTES));
    settings.setUint32(0, rows.length, true);
    settings.setFloat32(4, inverse, true);
    settings.setUint32(8, this.#setup.seed, true);
    settings.setUint32(12, this.#steps, true);
    settings.setFloat32(16, rate * adamCorrection(this.#steps + 1), true);
    settings.setFloat32(20, 1 - rate * decay, true);
    settings.setFloat32(24, clip, true);
    settings.setUint32(28, Number(measuring), true);
    settings.setUint32(32, first, true);
    this.#gpu.write(this.#work.step, new Uint8Array(settings.buffer));
    this.#gpu.write(this.#work.chosen, rows);
  }
}
