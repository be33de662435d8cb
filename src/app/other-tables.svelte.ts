import type { ColumnComparison } from '../engine/sources.ts';
import type { DatasetRecord } from '../store/schema.ts';
import { project } from './project.svelte.ts';
import { router } from './router.svelte.ts';
import { dataWorker } from './services.ts';
import { tablePanels } from './table-panels.svelte.ts';
import { tellChange } from './undo-toast.ts';

export type { ColumnComparison };

/** A second table of the project: rows to append, a table to join with, or one to keep for queries. */
class OtherTables {
  /** The table that was just added and waits for an answer. */
  added = $state.raw<DatasetRecord | null>(null);
  compared = $state.raw<ColumnComparison | null>(null);
  error = $state.raw<unknown>(null);
  busy = $state(false);

  async ask(dataset: DatasetRecord): Promise<void> {
    const first = project.dataset;
    if (!first || first.id === dataset.id) return;
    this.added = dataset;
    this.compared = null;
    this.error = null;
    await this.#attempt(async () => {
      const compared = await dataWorker().compareColumns(first.id, dataset.id);
      if (this.added === dataset) this.compared = compared;
    });
  }

  forget(): void {
    this.added = null;
    this.compared = null;
    this.error = null;
  }

  /** The rows of both tables become the project's table; the recipe stays. */
  append = (): Promise<void> =>
    this.#attempt(async () => {
      const [first, second] = [project.dataset, this.added];
      if (!first || !second) return;
      const both = await dataWorker().combine(first.id, second.id, 'append');
      await project.update({ datasetId: both.id });
      await project.refresh();
      this.forget();
      tellChange(`The rows of ${second.name} were appended.`, async () => {
        await project.update({ datasetId: first.id });
        await project.refresh();
      });
    });

  /** Make it a table that row operations and queries may read. Its name there, or null when it failed. */
  async keep(): Promise<string | null> {
    let name: string | null = null;
    await this.#attempt(async () => {
      const second = this.added;
      if (!second) return;
      const changed = await project.changeRecipe(async recipe => {
        const kept = await dataWorker().withSource(recipe, second.id);
        name = kept.name;
        return kept.recipe;
      });
      if (!changed) return;
      this.forget();
      tellChange(`${second.name} is the table “${name}” now.`);
    });
    return name;
  }

  async join(): Promise<void> {
    const name = await this.keep();
    if (name === null) return;
    router.go('pipeline');
    await tablePanels.begin('join', name);
  }

  /** Take a table out of the recipe; the file stays in the project. */
  async remove(name: string): Promise<void> {
    await this.#attempt(async () => {
      const changed = await project.changeRecipe(({ sources = [], ...rest }) => {
        const left = sources.filter(s => s.name !== name);
        return left.length ? { ...rest, sources: left } : rest;
      });
      if (changed) tellChange(`“${name}” is no table of the recipe any more.`);
    });
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    this.error = null;
    this.busy = true;
    try {
      await work();
    } catch (error) {
      this.error = error;
    } finally {
      this.busy = false;
    }
  }
}

export const otherTables = new OtherTables();
project.whenLeft(() => otherTables.forget());
