import type { Kernels } from '../kernels/kernels.ts';
import type { GraphBuilder } from './graph/builder.ts';
import type { Ref } from './graph/graph.ts';
import type { ParamSpec, ParamsOf } from './params.ts';
import type { Random } from './random.ts';
import type { Task } from './table/schema.ts';
import type { Target } from './target.ts';
import type { WorkKind } from './work-kind.ts';

/** The design matrix: row-major `[rows, width]`, every value finite; NaN only for models tagged `missing`. */
export interface Matrix {
  readonly rows: number;
  readonly width: number;
  readonly data: Float64Array;
  readonly names: readonly string[];
  /**
   * For models tagged `categories`: the levels of each column that is text, whose data hold the level's place, or NaN
   * where it is missing or unknown; null for a column of numbers. Absent where no column is text.
   */
  readonly categories?: readonly (readonly string[] | null)[];
}

export type DeviceName = 'webgpu' | 'wasm' | 'js';

/** How far a fit has come. Losses are per epoch, in the model's own loss. */
export interface FitProgress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  readonly loss?: number;
  readonly validationLoss?: number;
  /** Learning rate, where it changes on the way. */
  readonly rate?: number;
}

/** Places of rows in the matrix. */
export interface Fold {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

export interface FitContext {
  readonly random: Random;
  /** The hot loops; the plain TypeScript reference unless the engine hands in faster ones. */
  readonly kernels: Kernels;
  /** How much each row counts: finite, at least 0, not all 0. Absent: all count the same. */
  readonly weights?: Float64Array | undefined;
  /** Folds inside the given rows, in the manner of the recipe's split: shuffled and stratified, whole groups, or in time. */
  folds(k: number): readonly Fold[];
  /** Aborting throws away the work. */
  readonly signal?: AbortSignal | undefined;
  /** Aborting ends training early and keeps the best so far. */
  readonly finish?: AbortSignal | undefined;
  progress?(update: FitProgress): void;
  /** Rows set apart for early stopping before any step was fitted; only for models tagged `early-stopping`. */
  readonly validation?:
    { readonly x: Matrix; readonly y: Target; readonly weights?: Float64Array | undefined } | undefined;
  /** How often memory ran short: models that work in batches keep fewer of their rows in memory together each time. */
  readonly shrink?: number | undefined;
  /** Called at most every few seconds with plain data from which `resume` continues. */
  checkpoint?(state: unknown): void;
  readonly resume?: unknown;
}

/** What a lowered model yields; the pipeline adds labels, thresholds and cluster numbers in one place. */
export type ModelOutput =
  | { readonly task: 'classification'; readonly probabilities: Ref }
  | { readonly task: 'regression'; readonly prediction: Ref }
  /** Squared distance to each centre, and how probable each cluster is where the model is one of probabilities. */
  | { readonly task: 'clustering'; readonly distances: Ref; readonly probabilities?: Ref }
  /** One score a row, higher is stranger; above the threshold a row is flagged. */
  | { readonly task: 'anomaly'; readonly score: Ref; readonly threshold: number };

/** What a model tagged `transductive` says of each row it was fitted on, in their order. Plain data. */
export type OwnAnswers =
  /** Clusters count from 0; -1 is noise. */
  | { readonly task: 'clustering'; readonly labels: readonly number[] }
  | { readonly task: 'anomaly'; readonly scores: readonly number[]; readonly threshold: number };

/** The headings of the list of algorithms. */
export const modelFamilies = [
  'Baseline',
  'Linear',
  'Trees',
  'Neighbours and Bayes',
  'Neural',
  'Clusters',
  'Anomalies',
  'Time',
  'Combined',
] as const;
export type ModelFamily = (typeof modelFamilies)[number];

/**
 * `early-stopping`: wants validation rows. A kind of work, such as `tensors`: trains on the quickest device, or the one a
 * person chooses, a graphics processor too. `baseline`: what others must beat.
 * `missing`: takes missing values (NaN). `categories`: takes text, see `Matrix.categories`. `kernels`: its time goes into
 * `FitContext.kernels`, and the run says which those were. `transductive`: answers only for the rows it was fitted on,
 * through `own`; made by `defineTransductive`.
 */
export type ModelTag =
  WorkKind | 'early-stopping' | 'baseline' | 'linear' | 'missing' | 'categories' | 'kernels' | 'transductive';

/**
 * An algorithm: one plain object in one file, and one line in the list. `fit` returns plain data that survives
 * structuredClone and JSON; forms, validation, laws and every export are derived from this object.
 */
export interface Model<S extends ParamSpec = ParamSpec, State = unknown> {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  readonly family: ModelFamily;
  readonly tasks: readonly Task[];
  readonly params: S;
  readonly tags: readonly ModelTag[];
  fit(x: Matrix, y: Target, params: ParamsOf<S>, context: FitContext): State | Promise<State>;
  /** Throws `model/transductive` where there is no graph. */
  lower(state: State, g: GraphBuilder, x: Ref): ModelOutput;
  /** For models tagged `transductive`. */
  readonly own?: {
    answers(state: State): OwnAnswers;
    /** What to choose for new rows, as a list of labels: "k-means or Gaussian mixture". */
    readonly instead: string;
  };
}

export const defineModel = <const S extends ParamSpec, State, const Id extends string>(
  model: Model<S, State> & { readonly id: Id },
): Model<S, State> & { readonly id: Id } => model;

/** A model whose parameter and state types have been forgotten, for lists. */
export interface AnyModel extends Pick<Model, 'id' | 'label' | 'help' | 'family' | 'tasks' | 'params' | 'tags'> {
  fit(x: Matrix, y: Target, params: never, context: FitContext): unknown;
  lower(state: never, g: GraphBuilder, x: Ref): ModelOutput;
  readonly own?: { answers(state: never): OwnAnswers; readonly instead: string };
}
