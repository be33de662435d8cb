import { modelById } from '../core/models/index.ts';
import { runJob } from './jobs.ts';
import { modelName, project } from './project.svelte.ts';
import { saveFile } from './save-file.ts';
import { trainingWorker } from './services.ts';
import { status } from './status.svelte.ts';
import { training } from './training.svelte.ts';

/** The report of the open project: written anew when anything in the project has changed since. */
class Report {
  html = $state.raw<string | null>(null);
  error = $state.raw<unknown>(null);
  busy = $state(false);
  #chosen = $state.raw<string | null>(null);
  /** What the shown report was made from. */
  #madeFrom = '';
  #madeFor = '';

  finished = $derived(project.runs.filter(run => run.status === 'done'));
  #champion = $derived(project.versions.find(v => v.version === project.deployment?.champion)?.runId);
  /** The run it is about: the one chosen, the champion's, the best, the latest. */
  run = $derived(
    this.finished.find(run => run.id === this.#chosen) ??
      this.finished.find(run => run.id === this.#champion) ??
      training.best ??
      this.finished.at(-1) ??
      null,
  );
  choices = $derived(
    this.finished.map(run => ({ value: run.id, label: `Run ${run.number}, ${modelById(run.recipe.model.id).label}` })),
  );
  /** Changes with everything that stands in a report. */
  key = $derived(
    JSON.stringify([
      project.record?.id,
      project.record?.updatedAt,
      status.saved.state,
      project.record?.openings.length,
      this.run?.id,
      project.datasets.length,
      project.runs.map(run => run.status),
      project.versions.length,
      project.events.length,
      project.monitors.length,
    ]),
  );

  choose = (id: string): void => {
    this.#chosen = id;
  };

  async note(which: 'purpose' | 'limits', text: string): Promise<void> {
    try {
      await project.update({ notes: { ...(project.record?.notes ?? { purpose: '', limits: '' }), [which]: text } });
    } catch (error) {
      this.error = error;
    }
  }

  /** Write it, unless it is written already or being written. */
  async follow(again = false): Promise<void> {
    const { record } = project;
    // The worker reads what is stored, so a change must be stored first; its end changes the key again.
    if (status.saved.state === 'saving') return;
    if (!record || this.busy || (this.#madeFrom === this.key && !again)) return;
    const key = this.key;
    if (this.#madeFor !== record.id) this.html = null;
    this.#madeFrom = key;
    this.#madeFor = record.id;
    this.busy = true;
    this.error = null;
    try {
      const html = await runJob('Writing the report', job =>
        trainingWorker().writeReport(record.id, this.run?.id ?? null, {
          signal: job.signal,
          onProgress: ({ done, total }) => job.report(total ? done / total : null, 'measuring the model on each fold'),
        }),
      );
      this.html = html ?? null;
    } catch (error) {
      this.html = null;
      this.error = error;
    } finally {
      this.busy = false;
    }
    // Something changed while it was written.
    if (key !== this.key) await this.follow();
  }

  download = (): void => {
    if (this.html !== null && project.record)
      saveFile(`${modelName(project.record.name)}-report.html`, this.html, 'text/html');
  };
}

export const report = new Report();
