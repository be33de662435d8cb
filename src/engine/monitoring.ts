import { StudioError } from '../core/errors.ts';
import type { BatchExpectations } from '../core/monitor/check-log.ts';
import type { LogSettings } from '../core/monitor/log-settings.ts';
import { monitorLog } from '../core/monitor/monitor.ts';
import { keptDecisions, openAlerts } from '../core/monitor/open-alerts.ts';
import type { CallContext } from '../rpc/protocol.ts';
import { getVersion } from '../store/deployments.ts';
import { listMonitors, saveMonitor } from '../store/monitors.ts';
import type { DatasetRecord, MonitorRecord, VersionRecord } from '../store/schema.ts';
import { keepQuarantined, readCheckedLog } from './checked-log.ts';

type Progress = CallContext<{ phase: string; done: number; total: number }>;

export async function versionOf(model: string, number: number): Promise<VersionRecord> {
  const found = await getVersion(model, number);
  if (!found) {
    throw new StudioError('serve/unknown-version', `Model "${model}" has no version ${number}.`, { model, number });
  }
  return found;
}

export const monitoringApi = {
  /** Compare a log with what a version was tested on, and keep the result. Decisions about alerts that are still there hold. */
  async monitor(model: string, number: number, settings: LogSettings, context: Progress): Promise<MonitorRecord> {
    const version = await versionOf(model, number);
    const { log, expectations } = await readCheckedLog(version, settings, context);
    const now = Date.now();
    const report = await monitorLog(version.reference, log, { chunking: settings.chunking, now }, context);
    const before = (await listMonitors(version.projectId)).findLast(
      m => m.versionId === version.id && m.datasetId === settings.datasetId,
    );
    const decisions = keptDecisions(report.alerts, before?.decisions ?? []);
    const record: MonitorRecord = {
      id: crypto.randomUUID(),
      projectId: version.projectId,
      versionId: version.id,
      source: log.name,
      datasetId: settings.datasetId,
      createdAt: new Date(now).toISOString(),
      alerts: openAlerts(report.alerts, decisions).length,
      report,
      expectations,
      settings,
      decisions,
    };
    await saveMonitor(record);
    return record;
  },

  /** The expectations frozen with a version on a batch of later rows, without comparing anything; null without any. */
  async checkBatch(
    model: string,
    number: number,
    settings: LogSettings,
    context: Progress,
  ): Promise<BatchExpectations | null> {
    const version = await versionOf(model, number);
    return (await readCheckedLog(version, { ...settings, clean: false }, context)).expectations;
  },

  /** Keep the rows of a batch that are not as expected, with the reason, as a dataset; null where there are none. */
  async quarantineBatch(
    model: string,
    number: number,
    settings: LogSettings,
    context: Progress,
  ): Promise<DatasetRecord | null> {
    const version = await versionOf(model, number);
    return keepQuarantined(version, settings, await readCheckedLog(version, { ...settings, clean: false }, context));
  },
};
