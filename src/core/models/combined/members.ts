import { StudioError } from '../../errors.ts';
import { GraphBuilder } from '../../graph/builder.ts';
import { numberBlock, type NumberBlock } from '../../graph/block.ts';
import type { Ref } from '../../graph/graph.ts';
import { interpretInTurns } from '../../graph/interpret.ts';
import type { AnyModel, FitContext, Matrix } from '../../model.ts';
import { checkParams, type ParamValues, type TableParamField } from '../../params.ts';
import type { Target } from '../../target.ts';
import { pacer } from '../../work.ts';
import { baseline } from '../baseline.ts';
import { multinomialBayes } from '../multinomial-bayes.ts';
import { gaussianBayes } from '../gaussian-bayes.ts';
import { complementBayes } from '../complement-bayes.ts';
import { bernoulliBayes } from '../bernoulli-bayes.ts';
import { decisionTree } from '../decision-tree.ts';
import { extraTrees } from '../extra-trees.ts';
import { gradientBoosting } from '../gradient-boosting.ts';
import { kNearest } from '../k-nearest.ts';
import { linearModels } from '../linear-family.ts';
import { rbfSvm } from '../rbf-svm.ts';
import { randomForest } from '../random-forest.ts';
import type { Piece } from './pieces.ts';

/** An algorithm inside another one, with everything it learned; plain data. */
export interface Member {
  readonly id: string;
  readonly params: ParamValues;
  readonly state: unknown;
}

/**
 * Algorithms that can stand inside others: those that predict a class or a number without a device of their own. A test
 * holds that none is forgotten.
 */
export const joinable = [
  baseline,
  ...linearModels,
  decisionTree,
  randomForest,
  extraTrees,
  gradientBoosting,
  kNearest,
  bernoulliBayes,
  complementBayes,
  gaussianBayes,
  multinomialBayes,
  rbfSvm,
] as const satisfies readonly AnyModel[];

/** A choice among them, for forms. */
export const memberField: TableParamField = {
  label: 'Algorithm',
  options: joinable.map(m => m.id),
  names: joinable.map(m => m.label),
};

/** Refuse an algorithm that cannot do the task. */
export function requireMember(owner: string, id: string, task: Target['task']): AnyModel {
  const model = joinableById(id);
  if (model.tasks.includes(task)) return model;
  throw new StudioError(
    'fit/member',
    `${owner}: every algorithm in it must do ${task}, but ${model.label} does not. Choose another one.`,
    { member: id, task },
  );
}

function joinableById(id: string): AnyModel {
  const model = (joinable as readonly AnyModel[]).find(m => m.id === id);
  if (model) return model;
  throw new StudioError('fit/member', `There is no algorithm "${id}" that could be a part of another. Choose one of the list.`, { id }); // prettier-ignore
}

/** Fit one member with its usual settings. */
export async function fitMember(
  model: AnyModel,
  x: Matrix,
  y: Target,
  context: FitContext,
  { random, progress, checkpoint, resume }: Piece,
): Promise<Member> {
  const params = checkParams(model.id, model.params, {});
  const { validation: _validation, ...rest } = context;
  const state = await model.fit(x, y, params as never, {
    ...rest,
    random,
    checkpoint,
    resume,
    progress: ({ done, total }) => progress(total > 0 ? done / total : 0),
  });
  return { id: model.id, params, state };
}

/** What a member says of the rows in `x`: probabilities `[rows, classes]`, or a prediction `[rows, 1]`. */
export function memberAnswer(member: Member, g: GraphBuilder, x: Ref): Ref {
  const output = joinableById(member.id).lower(member.state as never, g, x);
  if (output.task === 'classification') return output.probabilities;
  if (output.task === 'regression') return output.prediction;
  throw new StudioError('fit/member', `${member.id} does not predict and can be no part of another algorithm.`);
}

/** The same, computed for the rows of a matrix: row-major. */
export async function answersOf(member: Member, x: Matrix, { kernels, signal }: FitContext): Promise<Float64Array> {
  const g = new GraphBuilder();
  const inputs = x.names.map((_, j) => g.input(String(j), 'float64'));
  const graph = g.done([{ name: 'answer', ref: memberAnswer(member, g, g.concat(inputs)) }]);
  const column = (j: number): Float64Array => {
    const values = new Float64Array(x.rows);
    for (let r = 0, at = j; r < x.rows; r++, at += x.width) values[r] = x.data[at]!;
    return values;
  };
  const blocks = new Map(x.names.map((_, j) => [String(j), numberBlock(column(j))]));
  const pace = pacer({ signal });
  const pause = (done: number, total: number) => pace('Answers', done, total);
  const outputs = await interpretInTurns(graph, blocks, x.rows, pause, { kernels: kernels.graph });
  return (outputs.get('answer') as NumberBlock).data;
}

/** The rows of a matrix at the given places. */
export function takeMatrix(x: Matrix, rows: ArrayLike<number>): Matrix {
  const data = new Float64Array(rows.length * x.width);
  for (let i = 0; i < rows.length; i++)
    data.set(x.data.subarray(rows[i]! * x.width, (rows[i]! + 1) * x.width), i * x.width);
  return { ...x, rows: rows.length, data };
}
