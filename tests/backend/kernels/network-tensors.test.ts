import { networkKernelSuite } from './network-suite.ts';
import { tensorsOnProcessor } from '../../../src/engine/tensorflow.ts';

// The reference is held to TensorFlow.js here, and every device to the reference.
networkKernelSuite('TensorFlow.js', async () => ({ kernels: await tensorsOnProcessor('cpu') }), 60);
