import type { OnnxRuntime } from '../verify.ts';

/**
 * onnxruntime-web, loaded for the moment of a check: its module and its 14 MB of WASM come from this app's own files,
 * one thread, no proxy worker. Call it in a worker, so that the page's content policy and frame rate stay as they are.
 */
export async function loadOnnxRuntime(): Promise<OnnxRuntime> {
  const [runtime, { default: wasm }] = await Promise.all([
    import('onnxruntime-web/wasm'),
    import('onnxruntime-web/ort-wasm-simd-threaded.wasm?url'),
  ]);
  runtime.env.logLevel = 'error';
  runtime.env.wasm.numThreads = 1;
  runtime.env.wasm.proxy = false;
  runtime.env.wasm.wasmPaths = { wasm };
  return runtime;
}
