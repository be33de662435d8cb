import { type MetricResult, noRows, ok, undefinedMetric } from './result.ts';

/**
 * Share of rows whose true class is among the `k` most probable. Equal probabilities rank the later class higher, as
 * scikit-learn does. Needs k below the number of classes: otherwise it is 1 whatever the model says.
 */
export function topKAccuracy(truth: Int32Array, probabilities: Float64Array, classes: number, k: number): MetricResult {
  if (truth.length === 0) return noRows();
  if (k >= classes) return undefinedMetric(`with ${classes} classes the best ${k} are all of them`, truth.length);
  let right = 0;
  for (let i = 0; i < truth.length; i++) {
    const t = truth[i]!;
    const own = probabilities[i * classes + t]!;
    let better = 0;
    for (let c = 0; c < classes; c++) {
      const p = probabilities[i * classes + c]!;
      if (p > own || (p === own && c > t)) better++;
    }
    if (better < k) right++;
  }
  return ok(right / truth.length, truth.length);
}
