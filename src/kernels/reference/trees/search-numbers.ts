import type { BinnedColumn } from '../../trees.ts';
import { gainOf, isAllowed, without, type LeafState, type SearchSettings, type Split, type Sums } from './split.ts';

/**
 * The best threshold of a column: bins are added to yes in ascending order, what is missing goes to no; where rows lack a
 * value, in descending order too, with what is missing in yes. The first of equal gains is kept.
 */
export function searchNumbers(
  bins: (bin: number) => Sums,
  column: BinnedColumn & { readonly kind: 'number' },
  leaf: LeafState,
  settings: SearchSettings,
  index: number,
  monotone: number,
): Split | null {
  const last = column.thresholds.length;
  let best: Split | null = null;
  const offer = (bin: number, missing: boolean, yes: Sums): void => {
    const no = without(leaf.sums, yes);
    if (!isAllowed(yes, no, settings)) return;
    const gain = gainOf(yes, no, leaf, monotone, settings);
    if (gain > settings.limits.gain && gain > (best?.gain ?? 0)) {
      best = { gain, column: index, bin, missing, set: null, yes };
    }
  };
  let sums: Sums = { gradient: 0, hessian: 0, rows: 0 };
  for (let bin = 0; bin < last + (column.missing ? 1 : 0); bin++) {
    sums = plus(sums, bins(bin));
    offer(bin, false, sums);
  }
  if (!column.missing) return best;
  sums = leaf.sums;
  for (let bin = last; bin > 0; bin--) {
    sums = without(sums, bins(bin));
    offer(bin - 1, true, sums);
  }
  return best;
}

const plus = (a: Sums, b: Sums): Sums => ({
  gradient: a.gradient + b.gradient,
  hessian: a.hessian + b.hessian,
  rows: a.rows + b.rows,
});
