import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { productsBy } from '../../../src/kernels/products.ts';
import { linearKernels } from '../../../src/kernels/reference/linear.ts';
import { openWebGpu, WebGpu } from '../../../src/kernels/webgpu/device.ts';
import { Helper } from '../../../src/kernels/webgpu/helper.ts';
import { productKernels } from '../../../src/kernels/webgpu/products.ts';
import { largeTable, productsSuite } from '../../backend/kernels/products-suite.ts';

const reference = productsBy(linearKernels);
const unhurried = () => Promise.resolve();

productsSuite(
  'WebGPU',
  async () => {
    const gpu = await openWebGpu(navigator.gpu);
    const helper = new Helper();
    const close = (): void => {
      gpu.close();
      expect(helper).toMatchObject({ failure: null });
      expect(helper.helped).toBeGreaterThan(0);
    };
    return { kernels: productKernels(gpu, reference, 0, helper), close };
  },
  60,
);

describe('products that a graphics device adds up', () => {
  let gpu: WebGpu;
  beforeAll(async () => {
    gpu = await openWebGpu(navigator.gpu);
  });
  afterAll(() => gpu.close());

  const table = largeTable(5000, 9);

  test('are the same to the bit in any order of the rows, and where the language has no product of bytes', async () => {
    const { rows, width, data } = table;
    const helper = new Helper();
    const found = await productKernels(gpu, reference, 0, helper).gram(table, unhurried);
    expect(helper).toMatchObject({ failure: null });
    // 2999 and 5000 have no divisor in common.
    const mixed = data.map((_, i) => data[((Math.floor(i / width) * 2999) % rows) * width + (i % width)]!);
    expect(await productKernels(gpu, reference, 0).gram({ rows, width, data: mixed }, unhurried)).toEqual(found);
    const plain = new WebGpu(gpu.device, gpu.info, new Set());
    expect(await productKernels(plain, reference, 0).gram(table, unhurried)).toEqual(found);
  });

  test('are left to the processor where the table is small', async () => {
    const asked = vi.spyOn(gpu, 'run');
    asked.mockClear();
    const found = await productKernels(gpu, reference, 5000 * 81 + 1).gram(table, unhurried);
    expect(found).toEqual(await reference.gram(table, unhurried));
    expect(asked).not.toHaveBeenCalled();
  });

  test('come from the processor when the device is lost or short of memory on the way', async () => {
    const expected = await reference.gram(table, unhurried);
    const lost = await openWebGpu(navigator.gpu);
    const run = vi.spyOn(lost, 'run').mockImplementation(() => lost.close());
    const helper = new Helper();
    expect(await productKernels(lost, reference, 0, helper).gram(table, unhurried)).toEqual(expected);
    expect(run).toHaveBeenCalledTimes(1);
    expect(helper.failure).toMatch(/lost/);
    const full = new Helper();
    const claim = vi.spyOn(gpu, 'claim').mockRejectedValue(new Error('its memory is full'));
    expect(await productKernels(gpu, reference, 0, full).gram(table, unhurried)).toEqual(expected);
    expect(full.failure).toBe('its memory is full');
    claim.mockRestore();
  });
});
