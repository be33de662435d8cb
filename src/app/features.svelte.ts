import type { SuggestedFormula } from '../core/derive/suggest-formulas.ts';
import { suggestDateParts } from '../core/derive/suggest-formulas.ts';
import { checkDerived, derivedFrom } from '../core/pipeline/derived-columns.ts';
import { withDerived, withoutDerived } from '../core/pipeline/edit.ts';
import type { Recipe } from '../core/pipeline/recipe.ts';
import type { HeldOutScore } from '../core/table/leak-score.ts';
import { profileOf, type TableProfile } from '../core/table/profile.ts';
import { formulaEntry } from './formula-draft.svelte.ts';
import { runJob } from './jobs.ts';
import { project } from './project.svelte.ts';
import { schemaEdit } from './schema-edit.svelte.ts';
import { dataWorker } from './services.ts';
import { tellChange } from './undo-toast.ts';

/** What a model may look at, and how much each column tells of the target by itself. */
class Features {
  profile = $state.raw<TableProfile | null>(null);
  scores = $state.raw<ReadonlyMap<string, HeldOutScore | null>>(new Map());
  scoring = $state(false);
  failure = $state.raw<{ readonly title: string; readonly error: unknown } | null>(null);
  #run: AbortController | null = null;
  #scored = '';

  /** Date parts that are not there yet, for one press. */
  suggestions = $derived.by((): readonly SuggestedFormula[] => {
    const { recipe } = project;
    if (!recipe) return [];
    const known = new Set(checkDerived(recipe).flatMap(d => [d.entry.name, d.expression.replace(/\s/g, '')]));
    return recipe.columns
      .filter(c => c.kind === 'datetime' && c.role !== 'target')
      .flatMap(({ name }) => {
        const found = this.profile && profileOf(this.profile, name);
        return suggestDateParts(name, found?.kind === 'datetime' ? found : null);
      })
      .filter(s => !known.has(s.name) && !known.has(s.expression) && !recipe.columns.some(c => c.name === s.name));
  });

  /** Describe the columns and score the features, unless nothing that matters has changed. */
  async follow(datasetId: string, recipe: Recipe): Promise<void> {
    const key = JSON.stringify([datasetId, recipe.columns, recipe.derive, recipe.rows, recipe.split, recipe.task]);
    if (key === this.#scored) return;
    this.#scored = key;
    this.#run?.abort();
    const run = (this.#run = new AbortController());
    this.scoring = true;
    try {
      const scores = await runJob('Comparing features with the target', async job => {
        job.signal.addEventListener('abort', () => run.abort());
        const profile = await dataWorker().profile(datasetId, recipe, { signal: run.signal });
        if (run === this.#run) this.profile = profile;
        return dataWorker().featureScores(datasetId, recipe, {
          signal: run.signal,
          onProgress: ({ phase, done, total }) => job.report(done / total, phase),
        });
      });
      if (run !== this.#run) return;
      this.scores = new Map(scores ?? []);
      this.failure = null;
    } catch (error) {
      if (run !== this.#run) return;
      this.#scored = '';
      this.scores = new Map();
      this.failure = { title: 'The features could not be compared with the target', error };
    } finally {
      if (run === this.#run) this.scoring = false;
    }
  }

  /** Let the model see a column, or keep it from it. */
  async use(name: string, used: boolean): Promise<void> {
    const role = used ? 'feature' : 'aside';
    const derived = project.recipe && checkDerived(project.recipe).find(d => d.entry.name === name);
    if (!derived) {
      await schemaEdit.setRole(name, role);
      if (schemaEdit.error !== null) this.failure = { title: `“${name}” was not changed`, error: schemaEdit.error };
      return;
    }
    const kind = derived.check.ok ? derived.check.kind : 'number';
    await this.#change(`“${name}” is now ${used ? 'a feature' : 'set aside'}.`, recipe =>
      withDerived(recipe, { ...derived.entry, role }, kind),
    );
  }

  add = ({ name, expression, kind }: SuggestedFormula): Promise<void> =>
    this.#change(`“${name}” was added.`, recipe => withDerived(recipe, formulaEntry(name, expression), kind));

  remove(name: string): Promise<void> {
    const users = project.recipe ? derivedFrom(project.recipe, name) : [];
    const more = users.length ? ` ${users.map(u => `“${u}”`).join(', ')} read it and cannot be computed now.` : '';
    return this.#change(`“${name}” was removed.${more}`, recipe => withoutDerived(recipe, name));
  }

  async #change(said: string, make: (recipe: Recipe) => Recipe): Promise<void> {
    this.failure = null;
    try {
      if (await project.changeRecipe(make)) tellChange(said);
    } catch (error) {
      this.failure = { title: 'The features were not changed', error };
    }
  }
}

export const features = new Features();
