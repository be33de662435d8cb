import { useKernels } from '../../src/engine/kernels.ts';
import { wasmKernels } from '../../src/kernels/wasm/index.ts';
import { singleThread } from '../tools/wasm-kernels.ts';
import { sharedWorkSuite } from './shared-work-suite.ts';

useKernels(Promise.resolve(wasmKernels(singleThread())));

sharedWorkSuite('js');
sharedWorkSuite('wasm');
