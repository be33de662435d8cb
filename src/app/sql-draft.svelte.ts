import { StudioError } from '../core/errors.ts';
import type { Recipe } from '../core/pipeline/recipe.ts';
import type { SqlPreview, SqlTableFacts } from '../engine/sql/api.ts';
import { type Job, runJob } from './jobs.ts';
import { pipeline } from './pipeline.svelte.ts';
import { project } from './project.svelte.ts';
import { dataWorker } from './services.ts';

export type { SqlPreview };

/** Where in the query an error stands, in characters, and its sentence. */
export interface SqlMark {
  readonly offset: number;
  readonly message: string;
}

/** Call options of the SQL engine: a stop, and its program's bytes while they come for the first time. */
export const sqlOptions = (job: Job) => ({
  signal: job.signal,
  onProgress: ({ loaded, total }: { loaded: number; total: number }) =>
    job.report(total > 0 ? loaded / total : null, 'fetching the SQL engine, this once'),
});

/** The dataset and recipe that are open, and the place of a row operation among them; null while none is. */
export function openRecipe(): { readonly id: string; readonly recipe: Recipe } | null {
  const { dataset, recipe } = project;
  return dataset && recipe ? { id: dataset.id, recipe } : null;
}

/** A query while it is written. Running it shows what it gives, and keeps it in the recipe when it works. */
export class SqlDraft {
  readonly at: number;
  text = $state('');
  tables = $state.raw<readonly SqlTableFacts[]>([]);
  preview = $state.raw<SqlPreview | null>(null);
  error = $state.raw<unknown>(null);
  running = $state(false);
  #kept = $state('');

  constructor(at: number) {
    this.at = at;
  }

  /** Whether it says something else than the recipe. */
  changed = $derived(this.text !== this.#kept);
  message = $derived(this.error instanceof Error ? this.error.message : undefined);
  mark = $derived.by((): SqlMark | null => {
    const offset = this.error instanceof StudioError ? this.error.details['offset'] : undefined;
    return typeof offset === 'number' ? { offset, message: this.message ?? '' } : null;
  });

  /** Take over what the recipe holds, if that is something new: after an undo, or when entries were moved. */
  follow(query: string): void {
    if (query === this.#kept) return;
    this.#kept = query;
    this.text = query;
    this.preview = null;
    this.error = null;
  }

  write(text: string): void {
    this.text = text;
    this.error = null;
  }

  /** The tables that the query may name. */
  async loadTables(): Promise<void> {
    const open = openRecipe();
    if (!open) return;
    try {
      this.tables = await dataWorker().sqlTables(open.id, open.recipe, this.at);
    } catch (error) {
      this.error = error;
    }
  }

  async run(): Promise<void> {
    const open = openRecipe();
    if (!open || this.running) return;
    const query = this.text;
    this.running = true;
    this.error = null;
    try {
      const preview = await runJob('Running the query', job =>
        dataWorker().previewSql(open.id, open.recipe, this.at, query, sqlOptions(job)),
      );
      if (!preview) return;
      this.preview = preview;
      if (query === this.#kept) return;
      this.#kept = query;
      await pipeline.setRow(this.at, { query });
    } catch (error) {
      this.error = error;
      this.preview = null;
    } finally {
      this.running = false;
    }
  }
}
