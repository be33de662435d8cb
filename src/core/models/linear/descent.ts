import type { Between } from '../../../kernels/linear.ts';
import type { FitContext } from '../../model.ts';
import { pacer } from '../../work.ts';

/** Milliseconds between two stored places. */
const STORE_EVERY = 3000;

interface Place {
  readonly iteration: number;
  readonly theta: readonly number[];
}

type Speaks = Pick<FitContext, 'signal' | 'finish' | 'progress' | 'checkpoint' | 'resume'>;

/** How a descent speaks to whoever started it: progress, places to go on from, and an early end. */
export class Descent {
  readonly limit: number;
  /** Where it goes on: 1 unless it was interrupted. */
  readonly first: number;
  /** To be awaited between slices of work within an iteration. */
  readonly between: Between;
  readonly #context: Speaks;
  readonly #phase: string;
  readonly #total: number;
  readonly #place: Place | null;
  readonly #pace: Between;
  #iteration = 0;
  #stored = performance.now();

  /** `size`: number of parameters; `total`: what the value is divided by to be shown as a loss. */
  constructor(context: Speaks, phase: string, size: number, total: number, limit: number) {
    this.#context = context;
    this.#phase = phase;
    this.#total = total;
    this.#place = placeOf(context.resume, size);
    this.limit = limit;
    this.first = Math.min(this.#place?.iteration ?? 1, limit);
    this.#pace = pacer(context);
    this.between = (_, done, total) => this.#pace(phase, Math.min(this.#iteration + done / total, limit), limit);
  }

  get finished(): boolean {
    return this.#context.finish?.aborted ?? false;
  }

  /** Where the fit that this one continues had come to. */
  start(otherwise: Float64Array): Float64Array {
    return this.#place ? Float64Array.from(this.#place.theta) : otherwise;
  }

  /** To be awaited at the begin of each iteration. */
  async report(iteration: number, value: number, theta: Float64Array): Promise<void> {
    this.#iteration = iteration - 1;
    this.#context.progress?.({ phase: this.#phase, done: iteration, total: this.limit, loss: value / this.#total });
    if (performance.now() - this.#stored > STORE_EVERY) {
      this.#context.checkpoint?.({ iteration, theta: Array.from(theta) });
      this.#stored = performance.now();
    }
    await this.#pace(this.#phase, iteration - 1, this.limit);
  }
}

/** A place stored by an earlier fit, if it has as many parameters. */
function placeOf(resume: unknown, size: number): Place | null {
  const { theta, iteration } = (resume ?? {}) as Partial<Place>;
  if (!Array.isArray(theta) || theta.length !== size || !theta.every(Number.isFinite)) return null;
  return Number.isInteger(iteration) && iteration! >= 1 ? { theta, iteration: iteration! } : null;
}
