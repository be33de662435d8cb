import {
  adamCorrection,
  type NetworkKernels,
  type NetworkSession,
  type NetworkSetup,
  type NetworkState,
  type NetworkUpdate,
  partsOf,
  type WeightedLoss,
} from '../network.ts';
import { networkLayout } from '../network-layout.ts';
import type { Region } from './memory.ts';
import {
  copyPadded,
  layOut,
  type NetworkMemory,
  type PaddedLayout,
  paddedLayout,
  paddedTo4,
} from './network-memory.ts';
import type { WasmThreads } from './threads.ts';

export const networkKernels = (threads: WasmThreads): NetworkKernels => ({
  open: setup => new WasmSession(threads, setup),
});

/** Rows of a batch that one thread takes at a time: fewer cost more in handing out than they save. */
const BLOCK_ROWS = 64;
const MOST_BLOCKS = 16;

/** Rows in memory together, at most. */
const togetherIn = ({ batch, atOnce }: NetworkSetup): number => Math.min(batch, atOnce ?? batch);

/**
 * What is in memory together is cut into blocks of rows by its size alone, never by the number of threads, so that sums are
 * added in the same order on every machine. A network that normalises over the batch stays in one block.
 */
function blocksFor(setup: NetworkSetup): number {
  if (setup.plan.layers.some(layer => layer.normalise)) return 1;
  return Math.min(MOST_BLOCKS, Math.max(1, Math.floor(togetherIn(setup) / BLOCK_ROWS)));
}

/** Slopes of some blocks, run after run, and loss and weight of each. */
export interface BlockSlopes {
  readonly slopes: Float32Array;
  readonly losses: Float64Array;
}

export class WasmSession implements NetworkSession {
  readonly #threads: WasmThreads;
  readonly #setup: NetworkSetup;
  readonly #region: Region;
  readonly #padded: PaddedLayout;
  readonly #at: NetworkMemory;
  #steps: number;
  #losses: WeightedLoss;
  #closed = false;

  constructor(threads: WasmThreads, setup: NetworkSetup) {
    const { plan, state } = setup;
    this.#threads = threads;
    this.#setup = setup;
    this.#steps = state.steps;
    this.#losses = state.losses;
    this.#region = threads.memory.region();
    const layout = networkLayout(plan);
    this.#padded = paddedLayout(layout);
    try {
      const counts = { blocks: blocksFor(setup), together: togetherIn(setup) };
      this.#at = layOut(threads.memory, this.#region, setup, layout, this.#padded, counts);
    } catch (error) {
      this.#region.close();
      throw error;
    }
    this.#copy(this.#at.parameters, state.parameters, 'padded');
    this.#copy(this.#at.first, state.first, 'padded');
    this.#copy(this.#at.second, state.second, 'padded');
    this.#copyRunning(state.running, 'padded');
  }

  train(rows: Int32Array, update: NetworkUpdate): void {
    this.#update(this.#slopes(rows, true), update);
  }

