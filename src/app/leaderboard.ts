import { improvement, metricById, metricsFor, primaryMetric } from '../core/metrics/index.ts';
import type { Metric } from '../core/metrics/define.ts';
import type { MetricResult } from '../core/metrics/result.ts';
import type { Recipe } from '../core/pipeline/recipe.ts';
import { compareFolds, type FoldComparison } from '../core/stats/compare-folds.ts';
import type { Task } from '../core/table/schema.ts';
import type { RunRecord } from '../store/schema.ts';

/** How a run stands against the best one that was measured on the same folds. */
export type Against =
  | { readonly kind: 'best' }
  | { readonly kind: 'difference'; readonly best: number; readonly comparison: FoldComparison }
  /** It was trained on other data, with another split or seed, so its folds are others. */
  | { readonly kind: 'other-rows' }
  | { readonly kind: 'none' };

export interface Standing {
  readonly run: RunRecord;
  readonly against: Against;
}

/** Two runs with equal keys were cross-validated on the same rows in the same folds. */
export const foldsKey = (recipe: Recipe, sha256: string): string =>
  JSON.stringify([
    sha256,
    recipe.task,
    recipe.split,
    recipe.seed,
    recipe.rows,
    recipe.raw,
    recipe.sources,
    recipe.columns.filter(c => c.role === 'target').map(c => [c.name, c.kind]),
  ]);

export const keyOf = (run: RunRecord): string => foldsKey(run.recipe, run.dataset.sha256);

export const crossValidated = (run: RunRecord, id: string): MetricResult | null =>
  run.crossValidation?.metrics.find(m => m.id === id)?.result ?? null;

/**
 * The metric a task's runs are ranked by; it depends on how many classes there are. Where no column marks strange rows
 * nothing ranks them, and how many rows each flags is what there is to see.
 */
export function rankingMetric(task: Task, runs: readonly RunRecord[]): Metric {
  const measured = task === 'anomaly' ? runs.filter(r => r.task === task && r.crossValidation) : [];
  const marked = measured.some(r => typeof crossValidated(r, primaryMetric(task).id)?.value === 'number');
  if (measured.length && !marked) return metricById('share-flagged');
  const classes = runs.find(r => r.task === task && r.fitted)?.fitted?.classes.length;
  return primaryMetric(task, classes);
}

const SHOWN: Readonly<Record<Task, readonly string[]>> = {
  classification: ['accuracy', 'f1', 'roc-auc', 'log-loss'],
  regression: ['mae', 'r2'],
  clustering: ['davies-bouldin', 'calinski-harabasz'],
  anomaly: ['anomaly-pr-auc', 'share-flagged', 'score-median', 'score-95'],
};

/** Whether one value of the metric is better than another. */
export const ranks = ({ direction }: Pick<Metric, 'direction'>): boolean => direction !== 'none';

/** What can be measured of a run: where no column marks strange rows, nothing that goes by marks. */
export const measurable = ({ task, recipe }: Pick<RunRecord, 'task' | 'recipe'>): readonly Metric[] => {
  const marked = task !== 'anomaly' || recipe.columns.some(c => c.role === 'target');
  return metricsFor(task).filter(metric => marked || !ranks(metric));
};

/** The few other metrics that stand beside the ranking one in the table of runs. */
export const sideMetrics = (task: Task, ranking: Metric): readonly Metric[] =>
  metricsFor(task)
    .filter(m => m.id !== ranking.id && SHOWN[task].includes(m.id))
    // Where nothing ranks, what would rank has no value.
    .filter(m => ranks(ranking) || !ranks(m))
    .slice(0, 2);

/** The finished run that does best by the metric among those with the given folds. */
export function bestRun(runs: readonly RunRecord[], metric: Metric, key: string): RunRecord | null {
  if (!ranks(metric)) return null;
  let best: { run: RunRecord; value: number } | null = null;
  for (const run of runs) {
    if (run.status !== 'done' || keyOf(run) !== key) continue;
    const value = crossValidated(run, metric.id)?.value ?? null;
    if (value !== null && (!best || improvement(metric, best.value, value) > 0)) best = { run, value };
  }
  return best?.run ?? null;
}

/** Every run, newest first, against the best of those that share the folds of the current data, split and seed. */
export function standings(runs: readonly RunRecord[], metric: Metric, key: string): readonly Standing[] {
  const best = bestRun(runs, metric, key);
  return [...runs].reverse().map(run => ({ run, against: against(run, best, metric, key) }));
}

function against(run: RunRecord, best: RunRecord | null, metric: Metric, key: string): Against {
  if (run.status !== 'done') return { kind: 'none' };
  if (keyOf(run) !== key) return { kind: 'other-rows' };
  if (!best || !run.crossValidation || !best.crossValidation) return { kind: 'none' };
  if (run.id === best.id) return { kind: 'best' };
  const folds = (of: RunRecord): MetricResult[] =>
    of.crossValidation!.perFold.flatMap(fold => fold.find(m => m.id === metric.id)?.result ?? []);
  const comparison = compareFolds(folds(best), folds(run), best.crossValidation.testOverTrain);
  return comparison ? { kind: 'difference', best: best.number, comparison } : { kind: 'none' };
}
