import { defineModel } from '../model.ts';
import type { ClassificationTarget } from '../target.ts';
import { classCounts, presentClasses, requireClassification, requireFinite, requireMatrix } from './check-data.ts';
import { dot } from './linear/centre.ts';
import { CholeskyFactor } from './linear/cholesky.ts';
import { beginning, classMoments } from './linear/class-moments.ts';
import { bothClasses, type KnownClasses, spread } from './linear/class-scores.ts';
import { Descent } from './linear/descent.ts';
import { linearSum } from './linear/linear-sum.ts';
import { fromSample } from './linear/from-sample.ts';
import { LogLikelihood } from './linear/log-likelihood.ts';
import { type Minimum, minimise } from './linear/newton.ts';
import { minimiseWithL1 } from './linear/proximal-newton.ts';
import {
  MOST_INTERVAL_WORK,
  MOST_INTERVALS,
  noIntervals,
  NORMAL_95,
  type Reading,
  standardErrors,
} from './linear/reading.ts';
import { weightedRows } from './linear/weighted.ts';

const LABEL = 'Logistic regression';

interface LogisticState extends KnownClasses {
  /** Row-major `[width, outputs]`; one output for two present classes. */
  readonly coefficients: readonly number[];
  readonly intercepts: readonly number[];
  /** False when the weights did not come to a standstill; said on the screen. */
  readonly converged: boolean;
  /** True when they never would: the columns tell classes apart without a mistake, and nothing holds the weights. */
  readonly separated: boolean;
  readonly iterations: number;
  /** Largest absolute entry of the gradient at the end. */
  readonly gradient: number;
  readonly reading: Reading;
}

/**
 * Logistic regression: C times the log loss plus a penalty on the weights, the intercept free, as in scikit-learn. Two
 * classes: one sigmoid. More: multinomial softmax. Solved to convergence by Newton's method, proximal where there is an L1
 * penalty.
 */
export const logistic = defineModel({
  id: 'logistic',
  label: LABEL,
  help: 'Adds up the columns, each with its own weight, and turns the sum into a probability. Quick, exact and easy to read.',
  family: 'Linear',
  tasks: ['classification'],
  tags: ['linear', 'kernels'],
  params: {
    C: {
      kind: 'number',
      default: 1,
      min: 1e-6,
      max: 1e6,
      log: true,
      label: 'Freedom of the weights (C)',
      help: 'Less keeps the weights small and steady; more follows the training rows closely. Without a penalty it does nothing.',
    },
    penalty: {
      kind: 'choice',
      default: 'l2',
      options: ['l2', 'l1', 'elastic net', 'none'],
      label: 'Penalty',
      help: 'L2 keeps all weights small. L1 sets the weights of columns that help little to zero. Elastic net is a mix of both.',
    },
    l1Ratio: {
      kind: 'number',
      default: 0.5,
      min: 0,
      max: 1,
      onlyWith: { name: 'penalty', value: 'elastic net' },
      label: 'Share of L1 in the mix',
      help: 'At 1 it is L1 alone, at 0 L2 alone.',
    },
    classWeight: {
      kind: 'choice',
      default: 'none',
      options: ['none', 'balanced'],
      label: 'Weight of classes',
      help: 'Balanced lets a rare class count as much as a common one; probabilities are then no longer shares.',
    },
    iterations: {
      kind: 'number',
      default: 100,
      min: 1,
      max: 10_000,
      integer: true,
      label: 'Most iterations',
      help: 'It rarely needs more than ten.',
    },
  },
  async fit(given, y, { C, penalty, l1Ratio, classWeight, iterations }, context): Promise<LogisticState> {
    requireMatrix(LABEL, given);
    const all = requireClassification(LABEL, y);
    const { x, y: target, weights: counted, total } = weightedRows(given, all, context);
    const present = presentClasses(LABEL, target);
    const codes = placesAmong(present, target);
    const weights = rowWeights(target, counted, classWeight === 'balanced' ? present.length : 0);
    const l1 = penalty === 'l1' ? 1 : penalty === 'elastic net' ? l1Ratio : 0;
    const l2 = penalty === 'none' ? 0 : 1 - l1;
    const outputs = present.length === 2 ? 1 : present.length;
    const size = outputs * (x.width + 1);
    const descent = new Descent(context, 'Newton steps', size, total, iterations);
    const origin = x.data.slice(0, x.width);
    const rows = await context.kernels.linear.open(x, origin, descent.between);
    try {
      const penalty = l2 / C;
      const objective = new LogLikelihood(rows, codes, weights, present.length, penalty);
      const moments = await classMoments(rows, origin, present.length);
      const { means, deviations } = moments;
      requireFinite(LABEL, 'the columns', deviations);
      rows.centre(means);
      const begin = beginning(moments, penalty);
      const sample = { x, means, codes, weights, classes: present.length, penalty };
      const near = (await fromSample(sample, begin.theta, context)) ?? begin;
      const start = descent.start(near.theta);
      const bounds = start.map((_, i) => ((i + 1) % rows.stride === 0 ? 0 : l1 / C));
      const minimum =
        l1 > 0
          ? await minimiseWithL1(objective, bounds, start, descent)
          : await minimise(objective, start, descent, {
              inverse: near.inverse,
              known: start === begin.theta ? begin : null,
            });
      const reading = await intervals({ objective, minimum, means, deviations, l1, l2, descent });
      return { classes: target.classes.length, present, ...weightsOf(minimum, means, outputs), reading };
    } finally {
      rows.close();
    }
  },
  lower(state, g, x) {
    const scores = linearSum(g, x, state.coefficients, ...state.intercepts);
    const known = state.intercepts.length > 1 ? g.softmax(scores) : bothClasses(g, g.unary('sigmoid', scores));
    return { task: 'classification', probabilities: spread(g, known, state) };
  },
});

