import { expectationById } from '../core/expectations/index.ts';
import type { Proposal } from '../core/expectations/propose/proposal.ts';
import type { ParamValues } from '../core/params.ts';
import type { CheckedExpectations, ExpectationResult } from '../core/pipeline/check-expectations.ts';
import type { ExpectationEntry, Recipe } from '../core/pipeline/recipe.ts';
import { runJob } from './jobs.ts';
import { project } from './project.svelte.ts';
import { dataWorker } from './services.ts';
import { tellChange } from './undo-toast.ts';

const sameEntry = (a: ExpectationEntry, b: ExpectationEntry): boolean =>
  a.id === b.id && JSON.stringify(a.params) === JSON.stringify(b.params);

/** What is expected of the table, how it stands with that now, and what its training rows suggest to expect. */
class Expectations {
  checked = $state.raw<CheckedExpectations | null>(null);
  checking = $state(false);
  proposals = $state.raw<readonly Proposal[] | null>(null);
  proposing = $state(false);
  failure = $state.raw<{ readonly title: string; readonly error: unknown } | null>(null);
  /** The entry whose settings are open, and the one whose failing rows are shown. */
  open = $state<number | null>(null);
  shown = $state<number | null>(null);
  #run: AbortController | null = null;
  #asked = '';

  constructor() {
    project.whenLeft(() => {
      [this.checked, this.proposals, this.failure, this.open, this.shown, this.#asked] = [null, null, null, null, null, '']; // prettier-ignore
    });
  }

  entries = $derived(project.recipe?.expectations ?? []);

  /** The result of an entry, unless it was changed since. */
  resultOf(at: number): ExpectationResult | null {
    return this.checked?.results.length === this.entries.length ? (this.checked.results[at] ?? null) : null;
  }

  /** Check again when the rows or what is expected of them has changed. */
  async follow(datasetId: string, recipe: Recipe): Promise<void> {
    const key = JSON.stringify([
      datasetId,
      recipe.columns,
      recipe.rows,
      recipe.raw,
      recipe.sources,
      recipe.expectations,
    ]);
    if (key === this.#asked) return;
    this.#asked = key;
    this.shown = null;
    this.#run?.abort();
    const run = (this.#run = new AbortController());
    this.checking = true;
    try {
      const checked = await dataWorker().checkExpectations(datasetId, recipe, { signal: run.signal });
      if (run !== this.#run) return;
      this.checked = checked;
      this.failure = null;
    } catch (error) {
      if (run !== this.#run) return;
      [this.checked, this.#asked] = [null, ''];
      this.failure = { title: 'The expectations could not be checked', error };
    } finally {
      if (run === this.#run) this.checking = false;
    }
  }

  /** Look at the training rows for what they keep to; what is expected already is not proposed again. */
  async propose(): Promise<void> {
    const { dataset, recipe } = project;
    if (!dataset || !recipe) return;
    this.proposing = true;
    this.failure = null;
    try {
      const found = await runJob('Looking for what the rows keep to', job =>
        dataWorker().proposeExpectations(dataset.id, recipe, {
          signal: job.signal,
          onProgress: ({ phase, done, total }) => job.report(total ? done / total : null, phase),
        }),
      );
      if (found) this.proposals = found.filter(p => !this.entries.some(entry => sameEntry(entry, p.entry)));
    } catch (error) {
      this.failure = { title: 'Nothing could be proposed', error };
    } finally {
      this.proposing = false;
    }
  }

  take = async (entries: readonly ExpectationEntry[]): Promise<void> => {
    await this.#change(
      entries.length === 1 ? 'The expectation was added.' : `${entries.length} expectations were added.`,
      all => [...all, ...entries],
    );
    this.proposals = null;
  };

  add = (id: string): Promise<void> =>
    this.#change(`“${expectationById(id).label}” was added.`, all => {
      this.open = all.length;
      return [...all, { id, params: firstParams(id), severity: 'fail', mostly: 1, quarantine: false }];
    });

  set = (at: number, change: Partial<ExpectationEntry>): Promise<void> =>
    this.#change('', all => all.map((entry, i) => (i === at ? { ...entry, ...change } : entry)));

  setParams = (at: number, params: ExpectationEntry['params']): Promise<void> =>
    this.#change('', all =>
      all.map((entry, i) => (i === at ? { ...entry, params: { ...entry.params, ...params } } : entry)),
    );

  remove = (at: number): Promise<void> =>
    this.#change('The expectation was removed.', all => {
      this.open = null;
      return all.filter((_, i) => i !== at);
    });

  async #change(
    said: string,
    make: (entries: readonly ExpectationEntry[]) => readonly ExpectationEntry[],
  ): Promise<void> {
    this.failure = null;
    try {
      const changed = await project.changeRecipe(({ expectations: before = [], ...rest }) => {
        const expectations = make(before);
        return expectations.length ? { ...rest, expectations } : rest;
      });
      if (changed && said) tellChange(said);
    } catch (error) {
      this.failure = { title: 'The expectations were not changed', error };
    }
  }
}

/** A new expectation is about the first column that it can be about. */
function firstParams(id: string): ParamValues {
  const { params } = expectationById(id);
  const columns = project.recipe?.columns ?? [];
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, param]) => {
      if (param.kind !== 'column' && param.kind !== 'columns') return [];
      const { accepts } = param;
      const first = columns.find(c => !accepts || accepts.includes(c.kind))?.name;
      if (first === undefined) return [];
      return [[name, param.kind === 'column' ? first : [first]] as const];
    }),
  );
}

export const expectations = new Expectations();
