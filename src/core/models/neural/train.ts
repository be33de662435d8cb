import type * as tfjs from '@tensorflow/tfjs-core';
import { StudioError, throwIfCancelled } from '../../errors.ts';
import type { FitContext, TensorFlow } from '../../model.ts';
import { randomStream } from '../../random.ts';
import { adamStep, dispose, type Weights } from './adam.ts';
import { batchTensors, dropoutMasks, epochOrder, type NetworkData } from './batches.ts';
import { type Checkpoint, type EpochLoss, readCheckpoint, type Setting } from './checkpoint.ts';
import { initialParameters, lossAndGradient, type NetworkShape, parameterCount, totalLoss } from './network.ts';
import { Rhythm } from './rhythm.ts';

export interface TrainingSettings {
  readonly shape: NetworkShape;
  readonly dropout: number;
  readonly learningRate: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly patience: number;
  readonly seed: number;
}

export interface Trained {
  /** Float32 values, in the order of the network's flat run. */
  readonly parameters: readonly number[];
  /** The epoch, from 1, whose weights were kept. */
  readonly bestEpoch: number;
  readonly history: readonly EpochLoss[];
  /** Why training ended. */
  readonly stopped: 'epochs' | 'patience' | 'asked';
}

/** Milliseconds between checkpoints, at least; and numbers on the device at once while the validation loss is taken. */
const CHECKPOINT_EVERY = 3000;
const EVALUATE_AT_ONCE = 1 << 20;

/**
 * Train on mini-batches with Adam until the validation loss has not fallen for `patience` epochs, the epochs are used
 * up, or `context.finish` asks. Same seed and device: same bits; a resumed training too. Frees every tensor it makes.
 */
export async function train(
  tf: TensorFlow,
  settings: TrainingSettings,
  data: NetworkData,
  validation: NetworkData | null,
  context: FitContext,
): Promise<Trained> {
  const training = new Training(tf, settings, data, validation, context);
  try {
    return await training.run();
  } finally {
    training.dispose();
  }
}

class Training {
  readonly #tf: TensorFlow;
  readonly #settings: TrainingSettings;
  readonly #setting: Setting;
  readonly #data: NetworkData;
  readonly #validation: NetworkData | null;
  readonly #context: FitContext;
  readonly #rhythm = new Rhythm();
  #weights: Weights;
  #lossSum: tfjs.Scalar;
  #best: { epoch: number; loss: number; parameters: tfjs.Tensor1D } | null = null;
  #history: EpochLoss[] = [];
  #epoch = 0;
  #batch = 0;
  #saved = performance.now();

  constructor(
    tf: TensorFlow,
    settings: TrainingSettings,
    data: NetworkData,
    validation: NetworkData | null,
    context: FitContext,
  ) {
    const { shape, seed, batchSize } = settings;
    this.#tf = tf;
    this.#settings = settings;
    this.#data = data;
    this.#validation = validation;
    this.#context = context;
    this.#setting = { seed, sizes: shape.sizes, rows: data.x.rows, batchSize };
    const from = readCheckpoint(context.resume, this.#setting, parameterCount(shape));
    const zeros = new Float32Array(parameterCount(shape));
    this.#weights = {
      parameters: tf.tensor1d(from?.parameters.slice() ?? initialParameters(shape, randomStream(seed, 'weights'))),
      first: tf.tensor1d(from?.first.slice() ?? zeros),
      second: tf.tensor1d(from?.second.slice() ?? zeros.slice()),
    };
    this.#lossSum = tf.scalar(from?.lossSum ?? 0);
    if (!from) return;
    this.#epoch = from.epoch;
    this.#batch = from.batch;
    this.#history = from.history.slice();
    if (from.best) this.#best = { ...from.best, parameters: tf.tensor1d(from.best.parameters.slice()) };
  }

