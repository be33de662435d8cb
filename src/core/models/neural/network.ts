import type * as tfjs from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../../model.ts';
import type { Random } from '../../random.ts';

/** A fully connected network. `sizes`: inputs, hidden layers, outputs. */
export interface NetworkShape {
  readonly sizes: readonly number[];
  readonly activation: 'relu' | 'tanh';
  /** `cross-entropy` puts a softmax over the outputs. */
  readonly loss: 'cross-entropy' | 'squared';
}

/**
 * All parameters lie in one flat run, layer by layer: weights `[inputs, outputs]` row-major, then biases. One run lets
 * the optimiser work in a dozen operations whatever the number of layers; dispatches are what training time goes to.
 */
export function layerLengths({ sizes }: NetworkShape): number[] {
  return sizes.slice(1).flatMap((outputs, l) => [sizes[l]! * outputs, outputs]);
}

export const parameterCount = (shape: NetworkShape): number => layerLengths(shape).reduce((a, b) => a + b, 0);

/** He's normal weights before a relu (2015), Glorot's before tanh and at the output (2010); biases 0. */
export function initialParameters(shape: NetworkShape, random: Random): Float32Array {
  const { sizes, activation } = shape;
  const out = new Float32Array(parameterCount(shape));
  let at = 0;
  for (let l = 1; l < sizes.length; l++) {
    const inputs = sizes[l - 1]!;
    const hidden = l < sizes.length - 1;
    const variance = hidden && activation === 'relu' ? 2 / inputs : 2 / (inputs + sizes[l]!);
    for (let i = 0; i < inputs * sizes[l]!; i++) out[at++] = random.normal() * Math.sqrt(variance);
    at += sizes[l]!;
  }
  return out;
}

/** Hidden activations as they enter each layer (the first is x itself), and what the last layer puts out. */
interface Pass {
  readonly weights: readonly tfjs.Tensor2D[];
  readonly entering: readonly tfjs.Tensor2D[];
  readonly output: tfjs.Tensor2D;
}

/** `masks`: for each hidden layer 0 or 1 / (1 - rate) in `[rows, units]`, or none. Call inside `tidy`. */
function forward(
  tf: TensorFlow,
  { sizes, activation, ...rest }: NetworkShape,
  parameters: tfjs.Tensor1D,
  x: tfjs.Tensor2D,
  masks: readonly tfjs.Tensor2D[],
): Pass {
  const parts = tf.split(parameters, layerLengths({ sizes, activation, ...rest }));
  const weights: tfjs.Tensor2D[] = [];
  const entering: tfjs.Tensor2D[] = [x];
  let output = x;
  for (let l = 0; l < sizes.length - 1; l++) {
    const hidden = l < sizes.length - 2;
    const w = tf.reshape<tfjs.Rank.R2>(parts[2 * l]!, [sizes[l]!, sizes[l + 1]!]);
    weights.push(w);
    const fused = hidden && activation === 'relu' ? 'relu' : 'linear';
    output = tf.fused.matMul({ a: output, b: w, bias: parts[2 * l + 1]!, activation: fused }) as tfjs.Tensor2D;
    if (!hidden) break;
    if (activation === 'tanh') output = tf.tanh(output);
    entering.push(masks[l] ? tf.mul(output, masks[l]!) : output);
    output = entering[l + 1]!;
  }
  return { weights, entering, output };
}

/** Sum of the losses of the rows and its derivative with respect to the output. */
function lossOf(tf: TensorFlow, { loss }: NetworkShape, output: tfjs.Tensor2D, y: tfjs.Tensor2D) {
  if (loss === 'squared') {
    const error = tf.sub(output, y);
    return { total: tf.sum(tf.square(error)), slope: tf.mul<tfjs.Tensor2D>(error, 2) };
  }
  const shifted = tf.sub(output, tf.max(output, 1, true));
  const powers = tf.exp(shifted);
  const sums = tf.sum(powers, 1, true);
  const total = tf.sub(tf.sum(tf.log(sums)), tf.sum(tf.mul(shifted, y)));
  return { total, slope: tf.sub<tfjs.Tensor2D>(tf.div(powers, sums), y) };
}

/** Sum of the losses of the rows, without dropout. */
export function totalLoss(
  tf: TensorFlow,
  shape: NetworkShape,
  parameters: tfjs.Tensor1D,
  x: tfjs.Tensor2D,
  y: tfjs.Tensor2D,
): tfjs.Scalar {
  return tf.tidy(() => lossOf(tf, shape, forward(tf, shape, parameters, x, []).output, y).total as tfjs.Scalar);
}

/**
 * Sum of the losses of the rows, and the gradient of their mean in the order of the parameters. Written out rather
 * than differentiated by the library: products with an explicit transpose stay on the fast path of its WASM backend.
 */
export function lossAndGradient(
  tf: TensorFlow,
  shape: NetworkShape,
  parameters: tfjs.Tensor1D,
  x: tfjs.Tensor2D,
  y: tfjs.Tensor2D,
  masks: readonly tfjs.Tensor2D[],
): { total: tfjs.Scalar; gradient: tfjs.Tensor1D } {
  return tf.tidy(() => {
    const { weights, entering, output } = forward(tf, shape, parameters, x, masks);
    const { total, slope } = lossOf(tf, shape, output, y);
    let delta = tf.div<tfjs.Tensor2D>(slope, x.shape[0]);
    const parts: tfjs.Tensor1D[] = [];
    for (let l = weights.length - 1; l >= 0; l--) {
      const byWeight = tf.matMul(tf.transpose(entering[l]!), delta);
      parts.unshift(tf.reshape<tfjs.Rank.R1>(byWeight, [-1]), tf.sum<tfjs.Tensor1D>(delta, 0));
      if (l === 0) break;
      const back = tf.matMul(delta, tf.transpose(weights[l]!));
      delta = tf.mul(back, activationSlope(tf, shape, entering[l]!, masks[l - 1]));
    }
    return { total: total as tfjs.Scalar, gradient: tf.concat1d(parts) };
  });
}

/** Derivative of mask * activation by what entered the activation, from the masked activation itself. */
function activationSlope(
  tf: TensorFlow,
  { activation }: NetworkShape,
  masked: tfjs.Tensor2D,
  mask: tfjs.Tensor2D | undefined,
): tfjs.Tensor2D {
  if (activation === 'relu') return mask ? tf.mul(tf.step(masked), mask) : tf.step(masked);
  if (!mask) return tf.sub<tfjs.Tensor2D>(1, tf.square(masked));
  // masked = m t: m (1 - t^2) = m - masked^2 / m, and 0 where m is 0.
  return tf.sub(mask, tf.divNoNan<tfjs.Tensor2D>(tf.square(masked), mask));
}
