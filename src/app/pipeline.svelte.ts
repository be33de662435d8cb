import { newStep, placeOfNewStep, withRepair } from '../core/pipeline/default-steps.ts';
import { withColumnStep, withNewStep, withoutStep, withStep, withStepMoved } from '../core/pipeline/edit.ts';
import type { PipelineInspection, PipelineProblem } from '../core/pipeline/inspect.ts';
import type { RawColumn, Recipe, RowEntry, StepEntry } from '../core/pipeline/recipe.ts';
import { readRecipeFile } from '../core/pipeline/recipe-file.ts';
import { rowOperationById } from '../core/rows/index.ts';
import { stepById } from '../core/steps/index.ts';
import type { Role } from '../core/table/schema.ts';
import { runJob } from './jobs.ts';
import { project } from './project.svelte.ts';
import { dataWorker } from './services.ts';
import { tellChange } from './undo-toast.ts';

/** An entry of the list: a row operation or a step, by its place. */
export interface PipelineItem {
  readonly part: 'row' | 'step';
  readonly at: number;
}

/** A person does not notice work shorter than this; it is not shown. */
const NOTICED_MS = 200;

const moved = <T>(list: readonly T[], from: number, to: number): T[] => {
  const rest = list.filter((_, i) => i !== from);
  return [...rest.slice(0, to), ...list.slice(from, from + 1), ...rest.slice(to)];
};

/** Where the entry that was seen at a place stands now; -1 where it is gone. */
function placeNow(seen: Recipe['rows'], now: Recipe['rows'], at: number): number {
  if (seen.length === now.length && seen.every((entry, i) => entry.id === now[i]?.id)) return at;
  const text = JSON.stringify(seen[at]);
  return now.findIndex(entry => JSON.stringify(entry) === text);
}

/** The list of steps and what it does to the training rows. Every change is one recipe, stored at once, and can be undone. */
class Pipeline {
  inspection = $state.raw<PipelineInspection | null>(null);
  inspecting = $state(false);
  failure = $state.raw<{ readonly title: string; readonly error: unknown } | null>(null);
  /** The entry whose settings are open. */
  open = $state.raw<PipelineItem | null>(null);
  #run: AbortController | null = null;
  #openText = '';

  isOpen = (part: PipelineItem['part'], at: number): boolean => this.open?.part === part && this.open.at === at;

  toggle(part: PipelineItem['part'], at: number): void {
    this.open = this.isOpen(part, at) ? null : { part, at };
    this.#openText = '';
    if (project.recipe) this.#keepOpen(project.recipe);
  }

  /** Run the recipe over the training rows again; a run that was overtaken is dropped. */
  async inspect(datasetId: string, recipe: Recipe): Promise<void> {
    this.#run?.abort();
    const run = (this.#run = new AbortController());
    this.inspecting = true;
    this.#keepOpen(recipe);
    try {
      const asked = dataWorker().inspectPipeline(datasetId, recipe, { signal: run.signal });
      const inspection = await shownWhenLong('Previewing the pipeline', asked, run);
      if (run !== this.#run || !inspection) return;
      this.inspection = inspection;
      this.failure = null;
    } catch (error) {
      if (run === this.#run) this.failure = { title: 'The preview could not be made', error };
    } finally {
      if (run === this.#run) this.inspecting = false;
    }
  }

  /** Open an entry that is about to be there. */
  #openAt(part: PipelineItem['part'], at: number): void {
    this.open = { part, at };
    this.#openText = '';
  }

  /** An undo may move entries: what is open stays the same entry, wherever it is now. */
  #keepOpen({ rows, steps }: Recipe): void {
    if (!this.open) return;
    const { part, at } = this.open;
    const texts = (part === 'row' ? rows : steps).map(entry => JSON.stringify(entry));
    const now = texts[at] === this.#openText ? at : texts.indexOf(this.#openText);
    if (now >= 0 && now !== at) this.open = { part, at: now };
    this.#openText = texts[this.open.at] ?? '';
  }

  addStep(id: string): Promise<void> {
    const stages = this.inspection?.stages;
    return this.#change(`“${stepById(id).label}” was added.`, recipe => {
      const at = placeOfNewStep(recipe, id);
      this.#openAt('step', at);
      return withNewStep(recipe, newStep(recipe, id, stages?.[at] ?? stages?.at(-1)), at);
    });
  }