  async run(): Promise<Trained> {
    const { epochs, patience } = this.#settings;
    let stopped: Trained['stopped'] = 'epochs';
    while (this.#epoch < epochs) {
      // Asked again before the first batch of a further epoch: a resumed training may have been done already.
      if (this.#best && this.#epoch - this.#best.epoch >= patience) {
        stopped = 'patience';
        break;
      }
      const asked = await this.#runEpoch();
      if (asked) {
        stopped = 'asked';
        break;
      }
    }
    const parameters = await this.#numbers(this.#best?.parameters ?? this.#weights.parameters);
    return { parameters, bestEpoch: this.#best?.epoch ?? this.#epoch, history: this.#history, stopped };
  }

  dispose(): void {
    dispose(this.#weights);
    this.#lossSum.dispose();
    this.#best?.parameters.dispose();
  }

  /** The rest of the epoch under way. True when asked to finish, which ends it after the batch in hand. */
  async #runEpoch(): Promise<boolean> {
    const { batchSize, epochs, seed } = this.#settings;
    const { rows } = this.#data.x;
    const order = epochOrder(seed, this.#epoch, rows);
    const batches = Math.ceil(rows / batchSize);
    let asked = false;
    while (this.#batch < batches && !asked) {
      this.#step(order.subarray(this.#batch * batchSize, (this.#batch + 1) * batchSize), batches);
      this.#batch++;
      if (!this.#rhythm.due()) continue;
      this.#requireFinite(await this.#sum());
      if (await this.#rhythm.rest()) {
        this.#context.progress?.({ phase: 'Training', done: this.#epoch + this.#batch / batches, total: epochs });
      }
      asked = this.#stopAsked();
      if (performance.now() - this.#saved > CHECKPOINT_EVERY) await this.#save();
    }
    const loss = this.#requireFinite(await this.#sum()) / Math.min(rows, this.#batch * batchSize);
    const validationLoss = this.#validation && this.#requireFinite(await this.#validationLoss(this.#validation));
    this.#closeEpoch(loss, validationLoss);
    await this.#rhythm.rest();
    if (performance.now() - this.#saved > CHECKPOINT_EVERY) await this.#save();
    return asked || this.#stopAsked();
  }

  #closeEpoch(loss: number, validationLoss: number | null): void {
    this.#history.push({ loss, validationLoss });
    this.#epoch++;
    this.#batch = 0;
    this.#lossSum.dispose();
    this.#lossSum = this.#tf.scalar(0);
    if (validationLoss !== null && !(this.#best && validationLoss >= this.#best.loss)) {
      this.#best?.parameters.dispose();
      this.#best = { epoch: this.#epoch, loss: validationLoss, parameters: this.#tf.clone(this.#weights.parameters) };
    }
    this.#context.progress?.({
      phase: 'Training',
      done: this.#epoch,
      total: this.#settings.epochs,
      loss,
      ...(validationLoss === null ? {} : { validationLoss }),
    });
  }

  #step(rows: Int32Array, batches: number): void {
    const tf = this.#tf;
    const { shape, dropout, seed, learningRate } = this.#settings;
    const hidden = shape.sizes.slice(1, -1);
    const before = this.#weights;
    const sumBefore = this.#lossSum;
    const { sum, ...after } = tf.tidy(() => {
      const { x, y } = batchTensors(tf, this.#data, rows);
      const masks = dropoutMasks(tf, hidden, rows.length, dropout, seed, `${this.#epoch}/${this.#batch}`);
      const { total, gradient } = lossAndGradient(tf, shape, before.parameters, x, y, masks);
      const step = this.#epoch * batches + this.#batch + 1;
      return { ...adamStep(tf, before, gradient, step, learningRate), sum: tf.add<tfjs.Scalar>(sumBefore, total) };
    });
    dispose(before);
    sumBefore.dispose();
    this.#weights = after;
    this.#lossSum = sum;
  }

  async #validationLoss(data: NetworkData): Promise<number> {
    const { shape } = this.#settings;
    const rows = Math.max(1, Math.floor(EVALUATE_AT_ONCE / Math.max(...shape.sizes)));
    let total = 0;
    for (let from = 0; from < data.x.rows; from += rows) {
      const chosen = Int32Array.from({ length: Math.min(rows, data.x.rows - from) }, (_, i) => from + i);
      const loss = this.#tf.tidy(() => {
        const { x, y } = batchTensors(this.#tf, data, chosen);
        return totalLoss(this.#tf, shape, this.#weights.parameters, x, y);
      });
      const values = await loss.data();
      loss.dispose();
      total += values[0]!;
      await this.#rhythm.rest();
      throwIfCancelled(this.#context.signal);
    }
    return total / data.x.rows;
  }

  async #sum(): Promise<number> {
    return (await this.#lossSum.data())[0]!;
  }

  #stopAsked(): boolean {
    throwIfCancelled(this.#context.signal);
    return this.#context.finish?.aborted ?? false;
  }

  async #save(): Promise<void> {
    this.#saved = performance.now();
    if (!this.#context.checkpoint) return;
    const best = this.#best;
    const checkpoint: Checkpoint = {
      version: 1,
      ...this.#setting,
      epoch: this.#epoch,
      batch: this.#batch,
      parameters: await this.#numbers(this.#weights.parameters),
      first: await this.#numbers(this.#weights.first),
      second: await this.#numbers(this.#weights.second),
      lossSum: await this.#sum(),
      best: best && { epoch: best.epoch, loss: best.loss, parameters: await this.#numbers(best.parameters) },
      history: this.#history.slice(),
    };
    this.#context.checkpoint(checkpoint);
  }

  async #numbers(tensor: tfjs.Tensor1D): Promise<number[]> {
    const values = Array.from(await tensor.data());
    for (const value of values) this.#requireFinite(value);
    return values;
  }

  #requireFinite(value: number): number {
    if (Number.isFinite(value)) return value;
    throw new StudioError(
      'fit/diverged',
      `Neural network: the loss must stay finite, but training ran away in epoch ${this.#epoch + 1}. Lower the learning rate (now ${this.#settings.learningRate}), and add "Standardise" if columns differ widely in scale.`,
      { epoch: this.#epoch + 1, learningRate: this.#settings.learningRate },
    );
  }
}
