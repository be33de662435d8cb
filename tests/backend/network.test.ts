import { useKernels } from '../../src/engine/kernels.ts';
import { wasmKernels } from '../../src/kernels/wasm/index.ts';
import { singleThread } from '../tools/wasm-kernels.ts';
import { networkSuite } from './network-suite.ts';

useKernels(Promise.resolve(wasmKernels(singleThread())));

networkSuite('js');
networkSuite('wasm');
