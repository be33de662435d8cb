import { quantiles } from '../stats/quantile.ts';
import type { Limited } from './performance.ts';
import type { ReferencePack } from './reference.ts';
import type { MonitorReport } from './report.ts';

/** The primary metric over the chunks, as a chart shows it. */
export interface PerformanceSeries {
  readonly metric: string;
  readonly label: string;
  /** Start of each chunk in epoch milliseconds where chunks are periods, else its name. */
  readonly x: readonly (number | string)[];
  readonly dated: boolean;
  readonly realised: readonly (number | null)[];
  /** Without labels; empty where the model's probabilities do not allow it. */
  readonly estimated: readonly (number | null)[];
  /** The held-out value and, around it, what chance alone makes of a typical chunk: 3 standard errors of the difference. */
  readonly reference: number;
  readonly band: { readonly from: number; readonly to: number } | null;
  /** Chunks that lie beyond the alert limit. */
  readonly alarms: readonly number[];
  /** The latest complete chunk with a value. */
  readonly latest: { readonly chunk: number; readonly value: Limited } | null;
}

/** Null for clusters, anomalies and where the metric could not be measured on the held-out rows. */
export function performanceSeries(reference: ReferencePack, report: MonitorReport): PerformanceSeries | null {
  const primary = reference.metrics.find(m => m.id === reference.primary);
  if (!primary || reference.task === 'anomaly') return null;
  const { chunks } = report;
  const found = chunks.map(c => c.performance?.metrics.find(m => m.id === primary.id) ?? null);
  const estimates = chunks.map(c => c.performance?.estimate ?? null);
  const widths = [...found, ...estimates].flatMap(f => (f?.alert == null ? [] : [Math.abs(f.alert - f.centre)]));
  const half = widths.length ? quantiles(Float64Array.from(widths), [0.5])[0]! : null;
  const judged = found.flatMap((value, chunk) =>
    value?.value != null && chunks[chunk]!.judged ? [{ chunk, value }] : [],
  );
  const dated = report.by !== 'count';
  return {
    metric: primary.id,
    label: primary.label,
    x: chunks.map(c => (dated && c.from !== null ? c.from : c.label)),
    dated,
    realised: found.map(f => f?.value ?? null),
    estimated: estimates.some(e => e?.value != null) ? estimates.map(e => e?.value ?? null) : [],
    reference: primary.value,
    band: half === null ? null : { from: primary.value - half, to: primary.value + half },
    alarms: found.flatMap((f, chunk) => (f?.status === 'alert' && chunks[chunk]!.judged ? [chunk] : [])),
    latest: judged.at(-1) ?? null,
  };
}
