import type { DeviceName, FitProgress } from '../core/model.ts';
import { isTransductive } from '../core/models/index.ts';
import { evaluateInTurns } from '../core/metrics/index.ts';
import { foldResults } from '../core/pipeline/evaluate.ts';
import { fit, type FitOptions } from '../core/pipeline/fit.ts';
import type { Fitted } from '../core/pipeline/fitted.ts';
import type { PreparedTable } from '../core/pipeline/prepare.ts';
import type { Recipe } from '../core/pipeline/recipe.ts';
import { groupsOf, splitRows } from '../core/pipeline/split.ts';
import { recipePieces, recipeShrinks } from '../core/device-work.ts';
import type { Table } from '../core/table/table.ts';
import type { CrossValidationSummary } from '../store/schema.ts';
import { openNamed } from './backend.ts';
import { devicesFrom, kernelsFor, kernelsOn } from './device-race.ts';
import { fitOnDevices } from './device.ts';
import { tooLargeToKeep } from './large-outcomes.ts';
import { type MeasuredFold, summariseFolds } from './summarise-folds.ts';

/** Folds of cross-validation; fewer where there are not enough rows or groups for them. */
const FOLDS = 5;

export interface RunProgress extends FitProgress {
  /** `fit` is the model that is kept; `cross-validation` are fits that are only measured. */
  readonly stage: 'fit' | 'cross-validation';
}

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  /** Ends training early and keeps the best so far; cross-validation is then left out. */
  readonly finish?: AbortSignal | undefined;
  readonly device?: DeviceName | undefined;
  readonly resume?: unknown;
  progress?(update: RunProgress): void;
  checkpoint?(state: unknown): void;
  /** Training goes on on another device, or with less memory: what happened, in plain sentences. */
  moved?(what: string): void;
}

export interface RunResult {
  readonly fitted: Fitted;
  readonly train: Int32Array;
  readonly test: Int32Array;
  readonly folds: readonly MeasuredFold[];
  /** Null when it was ended early, when there are too few rows for two folds, or when the model answers no other rows. */
  readonly crossValidation: CrossValidationSummary | null;
}

/**
 * Train a recipe on what its row operations yield: split, fit on the training rows, cross-validate inside them. The test
 * rows stay unseen.
 */
export async function runRecipe(
  recipe: Recipe,
  { table, rows }: Pick<PreparedTable, 'table' | 'rows'>,
  options: RunOptions = {},
): Promise<RunResult> {
  const { train, test } = splitRows(recipe, table, rows);
  const fitted = await fitOnRows(recipe, table, train, options);
  const folds = options.finish?.aborted ? [] : await crossValidated(recipe, table, train, options);
  return { fitted, train, test, folds, crossValidation: folds.length ? summariseFolds(folds) : null };
}

/** One fit, on the device that the recipe’s model asks for, if it asks for one. */
export async function fitOnRows(recipe: Recipe, table: Table, rows: Int32Array, options: RunOptions): Promise<Fitted> {
  const progress = (update: FitProgress) => options.progress?.({ ...update, stage: 'fit' });
  const base = { signal: options.signal, finish: options.finish, progress };
  const pieces = recipePieces(recipe, rows.length);
  const [piece, ...ofSteps] = pieces;
  if (piece?.kind !== 'tensors') {
    return fit(recipe, table, rows, {
      ...base,
      kernels: await kernelsFor(options.device, pieces),
      resume: options.resume,
      checkpoint: state => options.checkpoint?.(state),
    });
  }
  return fitOnDevices(
    async ({ device, shrink, resume, checkpoint, signal }) =>
      fit(recipe, table, rows, {
        ...base,
        kernels: await kernelsOn(device, ofSteps),
        shrink,
        resume,
        signal,
        checkpoint(state) {
          checkpoint(state);
          options.checkpoint?.(state);
        },
      }),
    {
      order: await devicesFrom(options.device, piece),
      open: openNamed,
      shrinks: recipeShrinks(recipe),
      resume: options.resume,
      signal: options.signal,
      onSwitch: (_from, _to, what) => options.moved?.(what),
    },
  );
}

/** How many folds these training rows and the model allow; below 2 there is no cross-validation. */
export function foldCount(recipe: Recipe, table: Table, train: Int32Array): number {
  if (isTransductive(recipe.model.id)) return 0;
  const groups = recipe.split.kind === 'group' ? groupsOf(table, train, recipe.split.column).length : FOLDS;
  return Math.min(FOLDS, groups, Math.floor(train.length / 2));
}

async function crossValidated(
  recipe: Recipe,
  table: Table,
  train: Int32Array,
  options: RunOptions,
): Promise<readonly MeasuredFold[]> {
  const k = foldCount(recipe, table, train);
  if (k < 2) return [];
  return validateOnDevices(recipe, table, train, k, options, ({ done, total }) =>
    options.progress?.({
      stage: 'cross-validation',
      phase: `Fold ${Math.min(Math.floor(done) + 1, total)} of ${total}`,
      done,
      total,
    }),
  );
}

/**
 * Cross-validation on the device the recipe's model asks for, if it asks for one. `done` counts folds and parts of one. With
 * `whole` every outcome is kept, however large.
 */
export async function validateOnDevices(
  recipe: Recipe,
  table: Table,
  rows: Int32Array,
  k: number,
  options: Pick<RunOptions, 'signal' | 'finish' | 'device' | 'moved'> & { readonly whole?: boolean },
  onProgress?: (update: { readonly done: number; readonly total: number }) => void,
): Promise<readonly MeasuredFold[]> {
  let fold = 0;
  const onFold = (done: number, total: number): void => {
    fold = done;
    onProgress?.({ done, total });
  };
  const progress = ({ done, total }: FitProgress): void =>
    onProgress?.({ done: fold + Math.min(0.99, total > 0 ? done / total : 0), total: k });
  const base = { signal: options.signal, finish: options.finish, progress };
  const pieces = recipePieces(recipe, rows.length);
  const [piece, ...ofSteps] = pieces;
  const measured = async (own: FitOptions): Promise<readonly MeasuredFold[]> => {
    const folds: MeasuredFold[] = [];
    for await (const fold of foldResults(recipe, table, rows, k, { ...base, ...own }, onFold)) {
      // What is measured has been learned: the bar stands at the end of the fold.
      const context = {
        signal: own.signal ?? options.signal,
        progress: () => progress({ phase: '', done: 1, total: 1 }),
      };
      const found = await evaluateInTurns(fold.outcome, context);
      const left = !options.whole && tooLargeToKeep(fold.outcome);
      folds.push({ ...fold, measured: found, outcome: left ? null : fold.outcome });
    }
    return folds;
  };
  if (piece?.kind !== 'tensors') return measured({ kernels: await kernelsFor(options.device, pieces) });
  return fitOnDevices(
    async ({ device, shrink, signal }) => measured({ kernels: await kernelsOn(device, ofSteps), shrink, signal }),
    {
      order: await devicesFrom(options.device, piece),
      open: openNamed,
      shrinks: recipeShrinks(recipe),
      signal: options.signal,
      onSwitch: (_from, _to, what) => options.moved?.(what),
    },
  );
}
