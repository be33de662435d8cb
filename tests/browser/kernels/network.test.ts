import { openWebGpu } from '../../../src/kernels/webgpu/device.ts';
import { networkKernels } from '../../../src/kernels/webgpu/network.ts';
import { tensorsOnWebGpu } from '../../../src/engine/tensorflow.ts';
import { networkKernelSuite } from '../../backend/kernels/network-suite.ts';

// Fused programs, and TensorFlow.js on the same device for what they do not cover.
networkKernelSuite(
  'WebGPU',
  async () => {
    const gpu = await openWebGpu(navigator.gpu);
    const fused = networkKernels(gpu);
    const tensors = await tensorsOnWebGpu(gpu, 'the test asks for it');
    return {
      kernels: { open: setup => (fused.refuses!(setup.plan) === null ? fused : tensors).open(setup) },
      close: () => gpu.close(),
    };
  },
  60,
);
