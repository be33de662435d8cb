import { type Alert, severities } from './alert.ts';
import { faultAlert, findFaults, missingColumnAlert } from './quality-alerts.ts';
import { ageAlert, driftAlerts } from './drift-alerts.ts';
import { performanceAlerts } from './performance-alerts.ts';
import type { ReferencePack } from './reference.ts';
import type { ChunkReport } from './report.ts';

export interface AlertOptions {
  /** The time of asking, epoch milliseconds; without it the model's age is not judged. */
  readonly now?: number | undefined;
  /** Older than this a challenger is suggested. */
  readonly maxAgeDays?: number | undefined;
}

/**
 * What a person should know and do, from everything the chunks say: one alert a cause and window, never one a feature
 * and chunk. Drift, losses and out-of-range values must show in 2 of 3 chunks in a row before they weigh.
 */
export function raiseAlerts(
  reference: ReferencePack,
  chunks: readonly ChunkReport[],
  missingColumns: readonly string[],
  options: AlertOptions = {},
): readonly Alert[] {
  const faults = findFaults(reference, chunks);
  const drift = driftAlerts(chunks, faults);
  const alerts = [
    ...missingColumns.map(missingColumnAlert),
    ...faults.map(f => faultAlert(f, chunks, reference)),
    ...drift.alerts,
    ...performanceAlerts(reference, chunks, faults, drift.features),
    ...ageAlert(reference, options),
  ];
  const rank = (a: Alert) => severities.indexOf(a.severity);
  return alerts.sort((a, b) => rank(a) - rank(b) || (a.chunks?.first ?? -1) - (b.chunks?.first ?? -1));
}
