import type { Kernels } from '../kernels/kernels.ts';
import type { WorkKind } from './work-kind.ts';
import type { NumberBlock, TextBlock } from './graph/block.ts';
import type { GraphBuilder } from './graph/builder.ts';
import type { Ref } from './graph/graph.ts';
import type { Fold } from './model.ts';
import type { ParamSpec, ParamsOf } from './params.ts';
import type { Random } from './random.ts';
import type { Task } from './table/schema.ts';
import type { Target } from './target.ts';
import type { WorkContext } from './work.ts';

/** A named column on its way to the model: numbers (dates and booleans included) or text, one wide. */
export interface Stream<B extends NumberBlock | TextBlock = NumberBlock | TextBlock> {
  readonly name: string;
  readonly block: B;
}

/** The same column while the graph is being built. */
export interface NamedRef {
  readonly name: string;
  readonly ref: Ref;
}

export interface StepContext extends WorkContext {
  readonly random: Random;
  /** How much each row counts, above 0: rows that count for nothing are not among those given. Absent: all count the same. */
  readonly weights?: Float64Array | undefined;
  /**
   * Which rows may teach which their own values (`ownRows`): each row stands in one `test`, and its `train` are the rows
   * whose target may reach it, in the manner of the recipe's split. Absent: folds at random.
   */
  ownFolds?(k: number): readonly Fold[];
  /** Fast loops; absent: the plain TypeScript ones, which give the same. */
  readonly kernels?: Kernels | undefined;
}

/** What work on rows may be handed: a way to stop, to hear of progress, and fast loops. */
export type StepWork = Pick<StepContext, 'signal' | 'progress' | 'kernels'>;

/**
 * What a step can be put on. `any` steps get number and text streams mixed and treat each by its type. A `date` is a
 * number stream that counts milliseconds since 1970 in UTC.
 */
export type Accepts = 'number' | 'text' | 'date' | 'any';

/** The headings of the list of steps, in the order in which they usually come. */
export const stepGroups = [
  'Fill gaps',
  'Outliers',
  'Dates',
  'Scale',
  'Shape',
  'Encode',
  'Text',
  'Combine',
  'Reduce',
  'Choose columns',
] as const;
export type StepGroup = (typeof stepGroups)[number];

/**
 * A step learns from training rows and then does the same to every row. `fit` returns plain data (it survives
 * structuredClone and JSON: no NaN, no typed arrays); `lower` says, in graph operations, what the fitted step does.
 */
export interface Step<S extends ParamSpec = ParamSpec, State = unknown> {
  readonly id: string;
  readonly label: string;
  /** What it does and why, in plain words. */
  readonly help: string;
  readonly group: StepGroup;
  readonly accepts: Accepts;
  /**
   * Whether rows count by their weight (the column with the role "weight") when it learns: `used` by `fit`, or `unused`,
   * where there is no such notion in the field and every row counts once. Absent: how often a row is there does not matter.
   */
  readonly weights?: 'used' | 'unused';
  /** What of its learning a graphics processor can do too; absent: nothing. */
  readonly work?: WorkKind;
  readonly params: S;
  /** The tasks it can be used for, where it learns from the target; absent is all. */
  readonly tasks?: readonly Task[];
  /** Learn from the given streams (training rows only). Long work calls a `pacer` between its parts. */
  fit(columns: readonly Stream[], target: Target, params: ParamsOf<S>, context: StepContext): State | Promise<State>;
  /**
   * What the model is trained on, where that must differ from what the fitted step makes of later rows: an encoding by
   * the target gives each training row what was learned from other training rows, never from its own target. The same
   * names in the same order as `lower` gives. Absent: the fitted step put on the training rows.
   */
  ownRows?(
    columns: readonly Stream[],
    target: Target,
    params: ParamsOf<S>,
    context: StepContext,
  ): readonly Stream[] | Promise<readonly Stream[]>;
  /** The streams that replace the inputs, in order. */
  lower(state: State, g: GraphBuilder, inputs: readonly NamedRef[]): readonly NamedRef[];
}

export const defineStep = <const S extends ParamSpec, State>(step: Step<S, State>): Step<S, State> => step;

/** A step whose parameter and state types have been forgotten, for lists. */
export interface AnyStep extends Pick<
  Step,
  'id' | 'label' | 'help' | 'group' | 'accepts' | 'weights' | 'work' | 'params' | 'tasks'
> {
  fit(columns: readonly Stream[], target: Target, params: never, context: StepContext): unknown;
  ownRows?(
    columns: readonly Stream[],
    target: Target,
    params: never,
    context: StepContext,
  ): readonly Stream[] | Promise<readonly Stream[]>;
  lower(state: never, g: GraphBuilder, inputs: readonly NamedRef[]): readonly NamedRef[];
}
