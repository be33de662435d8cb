import { treeKernels as reference } from '../reference/trees.ts';
import type { TreeKernels } from '../trees.ts';
import { WasmForest } from './forest.ts';
import type { WasmThreads } from './threads.ts';

export const treeKernels = (threads: WasmThreads): TreeKernels => ({
  ...reference,
  forest: (table, settings) => new WasmForest(threads, table, settings),
});
