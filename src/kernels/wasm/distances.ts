import type { DistanceKernels } from '../distances.ts';
import type { WasmThreads } from './threads.ts';

export const distanceKernels = (_threads: WasmThreads): DistanceKernels => ({});
