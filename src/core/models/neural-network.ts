import { StudioError } from '../errors.ts';
import type { Ref } from '../graph/graph.ts';
import { defineModel, type Matrix } from '../model.ts';
import type { Target } from '../target.ts';
import { presentClasses, requireFinite, requireMatrix } from './check-data.ts';
import type { NetworkData } from './neural/batches.ts';
import type { EpochLoss } from './neural/checkpoint.ts';
import type { NetworkShape } from './neural/network.ts';
import { train, type Trained } from './neural/train.ts';

const LABEL = 'Neural network';

interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  /** Row-major `[inputs, outputs]`; float32 values. */
  readonly weights: readonly number[];
  readonly biases: readonly number[];
}

interface NetworkState {
  readonly activation: NetworkShape['activation'];
  readonly layers: readonly Layer[];
  /** What the last layer stands for: class scores, or a target standardised with this mean and deviation. */
  readonly output:
    | { readonly task: 'classification' }
    | { readonly task: 'regression'; readonly mean: number; readonly deviation: number };
  readonly bestEpoch: number;
  readonly history: readonly EpochLoss[];
  readonly stopped: Trained['stopped'];
  readonly device: string;
}

/**
 * A fully connected network trained with Adam on the given device, softmax cross-entropy or squared error, early
 * stopping on rows set apart. The device only trains: predictions are the lowered graph in float64.
 */
export const neuralNetwork = defineModel({
  id: 'neural-network',
  label: LABEL,
  help: 'Layers of small units learn curves and interplay between columns by themselves. Wants many rows and standardised columns, takes longer, and is hard to read.',
  family: 'Neural',
  tasks: ['classification', 'regression'],
  tags: ['tensors', 'early-stopping'],
  params: {
    hidden: {
      kind: 'integers',
      default: [64, 32],
      min: 1,
      max: 1024,
      maxLength: 6,
      label: 'Units of the hidden layers',
      help: 'One number for each layer, from the first to the last.',
    },
    activation: {
      kind: 'choice',
      default: 'relu',
      options: ['relu', 'tanh'],
      label: 'Activation',
      help: 'The bend that each unit puts on its sum; ReLU is a good start.',
    },
    dropout: {
      kind: 'number',
      default: 0,
      min: 0,
      max: 0.9,
      label: 'Dropout',
      help: 'Share of units switched off at random while training, against learning by heart.',
    },
    learningRate: {
      kind: 'number',
      default: 0.001,
      min: 1e-6,
      max: 1,
      log: true,
      label: 'Learning rate',
      help: 'How far each step moves the weights; lower it when the loss jumps about.',
    },
    batchSize: {
      kind: 'number',
      default: 32,
      min: 1,
      max: 8192,
      integer: true,
      label: 'Batch size',
      help: 'Rows looked at for each step; more is faster and coarser.',
    },
    epochs: {
      kind: 'number',
      default: 100,
      min: 1,
      max: 10_000,
      integer: true,
      label: 'Most epochs',
      help: 'How often to go over all rows, at most.',
    },
    patience: {
      kind: 'number',
      default: 10,
      min: 1,
      max: 10_000,
      integer: true,
      label: 'Patience',
      help: 'Stop when the rows set apart have not been predicted better for so many epochs.',
    },
    validation: {
      kind: 'number',
      default: 0.15,
      min: 0.05,
      max: 0.5,
      label: 'Rows set apart',
      help: 'Share of the training rows that only decide when to stop.',
    },
  },
  async fit(x, y, params, context): Promise<NetworkState> {
    requireMatrix(LABEL, x);
    if (!context.device) {
      throw new StudioError('fit/no-device', `${LABEL}: must have a device to train on, got none.`);
    }
    const seed = context.random.integer(4294967296);
    const { data, scale } = prepare(x, y);
    const shape: NetworkShape = {
      sizes: [x.width, ...params.hidden, data.outputs],
      activation: params.activation,
      loss: y.task === 'classification' ? 'cross-entropy' : 'squared',
    };
    const apart = context.validation?.x.rows ? context.validation : undefined;
    const trained = await train(
      context.device.tensorflow,
      { ...params, shape, seed },
      data,
      apart ? { x: apart.x, y: scaled(apart.y, scale), outputs: data.outputs } : null,
      context,
    );
    return {
      activation: params.activation,
      layers: layersOf(shape.sizes, trained.parameters),
      output: scale ? { task: 'regression', ...scale } : { task: 'classification' },
      bestEpoch: trained.bestEpoch,
      history: trained.history,
      stopped: trained.stopped,
      device: context.device.name,
    };
  },
  lower({ layers, activation, output }, g, x) {
    let at: Ref = x;
    layers.forEach(({ weights, outputs, biases }, l) => {
      at = g.binary('add', g.matmul(at, weights, outputs), g.constant(...biases));
      if (l < layers.length - 1) at = g.unary(activation, at);
    });
    if (output.task === 'classification') return { task: 'classification', probabilities: g.softmax(at) };
    const prediction = g.binary('add', g.binary('multiply', at, g.constant(output.deviation)), g.constant(output.mean));
    return { task: 'regression', prediction };
  },
});

interface Scale {
  readonly mean: number;
  readonly deviation: number;
}

/** Class codes as they are; a numeric target less its mean, over its deviation (1 where it is constant). */
function prepare(x: Matrix, y: Target): { data: NetworkData; scale: Scale | null } {
  if (y.task === 'classification') {
    presentClasses(LABEL, y);
    return { data: { x, y: y.codes, outputs: y.classes.length }, scale: null };
  }
  if (y.task === 'clustering' || y.task === 'anomaly')
    throw new StudioError('fit/task', `${LABEL}: must have a target to predict, got none.`);
  const mean = y.values.reduce((sum, v) => sum + v / x.rows, 0);
  const deviation = Math.sqrt(y.values.reduce((sum, v) => sum + (v - mean) ** 2 / x.rows, 0)) || 1;
  requireFinite(LABEL, 'the target values', [mean, deviation]);
  const scale = { mean, deviation };
  return { data: { x, y: scaled(y, scale), outputs: 1 }, scale };
}

function scaled(y: Target, scale: Scale | null): Int32Array | Float64Array {
  if (y.task === 'classification') return y.codes;
  const { mean, deviation } = scale!;
  return y.task === 'regression' ? y.values.map(v => (v - mean) / deviation) : new Float64Array(0);
}

/** Cut the flat run of parameters into layers. */
function layersOf(sizes: readonly number[], parameters: readonly number[]): Layer[] {
  let at = 0;
  const take = (count: number) => parameters.slice(at, (at += count));
  return sizes.slice(1).map((outputs, l) => {
    const inputs = sizes[l]!;
    return { inputs, outputs, weights: take(inputs * outputs), biases: take(outputs) };
  });
}
