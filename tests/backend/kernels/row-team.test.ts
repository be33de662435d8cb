import { serialize } from 'node:v8';
import { afterEach, describe, expect, test } from 'vitest';
import { randomStream } from '../../../src/core/random.ts';
import { lloyd } from '../../../src/core/models/clusters/lloyd.ts';
import { startingCentres } from '../../../src/core/models/clusters/starting-centres.ts';
import type { DistanceKernels, Pause } from '../../../src/kernels/distances.ts';
import type { LinearKernels } from '../../../src/kernels/linear.ts';
import { distanceKernels as referenceDistances } from '../../../src/kernels/reference/distances.ts';
import { linearKernels as referenceLinear } from '../../../src/kernels/reference/linear.ts';
import type { RowSharing } from '../../../src/kernels/wasm/row-team.ts';
import type { Helpers, StartMember } from '../../../src/kernels/wasm/team.ts';
import { teamLinearKernels } from '../../../src/kernels/wasm/team-linear.ts';
import { teamDistanceKernels } from '../../../src/kernels/wasm/team-points.ts';
import type { WasmThreads } from '../../../src/kernels/wasm/threads.ts';
import { counted, helpers, helpersHere, singleThread } from '../../tools/wasm-kernels.ts';

const ALWAYS: RowSharing = { pass: 0, start: 0, copied: 0, copies: 2 ** 30 };
const ROWS = 9000;
const WIDTH = 3;
const unhurried = () => Promise.resolve();

const random = randomStream(1, 'row team');
const data = Float64Array.from({ length: ROWS * WIDTH }, () => random.normal());
const weights = Float64Array.from({ length: ROWS }, () => random.integer(3));
const codes = Int32Array.from({ length: ROWS }, () => random.integer(3));
const points = { rows: ROWS, width: WIDTH, data };

/** k-means from its beginning to its end, and the nearest rows. */
async function clusters(kernels: DistanceKernels, pause: Pause = unhurried) {
  const held = await kernels.hold(points, weights);
  try {
    const weighted = { ...points, weights };
    const start = await startingCentres(weighted, held, 5, randomStream(2, 'start'), () => pause(0, 1));
    const found = await lloyd(weighted, held, start, { iterations: 6, tolerance: 0 }, pause);
    return { ...found, start, near: await held.nearest(4, pause, { ...points, rows: 300 }) };
  } finally {
    held.close();
  }
}

/** Passes in an order in which later ones hang on what earlier ones left behind. */
async function passes(kernels: LinearKernels, between = unhurried) {
  const rows = await kernels.open(points, Float64Array.of(1, 2, 3), between);
  const theta = Float64Array.from({ length: 3 * (WIDTH + 1) }, (_, i) => Math.sin(i));
  try {
    rows.classes(codes, weights, 3);
    const moments = await rows.moments();
    const loss = await rows.logLoss(theta);
    const bend = await rows.logLossBend(theta);
    rows.centre(Float64Array.of(0, 0, 1));
    const scores = await rows.scores(theta, 3);
    const gram = await rows.logLossGram(2, 1);
    const squares = await rows.logLossSquares(2);
    return { moments, loss, bend, scores, gram, squares, adjoint: await rows.adjoint(scores, 3) };
  } finally {
    rows.close();
  }
}

describe('rows shared with workers without common memory', () => {
  let own: WasmThreads;
  let last = { by: { how: '' } };
  const open = (given: Helpers, sharing = ALWAYS) => {
    own = singleThread();
    last = { by: { how: '' } };
    return {
      distances: teamDistanceKernels(own, given, last, sharing),
      linear: teamLinearKernels(own, given, last, sharing),
    };
  };
  afterEach(() => {
    expect(own.memory.used).toBe(0);
  });

  test('give the bits of the reference, and workers end with the work', async () => {
    const real = counted(helpers(2));
    const { distances, linear } = open(real);
    expect(await clusters(distances)).toStrictEqual(await clusters(referenceDistances));
    expect([real.started(), real.open(), last.by.how]).toEqual([4, 0, '3 threads with copies of rows']);
    expect(await passes(linear)).toStrictEqual(await passes(referenceLinear));
    expect([real.started(), real.open(), last.by.how]).toEqual([6, 0, '3 threads with copies of rows']);
  });

  test('one that dies at any message, or after any answer, changes nothing', async () => {
    const expected = serialize([await clusters(referenceDistances), await passes(referenceLinear)]);
    for (const at of [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 16, 19, 22]) {
      let count = 0;
      const atMessage = () => helpersHere(2, () => ++count === at);
      const afterAnswer = (): Helpers => {
        const here = helpersHere(2);
        const start: StartMember = (hear, died) =>
          here.start(answer => {
            hear(answer);
            if (++count === at) died('it was told to');
          }, died);
        return { ...here, start };
      };
      for (const dying of [atMessage, afterAnswer]) {
        count = 0;
        const given = counted(dying());
        const found = [await clusters(open(given).distances)];
        expect([count >= at, given.open()]).toEqual([true, 0]);
        count = 0;
        const all = serialize([...found, await passes(open(given).linear)]);
        expect(all.equals(expected)).toBe(true);
        expect([count >= at, given.open(), last.by.how]).toEqual([true, 0, 'one thread, as a worker was lost']);
      }
    }
  }, 30_000);

  test('passes that cost less than starting workers start none, and many of them do', async () => {
    const given = counted(helpersHere(1));
    const { distances } = open(given, { pass: 0, start: 4.5 * data.length, copied: 0, copies: 2 ** 30 });
    const held = await distances.hold(points);
    const labels = new Int32Array(ROWS).fill(-1);
    const started = [];
    for (let i = 0; i < 6; i++) {
      await held.assign(data.slice(0, WIDTH), labels, unhurried);
      started.push(given.started());
    }
    expect(started).toEqual([0, 0, 0, 0, 1, 1]);
    held.close();
    expect(given.open()).toBe(0);
    // What is small never asks for help, however often it comes.
    expect(await clusters(open(given, { ...ALWAYS, pass: 1e9 }).distances)).toStrictEqual(await clusters(referenceDistances)); // prettier-ignore
    expect([given.started(), last.by.how]).toEqual([1, 'one thread']);
  });

  test('copies stay within their bound', async () => {
    const given = counted(helpersHere(8));
    const third = 8 * data.length * (2 / 3);
    await passes(open(given, { ...ALWAYS, copies: third + 1 }).linear);
    expect([given.started(), last.by.how]).toEqual([2, '3 threads with copies of rows']);
    await passes(open(given, { ...ALWAYS, copies: 8 * data.length * 0.4 }).linear);
    expect([given.started(), last.by.how]).toEqual([2, 'one thread']);
  });

  test('while a worker is slow the work can be stopped, which ends it', async () => {
    const here = helpersHere(1);
    const deaf = counted({ ...here, start: (_hear, died) => here.start(() => undefined, died) });
    const { distances, linear } = open(deaf);
    for (const work of [
      (pause: Pause) => clusters(distances, pause),
      (pause: Pause) => passes(linear, () => pause(0, 1)),
    ]) {
      const started = performance.now();
      const stopped = () => {
        if (performance.now() - started > 100) throw new Error('stopped');
        return Promise.resolve();
      };
      await expect(work(stopped)).rejects.toThrow('stopped');
      expect(performance.now() - started).toBeLessThan(300);
    }
    expect([deaf.started(), deaf.open()]).toEqual([2, 0]);
  });
});
