import { StudioError } from '../../errors.ts';
import type { Pause } from '../../../kernels/distances.ts';
import {
  addMoments,
  momentLength,
  type Shape,
  squaredLength,
  triangle,
  whitening,
  type Whitening,
} from './normal-shape.ts';
import type { WeightedPoints } from './weighted-points.ts';

/** A weighted sum of normal densities. */
export interface Mixture {
  readonly shape: Shape;
  /** Share of each component, `[k]`, adding up to 1. */
  readonly shares: Float64Array;
  /** Row-major `[k, width]`. */
  readonly means: Float64Array;
  /** Of each component; one for all where they are tied. */
  readonly covariances: readonly Float64Array[];
}

export interface FittedMixture extends Mixture {
  /** Mean logarithm of the density over the rows, before the last update. */
  readonly logLikelihood: number;
  readonly iterations: number;
  readonly converged: boolean;
}

export interface MixtureLimits {
  /** Added to every variance, so that no component collapses. */
  readonly regularisation: number;
  /** Ends when the mean log-likelihood changes by less. */
  readonly tolerance: number;
  readonly iterations: number;
  /** Iterations done before and the log-likelihood reached, when it goes on from a checkpoint. */
  readonly done?: { readonly iterations: number; readonly logLikelihood: number };
  /** Told after each iteration; true ends it there. */
  stop?(now: FittedMixture): boolean;
}

const ROWS = 256;

/**
 * Expectation maximisation (Dempster, Laird and Rubin 1977) as scikit-learn's GaussianMixture does it. Each pass
 * gathers, over the rows, the responsibilities' sums of deviations from the present means, from which the next means and
 * covariances follow; nothing as long as the table is kept.
 */
export async function expectationMaximisation(
  points: WeightedPoints,
  start: Mixture,
  { regularisation, tolerance, iterations, done, stop }: MixtureLimits,
  pause: Pause,
): Promise<FittedMixture> {
  let logLikelihood = done?.logLikelihood ?? -Infinity;
  let found: FittedMixture = { ...start, logLikelihood, iterations: done?.iterations ?? 0, converged: false };
  while (found.iterations < iterations && !found.converged) {
    const sums = await gather(points, found, pause);
    const change = sums.logLikelihood - logLikelihood;
    logLikelihood = sums.logLikelihood;
    found = {
      ...updated(found, sums, points.width, regularisation),
      logLikelihood,
      iterations: found.iterations + 1,
      converged: Math.abs(change) < tolerance,
    };
    if (stop?.(found)) break;
  }
  return found;
}

/** The mixture in which each row belongs wholly to its labelled component. */
export function mixtureOfLabels(
  points: WeightedPoints,
  labels: Int32Array,
  k: number,
  shape: Shape,
  regularisation: number,
): Mixture {
  const { rows, width, data, weights } = points;
  const means = new Float64Array(k * width);
  const sizes = new Float64Array(k);
  labels.forEach((c, r) => {
    const weight = weights ? weights[r]! : 1;
    sizes[c]! += weight;
    for (let j = 0; j < width; j++) means[c * width + j]! += weight * data[r * width + j]!;
  });
  for (let i = 0; i < means.length; i++) means[i]! /= sizes[Math.floor(i / width)]! || 1;
  const sums = emptySums(k, width, shape);
  const deviation = new Float64Array(width);
  for (let r = 0; r < rows; r++) {
    const weight = weights ? weights[r]! : 1;
    add(sums, labels[r]!, weight, deviate(data, r, means, labels[r]!, deviation));
  }
  return updated({ shape, shares: sizes, means, covariances: [] }, sums, width, regularisation);
}

/** Logarithm of each component's share times its density at a point, without the -width/2 log 2π all have; into `out`. */
export interface LogDensities {
  (data: Float64Array, row: number, out: Float64Array): void;
}

export function whitenings({ shape, covariances }: Mixture, width: number): readonly Whitening[] {
  return covariances.map(covariance => {
    const found = whitening(covariance, shape, width);
    if (found) return found;
    throw new StudioError(
      'fit/singular',
      'Gaussian mixture: the spread of every group must be positive in all directions, but one group has none left in some. Raise the regularisation, ask for fewer groups, or choose the diagonal shape.',
    );
  });
}

export function logDensities(mixture: Mixture, width: number): LogDensities {
  const { shares, means } = mixture;
  const white = whitenings(mixture, width);
  const constants = shares.map((share, c) => Math.log(share) + white[c % white.length]!.logDeterminant);
  const deviation = new Float64Array(width);
  return (data, row, out) => {
    for (let c = 0; c < shares.length; c++) {
      deviate(data, row, means, c, deviation);
      out[c] = constants[c]! - 0.5 * squaredLength(deviation, white[c % white.length]!);
    }
  };
}

