import type * as tfjs from '@tensorflow/tfjs-core';
import type { Matrix, TensorFlow } from '../../model.ts';
import { randomStream } from '../../random.ts';

/** Rows to learn from: features as they are, targets as class codes or standardised values. */
export interface NetworkData {
  readonly x: Matrix;
  readonly y: Int32Array | Float64Array;
  /** Columns of the target: number of classes, or 1. */
  readonly outputs: number;
}

/** The given rows as tensors; codes become one-hot. Only one batch is ever on the device, whatever the table's size. */
export function batchTensors(
  tf: TensorFlow,
  { x, y, outputs }: NetworkData,
  rows: Int32Array,
): { x: tfjs.Tensor2D; y: tfjs.Tensor2D } {
  const features = new Float32Array(rows.length * x.width);
  const targets = new Float32Array(rows.length * outputs);
  rows.forEach((row, i) => {
    for (let j = 0; j < x.width; j++) features[i * x.width + j] = x.data[row * x.width + j]!;
    if (y instanceof Int32Array) targets[i * outputs + y[row]!] = 1;
    else targets[i] = y[row]!;
  });
  return {
    x: tf.tensor2d(features, [rows.length, x.width]),
    y: tf.tensor2d(targets, [rows.length, outputs]),
  };
}

/** Dropout of each hidden layer: 0 with probability `rate`, else 1 / (1 - rate), from a stream named by the batch. */
export function dropoutMasks(
  tf: TensorFlow,
  hidden: readonly number[],
  rows: number,
  rate: number,
  seed: number,
  name: string,
): tfjs.Tensor2D[] {
  if (rate === 0) return [];
  const random = randomStream(seed, `dropout/${name}`);
  const kept = 1 / (1 - rate);
  return hidden.map(units => {
    const mask = Float32Array.from({ length: rows * units }, () => (random.next() < rate ? 0 : kept));
    return tf.tensor2d(mask, [rows, units]);
  });
}

/** The order of the rows in an epoch. */
export const epochOrder = (seed: number, epoch: number, rows: number): Int32Array =>
  randomStream(seed, `order/${epoch}`).permutation(rows);
