import { StudioError } from '../errors.ts';
import { defineModel, type Matrix } from '../model.ts';
import { chiSquareQuantile } from '../stats/distributions.ts';
import { pacer } from '../work.ts';
import { middleOf, whitening } from './anomalies/covariance.ts';
import { flaggedShare, shareThreshold } from './anomalies/threshold.ts';
import { requireFinite, requireMatrix } from './check-data.ts';
import { countingRows } from './weighted-rows.ts';

const LABEL = 'Elliptic envelope';

/**
 * The Mahalanobis distance of a row from the mean, under the covariance of the training rows (population, as
 * EmpiricalCovariance of scikit-learn). Of rows from one normal distribution its square follows a chi-square law with as
 * many degrees of freedom as there are independent columns, which gives the threshold.
 */
export const ellipticEnvelope = defineModel({
  id: 'elliptic-envelope',
  label: LABEL,
  help: 'Draws an ellipse around the middle of the rows that follows how the columns go together. What lies far outside is strange. Quick; best where the rows form one cloud.',
  family: 'Anomalies',
  tasks: ['anomaly'],
  tags: [],
  params: {
    threshold: {
      kind: 'choice',
      default: 'chi-square',
      options: ['chi-square', 'share'],
      label: 'Threshold',
      help: 'Chi-square: what would be rare in a normal distribution. Share: a share of the training rows.',
    },
    rare: {
      kind: 'number',
      default: 0.001,
      min: 1e-9,
      max: 0.5,
      log: true,
      label: 'Rare means',
      help: 'The share of usual rows that may be flagged if the columns are normally distributed.',
      onlyWith: { name: 'threshold', value: 'chi-square' },
    },
    share: { ...flaggedShare, onlyWith: { name: 'threshold', value: 'share' } },
  },
  async fit(given, y, { threshold, rare, share }, context) {
    const { x, weights: counts } = countingRows(given, y, context.weights);
    requireMatrix(LABEL, x, 2);
    const middle = await middleOf(x, counts, pacer(context));
    requireFinite(LABEL, 'the numbers', [...middle.means, ...middle.deviations]);
    const { weights, rank } = whitening(middle);
    if (!rank)
      throw new StudioError(
        'fit/constant',
        `${LABEL}: must have at least one column that varies among the training rows, got none. Choose other columns.`,
      );
    if (rank >= x.rows - 1)
      throw new StudioError(
        'fit/too-few-rows',
        `${LABEL}: must have at least ${rank + 2} training rows for ${rank} columns that vary on their own, got ${x.rows}: all would lie equally far away. Add rows, or set columns aside.`,
        { rows: x.rows, rank },
      );
    requireFinite(LABEL, 'the numbers', weights);
    const state = { means: Array.from(middle.means), weights, rank };
    const limit =
      threshold === 'chi-square'
        ? Math.sqrt(chiSquareQuantile(1 - rare, rank))
        : shareThreshold(LABEL, distances(x, state), share);
    return { ...state, threshold: limit };
  },
  lower({ means, weights, rank, threshold }, g, x) {
    const whitened = g.matmul(g.binary('subtract', x, g.constant(...means)), weights, rank);
    const squared = g.squaredDistances(whitened, new Array<number>(rank).fill(0), 1);
    return { task: 'anomaly', score: g.unary('sqrt', squared), threshold };
  },
});

interface Envelope {
  readonly means: readonly number[];
  /** Row-major `[width, rank]`. */
  readonly weights: readonly number[];
  readonly rank: number;
}

function distances({ rows, width, data }: Matrix, { means, weights, rank }: Envelope): Float64Array {
  return Float64Array.from({ length: rows }, (_, r) => {
    let squared = 0;
    for (let p = 0; p < rank; p++) {
      let sum = 0;
      for (let j = 0; j < width; j++) sum += (data[r * width + j]! - means[j]!) * weights[j * rank + p]!;
      squared += sum * sum;
    }
    return Math.sqrt(squared);
  });
}
