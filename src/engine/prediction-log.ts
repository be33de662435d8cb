import { StudioError } from '../core/errors.ts';
import { joinLateTruth } from '../core/monitor/late-truth.ts';
import type { LogPredictions } from '../core/monitor/log.ts';
import { readAnswers } from '../core/monitor/logged-answers.ts';
import { DEMONSTRATION, ENDPOINT_ID, ENDPOINT_TIME, type LogSettings } from '../core/monitor/log-settings.ts';
import { withInputs } from '../core/pipeline/inputs.ts';
import { predict } from '../core/pipeline/predict.ts';
import { columnsAsRead } from '../core/pipeline/quarantine.ts';
import { rawFields } from '../core/pipeline/prepared-columns.ts';
import { targetName } from '../core/pipeline/recipe.ts';
import { targetNames } from '../core/pipeline/row-entries.ts';
import { timesOf } from '../core/pipeline/split.ts';
import { readTarget } from '../core/pipeline/target.ts';
import { allRows } from '../core/row-operation.ts';
import { castColumn } from '../core/table/cast.ts';
import { type Column, datetimeColumn, numberColumn, textColumn } from '../core/table/column.ts';
import { missingColumn } from '../core/table/missing-column.ts';
import { findColumn, getColumn, makeTable, type Table, withColumn } from '../core/table/table.ts';
import { getDataset } from '../store/datasets.ts';
import { listPredictions } from '../store/predictions.ts';
import type { PredictionRecord, VersionRecord } from '../store/schema.ts';
import { openKernels } from './kernels.ts';
import { preparedBatch } from './prepared.ts';
import { loadTable } from './tables.ts';

/** A log as monitoring and retraining read it. */
export interface PredictionLog {
  /** What a person calls it. */
  readonly name: string;
  /** Raw inputs, and the target's own column where truth is known. */
  readonly table: Table;
  readonly predictions: LogPredictions;
  readonly truth: Int32Array | Float64Array | null;
  readonly time: Float64Array | null;
  /** A column as the file held it, beside the rows of the table. */
  readonly asRead: (name: string) => Column | undefined;
  /** For each row the row of the file it is; null where row operations made it anew. */
  readonly origin: Int32Array | null;
}

type RowsOfLog = Pick<PredictionLog, 'table' | 'asRead' | 'origin'>;

/** Read a log by its settings. Columns the model needs and the log lacks stay absent; monitoring names them. */
export async function readLog(
  version: VersionRecord,
  settings: LogSettings,
  signal?: AbortSignal,
): Promise<PredictionLog> {
  const rows = settings.datasetId === null ? await endpointRows(version) : null;
  const {
    table: raw,
    asRead,
    origin,
  } = rows ? asItIs(endpointTable(version, rows)) : await batchTable(version, settings.datasetId!, signal);
  if (raw.rows === 0) {
    throw new StudioError(
      'monitor/no-rows',
      `Version ${version.version} of "${version.model}" has no answered rows to look at. Send it a request, or import a log.`,
    );
  }
  const name = settings.datasetId === null ? 'The endpoint’s log' : (await getDataset(settings.datasetId)).name;
  const target = targetName(version.fitted.recipe);
  const truthColumn = target === undefined ? null : await findTruth(raw, settings);
  const table = truthColumn ? withColumn(raw, target!, truthColumn) : raw;
  const predictions = rows
    ? endpointAnswers(version, rows)
    : settings.prediction !== null
      ? readAnswers(version.reference, table, settings.prediction)
      : predict(version.fitted, withInputs(version.fitted.inputs, table), undefined, {
          signal,
          kernels: (await openKernels()).graph,
        });
  return {
    name,
    table,
    predictions,
    truth: truthColumn ? readTruth(version, table) : null,
    time: settings.time === null ? null : timesOf(table, settings.time),
    asRead,
    origin,
  };
}

/**
 * An imported log as the model would meet it: through the recipe's row operations where it has the columns of the raw
 * file, and as it is where it has not, because then it was written after them.
 */
async function batchTable(version: VersionRecord, datasetId: string, signal?: AbortSignal): Promise<RowsOfLog> {
  const { recipe } = version.fitted;
  const table = await loadTable(datasetId);
  const target = targetNames(recipe)[0];
  const isRaw = rawFields(recipe).every(c => c.name === target || c.role === 'aside' || findColumn(table, c.name));
  const { origin } = await getDataset(datasetId);
  if (!recipe.rows.length || !isRaw || origin.kind === 'refined') return asItIs(table);
  const prepared = await preparedBatch(version.projectId, table, recipe, signal);
  return { table: prepared.table, asRead: columnsAsRead(table, prepared), origin: prepared.origin };
}

