import { metricById } from '../../core/metrics/index.ts';
import type { NamedMetric } from '../../store/schema.ts';

/** A metric as metrics.json holds it; `value` is null where there is none, and `reason` says why. */
export interface WrittenMetric {
  readonly label: string;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly level: number | null;
  readonly method: string | null;
  readonly status: string;
  readonly reason: string | null;
  readonly n: number;
}

/** Metrics by their ids, with their intervals. */
export const writtenMetrics = (metrics: readonly NamedMetric[]): Readonly<Record<string, WrittenMetric>> =>
  Object.fromEntries(
    metrics.map(({ id, result: { value, status, reason, n, interval } }) => [
      id,
      {
        label: metricById(id).label,
        value,
        low: interval?.low ?? null,
        high: interval?.high ?? null,
        level: interval?.level ?? null,
        method: interval?.method ?? null,
        status,
        reason,
        n,
      },
    ]),
  );