  /** Blocks of a batch, where it is in memory as a whole. */
  blocksOf(rows: Int32Array): number {
    return Math.ceil(rows.length / this.#eachBlock);
  }

  /** For another session of the same network: run some blocks with these parameters, as they lie in memory. */
  slopesOf(parameters: Float32Array, rows: Int32Array, steps: number, first: number, last: number): BlockSlopes {
    const { memory } = this.#threads;
    memory.f32(this.#at.parameters, parameters.length).set(parameters);
    this.#steps = steps;
    const losses = this.#run(rows, [0, rows.length], first, last);
    const { length } = this.#padded;
    const slopes = memory.f32(this.#at.slopes + 4 * first * length, (last - first) * length).slice();
    return { slopes, losses: Float64Array.from(losses.flatMap(({ loss, weight }) => [loss, weight])) };
  }

  /** What `slopesOf` is given. */
  handedOut(): { readonly parameters: Float32Array; readonly steps: number } {
    const { length } = this.#padded;
    return { parameters: this.#threads.memory.f32(this.#at.parameters, length).slice(), steps: this.#steps };
  }

  /** As `train`, where other sessions run the blocks from `own` on; without their slopes they are run here. */
  async trainWith(
    rows: Int32Array,
    update: NetworkUpdate,
    own: number,
    others: Promise<readonly BlockSlopes[] | null>,
  ): Promise<void> {
    const { slopes, gradient } = this.#at;
    const { length } = this.#padded;
    const used = this.blocksOf(rows);
    this.#run(rows, [0, rows.length], 0, own).forEach(loss => this.#count(loss));
    const found = await others;
    if (this.#closed) return;
    if (!found) this.#run(rows, [0, rows.length], own, used).forEach(loss => this.#count(loss));
    let at = slopes + 4 * own * length;
    for (const { slopes: theirs, losses } of found ?? []) {
      this.#threads.memory.f32(at, theirs.length).set(theirs);
      at += theirs.byteLength;
      for (let i = 0; i < losses.length; i += 2) this.#count({ loss: losses[i]!, weight: losses[i + 1]! });
    }
    this.#update(this.#threads.call('networkGradient', slopes, 4 * length, used, gradient, length), update);
  }

  #update(squares: number, { rate, decay, clip }: NetworkUpdate): void {
    this.#steps++;
    const length = Math.sqrt(squares);
    const share = clip > 0 && length > clip ? clip / length : 1;
    const step = rate * adamCorrection(this.#steps);
    const { parameters, gradient, first, second } = this.#at;
    const adam = (to: number, count: number, left: number): void => {
      const places = [parameters, gradient, first, second].map(at => at + 4 * to);
      this.#threads.call('networkAdam', ...places, count, share, step, left);
    };
    if (decay === 0) adam(0, this.#padded.length, 1);
    else {
      for (const { kind, to, rows: count, stride } of this.#padded.segments)
        adam(to, paddedTo4(count * stride), kind === 'weights' ? 1 - rate * decay : 1);
    }
  }

  losses(take: boolean): WeightedLoss {
    const found = this.#losses;
    if (take) this.#losses = { loss: 0, weight: 0 };
    return found;
  }

  validate(from: number, to: number): WeightedLoss {
    const { blocks, validation, chosen } = this.#at;
    const rows = this.#threads.memory.i32(chosen, to - from);
    for (let i = 0; i < rows.length; i++) rows[i] = from + i;
    this.#threads.call('networkMeasure', blocks[0]!, validation, chosen, rows.length);
    return this.#lossOf(blocks[0]!);
  }

  gradient(rows: Int32Array): Float32Array {
    this.#slopes(rows, false);
    const gradient = new Float32Array(networkLayout(this.#setup.plan).parameters);
    this.#copy(this.#at.gradient, gradient, 'plain');
    return gradient;
  }

  read(): NetworkState {
    const { parameters, first, second } = this.#at;
    const { state } = this.#setup;
    const take = (at: number): Float32Array => {
      const plain = new Float32Array(state.parameters.length);
      this.#copy(at, plain, 'plain');
      return plain;
    };
    const running = new Float32Array(state.running.length);
    this.#copyRunning(running, 'plain');
    return {
      parameters: take(parameters),
      first: take(first),
      second: take(second),
      running,
      steps: this.#steps,
      losses: this.#losses,
    };
  }

  close(): void {
    this.#closed = true;
    this.#region.close();
  }

  /** Leaves the gradient in memory and gives the sum of its squares. */
  #slopes(rows: Int32Array, counting: boolean): number {
    const { slopes, gradient, running, moments } = this.#at;
    const { length } = this.#padded;
    const normalised = counting ? this.#runningLength() : 0;
    let squares = 0;
    for (const [from, to] of partsOf(rows.length, this.#setup.atOnce)) {
      const used = Math.ceil((to - from) / this.#eachBlock);
      const losses = this.#run(rows, [from, to], 0, used);
      if (counting) for (const loss of losses) this.#count(loss);
      if (normalised) this.#threads.call('networkMoments', running, moments, normalised);
      // The slopes lie behind the gradient, so that a later part can be added to what is there.
      const [begin, runs] = from === 0 ? [slopes, used] : [gradient, used + 1];
      squares = this.#threads.call('networkGradient', begin, 4 * length, runs, gradient, length);
    }
    return squares;
  }

  /** Runs blocks [first, last) of a part of the batch, and gives their losses. */
  #run(rows: Int32Array, [from, to]: readonly [number, number], first: number, last: number): WeightedLoss[] {
    const { blocks, training, chosen } = this.#at;
    const each = this.#eachBlock;
    const inverse = 1 / (this.#weightOf(rows) || 1);
    this.#threads.memory.i32(chosen, rows.length).set(rows);
    const run = blocks.slice(first, last);
    const calls = run.map((block, i) => {
      const at = from + (first + i) * each;
      return [block, training, chosen, at, Math.min(each, to - at), inverse, this.#setup.seed, this.#steps];
    });
    this.#threads.parallel('networkTrain', calls);
    return run.map(block => this.#lossOf(block));
  }

  get #eachBlock(): number {
    return Math.ceil(togetherIn(this.#setup) / this.#at.blocks.length);
  }

  #count({ loss, weight }: WeightedLoss): void {
    this.#losses = { loss: this.#losses.loss + loss, weight: this.#losses.weight + weight };
  }

  #weightOf(rows: Int32Array): number {
    const { weights } = this.#setup.training;
    return weights ? rows.reduce((sum, row) => sum + weights[row]!, 0) : rows.length;
  }

  #lossOf(block: number): WeightedLoss {
    const [loss, weight] = this.#threads.memory.f64(block, 2);
    return { loss: loss!, weight: weight! };
  }

  #copy(at: number, plain: Float32Array, into: 'plain' | 'padded'): void {
    copyPadded(this.#padded, plain, this.#threads.memory.f32(at, this.#padded.length), into);
  }

  #runningLength(): number {
    return this.#setup.plan.layers.reduce((n, l) => n + (l.normalise ? 2 * paddedTo4(l.units) : 0), 0);
  }

  #copyRunning(plain: Float32Array, into: 'plain' | 'padded'): void {
    const padded = this.#threads.memory.f32(this.#at.running, this.#runningLength());
    let [at, to] = [0, 0];
    for (const { units, normalise } of this.#setup.plan.layers) {
      if (!normalise) continue;
      for (let half = 0; half < 2; half++) {
        if (into === 'padded') padded.set(plain.subarray(at, at + units), to);
        else plain.set(padded.subarray(to, to + units), at);
        at += units;
        to += paddedTo4(units);
      }
    }
  }
}
