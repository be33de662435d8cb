import { StudioError } from '../core/errors.ts';
import { type BatchExpectations, checkLog, countByChunk } from '../core/monitor/check-log.ts';
import type { LogPredictions } from '../core/monitor/log.ts';
import type { LogSettings } from '../core/monitor/log-settings.ts';
import { type Quarantine, quarantinedTable, quarantineRows } from '../core/pipeline/quarantine.ts';
import { takesRows } from '../core/pipeline/rerun.ts';
import { takeRows } from '../core/table/column.ts';
import { takeTableRows } from '../core/table/table.ts';
import type { WorkContext } from '../core/work.ts';
import { getDataset } from '../store/datasets.ts';
import { getRun } from '../store/runs.ts';
import type { DatasetRecord, VersionRecord } from '../store/schema.ts';
import { keepTable } from './keep-table.ts';
import { type PredictionLog, readLog } from './prediction-log.ts';

export interface CheckedLog {
  /** The rows to go on with: all, or those that are as expected where the settings ask for that. */
  readonly log: PredictionLog;
  readonly whole: PredictionLog;
  /** On all rows; null where the version expects nothing. */
  readonly expectations: BatchExpectations | null;
  /** Rows of the whole log that are not as expected, and the others. */
  readonly apart: Quarantine;
}

/** Read a log and check it by the expectations that were frozen with the version. */
export async function readCheckedLog(
  version: VersionRecord,
  settings: LogSettings,
  context: WorkContext = {},
): Promise<CheckedLog> {
  const whole = await readLog(version, settings, context.signal);
  const checked = await checkLog(version.fitted, whole, context);
  const { results, leftOut } = checked;
  const apart = quarantineRows(whole.table, checked, takesRows('unmet'));
  const byChunk = countByChunk(checked.failing, whole, settings.chunking);
  const counts = { rows: whole.table.rows, failing: apart.rows.length };
  const expectations = results.length || leftOut ? { results, byChunk, ...counts, leftOut } : null;
  if (settings.clean !== true || !apart.rows.length) return { log: whole, whole, expectations, apart };
  if (!apart.clean.length)
    throw new StudioError(
      'monitor/no-rows',
      'No row of this log is as expected, so none is left to go on with. Look at the expectations in Monitor, or go on with all rows.',
    );
  return { log: takeLog(whole, apart.clean), whole, expectations, apart };
}

/** Keep the rows of a log that are not as expected, with the reason, as a dataset; null where there are none. */
export async function keepQuarantined(
  version: VersionRecord,
  settings: LogSettings,
  { whole, apart }: Pick<CheckedLog, 'whole' | 'apart'>,
): Promise<DatasetRecord | null> {
  if (!apart.rows.length) return null;
  const base = await getDataset(settings.datasetId ?? (await getRun(version.runId)).dataset.id);
  return keepTable({ ...base, fields: version.fitted.recipe.columns }, quarantinedTable(whole.table, apart), {
    name: `${whole.name}, quarantined`,
    origin: { kind: 'refined', of: settings.datasetId === null ? [] : [base.id], part: 'quarantined' },
  });
}

function takeLog(log: PredictionLog, rows: Int32Array): PredictionLog {
  const { truth, time, origin, asRead } = log;
  return {
    ...log,
    table: takeTableRows(log.table, rows),
    predictions: takePredictions(log.predictions, rows),
    truth: truth && (truth instanceof Int32Array ? rows.map(r => truth[r]!) : Float64Array.from(rows, r => truth[r]!)),
    time: time && Float64Array.from(rows, r => time[r]!),
    origin: origin && rows.map(r => origin[r]!),
    asRead: name => {
      const column = asRead(name);
      return column && takeRows(column, rows);
    },
  };
}

function takePredictions(predictions: LogPredictions, rows: Int32Array): LogPredictions {
  switch (predictions.task) {
    case 'regression':
      return { ...predictions, values: Float64Array.from(rows, r => predictions.values[r]!) };
    case 'anomaly':
      return { ...predictions, scores: Float64Array.from(rows, r => predictions.scores[r]!) };
    case 'clustering':
      return { ...predictions, clusters: rows.map(r => predictions.clusters[r]!) };
    case 'classification': {
      const { labels, probabilities } = predictions;
      const width = probabilities ? probabilities.length / labels.length : 0;
      const taken = new Float64Array(rows.length * width);
      rows.forEach((r, i) => taken.set(probabilities?.subarray(r * width, (r + 1) * width) ?? [], i * width));
      return { ...predictions, labels: rows.map(r => labels[r]!), ...(probabilities && { probabilities: taken }) };
    }
    default:
      return predictions satisfies never;
  }
}