/** Sums over the rows, of each component. */
interface Sums {
  readonly sizes: Float64Array;
  /** Of deviations from the present mean, row-major `[k, width]`. */
  readonly deviations: Float64Array;
  readonly moments: readonly Float64Array[];
}

const emptySums = (k: number, width: number, shape: Shape): Sums => ({
  sizes: new Float64Array(k),
  deviations: new Float64Array(k * width),
  moments: Array.from({ length: k }, () => new Float64Array(momentLength(shape, width))),
});

function deviate(data: Float64Array, row: number, means: Float64Array, component: number, out: Float64Array) {
  const width = out.length;
  for (let j = 0; j < width; j++) out[j] = data[row * width + j]! - means[component * width + j]!;
  return out;
}

function add({ sizes, deviations, moments }: Sums, c: number, share: number, deviation: Float64Array): void {
  const width = deviation.length;
  sizes[c]! += share;
  for (let j = 0; j < width; j++) deviations[c * width + j]! += share * deviation[j]!;
  addMoments(moments[c]!, deviation, share);
}

async function gather(
  points: WeightedPoints,
  mixture: Mixture,
  pause: Pause,
): Promise<Sums & { logLikelihood: number }> {
  const { rows, width, data, weights } = points;
  const k = mixture.shares.length;
  const densities = logDensities(mixture, width);
  const sums = emptySums(k, width, mixture.shape);
  const logs = new Float64Array(k);
  const deviation = new Float64Array(width);
  let total = 0;
  let weightOfAll = 0;
  for (let r = 0; r < rows; r++) {
    if (r % ROWS === 0) await pause(r, rows);
    densities(data, r, logs);
    const weight = weights ? weights[r]! : 1;
    const log = logOfSum(logs);
    total += weight * log;
    weightOfAll += weight;
    for (let c = 0; c < k; c++) {
      const share = weight * Math.exp(logs[c]! - log);
      if (share !== 0) add(sums, c, share, deviate(data, r, mixture.means, c, deviation));
    }
  }
  const logLikelihood = total / weightOfAll - (width / 2) * Math.log(2 * Math.PI);
  if (Number.isFinite(logLikelihood)) return { ...sums, logLikelihood };
  throw new StudioError(
    'fit/overflow',
    'Gaussian mixture: the numbers are too large to be computed with. Add "Standardise" to the pipeline, or look for values out of range.',
  );
}

/** The logarithm of the sum of the exponentials. */
export function logOfSum(logs: Float64Array): number {
  let most = -Infinity;
  for (const log of logs) if (log > most) most = log;
  let sum = 0;
  for (const log of logs) sum += Math.exp(log - most);
  return most + Math.log(sum);
}

function updated({ shape, means }: Mixture, sums: Sums, width: number, regularisation: number): Mixture {
  const k = sums.sizes.length;
  // As in scikit-learn, so that a component without rows has a share after all.
  const sizes = sums.sizes.map(size => size + 10 * Number.EPSILON);
  const shift = sums.deviations.map((sum, i) => sum / sizes[Math.floor(i / width)]!);
  const total = sizes.reduce((a, b) => a + b, 0);
  const own = sums.moments.map((moments, c) => {
    const covariance = moments.map(sum => sum / sizes[c]!);
    addMoments(covariance, shift.subarray(c * width, (c + 1) * width), -1);
    return covariance;
  });
  const covariances = shape === 'tied' ? [pooled(own, sizes, total)] : own;
  for (const covariance of covariances) settle(covariance, shape, width, regularisation);
  return {
    shape,
    shares: sizes.map(size => size / total),
    means: means.map((mean, i) => mean + shift[i]!),
    covariances: k ? covariances : [],
  };
}

function pooled(covariances: readonly Float64Array[], sizes: Float64Array, total: number): Float64Array {
  return covariances[0]!.map((_, i) => covariances.reduce((sum, own, c) => sum + own[i]! * sizes[c]!, 0) / total);
}

/** Add the regularisation to the variances, and make them one where the shape is a ball. */
function settle(covariance: Float64Array, shape: Shape, width: number, regularisation: number): void {
  const diagonal = covariance.length === width;
  for (let i = 0; i < width; i++) {
    const at = diagonal ? i : triangle(i, i);
    covariance[at] = Math.max(0, covariance[at]!) + regularisation;
  }
  if (shape === 'spherical') covariance.fill(covariance.reduce((a, b) => a + b, 0) / width);
}