/** The place of each row's class among those that are present. */
function placesAmong(present: readonly number[], { codes, classes }: ClassificationTarget): Int32Array {
  if (present.length === classes.length) return codes;
  const index = new Int32Array(classes.length);
  present.forEach((k, i) => (index[k] = i));
  return codes.map(code => index[code]!);
}

/** Weight of each row: its own, times rows / (classes * rows of its class), both counted by weight, where balanced. */
function rowWeights(y: ClassificationTarget, counted: Float64Array | null, balance: number): Float64Array {
  const weights = counted?.slice() ?? new Float64Array(y.codes.length).fill(1);
  if (!balance) return weights;
  const counts = new Float64Array(classCounts(y).length);
  y.codes.forEach((code, r) => (counts[code]! += weights[r]!));
  const total = counts.reduce((a, b) => a + b, 0);
  return weights.map((w, r) => (w * total) / (balance * counts[y.codes[r]!]!));
}

function weightsOf(minimum: Minimum, means: Float64Array, outputs: number) {
  const width = means.length;
  const part = (k: number) => minimum.theta.subarray(k * (width + 1), (k + 1) * (width + 1));
  const intercepts = Array.from({ length: outputs }, (_, k) => part(k)[width]! - dot(part(k), means, width));
  // The softmax does not change when all intercepts move together; their sum is put at zero.
  const shift = outputs > 1 ? intercepts.reduce((a, b) => a + b, 0) / outputs : 0;
  const coefficients = Array.from({ length: width * outputs }, (_, i) => part(i % outputs)[Math.floor(i / outputs)]!);
  requireFinite(LABEL, 'the numbers', [...coefficients, ...intercepts, minimum.gradient]);
  return {
    coefficients,
    intercepts: intercepts.map(b => b - shift),
    converged: minimum.converged,
    separated: minimum.endless,
    iterations: minimum.iterations,
    gradient: minimum.gradient,
  };
}

interface Solved {
  readonly objective: LogLikelihood;
  readonly minimum: Minimum;
  readonly means: Float64Array;
  readonly deviations: Float64Array;
  readonly l1: number;
  readonly l2: number;
  readonly descent: Descent;
}

/** Wald intervals, from the inverse of the second derivatives at the minimum. */
async function intervals({ objective, minimum, means, deviations, l1, l2, descent }: Solved): Promise<Reading> {
  if (l1 > 0) return noIntervals(deviations, 'selection');
  if (minimum.endless) return noIntervals(deviations, 'endless');
  const work = objective.rows * objective.size ** 2;
  if (objective.size > MOST_INTERVALS || work > MOST_INTERVAL_WORK) return noIntervals(deviations, 'wide');
  const { outputs, holds } = objective;
  const factor = CholeskyFactor.of(await objective.curvature(), objective.size);
  if (!factor) return noIntervals(deviations, 'dependent');
  const less = outputs > 1 ? holds.map(hold => (hold > 0 ? 1 / (outputs * hold) : 0)) : null;
  const found = await standardErrors(factor, means, outputs, descent.between, 1, less);
  return { deviations: Array.from(deviations), basis: l2 > 0 ? 'penalised' : 'wald', halfWidth: NORMAL_95, ...found };
}
