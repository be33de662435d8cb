import type { NetworkKernels } from '../kernels/network.ts';
import type { WebGpu } from '../kernels/webgpu/device.ts';
import { type TensorFlow, tensorNetwork } from './tensorflow-network.ts';

/** The only place where TensorFlow.js is imported, when it is first needed. */
let library: Promise<TensorFlow> | undefined;

function loadLibrary(): Promise<TensorFlow> {
  library ??= import('@tensorflow/tfjs-core').then(async module => {
    const tf = unwrap(module);
    tf.enableProdMode();
    await import('@tensorflow/tfjs-core/dist/register_all_gradients');
    return tf;
  });
  return library;
}

/** Node gives a CommonJS package a default export that holds everything. */
function unwrap<M extends object>(module: M): M {
  return 'default' in module ? (module.default as M) : module;
}

/** Training through TensorFlow.js on a graphics device that is open already; `why` says why it is taken. */
export async function tensorsOnWebGpu(gpu: WebGpu, why: string): Promise<NetworkKernels> {
  const tf = await loadLibrary();
  const { WebGPUBackend } = unwrap(await import('@tensorflow/tfjs-backend-webgpu'));
  // The package registers a backend of its own, and one whose device was lost may still be there.
  if (tf.engine().registryFactory['webgpu']) tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => new WebGPUBackend(gpu.device, gpu.info), 3);
  await activate(tf, 'webgpu');
  return tensorNetwork(tf, `TensorFlow.js, because ${why}`);
}

/** Training through TensorFlow.js on this processor: what the benchmarks and tests compare our kernels with. */
export async function tensorsOnProcessor(backend: 'wasm' | 'cpu'): Promise<NetworkKernels> {
  const tf = await loadLibrary();
  if (backend === 'cpu') await import('@tensorflow/tfjs-backend-cpu');
  else {
    const wasm = unwrap(await import('@tensorflow/tfjs-backend-wasm'));
    // Threads need headers that a static host cannot send, and a worker made from text, which our policy forbids.
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    if (typeof location !== 'undefined') wasm.setWasmPaths(await wasmAddresses());
  }
  await activate(tf, backend);
  return tensorNetwork(tf, 'TensorFlow.js');
}

async function activate(tf: TensorFlow, backend: string): Promise<void> {
  if (!(await tf.setBackend(backend))) throw new Error('its start failed');
  await tf.ready();
}

/** The files as our own build serves them. Node finds them beside the package by itself. */
async function wasmAddresses() {
  const [plain, simd] = await Promise.all([
    import('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url'),
    import('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'),
  ]);
  const absolute = (address: string) => new URL(address, location.href).href;
  return {
    'tfjs-backend-wasm.wasm': absolute(plain.default),
    'tfjs-backend-wasm-simd.wasm': absolute(simd.default),
    // Threads are off; the package only insists on an address.
    'tfjs-backend-wasm-threaded-simd.wasm': absolute(simd.default),
  };
}
