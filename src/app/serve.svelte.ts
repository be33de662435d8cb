import type { ExportReport, TargetNote } from '../engine/exporting.ts';
import type { RunRecord, VersionRecord } from '../store/schema.ts';
import { runJob } from './jobs.ts';
import { crossValidated } from './leaderboard.ts';
import { modelName, project } from './project.svelte.ts';
import { router } from './router.svelte.ts';
import { saveFile } from './save-file.ts';
import { inOwnWorker, trainingWorker } from './services.ts';
import { toasts } from './toasts.svelte.ts';
import { training } from './training.svelte.ts';

export type ExportState =
  | { readonly state: 'working' }
  | { readonly state: 'done'; readonly report: ExportReport }
  | { readonly state: 'failed'; readonly error: unknown };

/** Taking a model out, and publishing it here. What was checked stays on the screen until another run is chosen. */
class Serve {
  #chosen = $state<string | null>(null);
  #name = $state<string | null>(null);
  targets = $state.raw<readonly TargetNote[]>([]);
  /** By run, version and target: what was checked of a run stays when another one is looked at. */
  #exports = $state.raw<ReadonlyMap<string, ExportState>>(new Map());
  publishing = $state(false);
  error = $state.raw<unknown>(null);

  constructor() {
    project.whenLeft(() => {
      [this.#chosen, this.#name, this.error] = [null, null, null];
    });
  }

  runs = $derived(project.runs.filter(run => run.status === 'done' && run.fitted));
  run = $derived(this.#pick());
  /** The version a run was published as, if it was. */
  version = $derived(project.versions.findLast(v => v.runId === this.run?.id) ?? null);
  /** The name is free until the first version; then every version bears it. */
  named = $derived(project.versions.at(-1)?.model ?? null);
  model = $derived(this.named ?? this.#name ?? project.model);

  /** The chosen run, else the one the address names, else the best one, the newest of equals, else the last. */
  #pick(): RunRecord | null {
    const wanted = this.#chosen ?? router.query.get('run');
    const named = this.runs.find(run => run.id === wanted || String(run.number) === wanted);
    if (named) return named;
    const { best, metric } = training;
    if (!best) return this.runs.at(-1) ?? null;
    const value = crossValidated(best, metric.id)?.value;
    return this.runs.findLast(r => crossValidated(r, metric.id)?.value === value && r.task === best.task) ?? best;
  }

  choose(runId: string): void {
    this.#chosen = runId;
    this.error = null;
  }

  rename(name: string): void {
    this.#name = name.trim() ? modelName(name) : null;
  }

  async loadTargets(): Promise<void> {
    if (this.targets.length) return;
    await this.#attempt(async () => {
      this.targets = await trainingWorker().exportTargets();
    });
  }

  exportOf = (target: TargetNote): ExportState | undefined => this.#exports.get(this.#keyOf(target));

  /** A run leaves under another number once it is published, so that it has to be written anew. */
  #keyOf = (target: TargetNote): string => [this.run?.id, this.version?.version, target.id].join(' ');

  /** Write the model in this form, run it back over the held-out rows, and hand it out if it agrees. */
  async take(target: TargetNote): Promise<void> {
    const { run, model } = this;
    const before = this.exportOf(target);
    if (!run || before?.state === 'working') return;
    this.#chosen = run.id;
    const key = this.#keyOf(target);
    const set = (state: ExportState | undefined): void => {
      const others = [...this.#exports].filter(([other]) => other !== key);
      this.#exports = new Map(state ? [...others, [key, state] as const] : others);
    };
    set({ state: 'working' });
    try {
      const report = await runJob(`Checking the ${target.label}`, job =>
        inOwnWorker(worker =>
          worker.exportRun(run.id, model, target.id, {
            signal: job.signal,
            onProgress: ({ phase }) => job.report(null, phase),
          }),
        ),
      );
      set(report ? { state: 'done', report } : before);
      if (report?.verification.agrees) this.save(report);
    } catch (error) {
      set({ state: 'failed', error });
    }
  }

  save({ zipName, zip }: ExportReport): void {
    saveFile(zipName, zip, 'application/zip');
  }

  /** Publish the chosen run as the next version. The first one answers requests at once; a later one waits as challenger. */
  async publish(): Promise<VersionRecord | undefined> {
    const { run, model } = this;
    if (!run || this.publishing) return undefined;
    this.#chosen = run.id;
    this.publishing = true;
    try {
      return await this.#attempt(async () => {
        const first = project.versions.length === 0;
        const reason = first ? 'First version of this model.' : `Run ${run.number} was published to be compared.`;
        const version = await runJob(`Publishing run ${run.number}`, job =>
          trainingWorker().publishRun(run.id, model, 'challenger', reason, { signal: job.signal }),
        );
        await project.refresh();
        if (version)
          toasts.show(
            first
              ? `Version ${version.version} of “${version.model}” answers requests now.`
              : `Version ${version.version} waits as challenger. Promote it in Update.`,
          );
        return version;
      });
    } finally {
      this.publishing = false;
    }
  }

  async #attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    this.error = null;
    try {
      return await work();
    } catch (error) {
      this.error = error;
      return undefined;
    }
  }
}

export const serve = new Serve();
