import { affordableDraws, bootstrapDraws, DEFAULT_DRAWS, intervalFromDraws } from '../stats/bootstrap.ts';
import { DELONG_MINIMUM, delongAuc } from '../stats/delong.ts';
import { moments } from '../stats/describe.ts';
import { normalHalfWidth } from '../stats/distributions.ts';
import { wilsonInterval } from '../stats/proportions.ts';
import { completeOutcome, type Metric } from './define.ts';
import { metricsFor } from './index.ts';
import { type Outcome, rowsOf, strataOf } from './outcome.ts';
import type { Interval, MetricResult } from './result.ts';

export interface IntervalOptions {
  readonly level?: number;
  readonly draws?: number;
  readonly seed?: number;
  /** Only these metrics; all of the task unless given. */
  readonly ids?: readonly string[];
}

/** From this many rows on, the mean of a per-row value gets its normal interval: drawing again would add nothing. */
export const NORMAL_ROWS = 50_000;

/**
 * Every metric of the outcome with a confidence interval: Wilson for proportions, DeLong for a binary AUC, a seeded
 * bootstrap for the rest (all on the same draws; stratified by class for ranking). Intervals speak of other rows from
 * the same source for this same model; those of clusters hold the clusters fixed. No interval where there is no value.
 */
export function withIntervals(outcome: Outcome, options: IntervalOptions = {}): { id: string; result: MetricResult }[] {
  const { level = 0.95, draws = DEFAULT_DRAWS, seed = 1, ids } = options;
  const metrics = metricsFor(outcome.task).filter(m => !ids || ids.includes(m.id));
  const { outcome: complete, dropped } = completeOutcome(outcome);
  const results = metrics.map(m => ({ ...m.compute(complete), dropped }));
  const n = rowsOf(complete);

  const analytic = metrics.map((m, i) => (results[i]!.status === 'ok' ? analyticInterval(m, complete, level) : null));
  const intervals = [...analytic];
  for (const byClass of [false, true]) {
    const strata = byClass ? strataOf(complete) : undefined;
    const chosen = metrics.flatMap((m, i) =>
      results[i]!.status === 'ok' && !analytic[i] && stratified(m) === byClass && n > 1 ? [i] : [],
    );
    if (chosen.length === 0) continue;
    const statistics = chosen.map(i => metrics[i]!.resample(complete));
    const made = affordableDraws(n, draws);
    const values = bootstrapDraws(n, statistics, { draws: made, seed, strata });
    chosen.forEach((metric, s) => {
      intervals[metric] = intervalFromDraws(n, statistics[s]!, values[s]!, { draws, seed, level, strata });
    });
  }
  return metrics.map((m, i) => {
    const interval = intervals[i];
    return { id: m.id, result: interval ? { ...results[i]!, interval } : results[i]! };
  });
}

/** A ranking is resampled within each class, so that no draw is left without one. */
const stratified = (metric: Metric): boolean => metric.ranking !== undefined;

/** The interval a formula gives; null where the bootstrap has to. `outcome` has no missing rows. */
function analyticInterval(metric: Metric, outcome: Outcome, level: number): Interval | null {
  const count = metric.proportion?.(outcome);
  if (count && count.n > 0) return wilsonInterval(count.hits, count.n, level);
  const ranking = metric.ranking?.(outcome);
  if (ranking) {
    const positives = ranking.isPositive.reduce((sum, p) => sum + p, 0);
    if (Math.min(positives, ranking.isPositive.length - positives) >= DELONG_MINIMUM)
      return delongAuc(ranking.isPositive, ranking.scores, level)?.interval ?? null;
    return null;
  }
  if (!metric.perRow || rowsOf(outcome) < NORMAL_ROWS) return null;
  const { n, mean, sd } = moments(metric.perRow(outcome));
  const half = (normalHalfWidth(level) * sd) / Math.sqrt(n);
  return { low: mean - half, high: mean + half, level, method: 'normal interval of a mean' };
}

/**
 * The standard error of a metric on this outcome, for control limits: binomial for proportions, DeLong for a binary AUC,
 * sd/√n for means, the spread of bootstrap draws otherwise. Null where the metric has no value or one row only.
 */
export function standardErrorOf(metric: Metric, outcome: Outcome, options: IntervalOptions = {}): number | null {
  if (metric.compute(outcome).status !== 'ok') return null;
  const { outcome: complete } = completeOutcome(outcome);
  const n = rowsOf(complete);
  if (n < 2) return null;
  const count = metric.proportion?.(complete);
  if (count) return Math.sqrt(((count.hits / count.n) * (1 - count.hits / count.n)) / count.n);
  const ranking = metric.ranking?.(complete);
  const delong = ranking ? delongAuc(ranking.isPositive, ranking.scores) : null;
  if (delong) return Math.sqrt(delong.variance);
  if (metric.perRow) return moments(metric.perRow(complete)).sd / Math.sqrt(n);
  const draws = affordableDraws(n, options.draws ?? DEFAULT_DRAWS);
  const strata = stratified(metric) ? strataOf(complete) : undefined;
  const [values] = bootstrapDraws(n, [metric.resample(complete)], { draws, seed: options.seed ?? 1, strata });
  const spread = moments(values!);
  return spread.n > 0.95 * draws ? spread.sd : null;
}
