import { treeKernels as reference } from '../reference/trees.ts';
import type { TreeKernels } from '../trees.ts';
import type { WasmThreads } from './threads.ts';

export const treeKernels = (_threads: WasmThreads): TreeKernels => reference;