  removeStep = (at: number): Promise<void> =>
    this.#change('The step was removed.', recipe => {
      this.open = null;
      return withoutStep(recipe, at);
    });

  moveStep = (from: number, to: number): Promise<void> =>
    this.#change('', recipe => {
      if (this.isOpen('step', from)) this.#openAt('step', to);
      return withStepMoved(recipe, from, to);
    });

  setStep = (at: number, change: Partial<StepEntry>): Promise<void> =>
    this.#change('', recipe => withStepChanged(recipe, at, change));

  setStepParams = (at: number, params: StepEntry['params']): Promise<void> =>
    this.#change('', recipe => withStepChanged(recipe, at, { params: { ...recipe.steps[at]?.params, ...params } }));

  /** Let one column of a step go its own way: a step of its own right after, to be set as it needs. */
  separate = (at: number, name: string): Promise<void> =>
    this.#change(`“${name}” has a step of its own now.`, recipe => {
      const entry = recipe.steps[at]!;
      this.#openAt('step', at + 1);
      return withColumnStep(recipe, at, name, entry.params);
    });

  /** Add a row operation with the given parameters, else with the first column that fits where it asks for one. */
  addRow = (id: string, given?: RowEntry['params']): Promise<void> =>
    this.#change(`“${rowOperationById(id).label}” was added.`, (recipe, datasetId) => {
      const first = firstParams(id, this.inspection?.columns.at(-1) ?? recipe.columns, recipe);
      this.#openAt('row', recipe.rows.length);
      return withRows(datasetId, recipe, [...recipe.rows, { id, params: given ?? first }]);
    });

  removeRow = (at: number): Promise<void> =>
    this.#changeRow('The row operation was removed.', at, (rows, now) => {
      this.open = null;
      return rows.filter((_, i) => i !== now);
    });

  moveRow = (from: number, to: number): Promise<void> =>
    this.#changeRow('', from, (rows, now) => {
      const place = Math.min(now + to - from, rows.length - 1);
      if (this.isOpen('row', now)) this.#openAt('row', place);
      return moved(rows, now, place);
    });

  setRow = (at: number, params: RowEntry['params']): Promise<void> =>
    this.#changeRow('', at, (rows, now) =>
      rows.map((r, i) => (i === now ? { ...r, params: { ...r.params, ...params } } : r)),
    );

  /** Change the entry that stands at a place now; changes that come first may move it, or take it away. */
  #changeRow(said: string, at: number, make: (rows: Recipe['rows'], now: number) => Recipe['rows']): Promise<void> {
    const seen = project.recipe?.rows ?? [];
    return this.#change(said, (recipe, datasetId) => {
      const now = placeNow(seen, recipe.rows, at);
      return now < 0 ? recipe : withRows(datasetId, recipe, make(recipe.rows, now));
    });
  }

  /** Put the steps back to what suits the features as they are. */
  useDefaults = (): Promise<void> =>
    this.#change('The steps are the suggested ones again.', (recipe, id) => {
      this.open = null;
      return dataWorker().defaultSteps(id, recipe);
    });

  repair = (problems: readonly PipelineProblem[]): Promise<void> =>
    this.#change(
      problems[0]?.code === 'recipe/lag-split' ? 'Later rows are the test rows now.' : 'The step was added.',
      recipe => problems.reduce((r, problem) => withRepair(r, problem) ?? r, recipe),
    );

  async importFile(file: File): Promise<void> {
    const fields = project.dataset?.fields ?? [];
    await this.#change(
      `The recipe is now that of ${file.name}.`,
      async (_, datasetId) => {
        const recipe = readRecipeFile(await file.text(), fields);
        return recipe.rows.length ? withRows(datasetId, recipe, recipe.rows) : recipe;
      },
      `${file.name} was not taken over`,
    );
  }

  async #change(
    said: string,
    make: (recipe: Recipe, datasetId: string) => Recipe | Promise<Recipe>,
    title = 'The pipeline was not changed',
  ): Promise<void> {
    this.failure = null;
    try {
      if ((await project.changeRecipe(make)) && said) tellChange(said);
    } catch (error) {
      this.failure = { title, error };
    }
  }
}

/** What a new operation is set to at first: the first column that suits it; the past asks for the time and looks at the target. */
function firstParams(id: string, last: readonly RawColumn[], { columns }: Recipe): RowEntry['params'] {
  const { params } = rowOperationById(id);
  const { column, time } = params;
  const inRole = (role: Role) =>
    last.find(c => columns.some(known => known.name === c.name && known.role === role))?.name;
  if (time?.kind === 'column') {
    const [clock, target] = [inRole('time') ?? last.find(c => c.kind === 'datetime')?.name, inRole('target')];
    return { ...(clock === undefined ? {} : { time: clock }), ...(target === undefined ? {} : { columns: [target] }) };
  }
  const accepts = column?.kind === 'column' ? column.accepts : undefined;
  const first = last.find(c => !accepts || accepts.includes(c.kind));
  return column && first ? { column: first.name } : {};
}

/** The recipe with other row operations; its columns follow what these yield. */
const withRows = (datasetId: string, recipe: Recipe, rows: Recipe['rows']): Promise<Recipe> =>
  dataWorker().withRows(datasetId, recipe, rows);

/** A step whose last column was taken away stays, so that another can be chosen; it does nothing until then. */
function withStepChanged(recipe: Recipe, at: number, change: Partial<StepEntry>): Recipe {
  const entry = { ...recipe.steps[at]!, ...change };
  if (entry.columns.length) return withStep(recipe, at, entry);
  return { ...recipe, steps: recipe.steps.map((s, i) => (i === at ? entry : s)) };
}

/** Long work in the status bar with a stop, short work without a flicker there. */
async function shownWhenLong<T>(label: string, work: Promise<T>, abort: AbortController): Promise<T | undefined> {
  const settled = work.then(
    () => false,
    () => false,
  );
  const long = await Promise.race([settled, new Promise<boolean>(done => setTimeout(() => done(true), NOTICED_MS))]);
  if (!long) return work;
  return runJob(label, job => {
    job.signal.addEventListener('abort', () => abort.abort());
    return work;
  });
}

export const pipeline = new Pipeline();
