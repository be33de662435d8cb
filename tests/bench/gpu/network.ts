import { stepWork } from '../../../src/core/device-work.ts';
import { denseLayers } from '../../../src/engine/dense-layers.ts';
import type { NetworkSession, NetworkSetup } from '../../../src/kernels/network.ts';
import { networkLayout } from '../../../src/kernels/network-layout.ts';

export interface NetworkSize {
  readonly name: string;
  readonly numbers: number;
  readonly units: readonly number[];
  readonly batch: number;
  /** Multiplications and additions of a step. */
  readonly work: number;
}

const size = (numbers: number, units: readonly number[], batch: number): NetworkSize => ({
  name: `network ${[numbers, ...units].join('-')}, batch ${batch}`,
  numbers,
  units,
  batch,
  work: stepWork(numbers, units, batch),
});

export const networkSizes: readonly NetworkSize[] = [
  size(28, [64, 64, 2], 256),
  size(64, [256, 256, 4], 512),
  size(256, [1024, 1024, 10], 1024),
  size(512, [1024, 1024, 1024, 10], 4096),
];

export function networkSetup({ numbers, units, batch }: NetworkSize): NetworkSetup {
  const plan = { numbers, embeddings: [], layers: denseLayers(units, 'relu'), loss: 'cross-entropy' as const };
  const { parameters } = networkLayout(plan);
  return {
    plan,
    training: {
      rows: batch,
      numbers: Float32Array.from({ length: batch * numbers }, (_, i) => Math.sin(i * i)),
      codes: new Int32Array(0),
      targets: Float32Array.from({ length: batch }, (_, i) => i % units.at(-1)!),
      weights: null,
    },
    validation: null,
    state: {
      parameters: Float32Array.from({ length: parameters }, (_, i) => Math.sin(i + 1) / Math.sqrt(numbers)),
      first: new Float32Array(parameters),
      second: new Float32Array(parameters),
      running: new Float32Array(0),
      steps: 0,
      losses: { loss: 0, weight: 0 },
    },
    batch,
    measured: 1,
    seed: 1,
  };
}

/** Milliseconds of each round, at least; rounds; the median is told. */
const ROUND = 300;
const ROUNDS = 5;

export async function timeSteps(session: NetworkSession, rows: Int32Array): Promise<number> {
  const run = async (steps: number): Promise<number> => {
    const before = performance.now();
    for (let i = 0; i < steps; i++) session.train(rows, { rate: 0.001, decay: 0, clip: 0 });
    await session.losses(false);
    return (performance.now() - before) / steps;
  };
  await run(2);
  const steps = Math.max(2, Math.ceil(ROUND / (await run(2))));
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) times.push(await run(steps));
  return times.sort((a, b) => a - b)[ROUNDS >> 1]!;
}
