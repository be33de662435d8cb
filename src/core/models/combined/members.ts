import { StudioError } from '../../errors.ts';
import { GraphBuilder } from '../../graph/builder.ts';
import { numberBlock, type NumberBlock } from '../../graph/block.ts';
import type { Ref } from '../../graph/graph.ts';
import { interpret } from '../../graph/interpret.ts';
import type { AnyModel, FitContext, Matrix } from '../../model.ts';
import { checkParams, type ParamValues, type TableParamField } from '../../params.ts';
import { randomStream } from '../../random.ts';
import type { Target } from '../../target.ts';
import { baseline } from '../baseline.ts';
import { decisionTree } from '../decision-tree.ts';
import { extraTrees } from '../extra-trees.ts';
import { gradientBoosting } from '../gradient-boosting.ts';
import { kNearest } from '../k-nearest.ts';
import { linearModels } from '../linear-family.ts';
import { randomForest } from '../random-forest.ts';

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
] as const satisfies readonly AnyModel[];

/** A choice among them, for forms. */
export const memberField: TableParamField = { label: 'Algorithm', options: joinable.map(m => m.id) };

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

/** Fit one member with its usual settings. `at` says which of how many it is, for the progress. */
export async function fitMember(
  model: AnyModel,
  x: Matrix,
  y: Target,
  context: FitContext,
  at: { readonly done: number; readonly total: number; readonly phase: string },
): Promise<Member> {
  const params = checkParams(model.id, model.params, {});
  const { checkpoint: _checkpoint, resume: _resume, validation: _validation, ...rest } = context;
  const state = await model.fit(x, y, params as never, {
    ...rest,
    random: randomStream(context.random.integer(2 ** 32), `member/${model.id}`),
    progress: ({ done, total }) =>
      context.progress?.({
        phase: at.phase,
        done: at.done + Math.min(0.99, total > 0 ? done / total : 0),
        total: at.total,
      }),
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

/** The same, computed for the rows of a matrix. */
export function answersOf(member: Member, x: Matrix, kernels: FitContext['kernels']): NumberBlock {
  const g = new GraphBuilder();
  const inputs = x.names.map((_, j) => g.input(String(j), 'float64'));
  const answer = memberAnswer(member, g, g.concat(inputs));
  const column = (j: number) => Float64Array.from({ length: x.rows }, (_, r) => x.data[r * x.width + j]!);
  const blocks = new Map(x.names.map((_, j) => [String(j), numberBlock(column(j))]));
  const outputs = interpret(g.done([{ name: 'answer', ref: answer }]), blocks, x.rows, { kernels: kernels.graph });
  return outputs.get('answer') as NumberBlock;
}

/** The rows of a matrix at the given places. */
export function takeMatrix(x: Matrix, rows: ArrayLike<number>): Matrix {
  const data = new Float64Array(rows.length * x.width);
  for (let i = 0; i < rows.length; i++)
    data.set(x.data.subarray(rows[i]! * x.width, (rows[i]! + 1) * x.width), i * x.width);
  return { ...x, rows: rows.length, data };
}
