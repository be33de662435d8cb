import { type MetricResult, noRows, ok, undefinedMetric } from './result.ts';

/** Probabilities are kept this far from 0, so that one confident mistake cannot make the loss infinite. */
export const LOG_LOSS_CLIP = 1e-15;

/** -ln p of the true class for every row; rows are not renormalised. `clipped` counts the rows that were held back. */
export function logLossPerRow(
  truth: Int32Array,
  probabilities: Float64Array,
  classes: number,
): { losses: Float64Array; clipped: number } {
  let clipped = 0;
  const losses = Float64Array.from(truth, (t, i) => {
    const p = probabilities[i * classes + t]!;
    if (p < LOG_LOSS_CLIP) clipped++;
    return -Math.log(Math.min(1, Math.max(LOG_LOSS_CLIP, p)));
  });
  return { losses, clipped };
}

/** Mean -ln p of the true class. */
export function logLoss(truth: Int32Array, probabilities: Float64Array, classes: number): MetricResult {
  if (truth.length === 0) return noRows();
  const { losses, clipped } = logLossPerRow(truth, probabilities, classes);
  const remark =
    clipped > 0 ? `${clipped} ${clipped === 1 ? 'row' : 'rows'} with probability 0 counted as ${LOG_LOSS_CLIP}` : null;
  return ok(mean(losses), truth.length, remark);
}

/**
 * The squared distance between the predicted probabilities and the truth, per row. With two classes it is (p - y)², half
 * of the sum over both classes; with more it is the whole sum, as Brier defined it and scikit-learn scales it.
 */
export function brierPerRow(truth: Int32Array, probabilities: Float64Array, classes: number): Float64Array {
  const scale = classes === 2 ? 0.5 : 1;
  return Float64Array.from(truth, (t, i) => {
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += (probabilities[i * classes + k]! - Number(k === t)) ** 2;
    return scale * sum;
  });
}

/** Mean squared distance between probabilities and truth. */
export const brierScore = (truth: Int32Array, probabilities: Float64Array, classes: number): MetricResult =>
  truth.length === 0 ? noRows() : ok(mean(brierPerRow(truth, probabilities, classes)), truth.length);

/** 1 - log loss / log loss of always answering the class shares of these very rows. */
export const d2LogLoss = (truth: Int32Array, probabilities: Float64Array, classes: number): MetricResult =>
  againstPrior(logLoss, truth, probabilities, classes);

/** 1 - Brier score / Brier score of always answering the class shares of these very rows (the Brier skill score). */
export const d2Brier = (truth: Int32Array, probabilities: Float64Array, classes: number): MetricResult =>
  againstPrior(brierScore, truth, probabilities, classes);

type Loss = (truth: Int32Array, probabilities: Float64Array, classes: number) => MetricResult;

function againstPrior(loss: Loss, truth: Int32Array, probabilities: Float64Array, classes: number): MetricResult {
  const n = truth.length;
  if (n < 2) return n === 0 ? noRows() : undefinedMetric('it needs at least two rows', n);
  const shares = new Float64Array(classes);
  for (const t of truth) shares[t]! += 1 / n;
  const prior = new Float64Array(n * classes);
  for (let i = 0; i < n; i++) prior.set(shares, i * classes);
  const own = loss(truth, probabilities, classes).value!;
  const reference = loss(truth, prior, classes).value!;
  if (shares.some(s => s > 1 - 0.5 / n)) return undefinedMetric('the truth holds one class only', n);
  return ok(1 - own / reference, n);
}

export function mean(values: Float64Array): number {
  let sum = 0;
  for (const v of values) sum += v;
  return sum / values.length;
}
