import type { LinearKernels } from '../linear.ts';

export const linearKernels: LinearKernels = {};
