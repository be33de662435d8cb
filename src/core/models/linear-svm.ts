import type { GraphBuilder } from '../graph/builder.ts';
import type { Ref } from '../graph/graph.ts';
import { defineModel, type FitContext, type Matrix } from '../model.ts';
import { classCounts, presentClasses, requireClassification, requireFinite, requireMatrix } from './check-data.ts';
import { columnDeviations, columnMeans, dot } from './linear/centre.ts';
import { bothClasses, type KnownClasses, spread } from './linear/class-scores.ts';
import { Descent } from './linear/descent.ts';
import { linearSum } from './linear/linear-sum.ts';
import { minimise } from './linear/newton.ts';
import { RowLosses } from './linear/objective.ts';
import { Parts } from './linear/parts.ts';
import { fitSigmoid, type Sigmoid } from './linear/platt.ts';
import { noIntervals, type Reading } from './linear/reading.ts';
import { squaredHinge } from './linear/row-losses.ts';
import { weightedRows } from './linear/weighted.ts';

const LABEL = 'Linear support vector machine';

/** Parts of the rows that margins for the probabilities are learned without, in turn. */
const FOLDS = 3;

interface LinearSvmState extends KnownClasses {
  /** Row-major `[width, outputs]`: the margin of the second of two classes, or of each class against all others. */
  readonly coefficients: readonly number[];
  readonly intercepts: readonly number[];
  readonly sigmoids: readonly Sigmoid[];
  /** Margins that the sigmoids come from: of rows that were left out, or, where a class has too few rows, of all. */
  readonly calibration: 'left-out' | 'training';
  readonly converged: boolean;
  readonly reading: Reading;
}

/**
 * Linear support vector machine: each class against all others (two classes: one sum), squared hinge loss, C times its sum
 * plus half the squared weights, the intercept free (Fan et al. 2008, L2-regularised L2-loss), by Newton's method on
 * the rows inside the margin. Probabilities are Platt's sigmoids of margins that rows got when they were left out, for
 * several classes scaled to a sum of 1.
 */
export const linearSvm = defineModel({
  id: 'linear-svm',
  label: LABEL,
  help: 'Adds up the columns, each with its own weight, and looks for the border between the classes with the most room on both sides; rows far from it do not matter. Put the columns on one scale first.',
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
      label: 'Cost of rows inside the margin (C)',
      help: 'Less keeps the weights small and the margin wide; more follows the training rows closely.',
    },
    classWeight: {
      kind: 'choice',
      default: 'none',
      options: ['none', 'balanced'],
      label: 'Weight of classes',
      help: 'Balanced lets a rare class count as much as a common one.',
    },
  },
  async fit(given, y, { C, classWeight }, context): Promise<LinearSvmState> {
    requireMatrix(LABEL, given);
    const { x, y: target, weights } = weightedRows(given, requireClassification(LABEL, y), context);
    const present = presentClasses(LABEL, target);
    const deviations = columnDeviations(x, columnMeans(x, weights), weights);
    requireFinite(LABEL, 'the columns', deviations);
    const sides = present.length === 2 ? [present[1]!] : present;
    const all = { x, codes: target.codes, weights };
    const balance = classWeight === 'balanced';
    const parts = new Parts(context, x.width + 2);
    const cost = { C, balance };
    const found = await margins(all, sides, cost, parts, context);

    // Rows of each class go to the parts in turn, in the order of the table, so that chance has no hand in it.
    const seen = new Map<number, number>();
    const folds = Int32Array.from(target.codes, code => {
      const before = seen.get(code) ?? 0;
      seen.set(code, before + 1);
      return before % FOLDS;
    });
    const enough = present.every(k => classCounts(target)[k]! >= FOLDS);
    const scores = enough ? await leftOut(all, folds, sides, cost, parts, context) : scoresOf(all.x, found);
    const sigmoids: Sigmoid[] = [];
    for (const [k, side] of sides.entries()) {
      const own = Array.from(target.codes, code => code === side);
      sigmoids.push(await fitSigmoid(scores[k]!, own, weights, context.kernels.linear, context));
    }
    const coefficients = Array.from(
      { length: x.width * sides.length },
      (_, i) => found[i % sides.length]!.coefficients[Math.floor(i / sides.length)]!,
    );
    const intercepts = found.map(f => f.intercept);
    requireFinite(LABEL, 'the numbers', [
      ...coefficients,
      ...intercepts,
      ...sigmoids.flatMap(s => [s.slope, s.offset]),
    ]);
    return {
      classes: target.classes.length,
      present,
      coefficients,
      intercepts,
      sigmoids,
      calibration: enough ? 'left-out' : 'training',
      converged: found.every(f => f.converged),
      reading: noIntervals(deviations, 'no-theory'),
    };
  },
  lower(state, g, x) {
    const margin = linearSum(g, x, state.coefficients, ...state.intercepts);
    const slopes = g.constant(...state.sigmoids.map(s => s.slope));
    const scores = g.binary(
      'add',
      g.binary('multiply', margin, slopes),
      g.constant(...state.sigmoids.map(s => s.offset)),
    );
    const known =
      state.sigmoids.length > 1 ? g.softmax(logSigmoid(g, scores)) : bothClasses(g, g.unary('sigmoid', scores));
    return { task: 'classification', probabilities: spread(g, known, state) };
  },
});

