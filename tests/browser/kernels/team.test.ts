import { describe, expect, test } from 'vitest';
import { openKernels, startMember } from '../../../src/engine/kernels.ts';
import type { DistanceKernels } from '../../../src/kernels/distances.ts';
import type { LinearKernels } from '../../../src/kernels/linear.ts';
import { distanceKernels } from '../../../src/kernels/reference/distances.ts';
import { linearKernels } from '../../../src/kernels/reference/linear.ts';
import { treeKernels as reference } from '../../../src/kernels/reference/trees.ts';
import address from '../../../src/kernels/wasm/build/kernels-single.wasm?url';
import { teamTreeKernels } from '../../../src/kernels/wasm/team-trees.ts';
import { teamLinearKernels } from '../../../src/kernels/wasm/team-linear.ts';
import { teamDistanceKernels } from '../../../src/kernels/wasm/team-points.ts';
import { WasmThreads } from '../../../src/kernels/wasm/threads.ts';
import { boost, limits, manyRows, targetFor } from '../../backend/kernels/tree-data.ts';

test('passes over rows on workers with copies give the sums of one thread', async () => {
  const module = await WebAssembly.compileStreaming(fetch(address));
  const threads = WasmThreads.single(module);
  const last = { by: { how: '' } };
  const helpers = { module, most: 2, start: startMember };
  const always = { pass: 0, start: 0, copied: 0, copies: 2 ** 30 };
  const points = { rows: 20_000, width: 6, data: Float64Array.from({ length: 120_000 }, (_, i) => Math.sin(i * i)) };
  const unhurried = () => Promise.resolve();
  const sums = async (kernels: DistanceKernels) => {
    const held = await kernels.hold(points);
    const labels = new Int32Array(points.rows).fill(-1);
    try {
      return { found: await held.assign(points.data.slice(0, 30), labels, unhurried), labels };
    } finally {
      held.close();
    }
  };
  const squares = async (kernels: LinearKernels) => {
    const rows = await kernels.open(points, new Float64Array(points.width), unhurried);
    try {
      return await rows.gram(null);
    } finally {
      rows.close();
    }
  };
  expect(await sums(teamDistanceKernels(threads, helpers, last, always))).toStrictEqual(await sums(distanceKernels));
  expect(await squares(teamLinearKernels(threads, helpers, last, always))).toStrictEqual(await squares(linearKernels));
  expect(last.by.how).toBe('3 threads with copies of rows');
  expect(threads.memory.used).toBe(0);
});

describe('trees on a page that is not isolated', () => {
  const data = manyRows(80_000, 16);
  const several = navigator.hardwareConcurrency;

  test('boosting on workers with copies grows the reference trees', async () => {
    const module = await WebAssembly.compileStreaming(fetch(address));
    const sharing = { boost: 0, workers: 2, forest: 0, copies: 2 ** 30 };
    const threads = WasmThreads.single(module);
    const last = { by: { how: '' } };
    const kernels = teamTreeKernels(threads, { module, most: 2, start: startMember }, last, sharing);
    const settings = { loss: 'log', limits: { ...limits, leaves: 7 } } as const;
    const found = await boost(kernels, data, settings, { rounds: 3 });
    expect(found).toStrictEqual(await boost(reference, data, settings, { rounds: 3 }));
    expect(last.by.how).toBe('3 threads with copies of the table');
    expect(threads.memory.used).toBe(0);
  });

  test('a forest grows the reference trees', async () => {
    expect(crossOriginIsolated).toBe(false);
    const kernels = await openKernels();
    expect(kernels.threads).toBe(Math.min(16, several));
    const { rows, width } = { rows: 20_000, width: 16 };
    const table = { rows, width, data: data.table.data.subarray(0, rows * width) };
    const grown = [];
    for (const { bin, forest } of [kernels.trees, reference]) {
      const bins = await bin(table, 255);
      const session = forest(bins, {
        target: { kind: 'classes', codes: Int32Array.from(targetFor('log', data.y.subarray(0, rows))), classes: 2 },
        columnsPerSplit: 4,
        thresholds: 'best',
        bootstrap: true,
        depth: 7,
        rowsPerSplit: 2,
        rowsPerLeaf: 1,
        decrease: 0,
      });
      grown.push(await session.grow([1, 2, 3, 4]));
      session.release();
      bins.release();
    }
    expect(grown[0]).toStrictEqual(grown[1]);
    const threads = Math.min(several, 16);
    if (several > 1) expect(kernels.description).toBe(`this processor, ${threads} threads with copies of the table, WebAssembly`); // prettier-ignore
  });
});