const asItIs = (table: Table): RowsOfLog => ({
  table,
  asRead: name => findColumn(table, name),
  origin: allRows(table),
});

/** Answered rows of this version, in order, without those of the studio's own demonstration. */
async function endpointRows({ model, version }: VersionRecord): Promise<readonly PredictionRecord[]> {
  const all = await listPredictions(model);
  return all.filter(r => r.version === version && !r.requestId.startsWith(DEMONSTRATION));
}

function endpointTable({ fitted }: VersionRecord, rows: readonly PredictionRecord[]): Table {
  const inputs = fitted.inputs.map(({ name }, i) => [name, plainColumn(rows.map(r => r.inputs[i] ?? null))] as const);
  const own = [
    [ENDPOINT_ID, textColumn(rows.map(r => r.requestId))],
    [ENDPOINT_TIME, datetimeColumn(rows.map(r => r.at))],
  ] as const;
  return makeTable([...inputs, ...own.filter(([name]) => !fitted.inputs.some(i => i.name === name))]);
}

/** Numbers stay numbers; anything else is kept as text and read under the model's types, so that what cannot be read is seen. */
function plainColumn(values: readonly (string | number | boolean | null)[]): Column {
  if (values.every(v => v === null || typeof v === 'number')) return numberColumn(values.map(v => v ?? NaN));
  return textColumn(values.map(v => (v === null ? null : String(v))));
}

function endpointAnswers({ reference, fitted }: VersionRecord, rows: readonly PredictionRecord[]): LogPredictions {
  const first = (r: PredictionRecord): number => r.values[0] ?? NaN;
  if (fitted.task === 'regression') return { task: 'regression', values: Float64Array.from(rows, first) };
  if (fitted.task === 'anomaly') return { task: 'anomaly', scores: Float64Array.from(rows, first) };
  if (fitted.task === 'clustering')
    return { task: 'clustering', clusters: Int32Array.from(rows, r => Number(r.label)) };
  const { classes } = reference;
  const probabilities = new Float64Array(rows.length * classes.length);
  rows.forEach((row, i) => row.values.forEach((p, k) => (probabilities[i * classes.length + k] = p)));
  return {
    task: 'classification',
    labels: Int32Array.from(rows, r => (r.label === null ? -1 : classes.indexOf(r.label))),
    probabilities,
  };
}

async function findTruth(table: Table, { truth, late }: LogSettings): Promise<Column | null> {
  if (truth === null) return null;
  if (!late) return getColumn(table, truth);
  const other = await loadTable(late.datasetId);
  const key = getColumn(table, late.key);
  const joined = joinLateTruth(key, table.rows, getColumn(other, late.lateKey), other.rows, getColumn(other, truth));
  if (joined.matched === 0) {
    throw new StudioError(
      'monitor/late-truth',
      `No row of the log found its truth: "${late.key}" and "${late.lateKey}" share no values that stand equally often on both sides. Choose the columns that name the same rows.`,
      { ...late, ambiguous: joined.ambiguous },
    );
  }
  return joined.column;
}

function readTruth({ fitted }: VersionRecord, table: Table): Int32Array | Float64Array | null {
  const all = Int32Array.from({ length: table.rows }, (_, i) => i);
  const found = readTarget(fitted.recipe, table, all, fitted.classes);
  return found.task === 'regression' ? found.values : found.task === 'classification' ? found.codes : null;
}

/**
 * The log as rows to learn from: under the project's types, with the time of the endpoint's log as the recipe's time, and
 * with columns that no model reads (names, groups) missing where the log does not carry them.
 */
export function rowsToLearnFrom(version: VersionRecord, log: PredictionLog): Table {
  const { recipe, inputs } = version.fitted;
  const split = recipe.split.kind === 'time' ? recipe.split.column : null;
  return makeTable(
    recipe.columns.flatMap(({ name, kind, role }) => {
      const found = findColumn(log.table, name);
      if (found) return [[name, castColumn(found, kind).column] as const];
      if (inputs.some(i => i.name === name) || role === 'target') return [];
      const isTime = name === split || role === 'time';
      if (isTime && log.time) return [[name, castColumn(datetimeColumn(log.time), kind).column] as const];
      return name === split ? [] : [[name, missingColumn(kind, log.table.rows)] as const];
    }),
  );
}
