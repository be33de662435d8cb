import type { TensorFlow } from '../core/model.ts';
import { adamStep, dispose, type Weights } from '../core/models/neural/adam.ts';
import { lossAndGradient, type NetworkShape, parameterCount } from '../core/models/neural/network.ts';

/** Loss and gradient of a small network with dropout, worked out in float64 with numpy: tests/golden/models/make.py. */
export const known = [
  {
    activation: 'relu',
    total: 3.515881312,
    gradient: [
      -0.00956214801, 0.0, 0.0984868473, 0.0, -0.00743575926, 0.0, -0.0801726008, 0.0, 0.0157508834, 0.0, -0.0317596989,
      0.0, -0.00203244072, 0.0, 0.119331846, 0.0, -0.0224386677, 0.0224386677, 0.0, 0.0, 0.0834831421, -0.0834831421,
      0.0, 0.0, 0.00965941902, -0.00965941902,
    ],
  },
  {
    activation: 'tanh',
    total: 3.549333952,
    gradient: [
      -0.00629149779, 0.0, 0.0186782744, 0.00209682753, -0.00336110327, 0.0, 0.0355208508, 0.000924576633,
      0.00908892278, 0.0, -0.0482420538, -0.00286634681, -0.00292208092, 0.0, -0.0130727232, 0.00109940264,
      -0.0228502544, 0.0228502544, 0.0, 0.0, 0.0939858193, -0.0939858193, 0.0339477066, -0.0339477066, -0.00017302819,
      0.00017302819,
    ],
  },
] as const;

/** Null when the device computes the known losses and gradients to float32 accuracy, else what is wrong, in words. */
export async function selfTest(tf: TensorFlow): Promise<string | null> {
  for (const { activation, total, gradient } of known) {
    const found = tf.tidy(() => {
      const shape: NetworkShape = { sizes: [3, 4, 2], activation, loss: 'cross-entropy' };
      const parameters = tf.tensor1d(numbers(26, i => Math.sin(i + 1) / 2));
      const x = tf.tensor2d(
        numbers(15, i => Math.cos(2 * i + 1)),
        [5, 3],
      );
      const y = tf.tensor2d([1, 0, 0, 1, 0, 1, 1, 0, 0, 1], [5, 2]);
      const mask = tf.tensor2d(
        numbers(20, i => (i % 4 === 1 ? 0 : 2)),
        [5, 4],
      );
      return lossAndGradient(tf, shape, parameters, x, y, [mask]);
    });
    const values = [...(await found.total.data()), ...(await found.gradient.data())];
    found.total.dispose();
    found.gradient.dispose();
    const off = [total, ...gradient].map((expected, i) => Math.abs(values[i]! - expected));
    // Written so that a NaN counts as wrong.
    const wrong = off.find(d => !(d < 1e-5));
    if (wrong !== undefined) return `a gradient with a known answer came out wrong by ${wrong.toPrecision(2)}`;
  }
  return null;
}

/** Milliseconds of one training step of a 32-64-32-1 network on 256 rows: the quickest of several after a warm-up. */
export async function raceStep(tf: TensorFlow): Promise<number> {
  const shape: NetworkShape = { sizes: [32, 64, 32, 1], activation: 'relu', loss: 'squared' };
  const count = parameterCount(shape);
  const x = tf.tensor2d(numbers(256 * 32, Math.sin), [256, 32]);
  const y = tf.tensor2d(numbers(256, Math.cos), [256, 1]);
  let weights: Weights = {
    parameters: tf.tensor1d(numbers(count, i => Math.sin(i) / 8)),
    first: tf.zeros([count]),
    second: tf.zeros([count]),
  };
  let quickest = Infinity;
  for (let step = 1; step <= 8; step++) {
    const before = performance.now();
    const next = tf.tidy(() => {
      const { gradient } = lossAndGradient(tf, shape, weights.parameters, x, y, []);
      return { ...adamStep(tf, weights, gradient, step, 0.001) };
    });
    dispose(weights);
    weights = next;
    const end = tf.tidy(() => tf.sum(weights.parameters));
    await end.data();
    end.dispose();
    if (step > 2) quickest = Math.min(quickest, performance.now() - before);
  }
  dispose(weights);
  x.dispose();
  y.dispose();
  return quickest;
}

const numbers = (length: number, f: (i: number) => number): Float32Array =>
  Float32Array.from({ length }, (_, i) => f(i));
