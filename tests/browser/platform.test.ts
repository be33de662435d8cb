import { expect, test } from 'vitest';

/** What the other browser tests stand on; when this fails, their failures say nothing about the studio. */
test('the browser under test offers WebGPU, if only on its software adapter', async () => {
  const adapter = await navigator.gpu.requestAdapter();
  expect(adapter).not.toBeNull();
  const device = await adapter!.requestDevice();
  const source = device.createBuffer({
    size: 8,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC,
    mappedAtCreation: true,
  });
  new Float32Array(source.getMappedRange()).set([3, 4]);
  source.unmap();
  const target = device.createBuffer({ size: 8, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
  const module = device.createShaderModule({
    code: '@group(0) @binding(0) var<storage, read_write> x: array<f32>; @compute @workgroup_size(1) fn main() { x[0] = x[0] * x[1]; }',
  });
  const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module } });
  const entries = [{ binding: 0, resource: { buffer: source } }];
  const commands = device.createCommandEncoder();
  const pass = commands.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
  pass.dispatchWorkgroups(1);
  pass.end();
  commands.copyBufferToBuffer(source, 0, target, 0, 8);
  device.queue.submit([commands.finish()]);
  await target.mapAsync(GPUMapMode.READ);
  expect([...new Float32Array(target.getMappedRange())]).toEqual([12, 4]);
});

test('the browser under test runs WebAssembly SIMD and IndexedDB', async () => {
  // A module whose one function drops a v128 constant; it validates only where SIMD is known.
  const prologue = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 23, 1, 21, 0, 253, 12];
  const epilogue = [26, 11];
  expect(WebAssembly.validate(new Uint8Array([...prologue, ...new Array<number>(16).fill(0), ...epilogue]))).toBe(true);
  await new Promise((done, fail) => {
    const request = indexedDB.open('platform-test');
    request.onsuccess = () => done(request.result.close());
    request.onerror = () => fail(request.error);
  });
});
