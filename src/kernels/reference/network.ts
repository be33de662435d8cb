import { ADAM, adamCorrection, NORMALISE, partsOf } from '../network.ts';
import type {
  NetworkKernels,
  NetworkSession,
  NetworkSetup,
  NetworkState,
  NetworkUpdate,
  WeightedLoss,
} from '../network.ts';
import { type NetworkLayout, networkLayout } from '../network-layout.ts';
import { backward, type Batch, forward, lossOf, weightOfRows } from './network-pass.ts';

/** Plain TypeScript in float64, rounded to float32 where numbers are kept: what every other device is held to. */
export const networkKernels: NetworkKernels = { open: setup => new ReferenceSession(setup) };

class ReferenceSession implements NetworkSession {
  readonly #setup: NetworkSetup;
  readonly #layout: NetworkLayout;
  readonly #parameters: Float32Array;
  readonly #first: Float32Array;
  readonly #second: Float32Array;
  readonly #running: Float32Array;
  #steps: number;
  #losses: WeightedLoss;

  constructor(setup: NetworkSetup) {
    const { plan, state } = setup;
    this.#setup = setup;
    this.#layout = networkLayout(plan);
    this.#parameters = state.parameters.slice();
    this.#first = state.first.slice();
    this.#second = state.second.slice();
    this.#running = state.running.slice();
    this.#steps = state.steps;
    this.#losses = state.losses;
  }

  train(rows: Int32Array, { rate, decay, clip }: NetworkUpdate): void {
    const { gradient, loss, weight, moments } = this.#pass(rows);
    this.#losses = { loss: this.#losses.loss + loss, weight: this.#losses.weight + weight };
    this.#steps++;
    const length = Math.sqrt(gradient.reduce((sum, v) => sum + v * v, 0));
    const share = clip > 0 && length > clip ? clip / length : 1;
    const step = rate * adamCorrection(this.#steps);
    for (const { kind, at, rows: count, columns } of this.#layout.segments) {
      const shrink = kind === 'weights' ? rate * decay : 0;
      for (let i = at; i < at + count * columns; i++) {
        const g = gradient[i]! * share;
        this.#first[i] = ADAM.first * this.#first[i]! + (1 - ADAM.first) * g;
        this.#second[i] = ADAM.second * this.#second[i]! + (1 - ADAM.second) * g * g;
        const move = (step * this.#first[i]!) / (Math.sqrt(this.#second[i]!) + ADAM.small);
        this.#parameters[i] = this.#parameters[i]! * (1 - shrink) - move;
      }
    }
    for (const part of moments) {
      part.forEach((value, i) => {
        this.#running[i] = (1 - NORMALISE.momentum) * this.#running[i]! + NORMALISE.momentum * value;
      });
    }
  }

  losses(take: boolean): WeightedLoss {
    const found = this.#losses;
    if (take) this.#losses = { loss: 0, weight: 0 };
    return found;
  }

  validate(from: number, to: number): WeightedLoss {
    const { plan, validation } = this.#setup;
    const rows = Int32Array.from({ length: to - from }, (_, i) => from + i);
    const batch: Batch = { plan, layout: this.#layout, data: validation!, rows, parameters: this.#parameters };
    const passes = forward(batch, { running: this.#running });
    const { loss, weight } = lossOf(batch, passes.at(-1)!.output, 0);
    return { loss, weight };
  }

  gradient(rows: Int32Array): Float32Array {
    return Float32Array.from(this.#pass(rows).gradient);
  }

  read(): NetworkState {
    return {
      parameters: this.#parameters.slice(),
      first: this.#first.slice(),
      second: this.#second.slice(),
      running: this.#running.slice(),
      steps: this.#steps,
      losses: this.#losses,
    };
  }

  close(): void {
    // Nothing to give back.
  }

  /** Gradient and losses of a batch, and the own moments of each of its parts in the order of the running ones. */
  #pass(rows: Int32Array) {
    const { plan, training, seed, atOnce } = this.#setup;
    const whole = weightOfRows(training, rows);
    const gradient = new Float64Array(this.#layout.parameters);
    const moments: (readonly number[])[] = [];
    let sum = 0;
    for (const [first, end] of partsOf(rows.length, atOnce)) {
      const part = rows.subarray(first, end);
      const batch: Batch = { plan, layout: this.#layout, data: training, rows: part, parameters: this.#parameters };
      const passes = forward(batch, { seed, step: this.#steps, first });
      const { loss, slope } = lossOf(batch, passes.at(-1)!.output, whole);
      backward(batch, passes, slope).forEach((v, i) => (gradient[i]! += v));
      moments.push(passes.flatMap(layer => layer.moments));
      sum += loss;
    }
    return { loss: sum, weight: whole, gradient, moments };
  }
}
