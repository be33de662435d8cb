import { afterEach, describe, expect, test } from 'vitest';
import type { NetworkKernels, NetworkLayer, NetworkPlan } from '../../../src/kernels/network.ts';
import { networkKernels as onThreads } from '../../../src/kernels/wasm/network.ts';
import { type Helpers } from '../../../src/kernels/wasm/team.ts';
import { teamNetworkKernels } from '../../../src/kernels/wasm/team-network.ts';
import type { WasmThreads } from '../../../src/kernels/wasm/threads.ts';
import { counted, helpers, helpersHere, singleThread } from '../../tools/wasm-kernels.ts';
import { setupFor } from './network-plans.ts';

const ROWS = 700;
const BATCH = 260;
const layer = (units: number, more: Partial<NetworkLayer>): NetworkLayer => ({ units, activation: 'relu', normalise: false, dropout: 0, residual: false, ...more }); // prettier-ignore
const plan: NetworkPlan = {
  numbers: 5,
  embeddings: [{ levels: 4, width: 3 }],
  layers: [layer(9, { dropout: 0.3 }), layer(9, { residual: true }), layer(3, { activation: 'identity' })],
  loss: 'cross-entropy',
};

/** Two epochs whose last batches are smaller than the others, then all that can be asked. */
async function course(kernels: NetworkKernels, of = plan) {
  const session = await kernels.open(setupFor(of, ROWS, BATCH, 11, true));
  try {
    const losses = [];
    for (let epoch = 0; epoch < 2; epoch++) {
      for (let from = 0; from < ROWS; from += BATCH) {
        const rows = Int32Array.from({ length: Math.min(BATCH, ROWS - from) }, (_, i) => ((from + i) * 149) % ROWS);
        session.train(rows, { rate: 0.01, decay: 0.1, clip: 0.5 });
      }
      losses.push(await session.losses(epoch === 1), await session.validate(0, 90));
    }
    const gradient = await session.gradient(Int32Array.from({ length: BATCH }, (_, i) => i));
    return { losses, gradient, state: await session.read() };
  } finally {
    session.close();
  }
}

describe('networks on workers without shared memory', () => {
  let own: WasmThreads;
  let last = { by: { how: '' } };
  const open = (given: Helpers, sharing = { step: 0, copies: 2 ** 27 }) =>
    teamNetworkKernels((own = singleThread()), given, (last = { by: { how: '' } }), sharing);
  afterEach(() => {
    expect(own.memory.used).toBe(0);
  });

  test('train to the same bits as one thread, and the workers end with the session', async () => {
    const real = counted(helpers(2));
    const alone = await course(onThreads(singleThread()));
    expect(await course(open(real))).toStrictEqual(alone);
    expect([real.started(), real.open(), last.by.how]).toEqual([2, 0, '3 threads with copies of rows']);
    // There are four blocks, so more workers than three have nothing to do.
    const many = counted(helpersHere(7));
    expect(await course(open(many))).toStrictEqual(alone);
    expect([many.started(), many.open()]).toEqual([3, 0]);
  });

  test('one that dies leaves the training as it is', async () => {
    const alone = await course(onThreads(singleThread()));
    for (let at = 1; at <= 8; at++) {
      let messages = 0;
      const dying = counted(helpersHere(2, () => ++messages === at));
      expect(await course(open(dying))).toStrictEqual(alone);
      expect([dying.open(), last.by.how]).toEqual([0, 'one thread, as a worker was lost']);
    }
  });

  test('small steps, normalised layers and too large copies stay on one thread', async () => {
    const given = counted(helpersHere(2));
    const alone = await course(onThreads(singleThread()));
    expect(await course(open(given, { step: 1e6, copies: 2 ** 27 }))).toStrictEqual(alone);
    expect(await course(open(given, { step: 0, copies: 10_000 }))).toStrictEqual(alone);
    const normalised = { ...plan, layers: plan.layers.map((l, i) => ({ ...l, normalise: i < 2 })) };
    expect(await course(open(given), normalised)).toStrictEqual(await course(onThreads(singleThread()), normalised));
    expect([given.started(), last.by.how]).toEqual([0, 'one thread']);
  });

  test('steps are shared no longer where that is slower than one thread', async () => {
    const here = helpersHere(1);
    const start: Helpers['start'] = (hear, died) => here.start(answer => setTimeout(() => hear(answer), 9), died);
    const slow = counted({ ...here, start });
    const session = await open(slow).open(setupFor(plan, ROWS, BATCH, 11, true));
    const rows = Int32Array.from({ length: BATCH }, (_, i) => i);
    for (let i = 0; i < 9; i++) session.train(rows, { rate: 0.01, decay: 0, clip: 0 });
    await session.losses(false);
    expect([slow.started(), slow.open(), last.by.how]).toEqual([1, 0, 'one thread, which was quicker than sharing']);
    session.close();
  });

  test('closing a session ends what is queued', async () => {
    const deaf = helpersHere(1);
    const given = counted({ ...deaf, start: (_hear, died) => deaf.start(() => undefined, died) });
    const session = await open(given).open(setupFor(plan, ROWS, BATCH, 11, true));
    const rows = Int32Array.from({ length: BATCH }, (_, i) => i);
    for (let i = 0; i < 3; i++) session.train(rows, { rate: 0.01, decay: 0, clip: 0 });
    const asked = session.losses(false);
    await Promise.resolve();
    session.close();
    await asked;
    expect([given.started(), given.open()]).toEqual([1, 0]);
  });
});
