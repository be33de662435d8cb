import { type Cheat, nothingToCheat } from '../core/pipeline/cheat-words.ts';
import { devices } from './devices.svelte.ts';
import { runJob } from './jobs.ts';
import { project } from './project.svelte.ts';
import { trainingWorker } from './services.ts';

/** What fitting the steps on all rows would pretend, for the table and recipe it was asked for. It is kept nowhere. */
class CheatState {
  /** Since when it is being measured, and how far it is; null while it is not. */
  running = $state.raw<{ readonly startedAt: number; readonly fraction: number | null } | null>(null);
  error = $state.raw<unknown>(null);
  #found = $state.raw<{ readonly key: string; readonly cheat: Cheat } | null>(null);
  #stop: AbortController | null = null;

  #key = $derived(JSON.stringify([project.dataset?.id, project.recipe]));
  current = $derived(this.#found?.key === this.#key ? this.#found.cheat : null);
  /** A result that belongs to the recipe as it was before. */
  outdated = $derived(this.#found !== null && this.#found.key !== this.#key);
  obstacle = $derived(project.recipe ? nothingToCheat(project.recipe) : null);

  constructor() {
    project.whenLeft(() => {
      this.stop();
      this.error = null;
      this.#found = null;
    });
  }

  show = async (): Promise<void> => {
    const { dataset, recipe } = project;
    if (!dataset || !recipe || this.running) return;
    const key = this.#key;
    const stop = (this.#stop = new AbortController());
    const startedAt = Date.now();
    this.running = { startedAt, fraction: null };
    this.error = null;
    try {
      const cheat = await runJob('Measuring the cheat', job => {
        job.signal.addEventListener('abort', () => stop.abort());
        return trainingWorker().showCheat(dataset.id, recipe, devices.preference, {
          signal: stop.signal,
          onProgress: ({ done, total }) => {
            const fraction = total > 0 ? done / total : null;
            if (this.#stop === stop) this.running = { startedAt, fraction };
            job.report(fraction, `fold ${Math.min(total, Math.floor(done) + 1)} of ${total}`);
          },
        });
      });
      if (cheat) this.#found = { key, cheat };
    } catch (error) {
      this.error = error;
    } finally {
      this.running = null;
      this.#stop = null;
    }
  };

  stop = (): void => this.#stop?.abort();
}

export const cheat = new CheatState();
