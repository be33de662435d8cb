import { type PieceCost, stepWork } from '../core/device-work.ts';
import type { NetworkKernels, NetworkSetup } from '../kernels/network.ts';
import { networkLayout } from '../kernels/network-layout.ts';
import { denseLayers } from './dense-layers.ts';

/** Loss and gradient of a small network, worked out in float64 with numpy: tests/golden/models/make.py. */
export const known = [
  {
    activation: 'relu',
    total: 3.474704264,
    gradient: [
      0.0048026461, 0.017417145, 0.0127586303, 0.0, -0.0100101328, -0.036302474, -0.0185142215, 0.0, 0.00352872413,
      0.0127971744, 0.00265063912, 0.0, 0.00959000599, 0.0347788535, 0.0207962177, 0.0, -0.0908886521, 0.0908886521,
      -0.070073822, 0.070073822, 0.000602971903, -0.000602971903, 0.0, 0.0, -0.0911553141, 0.0911553141,
    ],
  },
  {
    activation: 'tanh',
    total: 3.484078581,
    gradient: [
      0.000939304815, 0.00759575008, -0.0132797944, -0.000288648423, -0.00405868965, -0.0194285684, 0.033455012,
      0.00123598634, 0.0024387169, 0.00857452449, -0.0145646004, -0.000740055191, 0.0029347495, 0.017964145,
      -0.0317363713, -0.0008861512, -0.0588266284, 0.0588266284, -0.0441126355, 0.0441126355, 0.0198054848,
      -0.0198054848, 0.0586382787, -0.0586382787, -0.0731879652, 0.0731879652,
    ],
  },
  {
    activation: 'silu',
    total: 3.441903078,
    gradient: [
      0.00344646433, 0.0108076956, -0.00554762191, -4.40758081e-5, -0.00793386713, -0.0267243971, 0.0154940068,
      0.000275534364, 0.00315684308, 0.0114348511, -0.00734794188, -0.0001852497, 0.0075420487, 0.0242019081,
      -0.0125792772, -0.000157282757, -0.0561003517, 0.0561003517, -0.0372040051, 0.0372040051, 0.0096411413,
      -0.0096411413, 0.0214633919, -0.0214633919, -0.0762050428, 0.0762050428,
    ],
  },
] as const;

/** Null when the kernels compute the known losses and gradients to float32 accuracy, else what is wrong, in words. */
export async function selfTest(kernels: NetworkKernels): Promise<string | null> {
  for (const { activation, total, gradient } of known) {
    const layers = denseLayers([4, 2], activation);
    const plan = { numbers: 3, embeddings: [], layers, loss: 'cross-entropy' as const };
    const rows = {
      rows: 5,
      numbers: numbers(15, i => Math.cos(2 * i + 1)),
      codes: new Int32Array(0),
      targets: Float32Array.of(0, 1, 1, 0, 1),
      weights: null,
    };
    const state = stateOf(numbers(26, i => Math.sin(i + 1) / 2));
    const session = await kernels.open({
      plan,
      training: rows,
      validation: rows,
      state,
      batch: 5,
      measured: 5,
      seed: 0,
    });
    try {
      const found = await session.gradient(Int32Array.of(0, 1, 2, 3, 4));
      const { loss } = await session.validate(0, 5);
      const off = [total, ...gradient].map((expected, i) => Math.abs([loss, ...found][i]! - expected));
      // Written so that a NaN counts as wrong.
      const wrong = off.find(d => !(d < 1e-5));
      if (wrong !== undefined) return `a gradient with a known answer came out wrong by ${wrong.toPrecision(2)}`;
    } finally {
      session.close();
    }
  }
  return null;
}

/** Two networks and batches, from which the time of a step of any other is estimated. */
const RACES = [
  { numbers: 16, units: [32, 1], batch: 64 },
  { numbers: 64, units: [256, 256, 1], batch: 512 },
] as const;

/** Times a small and a larger step; the larger one is left out where the small one shows that it would take long. */
export async function raceSteps(kernels: NetworkKernels): Promise<PieceCost> {
  const work = RACES.map(({ numbers: width, units, batch }) => stepWork(width, units, batch));
  const small = await timeStep(kernels, RACES[0]);
  if ((small / work[0]!) * 1e9 > SLOW) return { step: 0, billion: (small / work[0]!) * 1e9 };
  return costOf([work[0]!, small], [work[1]!, await timeStep(kernels, RACES[1])]);
}

/** The line through the times of a small and a large piece, each given as operations and milliseconds. */
export function costOf(small: readonly [number, number], large: readonly [number, number]): PieceCost {
  const billion = (Math.max(0, large[1] - small[1]) / (large[0] - small[0])) * 1e9;
  return { step: Math.max(0, small[1] - (billion * small[0]) / 1e9), billion };
}

/** Milliseconds for a billion operations above which the larger race would hold up the page. */
const SLOW = 500;

/** Milliseconds of a step: the quickest of several after a warm-up. */
async function timeStep(
  kernels: NetworkKernels,
  { numbers: width, units, batch }: (typeof RACES)[number],
): Promise<number> {
  const plan = { numbers: width, embeddings: [], layers: denseLayers(units, 'relu'), loss: 'squared' as const };
  const setup: NetworkSetup = {
    plan,
    training: {
      rows: batch,
      numbers: numbers(batch * width, Math.sin),
      codes: new Int32Array(0),
      targets: numbers(batch, Math.cos),
      weights: null,
    },
    validation: null,
    state: stateOf(numbers(networkLayout(plan).parameters, i => Math.sin(i) / 8)),
    batch,
    measured: 1,
    seed: 0,
  };
  const rows = Int32Array.from({ length: batch }, (_, i) => i);
  const session = await kernels.open(setup);
  let quickest = Infinity;
  for (let round = 0; round < 5; round++) {
    const before = performance.now();
    for (let i = 0; i < STEPS; i++) session.train(rows, { rate: 0.001, decay: 0, clip: 0 });
    await session.losses(true);
    if (round > 0) quickest = Math.min(quickest, (performance.now() - before) / STEPS);
  }
  session.close();
  return quickest;
}

/** Steps that are queued before the device is waited for, as in training. */
const STEPS = 4;

const stateOf = (parameters: Float32Array) => ({
  parameters,
  first: new Float32Array(parameters.length),
  second: new Float32Array(parameters.length),
  running: new Float32Array(0),
  steps: 0,
  losses: { loss: 0, weight: 0 },
});

const numbers = (length: number, f: (i: number) => number): Float32Array =>
  Float32Array.from({ length }, (_, i) => f(i));
