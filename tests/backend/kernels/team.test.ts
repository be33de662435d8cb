import { afterEach, describe, expect, test } from 'vitest';
import { treeKernels as reference } from '../../../src/kernels/reference/trees.ts';
import type { ForestSettings, TreeKernels } from '../../../src/kernels/trees.ts';
import { WasmBoost } from '../../../src/kernels/wasm/boost-work.ts';
import { wasmKernels } from '../../../src/kernels/wasm/index.ts';
import { Race } from '../../../src/kernels/wasm/race.ts';
import { type Helpers, type LastShared, Team, TeamLost } from '../../../src/kernels/wasm/team.ts';
import { TeamBoost } from '../../../src/kernels/wasm/team-boost.ts';
import { teamTreeKernels } from '../../../src/kernels/wasm/team-trees.ts';
import type { WasmThreads } from '../../../src/kernels/wasm/threads.ts';
import type { WasmBins } from '../../../src/kernels/wasm/tree-bins.ts';
import { treeKernels as onThreads } from '../../../src/kernels/wasm/trees.ts';
import { counted, helpers, helpersHere, singleThread } from '../../tools/wasm-kernels.ts';
import { boost, limits, manyRows, targetFor } from './tree-data.ts';

const ALWAYS = { boost: 0, workers: 1, forest: 0, copies: 2 ** 30 };
const data = manyRows(6000, 13);
const settings = { loss: 'softmax', limits: { ...limits, leaves: 9 } } as const;

const forestSettings = (codes: Float64Array): ForestSettings => ({
  target: { kind: 'classes', codes: Int32Array.from(codes), classes: 3 },
  columnsPerSplit: 3,
  thresholds: 'best',
  bootstrap: true,
  depth: 9,
  rowsPerSplit: 2,
  rowsPerLeaf: 1,
  decrease: 0,
});

async function forest(kernels: TreeKernels, pause?: () => Promise<void>) {
  const numbers = { ...data.table, levels: data.table.levels!.map(() => 0) };
  const table = await kernels.bin(numbers, 255);
  const session = kernels.forest(table, forestSettings(targetFor('softmax', data.y)));
  try {
    return await session.grow([1, 2, 3, 4, 5, 6, 7], pause);
  } finally {
    session.release();
    table.release();
  }
}

test('of two ways both are tried in turn, the cold tries forgotten, and the quicker one is kept', () => {
  for (const quicker of [0, 1] as const) {
    const race = new Race();
    const ways: number[] = [];
    for (const costs = [9, 1, 4, 5, 7, 6, 8, 9]; !race.isOver;) {
      ways.push(race.way);
      race.note(ways.length <= 2 ? (race.way === quicker ? 100 : 0) : costs.shift()! * (race.way === quicker ? 1 : 10));
    }
    expect(ways).toEqual([0, 1, 0, 1, 0, 1, 0, 1]);
    race.note(0);
    expect(race.way).toBe(quicker);
  }
});

