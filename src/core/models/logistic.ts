import type { GraphBuilder } from '../graph/builder.ts';
import type { Ref } from '../graph/graph.ts';
import { defineModel } from '../model.ts';
import { pacer } from '../work.ts';
import { classCounts, presentClasses, requireClassification, requireFinite, requireMatrix } from './check-data.ts';
import { columnMeans, dot } from './linear/centre.ts';
import { LogLikelihood } from './linear/log-likelihood.ts';
import { minimise } from './linear/newton.ts';

const LABEL = 'Logistic regression';

interface LogisticState {
  /** Number of classes of the target, and those among them that had training rows. */
  readonly classes: number;
  readonly present: readonly number[];
  /** Row-major `[width, outputs]`; one output for two present classes. */
  readonly coefficients: readonly number[];
  readonly intercepts: readonly number[];
  /** False when the iterations ran out before the weights stood still; said on the screen. */
  readonly converged: boolean;
  readonly iterations: number;
  /** Largest absolute entry of the gradient at the end. */
  readonly gradient: number;
}

/**
 * Logistic regression with an L2 penalty, C times the log loss plus half the squared weights, the intercept free, as
 * in scikit-learn. Two classes: one sigmoid. More: multinomial softmax. Solved to convergence by Newton's method.
 */
export const logistic = defineModel({
  id: 'logistic',
  label: LABEL,
  help: 'Adds up the columns, each with its own weight, and turns the sum into a probability. Quick, exact and easy to read.',
  family: 'Linear',
  tasks: ['classification'],
  tags: ['linear'],
  params: {
    C: {
      kind: 'number',
      default: 1,
      min: 1e-6,
      max: 1e6,
      log: true,
      label: 'Freedom of the weights (C)',
      help: 'Less keeps the weights small and steady; more follows the training rows closely.',
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
  async fit(x, y, { C, classWeight, iterations }, context): Promise<LogisticState> {
    const target = requireClassification(LABEL, y);
    requireMatrix(LABEL, x);
    const present = presentClasses(LABEL, target);
    const counts = classCounts(target);
    const index = new Map(present.map((k, i) => [k, i]));
    const codes = target.codes.map(code => index.get(code)!);
    const weights = Float64Array.from(present, k =>
      classWeight === 'balanced' ? x.rows / (present.length * counts[k]!) : 1,
    );
    const means = columnMeans(x);
    const objective = new LogLikelihood(x, means, codes, weights, 1 / C, pacer({ signal: context.signal }));
    const minimum = await minimise(objective, x.rows, iterations, (iteration, value) =>
      context.progress?.({ phase: 'Newton steps', done: iteration, total: iterations, loss: value / x.rows }),
    );
    const { outputs, stride } = objective;
    const part = (k: number) => minimum.theta.subarray(k * stride, (k + 1) * stride);
    const intercepts = Array.from({ length: outputs }, (_, k) => part(k)[x.width]! - dot(part(k), means, x.width));
    // The softmax does not change when all intercepts move together; their sum is put at zero.
    const shift = outputs > 1 ? intercepts.reduce((a, b) => a + b, 0) / outputs : 0;
    const coefficients = Array.from(
      { length: x.width * outputs },
      (_, i) => part(i % outputs)[Math.floor(i / outputs)]!,
    );
    requireFinite(LABEL, 'the numbers', [...coefficients, ...intercepts, minimum.gradient]);
    return {
      classes: target.classes.length,
      present,
      coefficients,
      intercepts: intercepts.map(b => b - shift),
      converged: minimum.converged,
      iterations: minimum.iterations,
      gradient: minimum.gradient,
    };
  },
  lower(state, g, x) {
    const scores = g.binary(
      'add',
      g.matmul(x, state.coefficients, state.intercepts.length),
      g.constant(...state.intercepts),
    );
    return { task: 'classification', probabilities: spread(probabilities(scores, g, state), g, state) };
  },
});

function probabilities(scores: Ref, g: GraphBuilder, { intercepts }: LogisticState): Ref {
  if (intercepts.length > 1) return g.softmax(scores);
  const second = g.unary('sigmoid', scores);
  return g.concat([g.binary('subtract', g.constant(1), second), second]);
}

/** A class without training rows has probability 0. */
function spread(known: Ref, g: GraphBuilder, { present, classes }: LogisticState): Ref {
  if (present.length === classes) return known;
  const index = new Map(present.map((k, i) => [k, i]));
  const withZero = g.concat([known, g.constant(0)]);
  return g.columns(
    withZero,
    Array.from({ length: classes }, (_, k) => index.get(k) ?? present.length),
  );
}
