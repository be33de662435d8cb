import { StudioError } from '../core/errors.ts';
import type { DeviceName } from '../core/model.ts';
import { withIntervals } from '../core/metrics/intervals.ts';
import type { LogSettings } from '../core/monitor/log-settings.ts';
import { checkExpectations } from '../core/pipeline/check-expectations.ts';
import { outcomeInTurns } from '../core/pipeline/evaluate.ts';
import { changesColumns, rawFields, withoutRowOperations } from '../core/pipeline/prepared-columns.ts';
import { targetName } from '../core/pipeline/recipe.ts';
import { compareRuns, type Comparison } from '../core/stats/compare.ts';
import { type Table, takeTableRows } from '../core/table/table.ts';
import { type Gate, promotionGates } from '../core/update/gates.ts';
import { unseenRows } from '../core/update/unseen-rows.ts';
import type { WorkContext } from '../core/work.ts';
import { rawColumns } from '../export/raw-values.ts';
import type { CallContext } from '../rpc/protocol.ts';
import { getDataset } from '../store/datasets.ts';
import { listMonitors } from '../store/monitors.ts';
import { recordOpening } from '../store/projects.ts';
import { getRun } from '../store/runs.ts';
import type { NamedMetric, VersionRecord } from '../store/schema.ts';
import { keepQuarantined, readCheckedLog } from './checked-log.ts';
import { combineTables } from './combine.ts';
import { keepTable } from './keep-table.ts';
import { versionOf } from './monitoring.ts';
import { rowsToLearnFrom } from './prediction-log.ts';
import { openKernels } from './kernels.ts';
import { preparedTable, splitTable } from './prepared.ts';
import { packageVersion, publishRun } from './publishing.ts';
import { tableUnder } from './tables.ts';
import { trainingApi, type TrainProgress } from './training.ts';

/** Champion and challenger on the same rows, none of which either learned from. */
export interface ChallengerReview {
  readonly champion: number;
  readonly challenger: number;
  /** Null where they cannot be compared: no common rows, or other classes. */
  readonly comparison: Comparison | null;
  readonly rows: { readonly tested: number; readonly leftOut: number; readonly added: number };
  readonly metrics: { readonly champion: readonly NamedMetric[]; readonly challenger: readonly NamedMetric[] };
  readonly gates: readonly Gate[];
}

export const updatingApi = {
  /**
   * Train the champion's recipe on its data followed by a log (append), or on the log alone (replace), and publish the
   * result as challenger. The combined table and the run are kept like any other.
   */
  async retrain(
    model: string,
    number: number,
    settings: LogSettings,
    how: 'append' | 'replace',
    device: DeviceName | null,
    reason: string,
    context: CallContext<TrainProgress>,
  ): Promise<VersionRecord> {
    const champion = await versionOf(model, number);
    const added = await addedRows(champion, settings, context.signal);
    const { dataset: trainedOn } = await getRun(champion.runId);
    // What a log holds came after the row operations, so it joins rows that have been through them too.
    const { recipe: whole } = champion.fitted;
    const recipe = added.raw ? whole : withoutRowOperations(whole);
    const fields = rawFields(recipe);
    const base = { ...(await getDataset(trainedOn.id)), fields };
    const before = added.raw ? await tableUnder(base.id, fields) : (await preparedTable(base.id, whole)).table;
    const table = combineTables(base, before, added.table, how);
    const dataset = await keepTable(base, table, {
      name: how === 'append' ? `${base.name} + ${added.record.name}` : `${added.record.name} (retraining)`,
      origin: { kind: 'combined', of: [base.id, added.record.id], how },
    });
    const run = await trainingApi.train(champion.projectId, dataset.id, recipe, device, context);
    return publishRun(run.id, model, 'challenger', reason, context);
  },

  /** Compare a challenger with the champion on rows neither learned from, with a test, and say what stands in its way. */
  async review(model: string, champion: number, challenger: number, context: CallContext): Promise<ChallengerReview> {
    const { signal } = context;
    const [first, second] = [await versionOf(model, champion), await versionOf(model, challenger)];
    const [runA, runB] = [await getRun(first.runId), await getRun(second.runId)];
    const a = await splitTable(runA.dataset.id, first.fitted.recipe, signal);
    const b = await splitTable(runB.dataset.id, second.fitted.recipe, signal);
    const names = first.fitted.recipe.columns.map(c => c.name).filter(n => b.table.names.includes(n) && a.table.names.includes(n)); // prettier-ignore
    const unseen = unseenRows(b.table, b.test, names, [
      { table: a.table, rows: a.train },
      { table: b.table, rows: b.train },
    ]);
    await recordOpening(second.projectId, second.runId, new Date());
    const options = { signal, kernels: (await openKernels()).graph };
    const outcomes = unseen.rows.length
      ? await Promise.all([first, second].map(v => outcomeInTurns(v.fitted, b.table, unseen.rows, options)))
      : [];
    const [ofFirst, ofSecond] = outcomes;
    const sameClasses = first.fitted.classes.join('\n') === second.fitted.classes.join('\n');
    const seed = second.fitted.recipe.seed;
    const comparison =
      ofFirst && ofSecond && sameClasses
        ? compareRuns(ofFirst, ofSecond, {
            ...(second.reference.primary === null ? {} : { metric: second.reference.primary }),
            seed,
            names: [`version ${champion}`, `version ${challenger}`],
          })
        : null;
    const origin = (await getDataset(runB.dataset.id)).origin;
    const old = origin.kind === 'combined' && origin.how === 'append' ? runA.dataset.rows : 0;
    return {
      champion,
      challenger,
      comparison,
      rows: {
        tested: unseen.rows.length,
        leftOut: unseen.repeated,
        added: unseen.rows.filter(r => b.origin === null || b.origin[r]! >= old).length,
      },
      metrics: {
        champion: ofFirst ? withIntervals(ofFirst, { seed }) : [],
        challenger: ofSecond ? withIntervals(ofSecond, { seed }) : [],
      },
      gates: promotionGates({
        champion: first.fitted,
        challenger: second.fitted,
        tested: unseen.rows.length,
        leftOut: unseen.repeated,
        comparison,
        faults: await openFaults(first),
        unmet: await unmetExpectations(second, takeTableRows(b.table, b.rows), context),
      }),
    };
  },

  /** Bodies for /predict, one real row each, taken from the rows a version was made from: for showing it at work. */
  async exampleRequests(model: string, number: number, count: number): Promise<readonly string[]> {
    const version = await versionOf(model, number);
    const run = await getRun(version.runId);
    const { table } = await preparedTable(run.dataset.id, version.fitted.recipe);
    const rows = Array.from({ length: Math.min(count, table.rows) }, (_, i) => Math.floor((i * table.rows) / count));
    const columns = [...rawColumns(await packageVersion(version), takeTableRows(table, rows))];
    return rows.map((_, i) => JSON.stringify({ rows: [Object.fromEntries(columns.map(([name, v]) => [name, v[i]]))] }));
  },
};

