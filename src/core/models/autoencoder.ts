import type { NetworkPlan } from '../../kernels/network.ts';
import { numberBlock } from '../graph/block.ts';
import { GraphBuilder } from '../graph/builder.ts';
import type { Ref } from '../graph/graph.ts';
import { interpret } from '../graph/interpret.ts';
import { defineModel, type Matrix } from '../model.ts';
import { pacer } from '../work.ts';
import { flaggedShare, shareThreshold } from './anomalies/threshold.ts';
import { requireFinite, requireMatrix } from './check-data.ts';
import type { EpochLoss } from './neural/checkpoint.ts';
import { lowerNetwork, type NetworkWeights } from './neural/lower-network.ts';
import { trainingParams } from './neural/params.ts';
import { networkRows } from './neural/rows.ts';
import { train, type Trained } from './neural/train.ts';
import { countingRows } from './weighted-rows.ts';

const LABEL = 'Autoencoder';

interface Autoencoder extends NetworkWeights {
  readonly means: readonly number[];
  /** 1 for a column that does not vary. */
  readonly deviations: readonly number[];
  readonly threshold: number;
  readonly bestEpoch: number;
  readonly history: readonly EpochLoss[];
  readonly stopped: Trained['stopped'];
  readonly how: string | null;
}

/**
 * A network that squeezes the standardised columns through few units and restores them (Hinton and Salakhutdinov 2006).
 * The score of a row is the mean squared error of its restored columns: high where a row is unlike those it learned from.
 */
export const autoencoder = defineModel({
  id: 'autoencoder',
  label: LABEL,
  help: 'A network learns to squeeze each row into a few numbers and to restore it. Rows that it restores badly are unlike the others. Wants many rows.',
  family: 'Anomalies',
  tasks: ['anomaly'],
  tags: ['tensors', 'kernels', 'early-stopping'],
  params: {
    hidden: {
      kind: 'integers',
      default: [16, 4, 16],
      min: 1,
      max: 1024,
      maxLength: 6,
      label: 'Units of the hidden layers',
      help: 'One number for each layer, from the first to the last. The smallest is how few numbers a row must fit into.',
    },
    share: flaggedShare,
    activation: {
      kind: 'choice',
      default: 'tanh',
      options: ['relu', 'tanh', 'silu'],
      label: 'Activation',
      help: 'The bend that each unit puts on its sum.',
    },
    ...trainingParams,
  },
  async fit(given, y, params, context): Promise<Autoencoder> {
    const { x, weights = null } = countingRows(given, y, context.weights);
    requireMatrix(LABEL, x, 2);
    const seed = context.random.integer(4294967296);
    const { means, deviations } = momentsOf(x, weights);
    requireFinite(LABEL, 'the numbers', [...means, ...deviations]);
    const plan = planFor(x.width, params.hidden, params.activation);
    const rows = (from: Matrix, own: ArrayLike<number> | null) => {
      const standard = { ...from, data: from.data.map((v, i) => (v - means[i % x.width]!) / deviations[i % x.width]!) };
      return networkRows(standard, standard.data, x.width, own);
    };
    const apart = context.validation?.x.rows ? rows(context.validation.x, context.validation.weights ?? null) : null;
    const settings = { owner: LABEL, ...params, seed };
    const trained = await train(plan, settings, rows(x, weights), apart?.rows ? apart : null, context);
    const state = {
      plan,
      parameters: trained.parameters,
      running: trained.running,
      numbers: means.map((_, j) => j),
      codes: [],
      means,
      deviations,
      bestEpoch: trained.bestEpoch,
      history: trained.history,
      stopped: trained.stopped,
      how: trained.how,
    };
    return { ...state, threshold: shareThreshold(LABEL, await scoresOf(state, x, pacer(context)), params.share) };
  },
  lower: (state, g, x) => ({ task: 'anomaly', score: scoreRef(state, g, x), threshold: state.threshold }),
});

function planFor(width: number, hidden: readonly number[], activation: 'relu' | 'tanh' | 'silu'): NetworkPlan {
  const plain = { normalise: false, dropout: 0, residual: false };
  const layers = [
    ...hidden.map(units => ({ units, activation, ...plain })),
    { units: width, activation: 'identity' as const, ...plain },
  ];
  return { numbers: width, embeddings: [], layers, loss: 'squared' };
}

/** Weighted mean and deviation of each column. */
function momentsOf({ rows, width, data }: Matrix, weights: ArrayLike<number> | null) {
  const weightOf = (r: number): number => weights?.[r] ?? 1;
  const total = Array.from({ length: rows }, (_, r) => weightOf(r)).reduce((a, b) => a + b, 0);
  const mean = (value: (v: number) => number, j: number): number => {
    let sum = 0;
    for (let r = 0; r < rows; r++) sum += (value(data[r * width + j]!) * weightOf(r)) / total;
    return sum;
  };
  const columns = Array.from({ length: width }, (_, j) => j);
  const means = columns.map(j => mean(v => v, j));
  const deviations = columns.map(j => Math.sqrt(mean(v => (v - means[j]!) ** 2, j)) || 1);
  return { means, deviations };
}

type Learned = Omit<Autoencoder, 'threshold'>;

function scoreRef(state: Learned, g: GraphBuilder, x: Ref): Ref {
  const { means, deviations } = state;
  const standard = g.binary('divide', g.binary('subtract', x, g.constant(...means)), g.constant(...deviations));
  const error = g.binary('subtract', lowerNetwork(state, g, standard), standard);
  const sum = g.squaredDistances(error, new Array<number>(means.length).fill(0), 1);
  return g.binary('divide', sum, g.constant(means.length));
}

/** Rows that are scored between two chances for messages. */
const AT_ONCE = 4096;

/** What the lowered model says of each row. */
async function scoresOf(state: Learned, x: Matrix, pace: ReturnType<typeof pacer>): Promise<Float64Array> {
  const g = new GraphBuilder();
  const inputs = g.concat(x.names.map((_, j) => g.input(String(j), 'float64')));
  const graph = g.done([{ name: 'score', ref: scoreRef(state, g, inputs) }]);
  const scores = new Float64Array(x.rows);
  for (let from = 0; from < x.rows; from += AT_ONCE) {
    const count = Math.min(AT_ONCE, x.rows - from);
    const column = (j: number) => Float64Array.from({ length: count }, (_, r) => x.data[(from + r) * x.width + j]!);
    const blocks = new Map(x.names.map((_, j) => [String(j), numberBlock(column(j))]));
    const { data } = interpret(graph, blocks, count).get('score') as { data: Float64Array };
    scores.set(data, from);
    await pace('Scoring the training rows', from + count, x.rows);
  }
  return scores;
}
