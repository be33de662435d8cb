import type { GraphBuilder } from '../graph/builder.ts';
import type { Ref } from '../graph/graph.ts';
import { StudioError } from '../errors.ts';
import { defineModel, type FitContext, type Matrix } from '../model.ts';
import { graphTree, type BoostedTree } from './boosting/boosted-tree.ts';
import type { RoundLoss } from './boosting/boosting-checkpoint.ts';
import {
  baseScores,
  boostRows,
  boostTask,
  LABEL,
  type BoostRows,
  type BoostTask,
  type GivenRows,
} from './boosting/boosting-data.ts';
import { boostingParams, type BoostingParams } from './boosting/boosting-params.ts';
import { trainBoosting, type Boosted, type BoostPlan } from './boosting/train-boosting.ts';

export interface BoostingState {
  readonly task: BoostTask;
  /** The score before the first tree, one an output. */
  readonly base: readonly number[];
  /** One list a round, up to the best one; one tree an output. */
  readonly rounds: readonly (readonly BoostedTree[])[];
  readonly history: readonly RoundLoss[];
  readonly stopped: Boosted['stopped'];
  /** What the splits on each column gained, as a share of all that was gained; all 0 without any split. */
  readonly importance: readonly number[];
}

/**
 * Histogram gradient boosting as in LightGBM (Ke et al. 2017) and scikit-learn: Newton steps, leaf-wise trees on at most
 * 255 bins, native missing values and categories. Gradients are rounded to a fine grid, so trees do not depend on the
 * device; predictions differ from scikit-learn's by about 1e-7 of a step.
 */
export const gradientBoosting = defineModel({
  id: 'gradient-boosting',
  label: LABEL,
  help: 'Many small trees, each mending what the ones before got wrong. Often the most accurate on tables; takes missing values and categories as they are.',
  family: 'Trees',
  tasks: ['classification', 'regression'],
  tags: ['early-stopping', 'missing', 'categories', 'kernels', 'histograms'],
  params: boostingParams,
  async fit(x, y, params, context): Promise<BoostingState> {
    const given: GivenRows = { x, y, weights: context.weights };
    const task = boostTask(given, params);
    const balanced = params.classWeight === 'balanced';
    const rows = boostRows(given, task, balanced);
    const { validation } = context;
    const apart = validation ? boostRows(validation, task, balanced) : null;
    const base = baseScores(rows, task);
    const plan = planOf(x, rows, task, base, params, context);
    const { rounds, history, stopped } = await trainBoosting(plan, rows, apart?.y.length ? apart : null, context);
    return { task, base, rounds, history, stopped, importance: importanceOf(rounds, x.width) };
  },
  lower({ task, base, rounds }, g, x) {
    const scores = g.concat(
      base.map((start, output) => {
        const trees = g.trees(
          x,
          rounds.map(trees => graphTree(trees[output]!)),
        );
        return g.binary('add', trees, g.constant(start));
      }),
    );
    if (task.classes) return { task: 'classification', probabilities: probabilities(scores, g, task) };
    const isLog = task.loss === 'poisson' || task.loss === 'gamma';
    return { task: 'regression', prediction: isLog ? g.unary('exp', scores) : scores };
  },
});

function planOf(
  x: Matrix,
  { table, y }: BoostRows,
  task: BoostTask,
  base: readonly number[],
  params: BoostingParams,
  context: FitContext,
): BoostPlan {
  const seed = context.random.integer(4294967296);
  const monotone = monotoneOf(x, task, params);
  const { leaves, depth, rowsPerLeaf, l2, columnShare } = params;
  return {
    task,
    settings: {
      loss: task.loss,
      quantile: task.quantile,
      outputs: task.outputs,
      base,
      limits: { leaves, depth: depth || Infinity, rowsPerLeaf, hessianPerLeaf: 1e-3, gain: 0, l2 },
      monotone,
      columnsPerSplit: Math.max(1, Math.ceil(columnShare * x.width)),
      seed,
    },
    bins: params.bins,
    rounds: params.trees,
    learningRate: params.learningRate,
    patience: params.patience,
    of: JSON.stringify([seed, table.rows, x.names, base, y.length, params]),
  };
}

function monotoneOf(x: Matrix, task: BoostTask, { rising, falling }: BoostingParams): (1 | -1 | 0)[] | undefined {
  if (!rising.length && !falling.length) return undefined;
  const refuse = (what: string, found: string, remedy: string): never => {
    throw new StudioError('fit/monotone', `${LABEL}: ${what}, got ${found}. ${remedy}`);
  };
  if (task.outputs > 1) {
    const remedy = 'Take the columns out of the constraints, or choose a target of two classes.';
    refuse('constraints on columns need a target of two classes or a number', `${task.outputs} classes`, remedy);
  }
  const remedy = 'Take it out of the constraints.';
  for (const name of [...rising, ...falling]) {
    const column = x.names.indexOf(name);
    if (column < 0) refuse('constraints must name columns that reach the model', `"${name}"`, remedy);
    if (x.categories?.[column]) refuse('constraints need columns of numbers', `"${name}", which is text`, remedy);
    if (rising.includes(name) && falling.includes(name)) {
      refuse('a column can be held to rise or to fall', `"${name}" for both`, remedy);
    }
  }
  return x.names.map(name => (rising.includes(name) ? 1 : falling.includes(name) ? -1 : 0));
}

/** A class without training rows has probability 0. */
function probabilities(scores: Ref, g: GraphBuilder, { outputs, present, classes }: BoostTask): Ref {
  const second = g.unary('sigmoid', scores);
  const known = outputs > 1 ? g.softmax(scores) : g.concat([g.binary('subtract', g.constant(1), second), second]);
  if (present.length === classes) return known;
  const places = new Map(present.map((k, i) => [k, i]));
  return g.columns(
    g.concat([known, g.constant(0)]),
    Array.from({ length: classes }, (_, k) => places.get(k) ?? present.length),
  );
}

function importanceOf(rounds: readonly (readonly BoostedTree[])[], width: number): number[] {
  const gains = new Array<number>(width).fill(0);
  for (const { feature, gain } of rounds.flat()) feature.forEach((c, node) => (gains[c]! += gain[node]!));
  const total = gains.reduce((a, b) => a + b, 0);
  return gains.map(v => (total > 0 ? v / total : 0));
}
