import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { treeKernels as reference } from '../../../src/kernels/reference/trees.ts';
import type { TreeKernels } from '../../../src/kernels/trees.ts';
import address from '../../../src/kernels/wasm/build/kernels-single.wasm?url';
import { WasmThreads } from '../../../src/kernels/wasm/threads.ts';
import { openWebGpu, type WebGpu } from '../../../src/kernels/webgpu/device.ts';
import { treeKernels } from '../../../src/kernels/webgpu/trees.ts';
import { boost, limits, manyRows, treeData } from '../../backend/kernels/tree-data.ts';

describe('boosting with histograms counted on a graphics device', () => {
  let gpu: WebGpu;
  let threads: WasmThreads;
  /** The device counts every leaf from so many rows times columns on. */
  let from: (worth: number) => TreeKernels;
  beforeAll(async () => {
    gpu = await openWebGpu(navigator.gpu);
    threads = WasmThreads.single(await WebAssembly.compileStreaming(fetch(address)));
    from = worth => treeKernels(gpu, threads, worth);
  });
  afterAll(() => {
    threads.close();
    gpu.close();
  });

  test.each(['squared', 'log', 'softmax', 'gamma'] as const)('%s: the same trees as the reference to the bit', loss =>
    fc.assert(
      fc.asyncProperty(treeData({ rows: 120, width: 6 }), async data => {
        expect(await boost(from(0), data, { loss })).toStrictEqual(await boost(reference, data, { loss }));
      }),
      { seed: 20240501, numRuns: 8 },
    ),
  );

  test('the same trees where many rows make many chunks, and small leaves stay on the processor', async () => {
    const data = manyRows(150_000, 5);
    const settings = { loss: 'squared', limits: { ...limits, leaves: 6 } } as const;
    const found = await boost(from(100_000), data, settings, { rounds: 2 });
    expect(found).toStrictEqual(await boost(reference, data, settings, { rounds: 2 }));
  });

  test('a device that is lost on the way leaves the trees as they are', async () => {
    const data = manyRows(3000, 4);
    const expected = await boost(reference, data, { loss: 'log' });
    const lost = await openWebGpu(navigator.gpu);
    const kernels = treeKernels(lost, threads, 0);
    const before = await boost(kernels, data, { loss: 'log' });
    lost.close();
    await lost.lost;
    expect([before, await boost(kernels, data, { loss: 'log' })]).toStrictEqual([expected, expected]);
  });

  test('nothing is left behind in memory', async () => {
    const data = manyRows(2000, 3);
    await boost(from(0), data, { loss: 'log' });
    expect(threads.memory.used).toBe(0);
  });
});
