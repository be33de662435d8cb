import { BoostRun } from '../reference/trees/boost-session.ts';
import type { TreeKernels } from '../trees.ts';
import { WasmBoost } from './boost-work.ts';
import { WasmForest } from './forest.ts';
import type { WasmThreads } from './threads.ts';
import { bin, place, type WasmBins } from './tree-bins.ts';

export const treeKernels = (threads: WasmThreads): TreeKernels => ({
  bin: (table, mostBins, pause) => bin(threads, table, mostBins, pause),
  binLike: (table, like, pause) => place(threads, table, like.columns, pause),
  boost(table, settings, validation) {
    const work = new WasmBoost(threads, table as WasmBins, settings, validation);
    return new BoostRun(work, table.columns, settings, validation);
  },
  forest: (table, settings) => new WasmForest(threads, table, settings),
});
