import { StudioError } from '../errors.ts';
import type { Task } from '../table/schema.ts';
import { anomalyMetrics } from './anomaly-list.ts';
import { classificationMetrics } from './classification-list.ts';
import { clusteringMetrics } from './clustering-list.ts';
import { completeOutcome, type Metric } from './define.ts';
import type { Outcome } from './outcome.ts';
import { regressionMetrics } from './regression-list.ts';
import type { MetricResult } from './result.ts';
import { pacer, type WorkContext } from '../work.ts';

/** Every metric of the studio. The screens, the report, cross-validation and monitoring are derived from this list. */
export const metrics: readonly Metric[] = [
  ...classificationMetrics,
  ...regressionMetrics,
  ...clusteringMetrics,
  ...anomalyMetrics,
];

export const metricsFor = (task: Task): readonly Metric[] => metrics.filter(m => m.task === task);

/** The metric with this id. Throws `metric/unknown`. */
export function metricById(id: string): Metric {
  const metric = metrics.find(m => m.id === id);
  if (metric) return metric;
  throw new StudioError('metric/unknown', `There is no metric "${id}". Known: ${metrics.map(m => m.id).join(', ')}.`, {
    id,
  });
}

/** Every metric of the outcome's task, in the order of the list. */
export function evaluateAll(given: Outcome): { id: string; result: MetricResult }[] {
  const { outcome, dropped } = completeOutcome(given);
  return metricsFor(given.task).map(m => ({ id: m.id, result: { ...m.compute(outcome), dropped } }));
}

/** The same, letting messages arrive between metrics: thousands of classes take a while. */
export async function evaluateInTurns(given: Outcome, context: WorkContext): Promise<ReturnType<typeof evaluateAll>> {
  const pace = pacer(context);
  const { outcome, dropped } = completeOutcome(given);
  const list = metricsFor(given.task);
  const found = [];
  for (const [i, metric] of list.entries()) {
    await pace('Metrics', i, list.length);
    found.push({ id: metric.id, result: { ...metric.compute(outcome), dropped } });
  }
  return found;
}

/**
 * The one metric that choices and comparisons rest on unless a person picks another. Two classes: ROC-AUC, which
 * needs no threshold and has an exact paired test. More classes: log loss, a proper score that is a mean over rows.
 * Anomalies: ROC-AUC against the column that marks strange rows, which has no value where there is none.
 */
export function primaryMetric(task: Task, classes = 2): Metric {
  if (task === 'regression') return metricById('rmse');
  if (task === 'clustering') return metricById('silhouette');
  if (task === 'anomaly') return metricById('anomaly-roc-auc');
  return metricById(classes > 2 ? 'log-loss' : 'roc-auc');
}

/** How much better `next` is than `previous` in the metric's own direction: above 0 is better; 0 where none is. */
export function improvement(metric: Pick<Metric, 'direction'>, previous: number, next: number): number {
  if (metric.direction === 'higher') return next - previous;
  if (metric.direction === 'lower') return previous - next;
  if (metric.direction === 'none') return 0;
  return Math.abs(previous) - Math.abs(next);
}
