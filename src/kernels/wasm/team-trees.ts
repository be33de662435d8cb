import { BoostRun } from '../reference/trees/boost-session.ts';
import type { TreeKernels } from '../trees.ts';
import { boostCopies, TeamBoost } from './team-boost.ts';
import { forestCopies, TeamForest } from './team-forest.ts';
import type { Helpers, LastShared } from './team.ts';
import type { WasmThreads } from './threads.ts';
import type { WasmBins } from './tree-bins.ts';
import { treeKernels as onThreads } from './trees.ts';

/** When workers are worth starting and telling, and what copies they may hold. */
const SHARING = {
  /** Rows times columns from which boosting is shared, and fewest workers: one alone saves no more than telling it costs. */
  boost: 1_000_000,
  workers: 2,
  /** Rows times columns from which forests are. */
  forest: 200_000,
  /** Most bytes of copies in all workers together. */
  copies: 2 ** 30,
};

/** Trees on this thread and on workers that share no memory with it. The trees are the same to the bit. */
export function teamTreeKernels(
  threads: WasmThreads,
  helpers: Helpers,
  last: LastShared,
  sharing = SHARING,
): TreeKernels {
  const alone = onThreads(threads);
  /** How many workers a job gets. */
  const members = (isWorth: boolean, most: number, bytes: (members: number) => number): number => {
    let count = isWorth ? most : 0;
    while (count > 0 && bytes(count) > sharing.copies) count--;
    const isLarge = isWorth && most > 0 && !count;
    const why = isLarge ? `, as copies for others would take ${Math.ceil(bytes(1) / 2 ** 20)} MB` : '';
    last.by = { how: `one thread${why}` };
    return count;
  };
  return {
    ...alone,
    boost(table, settings, validation) {
      const { rows, width } = table;
      // Columns are shared in groups of four.
      const most = Math.min(helpers.most, Math.ceil(width / 4) - 1);
      const isWorth = rows * width >= sharing.boost && most >= sharing.workers;
      const count = members(isWorth, most, m => boostCopies(rows, width, settings.limits.leaves, m));
      if (!count) return alone.boost(table, settings, validation);
      const work = new TeamBoost(threads, helpers, count, table as WasmBins, settings, validation);
      last.by = work;
      return new BoostRun(work, table.columns, settings, validation);
    },
    forest(table, settings) {
      const { rows, width } = table;
      const count = members(rows * width >= sharing.forest, helpers.most, m => forestCopies(rows, width, m));
      if (!count) return alone.forest(table, settings);
      const session = new TeamForest(threads, helpers, count, table, settings);
      last.by = session;
      return session;
    },
  };
}
