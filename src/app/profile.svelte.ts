import { dropsDuplicates } from '../core/pipeline/apply-decision.ts';
import type { Recipe } from '../core/pipeline/recipe.ts';
import type { Decision, Finding } from '../core/table/findings.ts';
import { quoted } from '../core/table/finding.ts';
import type { TableProfile } from '../core/table/profile.ts';
import { runJob } from './jobs.ts';
import { project } from './project.svelte.ts';
import { dataWorker } from './services.ts';
import { tellChange } from './undo-toast.ts';

interface WorkProgress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
}

/** What the table holds and what a person should decide about it. It follows the recipe; the last one stays until the next is there. */
class Profile {
  profile = $state.raw<TableProfile | null>(null);
  findings = $state.raw<readonly Finding[] | null>(null);
  profileError = $state.raw<unknown>(null);
  findingsError = $state.raw<unknown>(null);
  /** A person stopped the work; `again` takes it up. */
  stopped = $state(false);
  #made = '';
  #datasetId = '';
  #work: AbortController | null = null;

  /** Findings that still wait for a person, and those that were decided and are still true. */
  open = $derived((this.findings ?? []).filter(finding => !settled(finding)));
  kept = $derived((this.findings ?? []).filter(settled));

  /** Profile the table and look for findings, unless that was done for the very same question. */
  async follow(datasetId: string, recipe: Recipe): Promise<void> {
    const { columns, rows, split, seed, task } = recipe;
    const asked = JSON.stringify([datasetId, columns, rows, split, seed, task]);
    if (asked === this.#made) return;
    this.#made = asked;
    if (datasetId !== this.#datasetId) this.profile = this.findings = null;
    this.#datasetId = datasetId;
    this.#work?.abort();
    const work = (this.#work = new AbortController());
    this.stopped = false;
    const done = await runJob('Profiling the columns', job => {
      const options = {
        signal: AbortSignal.any([job.signal, work.signal]),
        onProgress: ({ phase, done, total }: WorkProgress) => job.report(total ? done / total : null, phase),
      };
      return this.#make(datasetId, recipe, options);
    });
    if (done === undefined && !work.signal.aborted) this.stopped = true;
  }

  async #make(
    datasetId: string,
    recipe: Recipe,
    options: { signal: AbortSignal; onProgress: (update: WorkProgress) => void },
  ): Promise<true> {
    this.profileError = this.findingsError = null;
    try {
      const made = await dataWorker().profile(datasetId, recipe, options);
      if (options.signal.aborted) return true; // it was overtaken at the last moment
      this.profile = made;
    } catch (error) {
      if (isStop(error)) throw error;
      this.profileError = error;
      return true;
    }
    try {
      const found = await dataWorker().findings(datasetId, recipe, options);
      if (!options.signal.aborted) this.findings = found;
    } catch (error) {
      if (isStop(error)) throw error;
      this.findings = null;
      this.findingsError = error;
    }
    return true;
  }

  again(): void {
    this.#made = '';
    const { dataset, recipe } = project;
    if (dataset && recipe) void this.follow(dataset.id, recipe);
  }

  /** Carry a decision out on the recipe and remember it; both can be taken back at once. */
  async decide(finding: Finding, decision: Decision): Promise<void> {
    const { record } = project;
    if (!record) return;
    const { decisions } = record;
    this.findingsError = null;
    try {
      if (!(await project.changeRecipe((latest, id) => dataWorker().decide(id, latest, decision.action)))) return;
      await project.decide(finding.id, decision.id);
      tellChange(`Done: ${decision.label.charAt(0).toLowerCase()}${decision.label.slice(1)}.`, async () => {
        if (decision.action.type !== 'keep') await project.undo();
        await project.update({ decisions });
      });
    } catch (error) {
      this.findingsError = error;
    }
  }

  /** Make a value of a column missing from now on, as the decision about a finding does; it can be taken back. */
  async treatAsMissing(column: string, value: string): Promise<void> {
    this.findingsError = null;
    const entries = [{ column, values: [value] }];
    try {
      const changed = await project.changeRecipe((recipe, id) =>
        dataWorker().decide(id, recipe, { type: 'set-missing', entries }),
      );
      if (changed) tellChange(`${quoted(value)} in ${quoted(column)} counts as missing now.`);
    } catch (error) {
      this.findingsError = error;
    }
  }

  /** Put a decided finding back among the open ones. */
  async reopen(finding: Finding): Promise<void> {
    const { record, recipe } = project;
    if (!record) return;
    if (finding.kind === 'duplicates' && recipe && dropsDuplicates(recipe))
      await project.setRecipe({ ...recipe, rows: recipe.rows.filter(r => r.id !== 'drop-duplicates') });
    await project.update({ decisions: record.decisions.filter(d => d.finding !== finding.id) });
  }
}

const isStop = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'rpc/cancelled';

/** Kept by a person, or about repeats that are dropped already. What is set aside raises no finding any more. */
function settled(finding: Finding): boolean {
  if (finding.kind === 'duplicates' && project.recipe && dropsDuplicates(project.recipe)) return true;
  return project.record?.decisions.find(d => d.finding === finding.id)?.decision === 'keep';
}

export const profile = new Profile();
