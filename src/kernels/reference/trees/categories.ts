import { MISSING_BIN } from '../../trees.ts';
import { gainOf, isAllowed, without, type LeafState, type SearchSettings, type Split, type Sums } from './split.ts';

/** Categories with less than the hessian of ten average rows stay together; the same number smooths the order. */
const SUPPORT = 10;

/**
 * The best set of categories for yes: they are ordered by gradient / (hessian + 10), and the sets are the first or the
 * last of that order, up to half (Fisher 1958; LightGBM and scikit-learn do the same). Missing values are a category.
 * @param bins Sums of each bin, MISSING_BIN the last.
 */
export function searchCategories(
  bins: (bin: number) => Sums,
  count: number,
  leaf: LeafState,
  settings: SearchSettings,
  column: number,
): Split | null {
  const { grid, limits } = settings;
  const factor = leaf.sums.rows / (leaf.sums.hessian * grid.hessian);
  const ordered = Array.from({ length: count + 1 }, (_, i) => (i < count ? i : MISSING_BIN))
    .map(bin => ({ bin, sums: bins(bin) }))
    .filter(({ sums }) => sums.hessian * grid.hessian * factor >= SUPPORT)
    .map(({ bin, sums }) => ({
      bin,
      sums,
      order: (sums.gradient * grid.gradient) / (sums.hessian * grid.hessian + SUPPORT),
    }))
    .sort((a, b) => a.order - b.order || a.bin - b.bin);
  const half = Math.floor((ordered.length + 1) / 2);
  let best: Omit<Split, 'set' | 'missing'> | null = null;
  let members: readonly { readonly bin: number }[] = [];
  if (ordered.length < 2) return null;
  for (const direction of [ordered, ordered.toReversed()]) {
    let yes: Sums = { gradient: 0, hessian: 0, rows: 0 };
    const most = direction === ordered ? half : half - 1;
    for (let i = 0; i < most; i++) {
      const { sums } = direction[i]!;
      yes = {
        gradient: yes.gradient + sums.gradient,
        hessian: yes.hessian + sums.hessian,
        rows: yes.rows + sums.rows,
      };
      const no = without(leaf.sums, yes);
      if (!isAllowed(yes, no, settings)) continue;
      const gain = gainOf(yes, no, leaf, 0, settings);
      if (!(gain > limits.gain && gain > (best?.gain ?? 0))) continue;
      best = { gain, column, bin: 0, yes };
      members = direction.slice(0, i + 1);
    }
  }
  if (!best) return null;
  const set = new Uint8Array(256);
  for (const { bin } of members) set[bin] = 1;
  return { ...best, set, missing: set[MISSING_BIN] === 1 };
}
