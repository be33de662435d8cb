import type { DeviceName } from '../model.ts';
import type { ParamValues } from '../params.ts';
import type { ColumnKind } from '../table/column.ts';
import type { Task } from '../table/schema.ts';
import type { ColumnLevels } from './matrix.ts';
import type { Recipe } from './recipe.ts';

/** A raw column the fitted model reads, with what training saw in it: the input contract of every export. */
export interface InputField {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly unit?: string;
  readonly integer?: boolean;
  /** Numbers and dates: smallest and largest training value. */
  readonly min?: number;
  readonly max?: number;
  /** Categories: the training values, most frequent first, at most 1000. */
  readonly levels?: readonly string[];
  /** Share of training rows without a value. */
  readonly missingShare: number;
}

export interface FittedStep {
  readonly id: string;
  readonly columns: readonly string[];
  readonly params: ParamValues;
  readonly state: unknown;
}

/** Everything that was learned, as plain data: it survives structuredClone and JSON, and lowers to one graph. */
export interface Fitted {
  readonly version: 1;
  readonly recipe: Recipe;
  readonly task: Task;
  readonly inputs: readonly InputField[];
  /** Class names in their fixed order; empty unless the task is classification. */
  readonly classes: readonly string[];
  /** Anomalies: the value that usual rows have in the column that marks strange ones; nothing learned from it. */
  readonly usual?: string;
  /** Names of the columns of the design matrix. */
  readonly features: readonly string[];
  /** Text columns that the model takes as they are, with the levels it knows; absent where there are none. */
  readonly levels?: readonly ColumnLevels[];
  readonly steps: readonly FittedStep[];
  readonly model: { readonly id: string; readonly params: ParamValues; readonly state: unknown };
  /** Rows the steps and the model learned from, and rows set apart for early stopping. */
  readonly rows: { readonly learned: number; readonly validation: number };
  readonly device: { readonly name: DeviceName; readonly description: string } | null;
}
