import { concatArrays } from '../concat.ts';
import { blockRows, numberBlock, takeBlock } from '../graph/block.ts';
import type { Random } from '../random.ts';
import type { AnyStep, Stream } from '../step.ts';
import { takeTarget, type Target } from '../target.ts';
import { applyLowered } from './apply.ts';

/**
 * What a step that learns from the target makes of its own training rows: the rows fall at random into folds, and each
 * fold is put through what was learned from the others (as `fit_transform` of scikit-learn's TargetEncoder). Folds are
 * drawn without a look at the target, so that a row's own target can in no way reach its value. All outputs are numbers.
 */
export function crossFitted<State>(
  columns: readonly Stream[],
  target: Target,
  folds: number,
  random: Random,
  learn: (columns: readonly Stream[], target: Target) => State,
  lower: AnyStep['lower'],
): readonly Stream[] {
  const rows = columns.length ? blockRows(columns[0]!.block) : 0;
  const order = random.permutation(rows);
  const count = Math.max(2, Math.min(folds, rows));
  const parts = Array.from({ length: count }, (_, fold) => {
    const held = order.filter((_row, place) => place % count === fold).sort();
    const others = order.filter((_row, place) => place % count !== fold).sort();
    const state = learn(taken(columns, others), takeTarget(target, others));
    return { held, made: applyLowered({ lower }, state, taken(columns, held)) };
  });
  const places = concatArrays(
    parts.map(p => p.held),
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

const taken = (columns: readonly Stream[], rows: Int32Array): Stream[] =>
  columns.map(({ name, block }) => ({ name, block: takeBlock(block, rows) }));
