import { NOTICED_MS, runJob } from './jobs.ts';
import { project } from './project.svelte.ts';

export interface Working {
  readonly signal: AbortSignal;
  readonly onProgress: (update: { readonly phase: string; readonly done: number; readonly total: number }) => void;
}

/**
 * A long question to a worker, asked when its answer is looked at. The answer belongs to the key that was asked last: an
 * earlier question is cancelled, and its answer dropped should it come all the same.
 */
export class Question<T> {
  readonly label: string;
  answer = $state.raw<T | null>(null);
  error = $state.raw<unknown>(null);
  waiting = $state(false);
  /** A person stopped the work; `again` takes it up. */
  stopped = $state(false);
  #key: string | null = null;
  #work: AbortController | null = null;
  #make: ((working: Working) => Promise<T>) | null = null;

  /** `label` is what the status bar says while it is under way: "Comparing the columns". */
  constructor(label: string) {
    this.label = label;
    project.whenLeft(() => this.forget());
  }

  /** Ask, unless this very question is answered or on its way. */
  async ask(key: string, make: (working: Working) => Promise<T>): Promise<void> {
    if (key === this.#key) return;
    this.forget();
    this.#key = key;
    this.#make = make;
    const work = (this.#work = new AbortController());
    this.waiting = true;
    try {
      const answer = await runJob(
        this.label,
        async ({ signal, report }) => ({
          is: await make({
            signal: AbortSignal.any([signal, work.signal]),
            onProgress: ({ phase, done, total }) => report(total ? done / total : null, phase),
          }),
        }),
        NOTICED_MS,
      );
      if (this.#work !== work) return;
      if (answer) this.answer = answer.is;
      else this.stopped = true;
    } catch (error) {
      if (this.#work === work) this.error = error;
    } finally {
      if (this.#work === work) this.waiting = false;
    }
  }

  again(): void {
    const [key, make] = [this.#key, this.#make];
    this.#key = null;
    if (key !== null && make) void this.ask(key, make);
  }

  forget(): void {
    this.#work?.abort();
    this.#work = this.#key = this.answer = this.error = null;
    this.waiting = this.stopped = false;
  }
}
