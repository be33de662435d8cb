import { networkKernels } from '../../../src/kernels/wasm/network.ts';
import { sharedThreads, singleThread } from '../../tools/wasm-kernels.ts';
import { networkKernelSuite } from './network-suite.ts';

networkKernelSuite('one thread of WebAssembly', () => Promise.resolve({ kernels: networkKernels(singleThread()) }));

networkKernelSuite('three threads of WebAssembly', async () => {
  const threads = await sharedThreads(3);
  return { kernels: networkKernels(threads), close: () => threads.close() };
});