/** log(1 / (1 + exp(-x))), finite for every finite x; softmax of it scales sigmoids to a sum of 1. */
function logSigmoid(g: GraphBuilder, x: Ref): Ref {
  const small = g.unary('exp', g.unary('negate', g.unary('abs', x)));
  return g.binary(
    'subtract',
    g.binary('minimum', x, g.constant(0)),
    g.unary('log', g.binary('add', g.constant(1), small)),
  );
}

interface Rows {
  readonly x: Matrix;
  readonly codes: Int32Array;
  readonly weights: Float64Array | null;
}

interface Cost {
  readonly C: number;
  readonly balance: boolean;
}

interface Margin {
  readonly coefficients: Float64Array;
  readonly intercept: number;
  readonly converged: boolean;
}

/** For each of the classes, the sum of columns that tells it from all others. */
async function margins(
  { x, codes, weights }: Rows,
  sides: readonly number[],
  cost: Cost,
  parts: Parts,
  context: FitContext,
): Promise<Margin[]> {
  const means = columnMeans(x, weights);
  const { C, balance } = cost;
  const { signal, finish, progress } = context;
  const speaks = { signal, finish, ...(progress && { progress }) };
  const descent = new Descent(speaks, 'Newton steps', x.width + 1, x.rows, 200);
  const rows = await context.kernels.linear.open(x, means, descent.between);
  try {
    const counts = new Map<number, number>();
    const weigh = (r: number) => (weights ? weights[r]! : 1);
    codes.forEach((code, r) => counts.set(code, (counts.get(code) ?? 0) + weigh(r)));
    const total = [...counts.values()].reduce((a, b) => a + b, 0);
    const found: Margin[] = [];
    for (const side of sides) {
      const [...part] = await parts.next(async () => {
        // As in LIBLINEAR: of several classes, the weight of a class counts where it stands against all others.
        const costs = Float64Array.from(codes, (code, r) => {
          const balanced = balance && (sides.length === 1 || code === side);
          return C * weigh(r) * (balanced ? total / (counts.size * counts.get(code)!) : 1);
        });
        const targets = Float64Array.from(codes, code => (code === side ? 1 : -1));
        const objective = new RowLosses(rows, squaredHinge, targets, costs, 1);
        const { theta, converged } = await minimise(objective, new Float64Array(x.width + 1), descent);
        return [...theta, Number(converged)];
      });
      const coefficients = Float64Array.from(part.slice(0, x.width));
      const intercept = part[x.width]! - dot(coefficients, means, x.width);
      found.push({ coefficients, intercept, converged: part[x.width + 1] === 1 });
    }
    return found;
  } finally {
    rows.close();
  }
}

const scoresOf = (x: Matrix, found: readonly Margin[]): Float64Array[] =>
  found.map(({ coefficients, intercept }) =>
    Float64Array.from({ length: x.rows }, (_, r) => {
      return intercept + dot(x.data.subarray(r * x.width, (r + 1) * x.width), coefficients, x.width);
    }),
  );

/** The margins of each row by a fit without its part of the rows. */
async function leftOut(
  all: Rows,
  folds: Int32Array,
  sides: readonly number[],
  cost: Cost,
  parts: Parts,
  context: FitContext,
): Promise<Float64Array[]> {
  const scores = sides.map(() => new Float64Array(all.x.rows));
  for (let fold = 0; fold < FOLDS; fold++) {
    const out = Array.from(folds.keys()).filter(r => folds[r] === fold);
    const found = await margins(take(all, Array.from(folds.keys()).filter(r => folds[r] !== fold)), sides, cost, parts, context); // prettier-ignore
    scoresOf(take(all, out).x, found).forEach((part, k) => out.forEach((r, i) => (scores[k]![r] = part[i]!)));
  }
  return scores;
}

function take({ x, codes, weights }: Rows, keep: readonly number[]): Rows {
  const data = new Float64Array(keep.length * x.width);
  keep.forEach((r, i) => data.set(x.data.subarray(r * x.width, (r + 1) * x.width), i * x.width));
  return {
    x: { ...x, rows: keep.length, data },
    codes: Int32Array.from(keep, r => codes[r]!),
    weights: weights && Float64Array.from(keep, r => weights[r]!),
  };
}
