import type { FitProgress } from '../core/model.ts';
import { models, modelsFor } from '../core/models/index.ts';
import type { ParamValue, ParamValues } from '../core/params.ts';
import type { Recipe } from '../core/pipeline/recipe.ts';
import type { TrainProgress } from '../engine/training.ts';
import { deleteRun, getCheckpoint, saveCheckpoint, updateRun } from '../store/runs.ts';
import type { RunRecord } from '../store/schema.ts';
import { devices } from './devices.svelte.ts';
import { runJob } from './jobs.ts';
import { bestRun, foldsKey, keyOf, rankingMetric, standings } from './leaderboard.ts';
import { project } from './project.svelte.ts';
import { trainingWorker } from './services.ts';
import { toasts } from './toasts.svelte.ts';

/** A training that is going on. */
export interface ActiveTraining {
  /** Null until the worker has stored the run. */
  readonly runId: string | null;
  readonly projectId: string | null;
  readonly number: number | null;
  readonly label: string;
  readonly recipe: Recipe;
  readonly startedAt: number;
  readonly stage: 'fit' | 'cross-validation';
  readonly phase: string;
  /** Of the fit and the cross-validation together. */
  readonly fraction: number | null;
  readonly history: readonly FitProgress[];
  /** Where it went on on another device, or with less memory, in plain sentences. */
  readonly moves: readonly string[];
  /** It was asked to end and to keep the best so far. */
  readonly finishing: boolean;
}

/** The fit that is kept, and as many fits again as there are folds. */
const FIT_SHARE = 1 / 6;
/** Milliseconds between two redraws while progress streams in. */
const REDRAW_EVERY = 150;

export const modelLabel = (recipe: Recipe): string =>
  models.find(m => m.id === recipe.model.id)?.label ?? recipe.model.id;

/** Choosing an algorithm, training it, and the runs that came of it. It lives on while other places are open. */
class Training {
  active = $state.raw<ActiveTraining | null>(null);
  error = $state.raw<unknown>(null);

  constructor() {
    project.whenLeft(() => {
      this.error = null;
      this.#settings.clear();
    });
  }
  #settings = new Map<string, ParamValues>();
  #stop: AbortController | null = null;
  /** Runs trained since the page was opened: the worker still has their folds at hand. */
  #fresh = new Set<string>();

  model = $derived(models.find(m => m.id === project.recipe?.model.id) ?? null);
  choices = $derived(project.recipe ? modelsFor(project.recipe.task) : []);
  key = $derived(project.recipe && project.dataset ? foldsKey(project.recipe, project.dataset.sha256) : '');
  metric = $derived(rankingMetric(project.recipe?.task ?? 'regression', project.runs));
  standings = $derived(standings(project.runs, this.metric, this.key));
  best = $derived(bestRun(project.runs, this.metric, this.key));
  /** The finished run of exactly the recipe as it stands, if it was trained already. */
  trained = $derived(
    project.runs.findLast(
      run =>
        run.status === 'done' &&
        run.dataset.id === project.dataset?.id &&
        JSON.stringify(run.recipe) === JSON.stringify(project.recipe),
    ) ?? null,
  );

  /** Take another algorithm; each keeps the settings it had. */
  choose = (id: string): Promise<void> =>
    this.#change(recipe => {
      this.#settings.set(recipe.model.id, recipe.model.params);
      return { ...recipe, model: { id, params: this.#settings.get(id) ?? {} } };
    });

