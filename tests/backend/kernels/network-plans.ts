import fc from 'fast-check';
import type { NetworkPlan, NetworkRows, NetworkSetup, NetworkState } from '../../../src/kernels/network.ts';
import { networkLayout } from '../../../src/kernels/network-layout.ts';
import { randomStream } from '../../../src/core/random.ts';

const layer = fc.record({
  units: fc.integer({ min: 2, max: 9 }),
  activation: fc.constantFrom('identity' as const, 'relu' as const, 'tanh' as const, 'silu' as const),
  normalise: fc.boolean(),
  dropout: fc.constantFrom(0, 0, 0.3),
  residual: fc.boolean(),
});

/** Networks of every kind, small. */
export const plans: fc.Arbitrary<NetworkPlan> = fc
  .record({
    numbers: fc.integer({ min: 0, max: 6 }),
    embeddings: fc.array(fc.record({ levels: fc.integer({ min: 3, max: 6 }), width: fc.integer({ min: 1, max: 3 }) }), {
      maxLength: 2,
    }),
    hidden: fc.array(layer, { maxLength: 3 }),
    outputs: fc.integer({ min: 2, max: 6 }),
    loss: fc.constantFrom('cross-entropy' as const, 'squared' as const),
  })
  .filter(({ numbers, embeddings }) => numbers + embeddings.length > 0)
  .map(({ numbers, embeddings, hidden, outputs, loss }) => {
    let entering = embeddings.reduce((sum, { width }) => sum + width, numbers);
    const layers = hidden.map(h => {
      const residual = h.residual && h.units === entering;
      entering = h.units;
      return { ...h, residual };
    });
    const last = { units: outputs, activation: 'identity' as const, normalise: false, dropout: 0, residual: false };
    return { numbers, embeddings, layers: [...layers, last], loss };
  });

/** Numbers for a plan; the same seed gives the same. */
export function setupFor(
  plan: NetworkPlan,
  rows: number,
  batch: number,
  seed: number,
  weighted: boolean,
): NetworkSetup {
  const random = randomStream(seed, 'network');
  const normal = (length: number, spread: number) => Float32Array.from({ length }, () => spread * random.normal());
  const { parameters, running } = networkLayout(plan);
  const outputs = plan.layers.at(-1)!.units;
  const some = (count: number): NetworkRows => ({
    rows: count,
    numbers: normal(count * plan.numbers, 1),
    codes: Int32Array.from({ length: count * plan.embeddings.length }, (_, i) =>
      random.integer(plan.embeddings[i % plan.embeddings.length]!.levels),
    ),
    targets:
      plan.loss === 'squared'
        ? normal(count * outputs, 1)
        : Float32Array.from({ length: count }, () => random.integer(outputs)),
    weights: weighted ? Float32Array.from({ length: count }, () => random.integer(4) / 2 + 0.25) : null,
  });
  const state: NetworkState = {
    parameters: normal(parameters, 0.5),
    first: new Float32Array(parameters),
    second: new Float32Array(parameters),
    running: Float32Array.from({ length: running }, () => 0.5 + random.next()),
    steps: 0,
    losses: { loss: 0, weight: 0 },
  };
  return { plan, training: some(rows), validation: some(rows), state, batch, measured: rows, seed };
}
