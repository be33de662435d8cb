import { type LogSettings, suggestSettings, ENDPOINT_ID, ENDPOINT_TIME } from '../core/monitor/log-settings.ts';
import { type AlertDecision, openAlerts } from '../core/monitor/open-alerts.ts';
import { performanceSeries } from '../core/monitor/performance-series.ts';
import { driftRows, monitorSummary, qualityRows } from '../core/monitor/monitor-rows.ts';
import type { Schema } from '../core/table/schema.ts';
import { saveMonitor } from '../store/monitors.ts';
import type { DatasetRecord, MonitorRecord } from '../store/schema.ts';
import { runJob } from './jobs.ts';
import { addDataset } from './open-source.ts';
import { project } from './project.svelte.ts';
import { fetchSample } from './samples.ts';
import { trainingWorker } from './services.ts';
import { source } from './source.svelte.ts';
import { toasts } from './toasts.svelte.ts';

/** Comparing a log with what a version was tested on, and what a person decides about the alerts. */
class Monitor {
  #version = $state<number | null>(null);
  #edited = $state.raw<LogSettings | null>(null);
  #chunk = $state<number | null>(null);
  busy = $state(false);
  failure = $state.raw<{ readonly title: string; readonly error: unknown } | null>(null);

  constructor() {
    project.whenLeft(() => {
      [this.#version, this.#edited, this.#chunk, this.failure] = [null, null, null, null];
    });
  }

  /** The version that is watched: the champion, unless a person chose another. */
  version = $derived(
    project.versions.find(v => v.version === (this.#version ?? project.deployment?.champion)) ??
      project.versions.at(-1) ??
      null,
  );
  /** Tables that can be a log: all of the project but those the version learned from or reads beside them, and what was put together here. */
  logs = $derived.by(() => {
    const id = project.runs.find(r => r.id === this.version?.runId)?.dataset.id;
    const origin = project.datasets.find(d => d.id === id)?.origin;
    const beside = project.sources.map(d => d.id);
    const learned = [id, project.dataset?.id, ...(origin?.kind === 'combined' ? origin.of : []), ...beside];
    const quarantined = (d: DatasetRecord): boolean => d.origin.kind === 'refined' && d.origin.part === 'quarantined';
    return project.datasets.filter(d => !learned.includes(d.id) && d.origin.kind !== 'combined' && !quarantined(d));
  });
  record = $derived(project.monitors.findLast(m => m.versionId === this.version?.id) ?? null);
  settings = $derived(this.#edited ?? this.record?.settings ?? this.#suggest(this.#likelyLog()));
  /** The columns of the chosen log. */
  fields = $derived(this.#fieldsOf(this.settings?.datasetId ?? null));
  lateFields = $derived(this.settings?.late ? this.#fieldsOf(this.settings.late.datasetId) : []);
  /** The settings were changed and nothing was compared since. */
  changed = $derived(
    this.#edited !== null && JSON.stringify(this.#edited) !== JSON.stringify(this.record?.settings ?? null),
  );

  report = $derived(this.record?.report ?? null);
  reference = $derived(this.version?.reference ?? null);
  summary = $derived(this.report ? monitorSummary(this.report) : null);
  series = $derived(this.report && this.reference ? performanceSeries(this.reference, this.report) : null);
  quality = $derived(this.report ? qualityRows(this.report) : []);
  /** The chunk the table of inputs shows. */
  chunk = $derived(this.report?.chunks[this.#chunk ?? this.summary?.chunk ?? -1] ?? null);
  drift = $derived(this.chunk && this.reference ? driftRows(this.reference, this.chunk) : []);
  open = $derived(this.report ? openAlerts(this.report.alerts, this.record?.decisions ?? []) : []);
  /** What monitoring asks for, when it asks for a new model. */
  advice = $derived(
    this.open.find(a => a.confirmed && ['retrain', 'recalibrate', 'train-challenger'].includes(a.action.id)) ??
      this.open.find(a => a.confirmed) ??
      null,
  );

  watch(version: number): void {
    this.#version = version;
    this.#edited = null;
    this.#chunk = null;
  }

  showChunk(index: number): void {
    this.#chunk = index;
  }

  /** Take another log; how it is read is proposed anew. */
  choose(datasetId: string | null): void {
    this.#edited = this.#suggest(datasetId);
  }

  change(change: Partial<LogSettings>): void {
    if (this.settings) this.#edited = { ...this.settings, ...change };
  }

  /** Truth from another table; the columns are guessed by their names and can be changed. */
  chooseLate(datasetId: string | null): void {
    if (datasetId === null) {
      this.#edited = this.#suggest(this.settings?.datasetId ?? null);
      return;
    }
    const names = this.#fieldsOf(datasetId).map(f => f.name);
    const own = this.fields.map(f => f.name);
    const lateKey = names.find(n => own.includes(n)) ?? names[0];
    if (lateKey === undefined) return;
    const key = own.includes(lateKey) ? lateKey : (own.find(n => n === ENDPOINT_ID) ?? own[0] ?? lateKey);
    const target = project.target?.name;
    const truth = names.find(n => n === target) ?? names.find(n => n !== lateKey) ?? lateKey;
    this.change({ late: { datasetId, key, lateKey }, truth });
  }

  /** Read a file as a log, or as late truth, and take it. */
  bring = (file: File, as: 'log' | 'late'): Promise<void> =>
    this.#attempt(`${file.name} was not read`, async () => {
      const added = await addDataset({ name: file.name, source: file, origin: { kind: 'file' } });
      if (!added) return;
      if (as === 'log') this.choose(added.id);
      else this.chooseLate(added.id);
    });

  /** The later file of the sample, read and compared at once. */
  bringLater = (): Promise<void> =>
    this.#attempt('The later file was not read', async () => {
      const [file, origin] = [source.laterFile, project.dataset?.origin];
      if (!file || !origin) return;
      const added = await addDataset({ name: file, source: await fetchSample(file), origin });
      if (!added) return;
      this.choose(added.id);
      await this.#compare();
    });

  /** Keep the rows of the log that are not as expected, with the reason, as a table of the project. */
  quarantine = (): Promise<void> =>
    this.#attempt('The rows were not kept', async () => {
      const { version, record } = this;
      if (!version || !record) return;
      const kept = await runJob('Keeping the rows', job =>
        trainingWorker().quarantineBatch(version.model, version.version, record.settings, { signal: job.signal }),
      );
      await project.refresh();
      if (kept) toasts.show(`Kept as “${kept.name}”. You find it in Source.`);
    });

  compare = (): Promise<void> => this.#attempt('The log was not compared', () => this.#compare());

  async #compare(): Promise<void> {
    const { version, settings } = this;
    if (!version || !settings) return;
    const record = await runJob('Comparing the log with training', job =>
      trainingWorker().monitor(version.model, version.version, settings, {
        signal: job.signal,
        onProgress: ({ phase, done, total }) => job.report(total ? done / total : null, phase),
      }),
    );
    await project.refresh();
    if (!record) return;
    this.#edited = null;
    this.#chunk = null;
  }

  /** Say of an alert that it was seen, or that it can wait for the next check, and why. */
  decide = (alert: string, kind: AlertDecision['kind'], reason: string): Promise<void> =>
    this.#attempt('The decision was not kept', async () => {
      const { record } = this;
      if (!record) return;
      const at = new Date().toISOString();
      const decisions = [...record.decisions.filter(d => d.alert !== alert), { alert, kind, reason, at }];
      await this.#keep(record, decisions);
      const undo = (): Promise<void> => this.#keep(record, record.decisions);
      toasts.show(kind === 'seen' ? 'The alert is marked as seen.' : 'The alert waits for the next check.', { undo });
    });

  reopen = (alert: string): Promise<void> =>
    this.#attempt('The alert was not opened again', async () => {
      const { record } = this;
      if (record) await this.#keep(record, record.decisions.filter(d => d.alert !== alert)); // prettier-ignore
    });

  async #keep(record: MonitorRecord, decisions: readonly AlertDecision[]): Promise<void> {
    await saveMonitor({ ...record, decisions, alerts: openAlerts(record.report.alerts, decisions).length });
    await project.refresh();
  }

  /** The newest table that has the model's inputs; else the endpoint's own log. */
  #likelyLog(): string | null {
    const inputs = this.version?.fitted.inputs ?? [];
    return this.logs.findLast(d => inputs.every(i => d.fields.some(f => f.name === i.name)))?.id ?? null;
  }

  #suggest(datasetId: string | null): LogSettings | null {
    return this.version ? suggestSettings(this.version.fitted, datasetId, this.#fieldsOf(datasetId)) : null;
  }

  #fieldsOf(datasetId: string | null): Schema {
    if (datasetId !== null) return project.datasets.find(d => d.id === datasetId)?.fields ?? [];
    const inputs = (this.version?.fitted.inputs ?? []).map(({ name, kind }) => ({
      name,
      kind,
      role: 'feature' as const,
    }));
    return [
      { name: ENDPOINT_ID, kind: 'text', role: 'id' },
      { name: ENDPOINT_TIME, kind: 'datetime', role: 'time' },
      ...inputs,
    ];
  }

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

export const monitor = new Monitor();
