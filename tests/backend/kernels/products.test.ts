import { linearKernels as reference } from '../../../src/kernels/reference/linear.ts';
import { productsBy } from '../../../src/kernels/products.ts';
import { linearKernels } from '../../../src/kernels/wasm/linear.ts';
import { sharedThreads, singleThread } from '../../tools/wasm-kernels.ts';
import { productsSuite } from './products-suite.ts';

productsSuite('plain TypeScript', () => Promise.resolve({ kernels: productsBy(reference) }));

productsSuite('one thread of WebAssembly', () =>
  Promise.resolve({ kernels: productsBy(linearKernels(singleThread())) }),
);

productsSuite('three threads of WebAssembly', async () => {
  const threads = await sharedThreads(3);
  return { kernels: productsBy(linearKernels(threads)), close: () => threads.close() };
});
