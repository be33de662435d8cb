import { StudioError } from '../core/errors.ts';
import type { Recipe } from '../core/pipeline/recipe.ts';
import { listDatasets, setLicence } from '../store/datasets.ts';
import { getDeployment, listEvents, listVersions } from '../store/deployments.ts';
import { listMonitors } from '../store/monitors.ts';
import { changeProject, getProject, listProjects, newProject, saveProject } from '../store/projects.ts';
import { listRuns, updateRun } from '../store/runs.ts';
import type {
  DatasetRecord,
  DeploymentRecord,
  EventRecord,
  MonitorRecord,
  ProjectRecord,
  RunRecord,
  VersionRecord,
} from '../store/schema.ts';
import { readPreference, writePreference } from './preference.ts';
import { status } from './status.svelte.ts';

const LAST_PROJECT = 'project';
const MOST_UNDO = 100;

/**
 * The open project: what is stored, mirrored for the screens. Every change goes to storage as it happens and the mirror
 * follows, so a reload at any moment shows what was finished.
 */
class Project {
  record = $state.raw<ProjectRecord | null>(null);
  datasets = $state.raw<readonly DatasetRecord[]>([]);
  runs = $state.raw<readonly RunRecord[]>([]);
  versions = $state.raw<readonly VersionRecord[]>([]);
  events = $state.raw<readonly EventRecord[]>([]);
  monitors = $state.raw<readonly MonitorRecord[]>([]);
  deployment = $state.raw<DeploymentRecord | null>(null);
  /** What to do when another project is opened. */
  #forget: (() => void)[] = [];
  #turn: Promise<unknown> = Promise.resolve();
  /** Recipes that were undone, nearest last. */
  #undone = $state.raw<readonly Recipe[]>([]);

