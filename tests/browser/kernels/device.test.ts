import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openWebGpu, type WebGpu } from '../../../src/kernels/webgpu/device.ts';

const SQUARES = `
@group(0) @binding(0) var<storage, read_write> values: array<f32>;
override plus = 0.0;
@compute @workgroup_size(64)
fn squares(@builtin(global_invocation_id) id: vec3u) {
  if (id.x < arrayLength(&values)) { values[id.x] = values[id.x] * values[id.x] + plus; }
}`;

describe('a graphics device', () => {
  let gpu: WebGpu;
  beforeEach(async () => {
    gpu = await openWebGpu(navigator.gpu);
  });
  afterEach(() => gpu.close());

  const group = (pipeline: GPUComputePipeline, buffer: GPUBuffer) =>
    gpu.device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries: [{ binding: 0, resource: buffer }] });

  test('runs work in order and reads it back', async () => {
    const pipeline = await gpu.pipeline(SQUARES, 'squares', 'auto', { plus: 1 });
    const buffer = gpu.upload(Float32Array.from({ length: 100 }, (_, i) => i % 40));
    const work = { pipeline, group: group(pipeline, buffer), workgroups: [2] as const };
    gpu.run([work, work]);
    await gpu.settled();
    const found = new Float32Array(await gpu.read(buffer));
    expect(found).toEqual(Float32Array.from({ length: 100 }, (_, i) => ((i % 40) ** 2 + 1) ** 2 + 1));
    expect(new Float32Array(await gpu.read(buffer, 8, 4))).toEqual(found.slice(1, 3));
  });

  test('compiles a program once, and other constants anew', async () => {
    const first = gpu.pipeline(SQUARES, 'squares');
    expect(gpu.pipeline(SQUARES, 'squares')).toBe(first);
    expect(gpu.pipeline(SQUARES, 'squares', 'auto', { plus: 2 })).not.toBe(first);
    await expect(gpu.pipeline('fn nothing() {', 'squares')).rejects.toThrow();
  });

  test('takes bytes of any length, also from shared memory', async () => {
    const shared = new Uint8Array(new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer, 0, 6).fill(
      7,
    );
    const found = new Uint8Array(await gpu.read(gpu.upload(shared), 8));
    expect([...found]).toEqual([7, 7, 7, 7, 7, 7, 0, 0]);
  });

  test('refuses a buffer beyond its limits, and lets no answer out after a mistake', async () => {
    expect(() => gpu.allocate(2 ** 50)).toThrow(/is more than its/);
    const buffer = gpu.allocate(16);
    gpu.write(buffer, new Float32Array(8));
    await gpu.device.queue.onSubmittedWorkDone();
    await expect(gpu.read(buffer)).rejects.toThrow(gpu.description);
  });

  test('claims memory as a whole or not at all, and stays sound where there is none', async () => {
    const made = await gpu.claim(() => [gpu.allocate(16), gpu.upload(Float32Array.of(1, 2))]);
    expect([...new Float32Array(await gpu.read(made[1]!, 8))]).toEqual([1, 2]);
    const pop = gpu.device.popErrorScope.bind(gpu.device);
    gpu.device.popErrorScope = () => pop().then(() => new GPUOutOfMemoryError('as if'));
    const destroyed = vi.spyOn(GPUBuffer.prototype, 'destroy');
    await expect(gpu.claim(() => [gpu.allocate(16), gpu.allocate(32)])).rejects.toThrow(/its memory is full/);
    expect(destroyed).toHaveBeenCalledTimes(2);
    gpu.device.popErrorScope = pop;
    const tooMuch = () => [gpu.allocate(16), gpu.allocate(2 ** 50)];
    await expect(gpu.claim(tooMuch)).rejects.toThrow(/is more than its/);
    expect(destroyed).toHaveBeenCalledTimes(3);
    await expect(gpu.claim(() => gpu.write(made[0]!, new Float32Array(9)))).rejects.toThrow(gpu.description);
    expect(gpu.failure).toBeNull();
    destroyed.mockRestore();
  });

  test('says that it was lost', async () => {
    const buffer = gpu.allocate(16);
    gpu.close();
    expect(await gpu.lost).not.toBe('');
    await expect(gpu.read(buffer)).rejects.toThrow(/lost/);
  });
});
