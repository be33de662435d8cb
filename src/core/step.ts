import type { NumberBlock, TextBlock } from './graph/block.ts';
import type { GraphBuilder } from './graph/builder.ts';
import type { Ref } from './graph/graph.ts';
import type { ParamSpec, ParamsOf } from './params.ts';
import type { Random } from './random.ts';
import type { Target } from './target.ts';

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

export interface StepContext {
  readonly random: Random;
  readonly signal?: AbortSignal | undefined;
}

/** What a step can be put on. `any` steps get number and text streams mixed and treat each by its type. */
export type Accepts = 'number' | 'text' | 'any';

/** The headings of the list of steps, in the order in which they usually come. */
export const stepGroups = ['Fill gaps', 'Outliers', 'Scale', 'Shape', 'Encode', 'Choose columns'] as const;
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
  readonly params: S;
  /** Learn from the given streams (training rows only). */
  fit(columns: readonly Stream[], target: Target, params: ParamsOf<S>, context: StepContext): State;
  /** The streams that replace the inputs, in order. */
  lower(state: State, g: GraphBuilder, inputs: readonly NamedRef[]): readonly NamedRef[];
}

export const defineStep = <const S extends ParamSpec, State>(step: Step<S, State>): Step<S, State> => step;

/** A step whose parameter and state types have been forgotten, for lists. */
export interface AnyStep extends Pick<Step, 'id' | 'label' | 'help' | 'group' | 'accepts' | 'params'> {
  fit(columns: readonly Stream[], target: Target, params: never, context: StepContext): unknown;
  lower(state: never, g: GraphBuilder, inputs: readonly NamedRef[]): readonly NamedRef[];
}
