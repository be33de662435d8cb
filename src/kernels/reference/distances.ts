import type { DistanceKernels } from '../distances.ts';

export const distanceKernels: DistanceKernels = {};
