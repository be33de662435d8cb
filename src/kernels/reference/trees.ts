import type { TreeKernels } from '../trees.ts';
import { bin, fill, type Bins } from './trees/bins.ts';
import { BoostRun } from './trees/boost-session.ts';
import { ForestRun } from './trees/forest.ts';
import { ReferenceWork } from './trees/reference-work.ts';

export const treeKernels: TreeKernels = {
  bin,
  binLike: (table, like, pause) => fill(table, like.columns, pause),
  boost: (table, settings, validation) =>
    new BoostRun(new ReferenceWork(table as Bins, settings, validation), table.columns, settings, validation),
  forest: (table, settings) => new ForestRun(table as Bins, settings),
};
