/**
 * Training a dense network: forward, backward and the update of Adam with decoupled weight decay (Kingma and Ba 2015,
 * Loshchilov and Hutter 2019). A plan says what the network is; a session holds its numbers and its rows on one device.
 */
export interface NetworkKernels {
  /** Null, or why this device cannot train such a network: a plain clause. Absent: it can train every one. */
  refuses?(plan: NetworkPlan): string | null;
  open(setup: NetworkSetup): NetworkSession | Promise<NetworkSession>;
}

export type Activation = 'identity' | 'relu' | 'tanh' | 'silu';

/**
 * sum = input W + b; normalised over the batch where asked (Ioffe and Szegedy 2015); then the activation, dropout, and
 * the input added again where asked (He et al. 2016).
 */
export interface NetworkLayer {
  readonly units: number;
  readonly activation: Activation;
  readonly normalise: boolean;
  /** Share of the units switched off at random in each row while training, in [0, 1). */
  readonly dropout: number;
  /** Only where as many units enter as leave. */
  readonly residual: boolean;
}

/** A table from which each code takes a row of numbers, learned like any weight. */
export interface NetworkEmbedding {
  /** Rows of the table; codes are 0 to `levels` - 1. */
  readonly levels: number;
  readonly width: number;
}

export interface NetworkPlan {
  /** Columns of numbers; they enter first, then one run of numbers for each embedding. */
  readonly numbers: number;
  readonly embeddings: readonly NetworkEmbedding[];
  /** The last one is the output: identity, not normalised, no dropout. */
  readonly layers: readonly NetworkLayer[];
  /** Of a row: minus the log of the softmax of its class, or the sum of the squared errors of its outputs. */
  readonly loss: 'cross-entropy' | 'squared';
}

/** Rows to learn from or to measure on. */
export interface NetworkRows {
  readonly rows: number;
  /** Row-major `[rows, plan.numbers]`. */
  readonly numbers: Float32Array;
  /** Row-major `[rows, plan.embeddings.length]`. */
  readonly codes: Int32Array;
  /** Codes of classes `[rows]`, or values row-major `[rows, outputs]`. */
  readonly targets: Float32Array;
  /** One a row, at least 0; null: all 1. A loss is divided by the sum of the weights of its batch. */
  readonly weights: Float32Array | null;
}

/** All that training changes. */
export interface NetworkState {
  /** In the order of `networkLayout`. */
  readonly parameters: Float32Array;
  /** Adam's running means of the gradient and of its square. */
  readonly first: Float32Array;
  readonly second: Float32Array;
  /** Running means, then variances, of each normalised layer. */
  readonly running: Float32Array;
  /** Batches trained on so far. */
  readonly steps: number;
  /** Losses of the batches since they were last taken. */
  readonly losses: WeightedLoss;
}

export interface NetworkSetup {
  readonly plan: NetworkPlan;
  readonly training: NetworkRows;
  readonly validation: NetworkRows | null;
  readonly state: NetworkState;
  /** Most rows of a batch, and of a call of `validate`. */
  readonly batch: number;
  readonly measured: number;
  /**
   * Most rows of a batch that are in memory together; absent: all. A larger batch goes through in parts (`partsOf`) whose
   * gradients are added up before its step, so that the step is that of the whole batch. Layers that normalise do so over
   * a part, and each part moves their running moments.
   */
  readonly atOnce?: number;
  /** Of dropout; 32 bits. Which units are off follows from it, the number of the batch, the layer, and the place. */
  readonly seed: number;
}

export interface NetworkUpdate {
  readonly rate: number;
  /** Each weight matrix shrinks by this share of the rate; biases, scales and embeddings do not. */
  readonly decay: number;
  /** The gradient is shortened to at most this length; 0: it is not. */
  readonly clip: number;
}

export interface WeightedLoss {
  /** Sum of the weighted losses of the rows. */
  readonly loss: number;
  readonly weight: number;
}

/**
 * One network in training on one device. Calls come one after the other. Work may be queued: only what is awaited is
 * done. Same setup and calls, same bits on the same device.
 */
export interface NetworkSession {
  /** What trains it, where that is not the device's own fused kernels: a plain clause. */
  readonly how?: string;
  /** One step on these rows of the training rows. */
  train(rows: Int32Array, update: NetworkUpdate): void;
  /** Losses of the batches since they were last taken, each as it was before its step; `take` starts them anew. */
  losses(take: boolean): WeightedLoss | Promise<WeightedLoss>;
  /** Losses of validation rows `from` to `to` (exclusive), without dropout, with running moments. */
  validate(from: number, to: number): WeightedLoss | Promise<WeightedLoss>;
  /** Gradient of the mean loss of these training rows, dropout of the next step included; changes nothing. */
  gradient(rows: Int32Array): Float32Array | Promise<Float32Array>;
  read(): NetworkState | Promise<NetworkState>;
  close(): void;
}

/** Rows [from, to) of the parts of a batch, about equally many in each. */
export function partsOf(rows: number, atOnce = rows): readonly (readonly [from: number, to: number])[] {
  const each = Math.ceil(rows / Math.max(1, Math.ceil(rows / Math.max(1, atOnce))));
  return Array.from({ length: Math.ceil(rows / each) }, (_, p) => [p * each, Math.min(rows, (p + 1) * each)]);
}

/** `small` stands beside the root of the uncorrected second moment (Kingma and Ba 2015, the faster form of section 2). */
export const ADAM = { first: 0.9, second: 0.999, small: 1e-8 } as const;

/** Added to a batch's variance, and the weight of a batch in the running moments. */
export const NORMALISE = { small: 1e-5, momentum: 0.1 } as const;

/** Adam's correction of the rate for moments that started at 0; `step` counts from 1. */
export const adamCorrection = (step: number): number => Math.sqrt(1 - ADAM.second ** step) / (1 - ADAM.first ** step);
