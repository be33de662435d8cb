import { StudioError } from '../errors.ts';
import type { Metric } from '../metrics/define.ts';
import { metricById, primaryMetric } from '../metrics/index.ts';
import { checkOutcome, completeRows, type Outcome, rowsOf, strataOf, takeOutcome } from '../metrics/outcome.ts';
import type { Interval } from '../metrics/result.ts';
import { affordableDraws, bootstrapDraws, bootstrapPValue, DEFAULT_DRAWS, intervalFromDraws } from './bootstrap.ts';
import { gainOf, rowsNeeded, type Verdict, verdictOf, verdictSentence } from './compare-verdict.ts';
import { DELONG_MINIMUM, delongTest } from './delong.ts';
import { mcnemar } from './mcnemar.ts';
import { tangoInterval } from './paired-proportions.ts';
import { mcnemarRows } from './power.ts';
import { wilcoxonSignedRank } from './wilcoxon.ts';

export interface CompareOptions {
  /** The metric agreed on beforehand; the task's primary metric unless given. */
  readonly metric?: string;
  /** A loss smaller than this does not matter, in the metric's own scale. 0 unless given. */
  readonly margin?: number;
  readonly level?: number;
  readonly draws?: number;
  readonly seed?: number;
  /** What to call the first and the second model in the sentence. */
  readonly names?: readonly [string, string];
}

export interface Comparison {
  /** The name of the test, in words. */
  readonly test: string;
  readonly metric: string;
  /** The metric on the shared rows, first and second model. */
  readonly values: readonly [number | null, number | null];
  /** Second minus first; for bias, of its size. Null when the metric is undefined on either. */
  readonly difference: number | null;
  readonly interval: Interval | null;
  readonly pValue: number | null;
  /** Of the second model against the first. */
  readonly verdict: Verdict;
  readonly sentence: string;
  /** Rows that were compared: those complete in both. */
  readonly n: number;
  /** When inconclusive: how many rows would settle it. */
  readonly needed?: number;
}

interface TestResult {
  readonly test: string;
  readonly interval: Interval | null;
  readonly pValue: number | null;
  /** Rows needed, where the test has its own formula. */
  readonly needed?: number;
}

/**
 * Compare two models on the same rows with the paired test that fits the metric: mid-p McNemar with Tango's interval
 * for accuracy, DeLong for a binary AUC, a paired bootstrap with Wilcoxon's test for metrics that are means over rows,
 * a paired bootstrap for all others. Throws `metric/unpaired` when the rows or their truths differ.
 */
export function compareRuns(first: Outcome, second: Outcome, options: CompareOptions = {}): Comparison {
  const { a, b, n } = pairOutcomes(first, second);
  const metric = options.metric
    ? metricById(options.metric)
    : primaryMetric(a.task, a.task === 'classification' ? a.classes.length : 2);
  const names = options.names ?? (['the first model', 'the second model'] as const);
  const results = [metric.compute(a), metric.compute(b)] as const;
  const values = [results[0].value, results[1].value] as const;
  const none = results.find(r => r.status !== 'ok');
  const title = names[0].charAt(0).toUpperCase() + names[0].slice(1);
  const refuse = (reason: string): Comparison => ({
    test: 'none',
    metric: metric.id,
    values,
    difference: null,
    interval: null,
    pValue: null,
    verdict: 'inconclusive',
    sentence: `${title} and ${names[1]} cannot be compared by ${metric.label}: ${reason}.`,
    n,
  });
  if (none) return refuse(none.reason ?? 'it has no value on these rows');
  if (metric.direction === 'none') return refuse('more of it is neither better nor worse');
  if (n < 2) return refuse('there are too few rows');

  const difference = differenceOf(metric, values[0]!, values[1]!);
  const { test, interval, pValue, needed: own } = runTest(metric, a, b, n, difference, options);
  if (!interval) return refuse('too few rows of each class were drawn to say how sure the difference is');
  const margin = options.margin ?? 0;
  const verdict = verdictOf(gainOf(metric, difference, interval), margin);
  const needed = verdict === 'inconclusive' ? (own ?? rowsNeeded(interval, difference, margin, n)) : null;
  const sentence = verdictSentence({ metric, names, difference, interval, verdict, margin, n, needed });
  const comparison = { test, metric: metric.id, values, difference, interval, pValue, verdict, sentence, n };
  return needed === null ? comparison : { ...comparison, needed };
}

const differenceOf = (metric: Metric, first: number, second: number): number =>
  metric.direction === 'zero' ? Math.abs(second) - Math.abs(first) : second - first;

