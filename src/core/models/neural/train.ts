import type { NetworkPlan, NetworkRows, NetworkSession, NetworkState } from '../../../kernels/network.ts';
import { StudioError, throwIfCancelled } from '../../errors.ts';
import type { FitContext } from '../../model.ts';
import { randomStream } from '../../random.ts';
import { rowsAtOnce } from './at-once.ts';
import { type Checkpoint, type EpochLoss, plainState, readCheckpoint, type Setting, typedState } from './checkpoint.ts';
import { initialState } from './plan.ts';
import { Rhythm } from './rhythm.ts';
import { rateAt, type Schedule } from './schedule.ts';

export interface TrainingSettings {
  /** The model's name, for messages. */
  readonly owner: string;
  readonly learningRate: number;
  readonly schedule: Schedule;
  readonly weightDecay: number;
  /** The gradient is shortened to at most this length; 0: it is not. */
  readonly clip: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly patience: number;
  readonly seed: number;
}

export interface Trained {
  readonly parameters: readonly number[];
  readonly running: readonly number[];
  /** The epoch, from 1, whose weights were kept. */
  readonly bestEpoch: number;
  readonly history: readonly EpochLoss[];
  /** Why training ended. */
  readonly stopped: 'epochs' | 'patience' | 'asked';
  /** What trained it, where that is not the fused kernels of the device; a plain clause. */
  readonly how: string | null;
}

/** Milliseconds between checkpoints, and between reports of later epochs, at least; numbers of a layer measured at once. */
const CHECKPOINT_EVERY = 3000;
const EPOCHS_TOLD = 100;
const REPORT_EVERY = 100;
const MEASURE_AT_ONCE = 1 << 18;

/**
 * Train on mini-batches with AdamW until the validation loss has not fallen for `patience` epochs, the epochs are used up,
 * or `context.finish` asks. Same seed and device: same bits; a resumed training too. Where memory is short
 * (`context.shrink`), a batch goes through in parts, and a step stays that of the whole batch to the rounding of float32.
 */
export async function train(
  plan: NetworkPlan,
  settings: TrainingSettings,
  training: NetworkRows,
  validation: NetworkRows | null,
  context: FitContext,
): Promise<Trained> {
  const { owner, seed } = settings;
  const setting: Setting = { seed, plan: JSON.stringify(plan), rows: training.rows };
  const from = readCheckpoint(owner, context.resume, setting, plan);
  const state = from ? typedState(from.state) : initialState(plan, randomStream(seed, 'weights'));
  const widest = Math.max(plan.numbers, ...plan.layers.map(l => l.units));
  const roomy = Math.max(1, Math.min(validation?.rows ?? 1, Math.floor(MEASURE_AT_ONCE / widest)));
  const batch = Math.min(training.rows, settings.batchSize);
  const { shrink = 0 } = context;
  const atOnce = rowsAtOnce(batch, shrink);
  const measured = shrink > 0 ? Math.min(roomy, atOnce) : roomy;
  const session = await context.kernels.network.open({ plan, training, validation, state, batch, measured, atOnce, seed }); // prettier-ignore
  try {
    const work = new Training(
      session,
      settings,
      setting,
      { rows: training.rows, apart: validation?.rows ?? 0, batch, measured },
      from,
      context,
    );
    return { ...(await work.run()), how: session.how ?? null };
  } finally {
    session.close();
  }
}

/** Rows trained on, rows set apart, and how many of each go through the network at once. */
interface Counts {
  readonly rows: number;
  readonly apart: number;
  readonly batch: number;
  readonly measured: number;
}

class Training {
  readonly #session: NetworkSession;
  readonly #settings: TrainingSettings;
  readonly #setting: Setting;
  readonly #rows: number;
  readonly #counts: Counts;
  readonly #context: FitContext;
  readonly #rhythm = new Rhythm();
  readonly #batchSize: number;
  #best: { epoch: number; loss: number; parameters: Float32Array; running: Float32Array } | null = null;
  #history: EpochLoss[];
  #epoch: number;
  #row: number;
  #steps: number;
  #rate = 0;
  #saved = performance.now();
  #reported = 0;

  constructor(
    session: NetworkSession,
    settings: TrainingSettings,
    setting: Setting,
    counts: Counts,
    from: Checkpoint | null,
    context: FitContext,
  ) {
    this.#session = session;
    this.#settings = settings;
    this.#setting = setting;
    this.#rows = counts.rows;
    this.#counts = counts;
    this.#context = context;
    this.#batchSize = counts.batch;
    this.#history = from?.history.slice() ?? [];
    this.#epoch = from?.epoch ?? 0;
    this.#row = from?.row ?? 0;
    this.#steps = from?.state.steps ?? 0;
    if (!from?.best) return;
    const { parameters, running, ...best } = from.best;
    this.#best = { ...best, parameters: Float32Array.from(parameters), running: Float32Array.from(running) };
  }

