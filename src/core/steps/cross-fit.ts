import { concatArrays } from '../concat.ts';
import { blockRows, numberBlock, takeBlock } from '../graph/block.ts';
import type { Fold } from '../model.ts';
import type { Random } from '../random.ts';
import type { AnyStep, StepContext, Stream } from '../step.ts';
import { takeTarget, type Target } from '../target.ts';
import { applyLowered } from './apply.ts';

/**
 * What a step that learns from the target makes of its own training rows: they fall into folds, and each fold is put
 * through what was learned from the rows that may teach it (as `fit_transform` of scikit-learn's TargetEncoder), in the
 * manner of the recipe's split or at random. All outputs are numbers.
 */
export function crossFitted<State>(
  columns: readonly Stream[],
  target: Target,
  folds: number,
  { random, weights, ownFolds }: StepContext,
  learn: (columns: readonly Stream[], target: Target, weights: Float64Array | undefined) => State,
  lower: AnyStep['lower'],
): readonly Stream[] {
  const rows = columns.length ? blockRows(columns[0]!.block) : 0;
  const parts = (ownFolds?.(folds) ?? randomFolds(rows, folds, random)).map(({ train, test }) => {
    const own = weights && Float64Array.from(train, r => weights[r]!);
    const state = learn(taken(columns, train), takeTarget(target, train), own);
    return { test, made: applyLowered({ lower }, state, taken(columns, test)) };
  });
  const places = concatArrays(
    parts.map(p => p.test),
    Int32Array,
  );
  return parts[0]!.made.map(({ name }, output) => {
    const data = new Float64Array(rows);
    let at = 0;
    for (const { made } of parts) {
      const { block } = made[output]!;
      if (block.type === 'float64') for (const value of block.data) data[places[at++]!] = value;
    }
    return { name, block: numberBlock(data) };
  });
}

/**
 * Rows at random into at least 2 folds, each taught by all others. They are drawn without a look at the target, so that a
 * row's own target can in no way reach its value.
 */
export function randomFolds(rows: number, folds: number, random: Random): readonly Fold[] {
  const order = random.permutation(rows);
  const count = Math.max(2, Math.min(folds, rows));
  return Array.from({ length: count }, (_, fold) => ({
    test: order.filter((_row, place) => place % count === fold).sort(),
    train: order.filter((_row, place) => place % count !== fold).sort(),
  }));
}

const taken = (columns: readonly Stream[], rows: Int32Array): Stream[] =>
  columns.map(({ name, block }) => ({ name, block: takeBlock(block, rows) }));
