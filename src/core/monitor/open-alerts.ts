import type { Alert } from './alert.ts';

/** What a person decided about an alert. `seen` holds for later checks too; `later` only until the next one. */
export interface AlertDecision {
  readonly alert: string;
  readonly kind: 'seen' | 'later';
  readonly reason: string;
  readonly at: string;
}

/** Alerts that wait for a person: not mere remarks, and not decided about. */
export const openAlerts = (alerts: readonly Alert[], decisions: readonly AlertDecision[]): readonly Alert[] =>
  alerts.filter(a => a.severity !== 'info' && !decisions.some(d => d.alert === a.id));

/** Decisions of the check before that still hold in the next. */
export const keptDecisions = (alerts: readonly Alert[], before: readonly AlertDecision[]): readonly AlertDecision[] =>
  before.filter(d => d.kind === 'seen' && alerts.some(a => a.id === d.alert));
