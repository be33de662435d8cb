import { StudioError } from '../errors.ts';
import { defineModel, type FitContext, type Matrix } from '../model.ts';
import { chiSquareQuantile } from '../stats/distributions.ts';
import { pacer } from '../work.ts';
import { candidateOf, squaredDistances } from './anomalies/concentration.ts';
import { type Middle, middleOf } from './anomalies/covariance.ts';
import { type Kept, minimumCovariance } from './anomalies/minimum-covariance.ts';
import { flaggedShare, shareThreshold } from './anomalies/threshold.ts';
import { requireFinite, requireMatrix } from './check-data.ts';
import { timedCheckpoint } from './checkpoints.ts';
import { countingRows } from './weighted-rows.ts';

const LABEL = 'Elliptic envelope';

/**
 * The Mahalanobis distance of a row from the middle of the training rows. That middle and its covariance are those of the
 * minimum covariance determinant, which strange rows do not move (MinCovDet of scikit-learn), or those of all rows (population,
 * EmpiricalCovariance). Of rows from one normal distribution the square of the distance follows a chi-square law with as
 * many degrees of freedom as there are independent columns, which gives the threshold; or a share of the training rows lies
 * outside, and the square of the threshold is -offset_ of scikit-learn's EllipticEnvelope.
 */
export const ellipticEnvelope = defineModel({
  id: 'elliptic-envelope',
  label: LABEL,
  help: 'Draws an ellipse around the middle of the rows that follows how the columns go together. What lies far outside is strange. Best where the rows form one cloud.',
  family: 'Anomalies',
  tasks: ['anomaly'],
  tags: [],
  params: {
    middle: {
      kind: 'choice',
      default: 'usual',
      options: ['usual', 'all'],
      label: 'Middle',
      help: 'Usual: of the rows that lie closest together, so that strange rows do not move it. All: of all rows, which is quicker.',
    },
    usual: {
      kind: 'number',
      default: 0.5,
      min: 0.5,
      max: 1,
      label: 'Share of rows that are surely usual',
      help: 'At one half, up to half of the rows may be strange; more makes the ellipse surer where few are.',
      onlyWith: { name: 'middle', value: 'usual' },
    },
    starts: {
      kind: 'number',
      default: 500,
      min: 1,
      max: 10_000,
      integer: true,
      label: 'Starts',
      help: 'How often the search for the usual rows begins from other rows.',
      onlyWith: { name: 'middle', value: 'usual' },
    },
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
  async fit(given, y, { middle: which, usual, starts, threshold, rare, share }, context) {
    const { x, weights: counts } = countingRows(given, y, context.weights);
    requireMatrix(LABEL, x, 2);
    const pace = pacer(context);
    const middle =
      which === 'all' ? await middleOf(x, counts, pace) : await usualMiddle(x, counts, usual, starts, context);
    requireFinite(LABEL, 'the numbers', [...middle.means, ...middle.deviations]);
    const envelope = candidateOf(middle);
    const { weights, rank } = envelope.white;
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
    const limit =
      threshold === 'chi-square'
        ? chiSquareQuantile(1 - rare, rank)
        : shareThreshold(LABEL, await squaredDistances(x, envelope, pace), share);
    return { means: Array.from(middle.means), weights, rank, threshold: Math.sqrt(limit) };
  },
  lower({ means, weights, rank, threshold }, g, x) {
    const whitened = g.matmul(g.binary('subtract', x, g.constant(...means)), weights, rank);
    const squared = g.squaredDistances(whitened, new Array<number>(rank).fill(0), 1);
    return { task: 'anomaly', score: g.unary('sqrt', squared), threshold };
  },
});

/**
 * Of the minimum covariance determinant; of all rows where most rows are alike in every column, so that those which are surely
 * usual have no spread.
 */
async function usualMiddle(
  x: Matrix,
  weights: Float64Array | undefined,
  usual: number,
  starts: number,
  context: FitContext,
): Promise<Middle> {
  const pace = pacer(context);
  const keep = timedCheckpoint(context.checkpoint?.bind(context));
  const resume = context.resume as Kept | undefined;
  const { raw, middle } = await minimumCovariance(x, weights, usual, context.random, {
    starts,
    pace,
    keep,
    resume,
    stop: () => context.finish?.aborted ?? false,
  });
  return raw.deviations.some(d => d > 0) ? middle : middleOf(x, weights, pace);
}
