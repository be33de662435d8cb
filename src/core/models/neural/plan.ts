import type { Activation, NetworkPlan, NetworkState } from '../../../kernels/network.ts';
import { enteringUnits, networkLayout } from '../../../kernels/network-layout.ts';
import type { Matrix } from '../../model.ts';
import type { Random } from '../../random.ts';

/** What a person chooses about the layers. */
export interface NetworkChoices {
  readonly hidden: readonly number[];
  readonly activation: Exclude<Activation, 'identity'>;
  readonly normalise: boolean;
  readonly residual: boolean;
  readonly dropout: number;
  /** Most numbers that stand for a category. */
  readonly embedding: number;
}

/** The network for a matrix: its columns of text become embeddings, whose row 0 is for what is missing or unknown. */
export function planFor(x: Matrix, choices: NetworkChoices, outputs: number, loss: NetworkPlan['loss']): NetworkPlan {
  const { hidden, activation, normalise, residual, dropout, embedding } = choices;
  const levels = textColumns(x).map(c => x.categories![c]!.length + 1);
  const embeddings = levels.map(count => ({ levels: count, width: Math.min(embedding, embeddingWidth(count)) }));
  let entering = embeddings.reduce((sum, { width }) => sum + width, x.width - levels.length);
  const layers = hidden.map(units => {
    const same = units === entering;
    entering = units;
    return { units, activation, normalise, dropout, residual: residual && same };
  });
  const output = { units: outputs, activation: 'identity' as const, normalise: false, dropout: 0, residual: false };
  return { numbers: x.width - levels.length, embeddings, layers: [...layers, output], loss };
}

/** A rule of thumb (fastai): 1.6 n^0.56, at least 2. */
const embeddingWidth = (levels: number): number => Math.max(2, Math.round(1.6 * levels ** 0.56));

/** Places of the columns that are text, and of the others. */
export const textColumns = (x: Pick<Matrix, 'width' | 'categories'>): number[] =>
  Array.from({ length: x.width }, (_, c) => c).filter(c => x.categories?.[c]);
export const numberColumns = (x: Pick<Matrix, 'width' | 'categories'>): number[] =>
  Array.from({ length: x.width }, (_, c) => c).filter(c => !x.categories?.[c]);

/**
 * Weights drawn from normal distributions of Glorot's variance (2010), as scikit-learn draws them; a deviation of 0.1 in
 * embeddings. Biases and shifts 0, scales 1. He's larger weights (2015) need several epochs more on tables of noisy columns.
 */
export function initialState(plan: NetworkPlan, random: Random): NetworkState {
  const layout = networkLayout(plan);
  const entering = enteringUnits(plan, layout);
  const parameters = new Float32Array(layout.parameters);
  const fill = (at: number, count: number, value: () => number): void => {
    for (let i = at; i < at + count; i++) parameters[i] = value();
  };
  for (const { kind, of, at, rows, columns } of layout.segments) {
    if (kind === 'embedding') fill(at, rows * columns, () => 0.1 * random.normal());
    if (kind === 'scales') fill(at, columns, () => 1);
    if (kind !== 'weights') continue;
    const inputs = Math.max(1, entering[of]!);
    const variance = 2 / (inputs + plan.layers[of]!.units);
    fill(at, rows * columns, () => random.normal() * Math.sqrt(variance));
  }
  return {
    parameters,
    first: new Float32Array(layout.parameters),
    second: new Float32Array(layout.parameters),
    running: initialMoments(plan),
    steps: 0,
    losses: { loss: 0, weight: 0 },
  };
}

/** Means 0 and variances 1. */
const initialMoments = (plan: NetworkPlan): Float32Array =>
  Float32Array.from(
    plan.layers.flatMap(({ units, normalise }) =>
      normalise ? Array.from({ length: 2 * units }, (_, i) => Number(i >= units)) : [],
    ),
  );
