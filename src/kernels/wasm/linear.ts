import type { LinearKernels } from '../linear.ts';
import type { WasmThreads } from './threads.ts';

export const linearKernels = (_threads: WasmThreads): LinearKernels => ({});
