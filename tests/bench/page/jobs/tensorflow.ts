import '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import type { Measured } from '../../bench.ts';
import type { TensorOptions } from '../../tensor-peers.ts';
import { rocAuc } from '../roc-auc.ts';

/**
 * A network as anybody writes it with TensorFlow.js: dense layers, Adam, `model.fit` on tensors that lie on the backend
 * already. WebAssembly with SIMD, and with threads where the page is isolated, which is what the library takes by itself.
 */
export async function run([file]: readonly File[], options: object): Promise<Measured> {
  const { backend, data, hidden, batchSize, epochs, apart } = options as TensorOptions;
  const absolute = (address: string) => new URL(address, location.href).href;
  setWasmPaths({
    'tfjs-backend-wasm.wasm': absolute(plain),
    'tfjs-backend-wasm-simd.wasm': absolute(simd),
    'tfjs-backend-wasm-threaded-simd.wasm': absolute(threaded),
  });
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js could not start its backend "${backend}".`);
  await tf.ready();
  const { rows, width, test } = data;
  const all = rows + test;
  const columns = tf.tensor2d(new Float32Array(new Float64Array(await file!.arrayBuffer())), [width + 1, all]);
  const part = (from: number, count: number) =>
    tf.tidy(() => tf.transpose(tf.slice(columns, [0, from], [width, count])));
  const answers = (from: number, count: number) => tf.tidy(() => tf.reshape(tf.slice(columns, [width, from], [1, count]), [count])); // prettier-ignore
  const codes = tf.tidy(() => tf.cast(answers(0, rows), 'int32'));
  const [x, y] = [part(0, rows), tf.tidy(() => tf.cast(tf.oneHot(codes as tf.Tensor1D, 2), 'float32'))];
  await x.data();

  const started = performance.now();
  const model = layers.sequential({
    layers: [
      ...hidden.map((units, l) => layers.layers.dense({ units, activation: 'relu', ...(l === 0 && { inputShape: [width] }) })), // prettier-ignore
      layers.layers.dense({ units: 2, activation: 'softmax' }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(0.001), loss: 'categoricalCrossentropy' });
  await model.fit(x, y, { batchSize, epochs, validationSplit: apart, verbose: 0, yieldEvery: 'never' });
  const weights = model.getWeights();
  await Promise.all(weights.map(w => w.data()));
  const ms = performance.now() - started;

  const predicted = await (model.predict(part(rows, test)) as tf.Tensor).data();
  const truth = Int32Array.from(await answers(rows, test).data());
  const score = rocAuc(
    Float64Array.from({ length: test }, (_, i) => predicted[2 * i + 1]!),
    truth,
  );
  return { ms, score };
}