  recipe = $derived(this.record?.recipe ?? null);
  dataset = $derived(this.datasets.find(d => d.id === this.record?.datasetId) ?? null);
  /** The datasets that the recipe reads beside the main one. */
  sources = $derived(
    this.datasets.filter(d => d !== this.dataset && this.recipe?.sources?.some(s => s.sha256 === d.sha256)),
  );
  target = $derived(this.recipe?.columns.find(c => c.role === 'target') ?? null);
  /** The name the project's model is served under: lower case, digits and dashes. */
  model = $derived(modelName(this.record?.name ?? ''));
  canUndo = $derived((this.record?.history.length ?? 0) > 0);
  canRedo = $derived(this.#undone.length > 0);

  /** Open the project worked on last, if it is still there. Runs that were cut off by a reload become interrupted. */
  async openLast(): Promise<boolean> {
    const id = readPreference(LAST_PROJECT);
    const found = id ? await getProject(id) : undefined;
    if (!found) return false;
    await this.open(found.id);
    return true;
  }

  async open(id: string): Promise<void> {
    const record = await getProject(id);
    if (!record)
      throw new StudioError(
        'store/missing',
        'This project is no longer in the browser’s storage. Open its file instead.',
        { id },
      );
    if (this.record?.id !== id) this.#leave();
    this.record = record;
    this.#undone = [];
    writePreference(LAST_PROJECT, id);
    status.projectName = record.name;
    status.seed = record.recipe?.seed ?? null;
    await this.refresh();
    for (const run of this.runs) {
      if (run.status === 'running')
        await updateRun({
          ...run,
          status: 'interrupted',
          error: { code: 'fit/interrupted', message: 'The page was closed while this was training.' },
        });
    }
    await this.refresh();
    status.saved = { state: 'saved', at: Date.now() };
  }

  async create(name: string, id: string = crypto.randomUUID()): Promise<ProjectRecord> {
    const record = newProject(id, name, new Date());
    await saveProject(record);
    await this.open(record.id);
    return record;
  }

  close(): void {
    this.#leave();
    this.record = null;
    this.datasets = [];
    this.runs = [];
    this.versions = [];
    this.events = [];
    this.monitors = [];
    this.deployment = null;
    writePreference(LAST_PROJECT, null);
    status.projectName = '';
    status.seed = null;
    status.saved = { state: 'empty' };
  }

  /** What a place holds beyond storage (settings being edited, errors, what was just counted) ends with the project. */
  whenLeft(forget: () => void): void {
    this.#forget.push(forget);
  }

  #leave(): void {
    for (const forget of this.#forget) forget();
  }

  readonly all = (): Promise<ProjectRecord[]> => listProjects();

  /** Work with another table of the project from now on, under the same recipe. */
  use = async (datasetId: string): Promise<void> => {
    await this.update({ datasetId });
    await this.refresh();
  };

  /** Note under which licence a dataset is. */
  async setLicence(datasetId: string, licence: string): Promise<void> {
    await setLicence(datasetId, licence.trim());
    await this.refresh();
  }

  /** Read everything of the project from storage again: after a worker or the endpoint has written something. */
  async refresh(): Promise<void> {
    const { record: before } = this;
    if (!before) return;
    const { id } = before;
    const [record, datasets, runs, versions, events, monitors] = await Promise.all([
      getProject(id),
      listDatasets(id),
      listRuns(id),
      listVersions(id),
      listEvents(id),
      listMonitors(id),
    ]);
    const served = versions.at(-1)?.model;
    const deployment = served ? ((await getDeployment(served)) ?? null) : null;
    if (this.record?.id !== id || !record) return;
    // A change was made while this was reading: what was read may be of before it.
    if (this.record !== before) return this.refresh();
    this.record = record;
    this.datasets = datasets;
    this.runs = runs;
    this.versions = versions;
    this.events = events;
    this.monitors = monitors;
    this.deployment = deployment;
  }

  /** Change what is stored of the project itself. */
  async update(change: Partial<ProjectRecord>): Promise<void> {
    const before = this.#required();
    status.saved = { state: 'saving' };
    const dated = { ...change, updatedAt: new Date().toISOString() };
    this.record = { ...before, ...dated };
    try {
      const after = await changeProject(before.id, stored => ({ ...stored, ...dated }));
      if (this.record.id !== before.id) return;
      status.saved = { state: 'saved', at: Date.now() };
      status.projectName = after.name;
      status.seed = after.recipe?.seed ?? null;
    } catch (error) {
      if (this.record.id === before.id) this.record = before;
      status.saved = { state: 'failed', reason: error instanceof Error ? error.message : String(error) };
      throw error;
    }
  }

  rename = (name: string): Promise<void> => this.update({ name: name.trim() || 'Untitled' });

  /** Change the recipe; the one before can be brought back. */
  async setRecipe(recipe: Recipe): Promise<void> {
    const { recipe: before, history } = this.#required();
    if (before && JSON.stringify(before) === JSON.stringify(recipe)) return;
    this.#undone = [];
    await this.update({ recipe, history: before ? [...history, before].slice(-MOST_UNDO) : history });
  }

  /**
   * Make another recipe of the open one. Changes follow each other: the second of two quick ones starts from the recipe
   * that the first one made. One whose project was left meanwhile is dropped, and false is returned.
   */
  changeRecipe(make: (recipe: Recipe, datasetId: string) => Recipe | Promise<Recipe>): Promise<boolean> {
    const id = this.record?.id;
    return this.#inTurn(async () => {
      const { recipe, datasetId } = this.record ?? {};
      if (this.record?.id !== id || !recipe || !datasetId) return false;
      const made = await make(recipe, datasetId);
      if (this.record?.id !== id) return false;
      await this.setRecipe(made);
      return true;
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work, work);
    this.#turn = turn;
    return turn;
  }

  undo = (): Promise<void> => this.#inTurn(() => this.#undo());
  redo = (): Promise<void> => this.#inTurn(() => this.#redo());

  async #undo(): Promise<void> {
    const { recipe, history } = this.#required();
    const previous = history.at(-1);
    if (!previous || !recipe) return;
    this.#undone = [...this.#undone, recipe];
    await this.update({ recipe: previous, history: history.slice(0, -1) });
  }

  async #redo(): Promise<void> {
    const { recipe, history } = this.#required();
    const next = this.#undone.at(-1);
    if (!next || !recipe) return;
    this.#undone = this.#undone.slice(0, -1);
    await this.update({ recipe: next, history: [...history, recipe] });
  }

  /** Take a dataset as the project's own: a recipe is proposed for it with the given target. */
  async adopt(dataset: DatasetRecord, proposed: Recipe): Promise<void> {
    this.#undone = [];
    await this.update({ datasetId: dataset.id, recipe: proposed, history: [], decisions: [] });
    await this.refresh();
  }

  /** Remember what a person decided about a finding. */
  decide = (finding: string, decision: string): Promise<void> =>
    this.update({
      decisions: [...this.#required().decisions.filter(d => d.finding !== finding), { finding, decision }],
    });

  #required(): ProjectRecord {
    if (!this.record) throw new StudioError('project/none', 'No project is open. Open a file or a sample first.');
    return this.record;
  }
}

export function modelName(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return plain || 'model';
}

export const project = new Project();
