import { completeRows, type Outcome, takeOutcome } from '../metrics/outcome.ts';
import { takeRows, type Column } from '../table/column.ts';
import { castColumn, type CastResult } from '../table/cast.ts';
import { findColumn } from '../table/table.ts';
import { pacer, type WorkContext } from '../work.ts';
import { raiseAlerts, type AlertOptions } from './alerts.ts';
import type { Alert } from './alert.ts';
import { type Chunk, type Chunking, chunkLog } from './chunks.ts';
import { ChanceLines, type Compared, DRIFT_RULE, testDrift } from './drift.ts';
import { logOutcome, type MonitorLog, readFeature } from './log.ts';
import { measurePerformance } from './performance.ts';
import { checkQuality, type Unreadable } from './quality.ts';
import type { FeatureReference } from './feature-reference.ts';
import type { ReferencePack } from './reference.ts';
import type { ChunkReport, MonitorReport } from './report.ts';
import { outcomeSignals } from './signals.ts';

export interface MonitorOptions extends AlertOptions {
  readonly chunking?: Chunking;
}

interface LogFeature {
  readonly reference: FeatureReference;
  readonly raw: Column | null;
  readonly cast: CastResult | null;
}

/**
 * Compare a prediction log with the reference of the version that made it: drift, data quality and performance of every
 * chunk, and the alerts that follow. Pure: the same log and reference give the same report. One bad column never
 * spoils the others. Throws `monitor/…` where log and reference do not belong together, `rpc/cancelled` when stopped.
 */
export async function monitorLog(
  reference: ReferencePack,
  log: MonitorLog,
  options: MonitorOptions = {},
  context: WorkContext = {},
): Promise<MonitorReport> {
  const pace = pacer(context);
  const outcome = logOutcome(reference, log);
  const features: LogFeature[] = reference.features.map(feature => ({
    reference: feature,
    raw: findColumn(log.table, feature.name) ?? null,
    cast: readFeature(log.table, feature),
  }));
  const { by, chunks, untimed } = chunkLog(log.table.rows, log.time ?? null, options.chunking);
  const probabilities = log.predictions.task !== 'classification' || log.predictions.probabilities !== undefined;
  const chance = new ChanceLines(reference.seed);
  const reports: ChunkReport[] = [];
  for (const chunk of chunks) {
    await pace('Comparing', chunk.index, chunks.length);
    reports.push(reportChunk(reference, chunk, features, outcome, probabilities, chance));
  }
  const missingColumns = features.filter(f => !f.raw).map(f => f.reference.name);
  const alerts = raiseAlerts(reference, reports, missingColumns, options);
  return {
    version: 1,
    task: reference.task,
    rows: log.table.rows,
    untimed,
    by,
    chunks: reports,
    alerts,
    headline: headline(alerts, reports),
    blocksPromotion: alerts.some(a => a.blocksPromotion && a.ongoing),
    missingColumns,
  };
}

function reportChunk(
  reference: ReferencePack,
  chunk: Chunk,
  features: readonly LogFeature[],
  outcome: Outcome,
  probabilities: boolean,
  chance: ChanceLines,
): ChunkReport {
  const { index, label, from, to, rows, partial } = chunk;
  const here = features.map(({ reference: feature, raw, cast }) => {
    const column = cast && takeRows(cast.column, rows);
    return {
      feature,
      column,
      unreadable: cast && raw ? countUnreadable(feature, raw, cast, rows) : { count: 0, examples: [] },
    };
  });
  const compared = here.map(({ feature, column }): Compared => ({ name: feature.name, label: feature.name, reference: feature.values, column })); // prettier-ignore
  const seen = takeOutcome(outcome, rows);
  return {
    index,
    label,
    from,
    to,
    rows: rows.length,
    partial,
    judged: !partial && rows.length >= DRIFT_RULE.rows,
    features: testDrift(compared, chance, reference.seed),
    signals: testDrift(signalColumns(reference, seen, probabilities), chance, reference.seed),
    quality: here.flatMap(({ feature, column, unreadable }) =>
      column ? checkQuality(feature, column, unreadable) : [],
    ),
    performance: measurePerformance(reference, seen, { probabilities, seed: reference.seed }),
  };
}

/** Predictions of all rows; truth only where it has arrived, so that what is late does not look like a shift. */
function signalColumns(reference: ReferencePack, outcome: Outcome, probabilities: boolean): readonly Compared[] {
  const labelled = outcomeSignals(takeOutcome(outcome, completeRows(outcome)));
  return outcomeSignals(outcome).flatMap(({ id, label, column }): readonly Compared[] => {
    const known = reference.signals.find(s => s.id === id);
    if (!known || (id === 'score' && !probabilities)) return [];
    const late = id === 'truth' ? labelled.find(s => s.id === id)!.column : column;
    return [{ name: id, label, reference: known.values, column: late }];
  });
}

/** Values of these rows that were there but could not be read as the kind the model knows. */
function countUnreadable({ kind }: FeatureReference, raw: Column, cast: CastResult, rows: Int32Array): Unreadable {
  if (cast.unparseable === 0) return { count: 0, examples: [] };
  const { unparseable, examples } = castColumn(takeRows(raw, rows), kind);
  return { count: unparseable, examples };
}

function headline(alerts: readonly Alert[], chunks: readonly ChunkReport[]): string {
  const [first] = alerts.filter(a => a.confirmed && a.severity !== 'info');
  const judged = chunks.filter(c => c.judged).length;
  if (first) return `${first.title}. Next: ${first.action.label.toLowerCase()}.`;
  if (judged === 0) return 'There are not enough rows to judge yet.';
  const quiet = alerts.some(a => a.severity === 'info') ? 'nothing that needs you now' : 'nothing unusual';
  return `${judged} ${judged === 1 ? 'chunk' : 'chunks'} compared, ${quiet}.`;
}
