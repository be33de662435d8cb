import type { Recipe } from '../core/pipeline/recipe.ts';
import type { Part, SelectionCounts } from '../core/profile/selection.ts';
import { NOTICED_MS, runJob } from './jobs.ts';
import { project } from './project.svelte.ts';
import { dataWorker } from './services.ts';

/** A condition on rows, with the words that say it: "“species” is “Gentoo”". */
export interface Chosen {
  readonly part: Part;
  readonly words: string;
}

/** The rows for which every chosen condition holds, and how they lie in the bars of every column. */
export interface SelectedRows {
  readonly datasetId: string;
  readonly recipe: Recipe;
  readonly rows: Int32Array;
  readonly counts: SelectionCounts;
}

/** What decides the rows of a table and the types of its columns. */
export const tableKey = (datasetId: string, { columns, raw, sources, rows, seed }: Recipe): string =>
  JSON.stringify([datasetId, columns.map(({ name, kind }) => [name, kind]), raw, sources, rows, seed]);

/**
 * The selection that all pictures of a table share. A bar, level, cell or pattern adds its condition, takes the place of
 * one about the same column, or lets go of itself when it is chosen again.
 */
class RowSelection {
  chosen = $state.raw<readonly Chosen[]>([]);
  /** The rows of the conditions as they were last counted; null while nothing is chosen or counted. */
  found = $state.raw<SelectedRows | null>(null);
  error = $state.raw<unknown>(null);
  #table = '';
  #work: AbortController | null = null;

  constructor() {
    project.whenLeft(this.clear);
  }

  /** The conditions name the target: then only training rows are selected, so that the test stays a test. */
  trainingOnly = $derived(
    this.chosen.some(({ part }) => part.kind !== 'missing' && part.column === project.target?.name),
  );

  has = (part: Part): boolean => this.chosen.some(one => same(one.part, part));

  /** How the selected rows lie in the bars of a column; null while nothing is selected. */
  countsOf = (column: string): readonly number[] | null =>
    this.found?.counts.columns.find(c => c.name === column)?.counts ?? null;

  /** Add conditions, or let go of them where all of them are chosen. */
  toggle(...parts: readonly Chosen[]): Promise<void> {
    const all = parts.every(({ part }) => this.has(part));
    const kept = this.chosen.filter(one => !parts.some(({ part }) => about(part) === about(one.part)));
    return this.#choose(all ? kept : [...kept, ...parts]);
  }

  drop = (part: Part): Promise<void> => this.#choose(this.chosen.filter(one => !same(one.part, part)));

  clear = (): void => {
    this.#work?.abort();
    this.chosen = [];
    this.found = this.error = null;
  };

  /** A selection ends with the table it was made in. */
  follow(datasetId: string, recipe: Recipe): void {
    const table = tableKey(datasetId, recipe);
    if (table !== this.#table && this.#table) this.clear();
    this.#table = table;
  }

  async #choose(chosen: readonly Chosen[]): Promise<void> {
    const { dataset, recipe } = project;
    if (!dataset || !recipe || chosen.length === 0) return this.clear();
    this.#work?.abort();
    const work = (this.#work = new AbortController());
    this.chosen = chosen;
    this.error = null;
    const selection = chosen.map(({ part }) => part);
    try {
      const found = await runJob(
        'Selecting rows',
        async job => {
          const signal = AbortSignal.any([job.signal, work.signal]);
          const rows = await dataWorker().selectRows(dataset.id, recipe, selection, { signal });
          return { rows, counts: await dataWorker().countSelection(dataset.id, recipe, rows, { signal }) };
        },
        NOTICED_MS,
      );
      if (this.#work !== work) return;
      if (found) this.found = { datasetId: dataset.id, recipe, ...found };
      else this.clear();
    } catch (error) {
      if (this.#work === work) this.error = error;
    }
  }
}

const same = (a: Part, b: Part): boolean => JSON.stringify(a) === JSON.stringify(b);
/** Conditions about the same thing take each other's place. */
const about = (part: Part): string => (part.kind === 'missing' ? 'missing' : `column ${part.column}`);

export const selection = new RowSelection();
