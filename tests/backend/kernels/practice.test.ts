import { expect, test } from 'vitest';
import { reference } from '../../../src/kernels/reference/index.ts';
import { wasmKernels } from '../../../src/kernels/wasm/index.ts';
import { practise } from '../../../src/kernels/wasm/practice.ts';
import { sharedThreads, singleThread } from '../../tools/wasm-kernels.ts';

test('what comes while threads practise is done as ever', async () => {
  const threads = await sharedThreads(3);
  try {
    practise(threads);
    const { graph } = wasmKernels(threads);
    const x = Float64Array.from({ length: 8000 }, (_, i) => Math.sin(i));
    const weights = [1, -2, 3, 4, 0.5, 6, 7, 8];
    for (let turn = 0; turn < 5; turn++)
      expect(graph.matmul(x, 4, weights, 2)).toStrictEqual(reference.graph.matmul(x, 4, weights, 2));
    expect(threads.memory.used).toBeLessThan(1_000_000);
  } finally {
    threads.close();
  }
});

test('a single thread does not practise: its user would wait', () => {
  const threads = singleThread();
  practise(threads);
  expect(threads.memory.used).toBe(0);
});
