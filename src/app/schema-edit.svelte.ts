import type { ColumnKind } from '../core/table/column.ts';
import type { Role, Task } from '../core/table/schema.ts';
import type { Recipe, Split } from '../core/pipeline/recipe.ts';
import { project } from './project.svelte.ts';
import { dataWorker } from './services.ts';
import { tellChange } from './undo-toast.ts';

export interface SplitCounts {
  readonly train: number;
  readonly test: number;
  readonly missingTarget: number;
  readonly quarantined: number;
  readonly operations: readonly { readonly id: string; readonly before: number; readonly after: number }[];
}

/** Saying what each column is, what is predicted, and which rows test it. Every change is one recipe, and can be undone. */
class SchemaEdit {
  error = $state.raw<unknown>(null);
  counts = $state.raw<SplitCounts | null>(null);
  countsError = $state.raw<unknown>(null);
  #counting: AbortController | null = null;

  constructor() {
    project.whenLeft(() => {
      [this.error, this.counts, this.countsError] = [null, null, null];
    });
  }

  setRole(name: string, role: Role): Promise<void> {
    const before = project.target?.name;
    return this.#change(
      `“${name}” is now ${role === 'aside' ? 'set aside' : role}.`,
      async (id, recipe) => dataWorker().withRole(id, recipe, [name], role),
      before !== undefined && role === 'target' && before !== name ? ` “${before}” became a feature.` : '',
    );
  }

  /** Predict a column, or with null nothing: look for groups. */
  setTarget(name: string | null): Promise<void> {
    if (name !== null) return this.setRole(name, 'target');
    const before = project.target?.name;
    if (before === undefined) return Promise.resolve();
    return this.#change(
      `Nothing is predicted now. “${before}” is set aside.`,
      // As a feature it would make groups that repeat the known answer.
      (id, recipe) => dataWorker().withRole(id, recipe, [before], 'aside'),
    );
  }

  setTask = (task: Task): Promise<void> =>
    this.#change(`The task is now ${task === 'anomaly' ? 'finding strange rows' : task}.`, (_id, recipe) =>
      dataWorker().withTask(recipe, task),
    );

  async setKind(name: string, kind: ColumnKind): Promise<void> {
    let lost = '';
    await this.#change(
      `“${name}” is read anew.`,
      async (id, recipe) => {
        const change = await dataWorker().withKind(id, recipe, name, kind);
        if (change.unparseable > 0)
          lost = ` ${change.unparseable.toLocaleString('en')} ${change.unparseable === 1 ? 'value does' : 'values do'} not fit and ${change.unparseable === 1 ? 'counts' : 'count'} as missing, such as ${change.examples.map(e => `“${e}”`).join(', ')}.`;
        return change.recipe;
      },
      () => lost,
    );
  }

  /** Choose how the test rows are set apart; the column of a split by time or group gets that role. */
  setSplit = (kind: Split['kind'], column: string | undefined, test: number): Promise<void> =>
    this.#change('', async (id, recipe) => {
      if (kind === 'random' || column === undefined) return { ...recipe, split: { kind: 'random', test } };
      const held = recipe.columns.find(c => c.name === column)?.role === kind;
      const changed = held ? recipe : await dataWorker().withRole(id, recipe, [column], kind);
      return { ...changed, split: { kind, column, test } };
    });

  setSeed = (seed: number): Promise<void> => this.#change('', (_id, recipe) => Promise.resolve({ ...recipe, seed }));

  /** Count the rows of the split again; a count that was overtaken is dropped. */
  async count(datasetId: string, recipe: Recipe): Promise<void> {
    this.#counting?.abort();
    const abort = (this.#counting = new AbortController());
    try {
      const counts = await dataWorker().splitCounts(datasetId, recipe, { signal: abort.signal });
      if (abort.signal.aborted) return;
      this.counts = counts;
      this.countsError = null;
    } catch (error) {
      if (abort.signal.aborted) return;
      this.counts = null;
      this.countsError = error;
    }
  }

  async #change(
    said: string,
    make: (datasetId: string, recipe: Recipe) => Promise<Recipe>,
    more: string | (() => string) = '',
  ): Promise<void> {
    this.error = null;
    try {
      const changed = await project.changeRecipe((recipe, datasetId) => make(datasetId, recipe));
      const words = said + (typeof more === 'string' ? more : more());
      if (changed && words) tellChange(words);
    } catch (error) {
      this.error = error;
    }
  }
}

export const schemaEdit = new SchemaEdit();