  async run(): Promise<Omit<Trained, 'how'>> {
    const { epochs, patience } = this.#settings;
    let stopped: Trained['stopped'] = 'epochs';
    while (this.#epoch < epochs) {
      // Asked again before the first batch of a further epoch: a resumed training may have been done already.
      if (this.#best && this.#epoch - this.#best.epoch >= patience) {
        stopped = 'patience';
        break;
      }
      if (await this.#runEpoch()) {
        stopped = 'asked';
        break;
      }
    }
    const { parameters, running } = this.#best ?? (await this.#session.read());
    return {
      parameters: this.#numbers(parameters),
      running: this.#numbers(running),
      bestEpoch: this.#best?.epoch ?? this.#epoch,
      history: this.#history,
      stopped,
    };
  }

  /** The rest of the epoch under way. True when asked to finish, which ends it after the batch in hand. */
  async #runEpoch(): Promise<boolean> {
    const { epochs, seed, weightDecay, clip } = this.#settings;
    const order = randomStream(seed, `order/${this.#epoch}`).permutation(this.#rows);
    let asked = false;
    while (this.#row < this.#rows && !asked) {
      const end = Math.min(this.#rows, this.#row + this.#batchSize);
      this.#rate = this.#rateNow();
      this.#session.train(order.subarray(this.#row, end), { rate: this.#rate, decay: weightDecay, clip });
      this.#steps++;
      this.#row = end;
      if (!this.#rhythm.due()) continue;
      this.#requireFinite((await this.#session.losses(false)).loss);
      if (await this.#rhythm.rest()) {
        this.#context.progress?.({ phase: 'Training', done: this.#epoch + this.#row / this.#rows, total: epochs });
      }
      asked = this.#stopAsked();
      if (performance.now() - this.#saved > CHECKPOINT_EVERY) await this.#save();
    }
    const sums = await this.#session.losses(true);
    const loss = this.#requireFinite(sums.loss / sums.weight);
    const validationLoss = this.#counts.apart ? this.#requireFinite(await this.#validationLoss()) : null;
    await this.#closeEpoch(loss, validationLoss);
    await this.#rhythm.rest();
    if (performance.now() - this.#saved > CHECKPOINT_EVERY) await this.#save();
    return asked || this.#stopAsked();
  }

  #rateNow(): number {
    const { schedule, learningRate, epochs, patience } = this.#settings;
    const steps = epochs * Math.ceil(this.#rows / this.#batchSize);
    const wait = Math.max(1, Math.floor(patience / 2));
    return rateAt(schedule, learningRate, this.#steps, steps, this.#history, wait);
  }

  async #closeEpoch(loss: number, validationLoss: number | null): Promise<void> {
    this.#history.push({ loss, validationLoss, rate: this.#rate });
    this.#epoch++;
    this.#row = 0;
    if (validationLoss !== null && !(this.#best && validationLoss >= this.#best.loss)) {
      const { parameters, running } = await this.#session.read();
      this.#best = { epoch: this.#epoch, loss: validationLoss, parameters, running };
    }
    if (!this.#reportDue()) return;
    this.#context.progress?.({
      phase: 'Training',
      done: this.#epoch,
      total: this.#settings.epochs,
      loss,
      ...(validationLoss === null ? {} : { validationLoss }),
      rate: this.#rate,
    });
  }

  /** Every epoch is told of at first; of thousands of quick ones only some, so that nobody is flooded. */
  #reportDue(): boolean {
    const now = performance.now();
    const due =
      this.#epoch <= EPOCHS_TOLD || this.#epoch === this.#settings.epochs || now - this.#reported > REPORT_EVERY;
    if (due) this.#reported = now;
    return due;
  }

  async #validationLoss(): Promise<number> {
    const { apart, measured } = this.#counts;
    let sum = 0;
    let weight = 0;
    for (let from = 0; from < apart; from += measured) {
      const found = await this.#session.validate(from, Math.min(apart, from + measured));
      sum += found.loss;
      weight += found.weight;
      this.#rhythm.due();
      await this.#rhythm.rest();
      throwIfCancelled(this.#context.signal);
    }
    return sum / weight;
  }

  #stopAsked(): boolean {
    throwIfCancelled(this.#context.signal);
    return this.#context.finish?.aborted ?? false;
  }

  async #save(): Promise<void> {
    this.#saved = performance.now();
    if (!this.#context.checkpoint) return;
    const state: NetworkState = await this.#session.read();
    for (const run of [state.parameters, state.first, state.second, state.running]) this.#numbers(run);
    const best = this.#best;
    const checkpoint: Checkpoint = {
      version: 2,
      ...this.#setting,
      batchSize: this.#batchSize,
      epoch: this.#epoch,
      row: this.#row,
      state: plainState(state),
      best: best && { ...best, parameters: Array.from(best.parameters), running: Array.from(best.running) },
      history: this.#history.slice(),
    };
    this.#context.checkpoint(checkpoint);
  }

  #numbers(run: Float32Array): number[] {
    return Array.from(run, value => this.#requireFinite(value));
  }

  #requireFinite(value: number): number {
    if (Number.isFinite(value)) return value;
    const { owner, learningRate } = this.#settings;
    throw new StudioError(
      'fit/diverged',
      `${owner}: the loss must stay finite, but training ran away in epoch ${this.#epoch + 1}. Lower the learning rate (now ${learningRate}), and add "Standardise" if columns differ widely in scale.`,
      { epoch: this.#epoch + 1, learningRate },
    );
  }
}
