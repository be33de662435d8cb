import { defineModel } from '../model.ts';
import { classTotals, logPriors, priorParam } from './bayes/class-totals.ts';
import { posterior, type PresentClasses } from './bayes/posterior.ts';
import { requireFinite } from './check-data.ts';

const LABEL = 'Gaussian naive Bayes';

interface GaussianState extends PresentClasses {
  /** Log of the prior less half of the log determinant and of width log 2π, one a present class. */
  readonly offsets: readonly number[];
  /** Row-major `[present, width]`. */
  readonly means: readonly number[];
  readonly variances: readonly number[];
}

/**
 * Each column follows a normal distribution of its own within each class, independently of the others, as GaussianNB of
 * scikit-learn. To every variance a share of the largest column variance is added, so that none is 0.
 */
export const gaussianBayes = defineModel({
  id: 'gaussian-bayes',
  label: LABEL,
  help: 'Learns the middle and the spread of each column within each class, and asks which class makes a row most likely. Very quick; takes the columns as if they had nothing to do with each other, so its probabilities are often too sure.',
  family: 'Neighbours and Bayes',
  tasks: ['classification'],
  tags: [],
  params: {
    prior: priorParam,
    smoothing: {
      kind: 'number',
      default: 1e-9,
      min: 1e-12,
      max: 1,
      log: true,
      label: 'Smoothing',
      help: 'The share of the largest variance that every column gets on top; more makes it less sure of itself.',
    },
  },
  async fit(given, y, { prior, smoothing }, context): Promise<GaussianState> {
    const totals = await classTotals(LABEL, given, y, context);
    const { x, places, weights, counts, sums, present, classes } = totals;
    const { rows, width, data } = x;
    const means = sums.map((sum, i) => sum / counts[Math.floor(i / width)]!);
    const variances = new Float64Array(means.length);
    for (let r = 0; r < rows; r++) {
      const k = places[r]!;
      for (let j = 0; j < width; j++)
        variances[k * width + j]! += weights[r]! * (data[r * width + j]! - means[k * width + j]!) ** 2;
    }
    // Where nothing varies at all, any small variance will do.
    const added = smoothing * (largestVariance(data, width) || 1);
    for (let i = 0; i < variances.length; i++) variances[i] = variances[i]! / counts[Math.floor(i / width)]! + added;
    requireFinite(LABEL, 'the numbers', [...means, ...variances]);
    const offsets = logPriors(totals, prior).map((log, k) => {
      let sum = log;
      for (let j = 0; j < width; j++) sum -= Math.log(2 * Math.PI * variances[k * width + j]!) / 2;
      return sum;
    });
    return { classes, present, offsets, means: Array.from(means), variances: Array.from(variances) };
  },
  lower(state, g, x) {
    const { means, variances, offsets, present } = state;
    const width = means.length / present.length;
    const origin = new Array<number>(width).fill(0);
    const squared = present.map((_, k) => {
      const own = (values: readonly number[]) => values.slice(k * width, (k + 1) * width);
      const deviations = own(variances).map(v => 1 / Math.sqrt(v));
      const gap = g.binary('subtract', x, g.constant(...own(means)));
      return g.squaredDistances(g.binary('multiply', gap, g.constant(...deviations)), origin, 1);
    });
    const joint = g.binary(
      'subtract',
      g.constant(...offsets),
      g.binary('multiply', g.concat(squared), g.constant(0.5)),
    );
    return { task: 'classification', probabilities: posterior(joint, g, state) };
  },
});

/** Population variance of the column that varies most, over all rows alike. */
function largestVariance(data: Float64Array, width: number): number {
  const rows = data.length / width;
  let most = 0;
  for (let j = 0; j < width; j++) {
    let [mean, squares] = [0, 0];
    for (let r = 0; r < rows; r++) mean += (data[r * width + j]! - mean) / (r + 1);
    for (let r = 0; r < rows; r++) squares += (data[r * width + j]! - mean) ** 2;
    most = Math.max(most, squares / rows);
  }
  return most;
}
