import { metricById } from '../core/metrics/index.ts';
import type { Outcome } from '../core/metrics/outcome.ts';
import type { MetricResult } from '../core/metrics/result.ts';
import type { FoldResult } from '../core/pipeline/evaluate.ts';
import { foldInterval } from '../core/stats/t-tests.ts';
import type { CrossValidationSummary, NamedMetric } from '../store/schema.ts';

/** A fold and what it came to. */
export interface MeasuredFold extends Omit<FoldResult, 'outcome'> {
  readonly measured: readonly NamedMetric[];
  /** Null where the probabilities of so many classes would take too much memory to be kept. */
  readonly outcome: Outcome | null;
}

/** Mean of each metric over the folds with the Nadeau-Bengio interval; a fold where it is undefined is left out and said. */
export function summariseFolds(folds: readonly Omit<MeasuredFold, 'outcome'>[]): CrossValidationSummary {
  const perFold = folds.map(f => f.measured);
  const ratio = mean(folds.map(f => f.test.length / f.train.length));
  const metrics = perFold[0]!.map(({ id }): NamedMetric => ({
    id,
    result: within(
      metricById(id).range,
      pool(
        perFold.map(f => f.find(m => m.id === id)!.result),
        ratio,
        folds[0]!.of,
      ),
    ),
  }));
  return { folds: folds.length, testOverTrain: ratio, metrics, perFold };
}

/** The interval without values the metric cannot take: the t interval over few folds may reach past them. */
function within([least, most]: readonly [number, number], result: MetricResult): MetricResult {
  if (!result.interval) return result;
  const { low, high } = result.interval;
  return { ...result, interval: { ...result.interval, low: Math.max(least, low), high: Math.min(most, high) } };
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

function pool(results: readonly MetricResult[], testOverTrain: number, of: number): MetricResult {
  const defined = results.filter(r => r.value !== null && r.status === 'ok');
  const n = results.reduce((sum, r) => sum + r.n, 0);
  const dropped = results.reduce((sum, r) => sum + r.dropped, 0);
  const first = results.find(r => r.status !== 'ok');
  if (!defined.length)
    return {
      value: null,
      status: first?.status ?? 'undefined',
      reason: first?.reason ?? 'no fold has a value',
      n,
      dropped,
    };
  const values = defined.map(r => r.value!);
  const interval = foldInterval(Float64Array.from(values), testOverTrain);
  const reason =
    defined.length < of
      ? `${defined.length} of ${of} folds; in the others: ${first?.reason ?? 'only one class to learn from'}`
      : (results[0]?.reason ?? null);
  return { value: mean(values), status: 'ok', reason, n, dropped, ...(interval ? { interval } : {}) };
}
