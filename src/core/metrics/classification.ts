import { allHits, type Confusion, type ConfusionTotals } from './confusion.ts';
import { type MetricResult, noRows, ok, undefinedMetric } from './result.ts';

/** Share of rows predicted right: trace / n. */
export const accuracy = (c: ConfusionTotals): MetricResult => (c.n === 0 ? noRows() : ok(allHits(c) / c.n, c.n));

/** Mean recall over the classes that occur in the truth; a class that is only predicted is ignored, as in scikit-learn. */
export function balancedAccuracy(c: ConfusionTotals): MetricResult {
  if (c.n === 0) return noRows();
  let sum = 0;
  let present = 0;
  for (let k = 0; k < c.classes; k++)
    if (c.actual[k]! > 0) {
      sum += c.hits[k]! / c.actual[k]!;
      present++;
    }
  return ok(sum / present, c.n, countedClasses(present, c.classes));
}

/** TP / (TP + FP) of one class. */
export const precision = (c: ConfusionTotals, k: number): MetricResult =>
  share(c, c.hits[k]!, c.predicted[k]!, 'the class was never predicted');

/** TP / (TP + FN) of one class. */
export const recall = (c: ConfusionTotals, k: number): MetricResult =>
  share(c, c.hits[k]!, c.actual[k]!, 'the class never occurs');

/**
 * (1 + b²) TP / ((1 + b²) TP + FP + b² FN). Defined as soon as the class occurs or is predicted: with no predicted
 * positives but some true ones it is 0.
 */
export function fBeta(c: ConfusionTotals, k: number, beta = 1): MetricResult {
  const b2 = beta * beta;
  const denominator = b2 * c.actual[k]! + c.predicted[k]!;
  return share(c, (1 + b2) * c.hits[k]!, denominator, 'the class neither occurs nor is predicted');
}

/** TP / (TP + FP + FN) of one class. */
export const jaccard = (c: ConfusionTotals, k: number): MetricResult =>
  share(c, c.hits[k]!, c.actual[k]! + c.predicted[k]! - c.hits[k]!, 'the class neither occurs nor is predicted');

function share(c: ConfusionTotals, part: number, whole: number, reason: string): MetricResult {
  if (c.n === 0) return noRows();
  return whole === 0 ? undefinedMetric(reason, c.n) : ok(part / whole, c.n);
}

/** A metric of one class, ready for averaging. */
export type PerClass = (c: ConfusionTotals, k: number) => MetricResult;

/** Mean over the classes on which the metric is defined; the reason says how many those were. */
export function macro(c: ConfusionTotals, metric: PerClass): MetricResult {
  return average(c, metric, () => 1);
}

/** Mean weighted by how often each class is true, over the classes on which the metric is defined. */
export function weighted(c: ConfusionTotals, metric: PerClass): MetricResult {
  return average(c, metric, k => c.actual[k]!);
}

function average(c: ConfusionTotals, metric: PerClass, weight: (k: number) => number): MetricResult {
  if (c.n === 0) return noRows();
  let sum = 0;
  let total = 0;
  let defined = 0;
  for (let k = 0; k < c.classes; k++) {
    const { value } = metric(c, k);
    if (value === null) continue;
    sum += weight(k) * value;
    total += weight(k);
    defined++;
  }
  if (total === 0) return undefinedMetric('it is undefined on every class', c.n);
  return ok(sum / total, c.n, countedClasses(defined, c.classes));
}

export const countedClasses = (defined: number, classes: number): string | null =>
  defined < classes ? `${defined} of ${classes} classes` : null;

/**
 * Matthews correlation for any number of classes (Gorodkin 2004):
 * (c s - Σ p_k t_k) / √((s² - Σ p_k²)(s² - Σ t_k²)). A constant side makes the denominator 0: the value is then 0 by
 * convention, with status `undefined`.
 */
export function matthews(c: ConfusionTotals): MetricResult {
  if (c.n === 0) return noRows();
  let cross = 0;
  let predicted = 0;
  let actual = 0;
  for (let k = 0; k < c.classes; k++) {
    cross += c.predicted[k]! * c.actual[k]!;
    predicted += c.predicted[k]! ** 2;
    actual += c.actual[k]! ** 2;
  }
  const s2 = c.n * c.n;
  const denominator = Math.sqrt((s2 - predicted) * (s2 - actual));
  if (denominator === 0) {
    const side = s2 === actual ? 'truth' : 'prediction';
    return { ...undefinedMetric(`the ${side} holds one class only; 0 by convention`, c.n), value: 0 };
  }
  return ok((allHits(c) * c.n - cross) / denominator, c.n);
}

export type KappaWeights = 'none' | 'linear' | 'quadratic';

/** Cohen's kappa: 1 - Σ w C / Σ w E, E the outer product of the margins / n, w = 0/1, |i - j| or (i - j)². */
export function cohenKappa(c: Confusion, weights: KappaWeights = 'none'): MetricResult {
  if (c.n === 0) return noRows();
  let observed = 0;
  let expected = 0;
  for (let i = 0; i < c.classes; i++)
    for (let j = 0; j < c.classes; j++) {
      const d = Math.abs(i - j);
      const w = weights === 'quadratic' ? d * d : weights === 'linear' ? d : Number(d > 0);
      observed += w * c.counts[i * c.classes + j]!;
      expected += (w * c.actual[i]! * c.predicted[j]!) / c.n;
    }
  if (expected === 0) return undefinedMetric('truth and prediction are the same single class', c.n);
  return ok(1 - observed / expected, c.n);
}
