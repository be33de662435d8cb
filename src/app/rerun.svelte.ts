import type { QuarantineRule, RerunReport } from '../core/pipeline/rerun.ts';
import type { RerunPart, RerunRequest } from '../engine/rerunning.ts';
import { type Job, runJob } from './jobs.ts';
import { addDataset } from './open-source.ts';
import { project } from './project.svelte.ts';
import { dataWorker } from './services.ts';
import { toasts } from './toasts.svelte.ts';

export type { RerunRequest };

const working = (job: Job) => ({
  signal: job.signal,
  onProgress: ({ phase, done, total }: { phase: string; done: number; total: number }) =>
    job.report(total ? done / total : null, phase),
});

/** The whole recipe on another table: what it did there, and what becomes of the rows. */
class RunAgain {
  #dataset = $state<string | null>(null);
  /** The published version whose learned steps run as well; null runs the recipe as it is. */
  version = $state<number | null>(null);
  /** Which rows the quarantine takes. */
  rule = $state<QuarantineRule>('unmet');
  done = $state.raw<{ readonly request: RerunRequest; readonly report: RerunReport } | null>(null);
  busy = $state(false);
  failure = $state.raw<{ readonly title: string; readonly error: unknown } | null>(null);

  constructor() {
    project.whenLeft(() => {
      [this.#dataset, this.version, this.done, this.failure] = [null, null, null, null];
    });
  }

  /** Tables the recipe can be run on: the latest other one first. */
  tables = $derived(project.datasets.filter(d => !project.sources.includes(d)).reverse().sort((a, b) => Number(a.id === project.dataset?.id) - Number(b.id === project.dataset?.id))); // prettier-ignore
  dataset = $derived(project.datasets.find(d => d.id === this.#dataset) ?? this.tables[0] ?? null);
  /** What is shown was run before the recipe, the table or the version was chosen otherwise. */
  stale = $derived(
    this.done !== null &&
      (this.done.request.datasetId !== this.dataset?.id ||
        (this.done.request.version?.number ?? null) !== this.version ||
        (this.version === null && JSON.stringify(this.done.request.recipe) !== JSON.stringify(project.recipe))),
  );

  choose(datasetId: string): void {
    this.#dataset = datasetId;
  }

  bring = (file: File): Promise<void> =>
    this.#attempt(`${file.name} was not read`, async () => {
      const added = await addDataset({ name: file.name, source: file, origin: { kind: 'file' } });
      if (!added) return;
      this.#dataset = added.id;
      await this.#run();
    });

  run = (): Promise<void> => this.#attempt('The recipe did not run on this table', () => this.#run());

  async #run(): Promise<void> {
    const { dataset } = this;
    const { recipe } = project;
    if (!dataset || !recipe) return;
    const chosen = project.versions.find(v => v.version === this.version);
    const version = chosen ? { model: chosen.model, number: chosen.version } : null;
    const request = { datasetId: dataset.id, recipe, version };
    const report = await runJob(`Running the recipe on ${dataset.name}`, job => dataWorker().rerun(request, working(job))); // prettier-ignore
    if (!report) return;
    this.done = { request, report };
    this.rule = report.flagged ? 'flagged' : 'unmet';
  }

  /** Keep parts as tables of the project, for Monitor, Update and later runs. */
  keep = (...parts: readonly RerunPart[]): Promise<void> =>
    this.#attempt('The table was not kept', async () => {
      const { done, rule } = this;
      if (!done) return;
      const names: string[] = [];
      for (const part of parts) {
        const kept = await runJob('Keeping the table', job => dataWorker().keepRerun(done.request, { part, rule }, working(job))); // prettier-ignore
        if (kept) names.push(`“${kept.name}”`);
      }
      await project.refresh();
      if (names.length) toasts.show(`Kept as ${names.join(' and ')}. You find it in Source.`);
    });

  async #attempt(title: string, work: () => Promise<void>): Promise<void> {
    this.failure = null;
    this.busy = true;
    try {
      await work();
    } catch (error) {
      this.failure = { title, error };
    } finally {
      this.busy = false;
    }
  }
}

export const runAgain = new RunAgain();