/** Both outcomes on the rows that are complete in both. */
function pairOutcomes(first: Outcome, second: Outcome): { a: Outcome; b: Outcome; n: number } {
  const fail = (found: string): never => {
    throw new StudioError('metric/unpaired', `A paired comparison needs two models on the same rows, got ${found}.`, {
      found,
    });
  };
  checkOutcome(first);
  checkOutcome(second);
  if (first.task !== second.task) fail(`${first.task} and ${second.task}`);
  if (rowsOf(first) !== rowsOf(second)) fail(`${rowsOf(first)} and ${rowsOf(second)} rows`);
  if (first.task === 'classification' && second.task === 'classification') {
    const same =
      first.classes.length === second.classes.length && first.classes.every((c, k) => c === second.classes[k]);
    if (!same) fail('different lists of classes');
    if (first.positive !== second.positive) fail('different positive classes');
  }
  const [truth, other] = [truthOf(first), truthOf(second)];
  if (truth.length !== other.length) fail('truth for one of them alone');
  for (let i = 0; i < truth.length; i++) if (!Object.is(truth[i], other[i])) fail(`different truths in row ${i}`);
  const inSecond = new Set(completeRows(second));
  const rows = completeRows(first).filter(row => inSecond.has(row));
  const take = (outcome: Outcome) => (rows.length === rowsOf(outcome) ? outcome : takeOutcome(outcome, rows));
  return { a: take(first), b: take(second), n: rows.length };
}

/** What is known to be true of each row; nothing for clusters, and for anomalies that no column marks. */
const truthOf = (outcome: Outcome): ArrayLike<number> => (outcome.task === 'clustering' ? [] : (outcome.truth ?? []));

function runTest(
  metric: Metric,
  a: Outcome,
  b: Outcome,
  n: number,
  difference: number,
  options: CompareOptions,
): TestResult {
  const { level = 0.95 } = options;
  if (metric.id === 'accuracy' && a.task === 'classification' && b.task === 'classification') {
    let onlyA = 0;
    let onlyB = 0;
    for (let i = 0; i < n; i++) {
      const rightA = a.predicted[i] === a.truth[i];
      const rightB = b.predicted[i] === b.truth[i];
      if (rightA && !rightB) onlyA++;
      if (rightB && !rightA) onlyB++;
    }
    const test = 'McNemar test (mid-p) with Tango interval';
    if (onlyA + onlyB === 0) return { test, pValue: 1, interval: { low: 0, high: 0, level, method: 'no row differs' } };
    const needed = (options.margin ?? 0) > 0 || onlyA === onlyB ? null : Math.ceil(mcnemarRows(onlyB / n, onlyA / n));
    return {
      test,
      interval: tangoInterval(onlyB, onlyA, n, level),
      pValue: mcnemar(onlyA, onlyB).midP,
      ...(needed !== null && needed > n ? { needed } : {}),
    };
  }
  const [left, right] = [metric.ranking?.(a), metric.ranking?.(b)];
  if (left && right) {
    const positives = left.isPositive.reduce((sum, p) => sum + p, 0);
    const test = delongTest(left.isPositive, right.scores, left.scores, level);
    if (test && Math.min(positives, n - positives) >= DELONG_MINIMUM)
      return { test: 'DeLong test', interval: test.interval, pValue: test.pValue };
  }
  return pairedBootstrap(metric, a, b, n, difference, options);
}

/** Draw the same rows for both models; where the metric is a mean over rows, Wilcoxon's p-value of the differences. */
function pairedBootstrap(
  metric: Metric,
  a: Outcome,
  b: Outcome,
  n: number,
  difference: number,
  { level = 0.95, draws = DEFAULT_DRAWS, seed = 1 }: CompareOptions,
): TestResult {
  const [ofA, ofB] = [metric.resample(a), metric.resample(b)];
  const statistic = (rows: Int32Array) => differenceOf(metric, ofA(rows), ofB(rows));
  const strata = metric.ranking && strataOf(a);
  const [values] = bootstrapDraws(n, [statistic], { draws: affordableDraws(n, draws), seed, strata });
  const interval = intervalFromDraws(n, statistic, values!, { draws, seed, level, strata });
  if (metric.perRow && metric.direction !== 'zero') {
    const [lossA, lossB] = [metric.perRow(a), metric.perRow(b)];
    const wilcoxon = wilcoxonSignedRank(lossB.map((v, i) => v - lossA[i]!));
    return { test: 'paired bootstrap with Wilcoxon signed-rank test', interval, pValue: wilcoxon.pValue };
  }
  const identical = difference === 0 && values!.every(v => v === 0);
  return { test: 'paired bootstrap', interval, pValue: identical ? 1 : bootstrapPValue(values!) };
}
