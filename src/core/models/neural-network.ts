import { defineModel } from '../model.ts';
import { requireMatrix } from './check-data.ts';
import type { EpochLoss } from './neural/checkpoint.ts';
import { lowerNetwork, type NetworkWeights } from './neural/lower-network.ts';
import { networkParams } from './neural/params.ts';
import { numberColumns, planFor, textColumns } from './neural/plan.ts';
import { prepareRows, type Scale } from './neural/prepare.ts';
import { train, type Trained } from './neural/train.ts';

const LABEL = 'Neural network';

interface NetworkFit extends NetworkWeights {
  /** What the last layer stands for: class scores, or a target standardised with this mean and deviation. */
  readonly output: { readonly task: 'classification' } | ({ readonly task: 'regression' } & Scale);
  readonly bestEpoch: number;
  readonly history: readonly EpochLoss[];
  readonly stopped: Trained['stopped'];
  /** What trained it, where that is not the fused kernels of the device. */
  readonly how: string | null;
}

/**
 * A multilayer perceptron trained with AdamW on the kernels at hand, softmax cross-entropy or squared error, early stopping
 * on rows set apart. Columns of text become embeddings. The device only trains: predictions are the lowered graph in float64.
 */
export const neuralNetwork = defineModel({
  id: 'neural-network',
  label: LABEL,
  help: 'Layers of small units learn curves, and how columns work together, by themselves. Wants many rows, takes longer, and is hard to read. Put the columns on one scale first.',
  family: 'Neural',
  tasks: ['classification', 'regression'],
  tags: ['tensors', 'kernels', 'early-stopping', 'categories'],
  params: networkParams,
  async fit(x, y, params, context): Promise<NetworkFit> {
    requireMatrix(LABEL, x);
    const balanced = params.classWeight === 'balanced';
    const seed = context.random.integer(4294967296);
    const { training, validation, outputs, scale } = prepareRows(LABEL, x, y, balanced, context);
    const plan = planFor(x, params, outputs, scale ? 'squared' : 'cross-entropy');
    const trained = await train(plan, { owner: LABEL, ...params, seed }, training, validation, context);
    return {
      plan,
      parameters: trained.parameters,
      running: trained.running,
      numbers: numberColumns(x),
      codes: textColumns(x),
      output: scale ? { task: 'regression', ...scale } : { task: 'classification' },
      bestEpoch: trained.bestEpoch,
      history: trained.history,
      stopped: trained.stopped,
      how: trained.how,
    };
  },
  lower(state, g, x) {
    const at = lowerNetwork(state, g, x);
    const { output } = state;
    if (output.task === 'classification') return { task: 'classification', probabilities: g.softmax(at) };
    const prediction = g.binary('add', g.binary('multiply', at, g.constant(output.deviation)), g.constant(output.mean));
    return { task: 'regression', prediction };
  },
});
