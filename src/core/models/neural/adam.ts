import type * as tfjs from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../../model.ts';

const FIRST = 0.9;
const SECOND = 0.999;
const SMALL = 1e-7;

/** Parameters and Adam's two running moments, each one flat run. */
export interface Weights {
  readonly parameters: tfjs.Tensor1D;
  readonly first: tfjs.Tensor1D;
  readonly second: tfjs.Tensor1D;
}

/** Step number `step` (from 1) of Adam (Kingma and Ba 2015, the order of operations of the end of section 2). */
export function adamStep(
  tf: TensorFlow,
  weights: Weights,
  gradient: tfjs.Tensor1D,
  step: number,
  rate: number,
): Weights {
  const correction = Math.sqrt(1 - SECOND ** step) / (1 - FIRST ** step);
  return tf.tidy(() => {
    const first = tf.add<tfjs.Tensor1D>(tf.mul(weights.first, FIRST), tf.mul(gradient, 1 - FIRST));
    const second = tf.add<tfjs.Tensor1D>(tf.mul(weights.second, SECOND), tf.mul(tf.square(gradient), 1 - SECOND));
    const move = tf.div(first, tf.add(tf.sqrt(second), SMALL));
    return { parameters: tf.sub<tfjs.Tensor1D>(weights.parameters, tf.mul(move, rate * correction)), first, second };
  });
}

export const dispose = (weights: Weights): void => {
  weights.parameters.dispose();
  weights.first.dispose();
  weights.second.dispose();
};
