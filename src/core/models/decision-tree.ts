import { StudioError } from '../errors.ts';
import { defineModel, type Matrix } from '../model.ts';
import { pacer } from '../work.ts';
import { classCriterion } from './cart/class-criterion.ts';
import { SortedColumns } from './cart/columns.ts';
import type { Criterion } from './cart/criterion.ts';
import { type Decisions, growTree } from './cart/grow.ts';
import { importances } from './cart/importance.ts';
import { type NumberCriterion, numberCriterion } from './cart/number-criterion.ts';
import { cutAt, pruningPath } from './cart/prune.ts';
import { type TreeTarget, weightedRows } from './cart/rows.ts';
import { graphTree, treeInOrder } from './cart/tree-state.ts';
import { requireMatrix } from './check-data.ts';
import { timedCheckpoint } from './checkpoints.ts';

const LABEL = 'Decision tree';

/**
 * An exact classification or regression tree, as scikit-learn's: all thresholds, missing values on the better side,
 * minimal cost-complexity pruning. The state keeps the whole tree and up to which cost each node stands, so that pruning
 * can be looked at; what is deployed is cut at `alpha`.
 */
export const decisionTree = defineModel({
  id: 'decision-tree',
  label: LABEL,
  help: 'Asks one question after the other, such as "is the age at most 40?", until an answer is clear. It can be drawn and read, and takes gaps and categories as they are.',
  family: 'Trees',
  tasks: ['classification', 'regression'],
  tags: ['missing', 'categories'],
  params: {
    deepest: {
      kind: 'number',
      default: 8,
      min: 1,
      max: 1000,
      integer: true,
      label: 'Most questions in a row',
      help: 'More questions fit the training rows more closely, and new rows not always better.',
    },
    leastLeaf: {
      kind: 'number',
      default: 5,
      min: 1,
      max: 1_000_000,
      integer: true,
      log: true,
      label: 'Least rows behind an answer',
    },
    leastSplit: {
      kind: 'number',
      default: 2,
      min: 2,
      max: 1_000_000,
      integer: true,
      log: true,
      label: 'Least rows to ask a question of',
    },
    mostLeaves: {
      kind: 'number',
      default: 0,
      min: 0,
      max: 1_000_000,
      integer: true,
      label: 'Most answers',
      help: 'The questions that help most come first. 0: no limit.',
    },
    leastGain: {
      kind: 'number',
      default: 0,
      min: 0,
      label: 'Least gain of a question',
      help: 'How much purer the rows must become, measured over all rows.',
    },
    alpha: {
      kind: 'number',
      default: 0,
      min: 0,
      label: 'Pruning: cost of an answer',
      help: 'Branches that gain less than this for each answer they add are cut off. The picture of the tree shows which costs matter.',
    },
    purity: {
      kind: 'choice',
      default: 'gini',
      options: ['gini', 'entropy'],
      label: 'Measure for classes',
      help: 'How mixed the classes of a group are; both mostly give much the same tree.',
    },
    error: {
      kind: 'choice',
      default: 'squared',
      options: ['squared', 'absolute', 'Poisson'],
      label: 'Measure for numbers',
      help: 'Squared: answers are means. Absolute: medians, which a few extreme values do not move. Poisson: for counts.',
    },
    classWeight: {
      kind: 'choice',
      default: 'none',
      options: ['none', 'balanced'],
      label: 'Weight of classes',
      help: 'Balanced lets a rare class count as much as a common one; probabilities are then no longer shares.',
    },
  },
  async fit(given, target, params, context) {
    requireMatrix(LABEL, given);
    const balanced = params.classWeight === 'balanced';
    const { x, y, weights } = weightedRows(LABEL, given, target, context.weights, balanced);
    const criterion = criterionFor(y, params.purity, params.error, weights);
    const known = readDecisions(context.resume, given);
    const keep = timedCheckpoint(context.checkpoint?.bind(context));
    const pace = pacer(context);
    const nodes = await growTree({
      columns: await SortedColumns.of(x, pace),
      categories: x.names.map((_, c) => !!x.categories?.[c]),
      criterion,
      limits: { ...params, mostLeaves: params.mostLeaves || Infinity },
      pace,
      known,
      finish: context.finish,
      decided: decisions => keep(() => ({ rows: given.rows, width: given.width, decisions: [...decisions] })),
    });
    const tree = treeInOrder(nodes);
    const path = pruningPath(tree);
    return {
      outputs: criterion.outputs,
      task: y.task,
      alpha: params.alpha,
      tree,
      path,
      /** Mean decrease in impurity by column, as shares of the whole, of the tree as it is cut. */
      importance: importances(tree, x.width, cutAt(path, params.alpha)),
    };
  },
  lower({ task, outputs, alpha, tree, path }, g, x) {
    const answer = g.trees(x, [graphTree(tree, outputs, cutAt(path, alpha))], outputs);
    return task === 'classification' ? { task, probabilities: answer } : { task, prediction: answer };
  },
});

function criterionFor(
  y: TreeTarget,
  purity: 'gini' | 'entropy',
  error: NumberCriterion,
  weights: Float64Array,
): Criterion {
  if (y.task === 'classification') return classCriterion(purity, y.codes, y.classes.length, weights);
  if (error === 'Poisson') requireCounts(y.values);
  return numberCriterion(error, y.values, weights);
}

function requireCounts(values: Float64Array): void {
  const negative = values.find(v => v < 0);
  if (negative === undefined && values.some(v => v > 0)) return;
  throw new StudioError(
    'fit/target',
    `${LABEL}: with the measure Poisson the target must have no negative value and one above 0, got ${negative ?? 'only 0'}. Choose the measure squared or absolute.`,
  );
}

function readDecisions(saved: unknown, { rows, width }: Matrix): Decisions {
  if (saved === undefined || saved === null) return [];
  const found = saved as { rows?: number; width?: number; decisions?: Decisions };
  if (found.rows === rows && found.width === width && Array.isArray(found.decisions)) return found.decisions;
  throw new StudioError('fit/resume', `${LABEL}: the saved state belongs to other data. Train from the start.`);
}
