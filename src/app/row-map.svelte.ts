import type { MapMethod } from '../core/maps/map-of-rows.ts';
import { type Recipe, targetName } from '../core/pipeline/recipe.ts';
import type { MapChoice, RowColours, RowMap } from '../engine/maps.ts';
import type { RunRecord } from '../store/schema.ts';
import { runJob } from './jobs.ts';
import { trainingWorker } from './services.ts';

export type { RowColours, RowMap };

/** What a map is drawn of: the training rows of a recipe, or those of a clustering with their groups. */
export type MapSource =
  | { readonly kind: 'recipe'; readonly datasetId: string; readonly recipe: Recipe }
  | { readonly kind: 'run'; readonly run: RunRecord };

/** One map of rows: what is asked for, what is drawn so far, and what it is coloured by. */
export class RowMaps {
  method = $state<MapMethod>('components');
  neighbours = $state(30);
  /** The map that is drawn, or so far; null before the first. */
  shown = $state.raw<RowMap | null>(null);
  /** How far the map has come that is being drawn, or was stopped. */
  progress = $state.raw<{ readonly done: number; readonly total: number } | null>(null);
  busy = $state(false);
  error = $state.raw<unknown>(null);
  /** A column, or '' for the groups where there are some, else for nothing. */
  column = $state('');
  colours = $state.raw<RowColours | null>(null);
  readonly #source: MapSource;
  #asked = 0;

  constructor(source: MapSource) {
    this.#source = source;
    // Only training rows are drawn, so the target may be shown.
    if (source.kind === 'recipe') this.column = targetName(source.recipe) ?? '';
  }

  get recipe(): Recipe {
    return this.#source.kind === 'run' ? this.#source.run.recipe : this.#source.recipe;
  }

  /** A press while one is being drawn does nothing; it is stopped in the status bar or by `stop`. */
  draw = async (): Promise<void> => {
    if (this.busy) return;
    this.busy = true;
    this.error = this.progress = null;
    const choice: MapChoice = { method: this.method, neighbours: this.neighbours };
    try {
      const found = await runJob('Drawing a map of the rows', job => {
        const stop = (this.#stop = new AbortController());
        return this.#ask(choice, AbortSignal.any([job.signal, stop.signal]), (done, total, phase) =>
          job.report(total ? done / total : null, phase),
        );
      });
      if (!found) return;
      this.progress = null;
      await this.#show(found);
    } catch (error) {
      this.error = error;
    } finally {
      this.busy = false;
    }
  };

  /** End the drawing; what is drawn so far stays. */
  stop = (): void => this.#stop?.abort();
  #stop: AbortController | null = null;

  colourBy = async (column: string): Promise<void> => {
    this.column = column;
    await this.#colour();
  };

  #ask(
    choice: MapChoice,
    signal: AbortSignal,
    report: (done: number, total: number, phase: string) => void,
  ): Promise<RowMap> {
    const context = {
      signal,
      onProgress: (update: { phase: string; done: number; total: number; now: RowMap | null }) => {
        report(update.done, update.total, update.phase);
        if (!update.now) return;
        this.progress = { done: update.done, total: update.total };
        void this.#show(update.now);
      },
    };
    const source = this.#source;
    return source.kind === 'run'
      ? trainingWorker().mapRun(source.run.id, choice, context)
      : trainingWorker().mapRows(source.datasetId, source.recipe, choice, context);
  }

  async #show(found: RowMap): Promise<void> {
    const same = this.shown?.rows.length === found.rows.length && this.shown.rows.every((r, i) => r === found.rows[i]);
    this.shown = found;
    if (!same) await this.#colour();
  }

  async #colour(): Promise<void> {
    const asked = ++this.#asked;
    const { column, shown } = this;
    this.colours = null;
    if (!column || !shown) return;
    const source = this.#source;
    const datasetId = source.kind === 'run' ? source.run.dataset.id : source.datasetId;
    try {
      const colours = await trainingWorker().mapColours(datasetId, this.recipe, shown.rows, column);
      if (asked === this.#asked) this.colours = colours;
    } catch (error) {
      this.error = error;
    }
  }
}
