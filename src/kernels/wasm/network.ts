import type { NetworkKernels } from '../network.ts';
import type { WasmThreads } from './threads.ts';

export const networkKernels = (_threads: WasmThreads): NetworkKernels => ({});