/** Rows to learn from: the imported table as it is where it has the target by name, else the log with its truth, kept as a table. */
async function addedRows(champion: VersionRecord, settings: LogSettings, signal: AbortSignal) {
  const target = targetName(champion.fitted.recipe);
  const asItIs = settings.datasetId !== null && !settings.late && (target === undefined || settings.truth === target);
  const checked = await readCheckedLog(champion, settings, { signal });
  const { log } = checked;
  if (log !== checked.whole) await keepQuarantined(champion, settings, checked);
  if (target !== undefined && !log.truth) {
    throw new StudioError(
      'monitor/no-truth',
      `Retraining must know what turned out to be true: the log has no "${target}". Name its column, or add the truth that arrived later.`,
      { target },
    );
  }
  const table = rowsToLearnFrom(champion, log);
  if (asItIs) {
    const record = await getDataset(settings.datasetId!);
    const { recipe } = champion.fitted;
    if (!changesColumns(recipe)) return { raw: true, record, table };
    const file = await tableUnder(record.id, rawFields(recipe));
    return { raw: true, record, table: log === checked.whole ? file : takeTableRows(file, fileRows(log.origin)) };
  }
  const base = await getDataset((await getRun(champion.runId)).dataset.id);
  const of = [settings.datasetId, settings.late?.datasetId].filter(id => id != null);
  const { model, version } = champion;
  const kept = { ...base, fields: champion.fitted.recipe.columns.filter(c => table.names.includes(c.name)) };
  const record = await keepTable(kept, table, {
    name: `${log.name}, with truth`,
    origin: { kind: 'log', of, model, version },
  });
  return { raw: !changesColumns(champion.fitted.recipe), table, record };
}

/** What fails outright of the expectations frozen with a version, on these rows; null where there are none. */
async function unmetExpectations(
  { fitted: { recipe } }: VersionRecord,
  table: Table,
  context: WorkContext,
): Promise<readonly string[] | null> {
  if (!recipe.expectations?.length) return null;
  const { results } = await checkExpectations(recipe.expectations, table, { signal: context.signal });
  return results.filter(r => r.state === 'fail').map(r => r.words);
}

function fileRows(origin: Int32Array | null): Int32Array {
  if (origin) return origin;
  throw new StudioError(
    'monitor/rows-made-anew',
    'The row operations make rows anew, so no row of the file can be left out for a row that is not as expected. Retrain with all rows, or flag the expectations for quarantine in the pipeline.',
  );
}

/** Faults of the pipeline that the latest check of the champion found and that still last. */
async function openFaults(champion: VersionRecord): Promise<readonly string[]> {
  const latest = (await listMonitors(champion.projectId)).findLast(m => m.versionId === champion.id);
  return (latest?.report.alerts ?? []).filter(a => a.blocksPromotion && a.ongoing).map(a => a.title);
}
