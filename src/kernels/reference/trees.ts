import type { TreeKernels } from '../trees.ts';

export const treeKernels: TreeKernels = {};