describe('workers without shared memory', () => {
  let own: WasmThreads;
  let last: LastShared;
  const withHelpers = (given: Helpers, sharing = ALWAYS) =>
    teamTreeKernels((own = singleThread()), given, (last = { by: { how: '' } }), sharing);
  afterEach(() => {
    expect(own.memory.used).toBe(0);
  });

  test('grow the same trees as one thread, and end with their job', async () => {
    const real = counted(helpers(2));
    const kernels = withHelpers(real);
    expect(await boost(kernels, data, settings)).toStrictEqual(await boost(onThreads(singleThread()), data, settings));
    expect(await forest(kernels)).toStrictEqual(await forest(onThreads(singleThread())));
    expect([real.started(), real.open()]).toEqual([4, 0]);
    expect(last.by.how).toBe('3 threads with copies of the table');
  });

  test('columns that come in pieces, as of very many rows, are each counted once', async () => {
    own = singleThread();
    const table = (await onThreads(own).bin(data.table, 64)) as WasmBins;
    const y = targetFor('log', data.y);
    const given = { loss: 'log', outputs: 1, base: [0], y, limits, seed: 1 } as const;
    const root = { value: 0, lower: -Infinity, upper: Infinity };
    const searched = async (work: WasmBoost) => {
      work.gradients(0, work.rows, { gradient: 2 ** -20, hessian: 2 ** -20 });
      const sums = await work.reset(0);
      for (const [first, last] of [[0, 8], [8, 12], [12, 13]] as const) await work.histogram(1, 0, work.rows, first, last); // prettier-ignore
      const leaves = [{ slot: 1, leaf: { ...root, sums }, mask: null }];
      const found = await work.search(leaves, null, { limits, grid: { gradient: 2 ** -20, hessian: 2 ** -20 } });
      work.release();
      return found;
    };
    const expected = await searched(new WasmBoost(own, table, given));
    expect(expected[0]!.gain).toBeGreaterThan(0);
    expect(await searched(new TeamBoost(own, helpersHere(2), 2, table, given))).toStrictEqual(expected);
    table.release();
  });

  test.each([1, 2, 3, 5, 8, 13, 40])('a worker that dies at message %i leaves the trees as they are', async at => {
    let messages = 0;
    const dying = counted(helpersHere(2, () => ++messages === at));
    const kernels = withHelpers(dying);
    expect(await boost(kernels, data, settings)).toStrictEqual(await boost(reference, data, settings));
    expect(messages).toBeGreaterThanOrEqual(at);
    expect(dying.open()).toBe(0);
    expect(last.by.how).toBe('one thread, as a worker was lost');
    messages = 0;
    const forests = counted(helpersHere(2, () => ++messages === Math.min(at, 5)));
    own.close();
    expect(await forest(withHelpers(forests))).toStrictEqual(await forest(reference));
    expect(forests.open()).toBe(0);
  });

  test('boosting is shared no longer where that is slower than one thread', async () => {
    const given = helpersHere(1);
    const slow = counted({
      ...given,
      start: (hear, died) => given.start(answer => setTimeout(() => hear(answer), 4), died),
    });
    const kernels = withHelpers(slow);
    const table = await kernels.bin(data.table, 64);
    const y = targetFor('log', data.y);
    const session = kernels.boost(table, { loss: 'log', outputs: 1, base: [0], y, limits, seed: 1 });
    await session.gradients();
    for (let tree = 0; tree < 9; tree++) await session.grow(0, tree);
    expect([slow.started(), slow.open(), last.by.how]).toEqual([1, 0, 'one thread, which was quicker than sharing']);
    session.release();
    table.release();
    expect(last.by.how).toBe('one thread, which was quicker than sharing');
  });

  test('a worker that cannot be started is a coded error, and one thread does the work', async () => {
    const broken: Helpers = {
      ...helpersHere(1),
      start(_hear, died) {
        queueMicrotask(() => died('no such file'));
        return { post: () => undefined, end: () => undefined };
      },
    };
    const team = new Team(broken, [{ kind: 'leaves', rows: 0 } as never]);
    await expect(team.ask(0, 1)).rejects.toThrow(/no such file/);
    const error = await team.ask(0, 1).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(TeamLost);
    expect(error).toMatchObject({ code: 'kernels/worker-lost' });
    expect(await boost(withHelpers(broken), data, settings)).toStrictEqual(await boost(reference, data, settings));
  });

  test('stopping ends the workers and gives all memory back', async () => {
    const real = counted(helpers(2));
    const kernels = withHelpers(real);
    const stopped = forest(kernels, () => Promise.reject(new Error('stopped')));
    await expect(stopped).rejects.toThrow('stopped');
    expect([real.started(), real.open()]).toEqual([2, 0]);
  });

  test('small tables, and those too large for copies, stay on one thread, and that is said', async () => {
    own = singleThread();
    const given = counted(helpersHere(3));
    const kernels = wasmKernels(own, given);
    expect([kernels.threads, kernels.description]).toEqual([
      4,
      'this processor, up to 4 threads with copies, WebAssembly',
    ]);
    await boost(kernels.trees, data, settings);
    expect([given.started(), kernels.description]).toEqual([0, 'this processor, one thread, WebAssembly']);

    const trees = withHelpers(given, { ...ALWAYS, copies: 100_000 });
    expect(await forest(trees)).toStrictEqual(await forest(reference));
    // 6000 rows of 2 x 13 bins and 90 bytes more.
    expect([given.started(), last.by.how]).toEqual([0, 'one thread, as copies for others would take 1 MB']);
    const roomy = withHelpers(given, { ...ALWAYS, copies: 1_500_000 });
    expect(await forest(roomy)).toStrictEqual(await forest(reference));
    expect([given.started(), given.open(), last.by.how]).toEqual([2, 0, '3 threads with copies of the table']);
  });
});
