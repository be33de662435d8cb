import { defineModel, type FitContext } from '../model.ts';
import { pacer } from '../work.ts';
import { requireFinite, requireMatrix } from './check-data.ts';
import { bestStart } from './clusters/best-start.ts';
import {
  expectationMaximisation,
  type FittedMixture,
  type Mixture,
  mixtureOfLabels,
  whitenings,
} from './clusters/expectation-maximisation.ts';
import { orderOfSizes } from './clusters/largest-first.ts';
import { scaledTolerance } from './clusters/lloyd.ts';
import { lowerMixture } from './clusters/lower-mixture.ts';
import { momentLength, type Shape, shapes } from './clusters/normal-shape.ts';
import { type WeightedPoints, weightedPoints } from './clusters/weighted-points.ts';
import { requireRows } from './k-means.ts';

const LABEL = 'Gaussian mixture';

/** Expectation maximisation from the groups of k-means; clusters are numbered from the largest share on. */
export const gaussianMixture = defineModel({
  id: 'gaussian-mixture',
  label: LABEL,
  help: 'Finds groups that may be long, flat or of different size: each is a cloud of its own shape, and each row belongs to the cloud it most likely came from.',
  family: 'Clusters',
  tasks: ['clustering'],
  tags: ['kernels'],
  params: {
    k: {
      kind: 'number',
      default: 3,
      min: 1,
      max: 100,
      integer: true,
      label: 'Number of groups',
      help: 'Try a few and look where the information criterion (BIC) is lowest.',
    },
    shape: {
      kind: 'choice',
      default: 'full',
      options: shapes,
      label: 'Shape of a group',
      help: 'Full: each group has its own shape. Tied: all have the same. Diagonal: stretched along the columns only. Spherical: balls.',
    },
    starts: {
      kind: 'number',
      default: 3,
      min: 1,
      max: 100,
      integer: true,
      label: 'Starts',
      help: 'How often k-means, from whose groups it begins, starts anew.',
    },
    iterations: { kind: 'number', default: 200, min: 1, max: 10_000, integer: true, label: 'Most iterations' },
    tolerance: {
      kind: 'number',
      default: 1e-3,
      min: 0,
      max: 1,
      label: 'Tolerance',
      help: 'It ends when the mean log-likelihood changes by less.',
    },
    regularisation: {
      kind: 'number',
      default: 1e-6,
      min: 0,
      max: 1e6,
      log: true,
      label: 'Regularisation',
      help: 'Added to every variance, so that no group shrinks to a point.',
    },
  },
  async fit(x, _y, { k, shape, starts, iterations, tolerance, regularisation }, context) {
    requireMatrix(LABEL, x);
    const points = weightedPoints(x, context);
    requireRows(LABEL, k, points.rows);
    const limits = { regularisation, iterations, tolerance };
    const found = await fitMixture(points, k, shape as Shape, starts, limits, context);
    requireFinite(LABEL, 'the numbers', [...found.means, ...found.covariances.flatMap(c => Array.from(c))]);
    return asState(found, points);
  },
  lower: (state, g, x) => ({ task: 'clustering', ...lowerMixture(state, g, x) }),
});

/** What a checkpoint holds. */
type Kept =
  { readonly stage: 'k-means'; readonly state: unknown } | { readonly stage: 'mixture'; readonly found: FittedMixture };

/** Milliseconds between checkpoints. */
const KEEP = 2000;

export async function fitMixture(
  points: WeightedPoints,
  k: number,
  shape: Shape,
  starts: number,
  limits: { readonly regularisation: number; readonly iterations: number; readonly tolerance: number },
  context: Omit<FitContext, 'folds'>,
): Promise<FittedMixture> {
  const kept = context.resume as Kept | undefined;
  const resumed = kept?.stage === 'mixture' ? kept.found : null;
  const start = resumed ?? (await startingMixture(points, k, shape, starts, limits.regularisation, context, kept));
  const pace = pacer(context);
  let iteration = resumed?.iterations ?? 0;
  let last = performance.now();
  return expectationMaximisation(
    points,
    start,
    {
      ...limits,
      ...(resumed && { done: resumed }),
      stop(found) {
        iteration = found.iterations;
        const loss = -found.logLikelihood;
        context.progress?.({ phase: 'Iterations', done: iteration, total: limits.iterations, loss });
        if (performance.now() - last > KEEP) {
          last = performance.now();
          context.checkpoint?.({ stage: 'mixture', found } satisfies Kept);
        }
        return context.finish?.aborted ?? false;
      },
    },
    () => pace('Iterations', iteration, limits.iterations),
  );
}

async function startingMixture(
  points: WeightedPoints,
  k: number,
  shape: Shape,
  starts: number,
  regularisation: number,
  context: Omit<FitContext, 'folds'>,
  kept: Kept | undefined,
): Promise<Mixture> {
  const held = await context.kernels.distances.hold(points, points.weights);
  try {
    const { progress: _progress, ...rest } = context;
    const pace = pacer(context);
    const own = {
      ...rest,
      progress: ({ phase, done, total }: { phase: string; done: number; total: number }) =>
        context.progress?.({ phase: `k-means: ${phase}`, done, total }),
      checkpoint: (state: unknown) => context.checkpoint?.({ stage: 'k-means', state } satisfies Kept),
      resume: kept?.stage === 'k-means' ? kept.state : undefined,
    };
    const limits = { iterations: 300, tolerance: scaledTolerance(held, 1e-4) };
    const { centres } = await bestStart(points, held, k, starts, limits, own);
    const labels = new Int32Array(points.rows).fill(-1);
    await held.assign(centres, labels, () => pace('Groups of k-means', 0, 1));
    return mixtureOfLabels(points, labels, k, shape, regularisation);
  } finally {
    held.close();
  }
}

/** Numbers that are free in a mixture, for the information criterion. */
export function freeNumbers(shape: Shape, k: number, width: number): number {
  const own = shape === 'spherical' ? 1 : momentLength(shape, width);
  return k - 1 + k * width + (shape === 'tied' ? own : k * own);
}

/** -2 log-likelihood + free numbers * log rows (Schwarz 1978): lower is better. */
export const informationCriterion = (found: FittedMixture, { rows, width, weights }: WeightedPoints): number => {
  const count = weights ? weights.reduce((a, b) => a + b, 0) : rows;
  return -2 * found.logLikelihood * count + freeNumbers(found.shape, found.shares.length, width) * Math.log(count);
};

function asState(found: FittedMixture, points: WeightedPoints) {
  const { shape, shares, means, covariances } = found;
  const { width } = points;
  const mean = (c: number) => means.subarray(c * width, (c + 1) * width);
  const order = orderOfSizes(shares, mean);
  const tied = shape === 'tied';
  const white = whitenings(found, width);
  return {
    k: order.length,
    shape,
    shares: order.map(c => shares[c]!),
    /** Row-major `[k, width]`. */
    centres: order.flatMap(c => Array.from(mean(c))),
    /** Of each group, one for all where they are tied; see `Whitening`. */
    covariances: (tied ? [0] : order).map(c => Array.from(covariances[c]!)),
    factors: (tied ? [0] : order).map(c => Array.from(white[c]!.factor)),
    logDeterminants: (tied ? [0] : order).map(c => white[c]!.logDeterminant),
    logLikelihood: found.logLikelihood,
    informationCriterion: informationCriterion(found, points),
    iterations: found.iterations,
    converged: found.converged,
  };
}
