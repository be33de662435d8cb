import type { NetworkKernels } from '../network.ts';

export const networkKernels: NetworkKernels = {};