  set = (name: string, value: ParamValue): Promise<void> =>
    this.#change(recipe => {
      const { id, params } = recipe.model;
      return { ...recipe, model: { id, params: { ...params, [name]: value } } };
    });

  setSeed = (seed: number): Promise<void> => this.#change(recipe => ({ ...recipe, seed }));

  /** Train the recipe as it stands; the baseline first, where these rows have none yet. */
  start = async (): Promise<void> => {
    const { dataset, record, recipe } = project;
    if (!dataset || !record || !recipe || this.active) return;
    for (const next of [...this.#baselineFor(recipe), recipe]) {
      const done = await this.#run(next, [], options =>
        trainingWorker().train(record.id, dataset.id, next, devices.preference, options),
      );
      if (!done) return;
    }
  };

  /** Go on with a run that was interrupted, from its last checkpoint. */
  resume = async (run: RunRecord): Promise<void> => {
    if (this.active) return;
    await this.#run(run.recipe, run.history, options => trainingWorker().resume(run.id, devices.preference, options));
  };

  /** End the fit under way and keep the best so far. */
  finish = async (): Promise<void> => {
    const { active } = this;
    if (!active?.runId) return;
    this.active = { ...active, finishing: true };
    try {
      await trainingWorker().finish(active.runId);
    } catch (error) {
      this.error = error;
    }
  };

  stop = (): void => this.#stop?.abort();

  isFresh = (runId: string): boolean => this.#fresh.has(runId);

  /** Delete a run; it can be brought back with its checkpoint. */
  remove = async (run: RunRecord): Promise<void> => {
    try {
      const checkpoint = await getCheckpoint(run.id);
      await deleteRun(run.id);
      await project.refresh();
      const undo = async (): Promise<void> => {
        await updateRun(run);
        if (checkpoint) await saveCheckpoint(checkpoint);
        await project.refresh();
      };
      toasts.show(`Run ${run.number} was deleted.`, { undo });
    } catch (error) {
      this.error = error;
    }
  };

  async #change(make: (recipe: Recipe) => Recipe): Promise<void> {
    try {
      await project.changeRecipe(make);
    } catch (error) {
      this.error = error;
    }
  }

  #baselineFor(recipe: Recipe): Recipe[] {
    const baseline = modelsFor(recipe.task).find(m => m.tags.includes('baseline'));
    if (!baseline || recipe.model.id === baseline.id) return [];
    const known = project.runs.some(
      run => run.status === 'done' && run.recipe.model.id === baseline.id && keyOf(run) === this.key,
    );
    return known ? [] : [{ ...recipe, model: { id: baseline.id, params: {} } }];
  }

  async #run(
    recipe: Recipe,
    history: readonly FitProgress[],
    call: (options: { signal: AbortSignal; onProgress(update: TrainProgress): void }) => Promise<RunRecord>,
  ): Promise<RunRecord | undefined> {
    const label = modelLabel(recipe);
    const stop = new AbortController();
    this.#stop = stop;
    this.error = null;
    this.active = {
      runId: null,
      projectId: project.record?.id ?? null,
      number: null,
      label,
      recipe,
      startedAt: Date.now(),
      stage: 'fit',
      phase: 'Preparing the rows',
      fraction: null,
      history,
      moves: [],
      finishing: false,
    };
    try {
      const done = await runJob(`Training: ${label}`, job => {
        job.signal.addEventListener('abort', () => stop.abort());
        const follow = this.#follow(recipe, history, job.report);
        return call({ signal: stop.signal, onProgress: follow });
      });
      if (done) this.#fresh.add(done.id);
      return done;
    } catch (error) {
      this.error = error;
      return undefined;
    } finally {
      const { active } = this;
      this.active = null;
      this.#stop = null;
      await this.#settle(active?.runId ?? null);
    }
  }

  /** Gather progress as it streams in and redraw a few times a second. */
  #follow(
    recipe: Recipe,
    earlier: readonly FitProgress[],
    report: (fraction: number | null, detail?: string) => void,
  ): (update: TrainProgress) => void {
    const points = [...earlier];
    let latest: TrainProgress | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const draw = (): void => {
      timer = undefined;
      // What comes late must not be taken for progress of the next run.
      if (!latest || this.active?.recipe !== recipe) return;
      const { runId, number, update, moves } = latest;
      const part = update.total > 0 ? Math.min(1, update.done / update.total) : 0;
      const fraction = update.stage === 'fit' ? part * FIT_SHARE : FIT_SHARE + part * (1 - FIT_SHARE);
      const phase = phaseText(update);
      if (this.active.runId === null) void project.refresh();
      this.active = {
        ...this.active,
        runId,
        number,
        stage: update.stage,
        phase,
        fraction,
        moves,
        history: [...points],
      };
      report(fraction, phase);
    };
    return update => {
      latest = update;
      const { stage, ...point } = update.update;
      if (stage === 'fit' && point.loss !== undefined) {
        while (points.length && points.at(-1)!.done >= point.done) points.pop();
        points.push(point);
      }
      timer ??= setTimeout(draw, REDRAW_EVERY);
    };
  }

  /** Read the runs again; one whose worker died is marked as interrupted, so that it can be continued. */
  async #settle(runId: string | null): Promise<void> {
    try {
      await project.refresh();
      const left = project.runs.find(run => run.id === runId && run.status === 'running');
      if (!left) return;
      await updateRun({
        ...left,
        status: 'interrupted',
        error: { code: 'rpc/worker-died', message: 'The worker that trained it stopped unexpectedly.' },
      });
      await project.refresh();
    } catch (error) {
      this.error ??= error;
    }
  }
}

function phaseText({ stage, phase, done, total }: TrainProgress['update']): string {
  if (stage === 'cross-validation') return `Cross-validation: ${phase.toLowerCase()}`;
  return phase === 'Training'
    ? `Epoch ${Math.floor(done)} of at most ${total}`
    : `${phase}: ${Math.floor(done)} of ${total}`;
}

export type { RunRecord };
export const training = new Training();
