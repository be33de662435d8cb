import type { GoldenFeature, GoldenReport } from '../core/golden/golden-features.ts';
import type { FeatureCost } from '../core/pipeline/feature-costs.ts';
import { withDerived } from '../core/pipeline/edit.ts';
import { type FeatureEvidence, featureKey, stillTrue } from '../core/pipeline/feature-evidence.ts';
import type { FeatureRelation, FeatureRelations } from '../core/pipeline/feature-relations.ts';
import { columnImportance } from '../core/models/importance.ts';
import type { ModelImportance } from '../core/pipeline/model-importance.ts';
import type { Recipe } from '../core/pipeline/recipe.ts';
import { type SelectionVerdict, selectionVerdicts } from '../core/pipeline/selection-verdicts.ts';
import { predicts } from '../core/table/schema.ts';
import type { RunRecord } from '../store/schema.ts';
import { formulaEntry } from './formula-draft.svelte.ts';
import { runJob } from './jobs.ts';
import { project } from './project.svelte.ts';
import { dataWorker, inOwnWorker } from './services.ts';
import { training } from './training.svelte.ts';
import { tellChange } from './undo-toast.ts';

export type { FeatureCost, FeatureRelation, GoldenFeature, GoldenReport, ModelImportance };

type Running = {
  readonly what: 'golden' | 'importance' | 'cost';
  readonly startedAt: number;
  readonly fraction: number | null;
};

/** Looking closer at features: their relation with the target, golden ones, what they are worth and what they cost. */
class FeatureWork {
  running = $state.raw<Running | null>(null);
  failure = $state.raw<{ readonly title: string; readonly error: unknown } | null>(null);
  relations = $state.raw<FeatureRelations | null>(null);
  /** What the model of the last run that says so holds its features to be worth. */
  own = $state.raw<{ readonly run: RunRecord; readonly importance: ModelImportance } | null>(null);
  #owned = '';
  #related = '';
  #stop: AbortController | null = null;

  constructor() {
    project.whenLeft(() => {
      this.stop();
      [this.failure, this.relations, this.own] = [null, null, null];
      this.#related = this.#owned = '';
    });
  }

  #key = $derived(project.dataset && project.recipe ? featureKey(project.dataset.id, project.recipe) : null);
  golden = $derived<GoldenReport | null>(stillTrue(project.record?.features?.golden, this.#key));
  costs = $derived<ReadonlyMap<string, FeatureCost>>(
    new Map(project.record?.features?.costs?.value.map(c => [c.name, c])),
  );
  outdatedCosts = $derived(this.costs.size > 0 && project.record?.features?.costs?.of !== this.#key);

  /** The run whose importance is shown: the best that was measured, else the last that was. */
  importanceRun = $derived(
    training.best?.importance ? training.best : (project.runs.findLast(r => r.importance !== undefined) ?? null),
  );
  /** The run that would be measured. */
  measurable = $derived(training.best ?? project.runs.findLast(r => r.status === 'done' && predicts(r.task)) ?? null); // prettier-ignore
  /** What steps that choose columns made of each, when they last learned by this recipe. */
  verdicts = $derived<ReadonlyMap<string, SelectionVerdict>>(
    selectionVerdicts(
      project.runs.findLast(r => r.fitted && featureKey(r.dataset.id, r.recipe) === this.#key)?.fitted ?? { steps: [] },
    ),
  );

  async follow(datasetId: string, recipe: Recipe): Promise<void> {
    const key = featureKey(datasetId, { ...recipe, steps: [] });
    if (key === this.#related) return;
    this.#related = key;
    const found = await dataWorker()
      .featureRelations(datasetId, recipe)
      .catch(() => null); // what is wrong with the recipe is said where its scores are asked for
    if (this.#related === key) this.relations = found;
  }

  /** Ask the last run whose model says so what its features are worth. */
  async followRuns(runs: readonly RunRecord[]): Promise<void> {
    const run = runs.findLast(r => r.status === 'done' && r.fitted && columnImportance(r.fitted.model));
    const key = run?.id ?? '';
    if (key === this.#owned) return;
    this.#owned = key;
    const importance = run && (await dataWorker().modelImportance(run.id).catch(() => null)); // prettier-ignore
    if (this.#owned === key) this.own = run && importance ? { run, importance } : null;
  }

  seek = (): Promise<void> =>
    this.#work('golden', 'Trying pairs of features', 'Pairs could not be tried', async (report, signal) => {
      const { dataset, recipe } = project;
      if (!dataset || !recipe) return;
      const value = await inOwnWorker(w => w.goldenFeatures(dataset.id, recipe, { signal, onProgress: report }));
      await this.#keep({ golden: { of: featureKey(dataset.id, recipe), value } });
    });

  accept = async (feature: GoldenFeature): Promise<void> => {
    const add = (recipe: Recipe): Recipe =>
      withDerived(recipe, formulaEntry(feature.name, feature.expression), 'number');
    const before = this.golden;
    try {
      if (!(await project.changeRecipe(add))) return;
      tellChange(`“${feature.name}” was added.`);
      // The others were found beside the columns that are there still.
      if (before && this.#key)
        await this.#keep({
          golden: {
            of: this.#key,
            value: { ...before, proposals: before.proposals.filter(p => p.name !== feature.name) },
          },
        });
    } catch (error) {
      this.failure = { title: 'The feature was not added', error };
    }
  };

  measure = (): Promise<void> =>
    this.#work(
      'importance',
      'Shuffling one feature after another',
      'The importance could not be measured',
      async (report, signal) => {
        const run = this.measurable;
        if (!run) return;
        await inOwnWorker(w => w.measureImportance(run.id, { signal, onProgress: report }));
        await project.refresh();
      },
    );

  weigh = (): Promise<void> =>
    this.#work('cost', 'Timing each feature', 'The costs could not be measured', async (report, signal) => {
      const { dataset, recipe } = project;
      if (!dataset || !recipe) return;
      const value = await inOwnWorker(w => w.featureCosts(dataset.id, recipe, { signal, onProgress: report }));
      await this.#keep({ costs: { of: featureKey(dataset.id, recipe), value } });
    });

  #keep = (found: FeatureEvidence): Promise<void> =>
    project.update({ features: { ...project.record?.features, ...found } });

  stop = (): void => this.#stop?.abort();

  async #work(
    what: Running['what'],
    label: string,
    title: string,
    work: (
      report: (update: { readonly done: number; readonly total: number; readonly phase: string }) => void,
      signal: AbortSignal,
    ) => Promise<void>,
  ): Promise<void> {
    if (this.running) return;
    const stop = (this.#stop = new AbortController());
    const startedAt = Date.now();
    this.running = { what, startedAt, fraction: null };
    this.failure = null;
    try {
      await runJob(label, job => {
        job.signal.addEventListener('abort', () => stop.abort());
        return work(({ done, total, phase }) => {
          const fraction = total > 0 ? done / total : null;
          if (this.#stop === stop) this.running = { what, startedAt, fraction };
          job.report(fraction, phase);
        }, stop.signal);
      });
    } catch (error) {
      this.failure = { title, error };
    } finally {
      this.running = null;
      this.#stop = null;
    }
  }
}

export const featureWork = new FeatureWork();
