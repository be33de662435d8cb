import type { FitContext } from '../../model.ts';

/** Milliseconds between two stored states. */
const STORE_EVERY = 3000;

/** Work in parts, one after the other in a fixed order: a fit that goes on takes those that an earlier one has stored. */
export class Parts {
  readonly #context: Pick<FitContext, 'checkpoint' | 'resume'>;
  readonly #done: number[][];
  #next = 0;
  #stored = performance.now();

  /** `size`: how many numbers a part is. */
  constructor(context: Pick<FitContext, 'checkpoint' | 'resume'>, size: number) {
    this.#context = context;
    const { parts } = (context.resume ?? {}) as { readonly parts?: unknown };
    const known = Array.isArray(parts) ? (parts as readonly unknown[]) : [];
    const fits = (part: unknown) => Array.isArray(part) && part.length === size && part.every(Number.isFinite);
    this.#done = known.every(fits) ? known.map(part => [...(part as number[])]) : [];
  }

  async next(work: () => Promise<number[]>): Promise<readonly number[]> {
    const at = this.#next++;
    const known = this.#done[at];
    if (known) return known;
    const made = await work();
    this.#done[at] = made;
    if (performance.now() - this.#stored > STORE_EVERY) {
      this.#context.checkpoint?.({ parts: this.#done.slice() });
      this.#stored = performance.now();
    }
    return made;
  }
}
