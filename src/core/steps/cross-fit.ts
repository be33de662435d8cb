import { concatArrays } from '../concat.ts';
import { blockRows, numberBlock, takeBlock } from '../graph/block.ts';
import type { Fold } from '../model.ts';
import type { Random } from '../random.ts';
import type { AnyStep, StepContext, Stream } from '../step.ts';
import { takeTarget, type Target } from '../target.ts';
import { everyRow, gatherNumbers } from '../table/gather.ts';
import { pacer } from '../work.ts';
import { applyInTurns } from './apply.ts';

/**
 * What a step that learns from the target makes of its own training rows: they fall into folds, and each fold is put
 * through what was learned from the rows that may teach it (as `fit_transform` of scikit-learn's TargetEncoder), in the
 * manner of the recipe's split or at random. All outputs are numbers.
 */
export async function crossFitted<State>(
  { label, lower }: Pick<AnyStep, 'label' | 'lower'>,
  columns: readonly Stream[],
  target: Target,
  folds: number,
  context: StepContext,
  learn: (columns: readonly Stream[], target: Target, weights: Float64Array | undefined) => State | Promise<State>,
): Promise<readonly Stream[]> {
  const { random, weights, ownFolds } = context;
  const rows = columns.length ? blockRows(columns[0]!.block) : 0;
  const pace = pacer(context);
  const parts: { readonly test: Int32Array; readonly made: readonly Stream[] }[] = [];
  for (const { train, test } of ownFolds?.(folds) ?? randomFolds(rows, folds, random)) {
    await pace(label, parts.length, folds);
    const own = weights && gatherNumbers(weights, train);
    const state = await learn(taken(columns, train), takeTarget(target, train), own);
    parts.push({ test, made: await applyInTurns({ label, lower }, state, taken(columns, test), context) });
  }
  const places = concatArrays(
    parts.map(p => p.test),
    Int32Array,
  );
  return parts[0]!.made.map(({ name }, output) => {
    const data = new Float64Array(rows);
    let at = 0;
    for (const { made } of parts) {
      const { block } = made[output]!;
      for (let i = 0; block.type === 'float64' && i < block.data.length; i++) data[places[at++]!] = block.data[i]!;
    }
    return { name, block: numberBlock(data) };
  });
}

/**
 * Rows at random into at least 2 folds, each taught by all others. They are drawn without a look at the target, so that a
 * row's own target can in no way reach its value.
 */
export function randomFolds(rows: number, folds: number, random: Random): readonly Fold[] {
  const count = Math.max(2, Math.min(folds, rows));
  const foldOf = new Int32Array(rows);
  random.permutation(rows).forEach((row, place) => (foldOf[row] = place % count));
  const every = everyRow(rows);
  return Array.from({ length: count }, (_, fold) => ({
    test: every.filter(row => foldOf[row] === fold),
    train: every.filter(row => foldOf[row] !== fold),
  }));
}

const taken = (columns: readonly Stream[], rows: Int32Array): Stream[] =>
  columns.map(({ name, block }) => ({ name, block: takeBlock(block, rows) }));
