import { StudioError } from '../errors.ts';
import { defineModel, type Matrix } from '../model.ts';
import { drawRows } from '../steps/draw-rows.ts';
import type { Target } from '../target.ts';
import { pacer } from '../work.ts';
import { requireFinite, requireMatrix } from './check-data.ts';
import { errorsByNeighbours, type ErrorByNeighbours } from './neighbours/error-by-count.ts';
import { countingRows } from './weighted-rows.ts';

const LABEL = 'k-nearest neighbours';

interface NearestState {
  /** Kept training rows, row-major `[count, width]`, and what each stands for: a class by its index, or a number. */
  readonly points: readonly number[];
  readonly values: readonly number[];
  /** Null for numbers. */
  readonly classes: number | null;
  /** Rows that could have been kept; more than there are points where some were drawn. */
  readonly rows: number;
  readonly metric: 'euclidean' | 'manhattan';
  readonly neighbours: number;
  readonly weighted: boolean;
  /** Each kept row answered by the others, for several k; empty for Manhattan distance. */
  readonly errors: readonly ErrorByNeighbours[];
}

/**
 * The answer of the k nearest training rows: the share of each class among them, or the mean of their values; plain or
 * weighted by 1 / distance, as KNeighborsClassifier and KNeighborsRegressor of scikit-learn (Fix and Hodges 1951). Of
 * equally near rows the earlier counts as nearer.
 */
export const kNearest = defineModel({
  id: 'k-nearest',
  label: LABEL,
  help: 'Answers as the most similar training rows did. Similar means close in all columns, so put them on one scale first. The model keeps the training rows themselves, and so does everything it is exported to: do not hand it out where the rows must stay private.',
  family: 'Neighbours and Bayes',
  tasks: ['classification', 'regression'],
  tags: ['kernels', 'neighbours'],
  params: {
    neighbours: {
      kind: 'number',
      default: 5,
      min: 1,
      max: 500,
      integer: true,
      label: 'Neighbours (k)',
      help: 'Few follow every detail, many smooth it out.',
    },
    weights: {
      kind: 'choice',
      default: 'uniform',
      options: ['uniform', 'distance'],
      label: 'How much each counts',
      help: 'Uniform: all the same. Distance: closer rows count more.',
    },
    metric: {
      kind: 'choice',
      default: 'euclidean',
      options: ['euclidean', 'manhattan'],
      label: 'Distance',
      help: 'Euclidean: as the crow flies. Manhattan: the gaps of all columns added up, less moved by one large gap.',
    },
    rows: {
      kind: 'number',
      default: 20_000,
      min: 1,
      max: 100_000,
      integer: true,
      label: 'Training rows kept, at most',
      help: 'Of more training rows, this many are drawn at random. More make the model larger and its answers slower.',
    },
  },
  async fit(given, target, { neighbours, weights, metric, rows }, context): Promise<NearestState> {
    const { x, y } = countingRows(given, known(target), context.weights);
    requireMatrix(LABEL, x);
    const drawn = drawRows(x.rows, rows, context.random);
    if (drawn.length < neighbours)
      throw new StudioError(
        'fit/too-few-rows',
        `${LABEL}: k must be at most the number of training rows kept, ${drawn.length}, got ${neighbours}. Ask for fewer neighbours, or add rows.`,
        { neighbours, rows: drawn.length },
      );
    const points = takeRows(x, drawn);
    const values = Float64Array.from(drawn, r => (y.task === 'classification' ? y.codes[r]! : y.values[r]!));
    requireFinite(
      LABEL,
      'the numbers',
      Float64Array.from(spreads(points), s => s * s * points.width),
    );
    const classes = y.task === 'classification' ? y.classes.length : null;
    const errors =
      metric === 'euclidean' ? await errorsByNeighbours(points, values, classes, context, pacer(context)) : [];
    return {
      points: Array.from(points.data),
      values: Array.from(values),
      classes,
      rows: x.rows,
      metric,
      neighbours,
      weighted: weights === 'distance',
      errors,
    };
  },
  lower({ points, values, classes, metric, neighbours, weighted }, g, x) {
    const mean = g.meanNearest(x, { points, values, classes, metric, neighbours, weighted });
    return classes === null
      ? { task: 'regression', prediction: mean }
      : { task: 'classification', probabilities: mean };
  },
});

function known(target: Target) {
  if (target.task === 'classification' || target.task === 'regression') return target;
  throw new StudioError('fit/task', `${LABEL}: must have a target to predict, got none. Choose another algorithm.`);
}

function takeRows({ width, data, names }: Matrix, rows: Int32Array): Matrix {
  const taken = new Float64Array(rows.length * width);
  rows.forEach((r, i) => taken.set(data.subarray(r * width, (r + 1) * width), i * width));
  return { rows: rows.length, width, data: taken, names };
}

/** Largest minus smallest value of each column. */
function spreads({ rows, width, data }: Matrix): Float64Array {
  const low = new Float64Array(width).fill(Infinity);
  const high = new Float64Array(width).fill(-Infinity);
  for (let i = 0; i < rows * width; i++) {
    low[i % width] = Math.min(low[i % width]!, data[i]!);
    high[i % width] = Math.max(high[i % width]!, data[i]!);
  }
  return high.map((h, c) => h - low[c]!);
}
