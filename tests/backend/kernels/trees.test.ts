import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { treeKernels as reference } from '../../../src/kernels/reference/trees.ts';
import { losses, type ForestSettings, type TreeKernels } from '../../../src/kernels/trees.ts';
import type { WasmThreads } from '../../../src/kernels/wasm/threads.ts';
import { teamTreeKernels } from '../../../src/kernels/wasm/team-trees.ts';
import { treeKernels as wasm } from '../../../src/kernels/wasm/trees.ts';
import { helpersHere, sharedThreads, singleThread } from '../../tools/wasm-kernels.ts';
import { boost, leafOf, limits, manyRows, targetFor, treeData, type TreeData } from './tree-data.ts';

const SEED = 20240501;
const small = treeData({ rows: 60, width: 4 });

const forestSettings = (kind: 'classes' | 'values', { y, weights }: TreeData): ForestSettings => ({
  target:
    kind === 'values' ? { kind, values: y } : { kind, codes: Int32Array.from(targetFor('softmax', y)), classes: 3 },
  weights,
  columnsPerSplit: 2,
  thresholds: 'best',
  bootstrap: true,
  depth: Infinity,
  rowsPerSplit: 2,
  rowsPerLeaf: 1,
  decrease: 0,
});

/** Forests know no categories. */
const numbersOnly = (data: TreeData): TreeData => ({
  ...data,
  table: { ...data.table, levels: data.table.levels!.map(() => 0) },
});

const threads: WasmThreads[] = [];
const others = new Map<string, TreeKernels>();
beforeAll(async () => {
  threads.push(singleThread(), await sharedThreads(3));
  threads.forEach(t => others.set(`WebAssembly on ${t.threads}`, wasm(t)));
  threads.push(singleThread());
  const always = { boost: 0, workers: 1, forest: 0, copies: 2 ** 30 };
  others.set('WebAssembly with copies', teamTreeKernels(threads.at(-1)!, helpersHere(2), { by: { how: '' } }, always));
});
afterAll(() => {
  for (const t of threads) {
    expect(t.memory.used).toBe(0);
    t.close();
  }
});

describe('boosting', () => {
  for (const loss of losses) {
    test(`${loss}: a row ends by its raw values in the leaf it was grown in`, () =>
      fc.assert(
        fc.asyncProperty(small, fc.constantFrom(2, 5, 255), async (data, mostBins) => {
          const { trees, rows } = await boost(reference, data, { loss }, { mostBins });
          const { width, data: values } = data.table;
          let leaf = 0;
          for (const tree of trees) {
            tree.leafRows.forEach((count, k) => {
              expect(rows[leaf]!.length).toBe(count);
              for (const r of rows[leaf]!) expect(leafOf(tree, values.slice(r * width, (r + 1) * width))).toBe(k);
              leaf++;
            });
          }
        }),
        { seed: SEED, numRuns: 25 },
      ));

    test(`${loss}: every implementation grows the same trees to the bit`, () =>
      fc.assert(
        fc.asyncProperty(
          treeData({ rows: 200, width: 7 }),
          fc.constantFrom(2, 16, 255),
          fc.boolean(),
          async (data, mostBins, some) => {
            const settings = { loss, quantile: 0.3, ...(some && { columnsPerSplit: 1 }) };
            const expected = await boost(reference, data, settings, { mostBins });
            for (const [name, kernels] of others) {
              expect({ name, ...(await boost(kernels, data, settings, { mostBins })) }).toStrictEqual({
                name,
                ...expected,
              });
            }
          },
        ),
        { seed: SEED, numRuns: 40 },
      ));
  }

  for (const [loss, rows, width] of [
    ['log', 40_000, 5],
    ['softmax', 10_001, 13],
    ['poisson', 30_000, 2],
  ] as const) {
    test(`${loss}: the same trees where threads share ${rows} rows and ${width} columns`, async () => {
      const data = manyRows(rows, width);
      const expected = await boost(reference, data, { loss, limits: { ...limits, leaves: 15 } });
      for (const kernels of others.values()) {
        expect(await boost(kernels, data, { loss, limits: { ...limits, leaves: 15 } })).toStrictEqual(expected);
      }
      for (const { memory, threads: count } of threads) {
        const room = memory.room(rows * width);
        room.set(data.table.data);
        const there = { ...data, table: { ...data.table, data: room } };
        const kernels = others.get(`WebAssembly on ${count}`)!;
        expect(await boost(kernels, there, { loss, limits: { ...limits, leaves: 15 } })).toStrictEqual(expected);
        memory.giveBack(room);
        expect(memory.used).toBe(0);
      }
    });
  }

  test('quantiles of a sample of very many rows are the same, with weights and without', async () => {
    const { table } = manyRows(210_000, 2);
    const weights = Float64Array.from({ length: table.rows }, (_, r) => 1 + (r % 7));
    for (const given of [table, { ...table, weights }]) {
      const expected = await reference.bin(given, 100);
      for (const kernels of others.values()) {
        const found = await kernels.bin(given, 100);
        expect(found.columns).toStrictEqual(expected.columns);
        expect(found.bins(1)).toStrictEqual(expected.bins(1));
        found.release();
      }
    }
  });

  test('the loss falls with every tree, for training and validation rows alike when they are the same', () =>
    fc.assert(
      fc.asyncProperty(small, fc.constantFrom('squared', 'log'), async (data, loss) => {
        const { losses: found } = await boost(reference, data, { loss });
        for (let i = 2; i < found.length; i += 2) {
          expect(found[i]).toBe(found[i - 1]);
          expect(found[i]!).toBeLessThanOrEqual(found[Math.max(0, i - 2)]! + 1e-12);
        }
      }),
      { seed: SEED, numRuns: 40 },
    ));

  test('a row with weight 2 counts as the row twice', () =>
    fc.assert(
      fc.asyncProperty(small, fc.infiniteStream(fc.boolean()), async (data, stream) => {
        const { rows, width, levels } = data.table;
        const twice = Array.from({ length: rows }, () => stream.next().value as boolean);
        const weights = Float64Array.from(twice, two => (two ? 2 : 1));
        const order = twice.flatMap((two, r) => (two ? [r, r] : [r]));
        const values = Float64Array.from(order.flatMap(r => [...data.table.data.subarray(r * width, (r + 1) * width)]));
        // A least number of rows counts rows, so only a least hessian is asked for.
        const settings = { loss: 'squared', limits: { ...limits, rowsPerLeaf: 1, hessianPerLeaf: 3 } } as const;
        const numbers = { levels: levels!.map(() => 0) };
        const weighted = await boost(
          reference,
          { table: { ...data.table, ...numbers, weights }, y: data.y, weights },
          settings,
        );
        const plain = await boost(
          reference,
          {
            table: { rows: order.length, width, data: values, ...numbers },
            y: Float64Array.from(order, r => data.y[r]!),
            weights: undefined,
          },
          settings,
        );
        for (const [i, r] of order.entries()) {
          expect(plain.scores[0]![i]).toBeCloseTo(weighted.scores[0]![r]!, 5);
        }
      }),
      { seed: SEED, numRuns: 40 },
    ));

  test('scores keep to monotone constraints in every row', () =>
    fc.assert(
      fc.asyncProperty(treeData({ rows: 80, width: 3 }), fc.constantFrom(1, -1), async (data, sign) => {
        const numbers = numbersOnly(data);
        const { width, data: values, rows } = numbers.table;
        const monotone = Array.from({ length: width }, (_, c) => (c === 0 ? sign : 0)) as (1 | 0 | -1)[];
        const { trees } = await boost(reference, numbers, { loss: 'squared', monotone });
        const at = [-1e9, -2.5, -1, -0.5, 0, 0.5, 1, 2.5, 1e9];
        for (let r = 0; r < rows; r++) {
          const row = values.slice(r * width, (r + 1) * width);
          const scores = at.map(v => {
            row[0] = v;
            return trees.reduce((sum, tree) => sum + tree.leaf[leafOf(tree, row)]!, 0);
          });
          for (let i = 1; i < at.length; i++)
            expect((scores[i]! - scores[i - 1]!) * sign).toBeGreaterThanOrEqual(-1e-9);
        }
      }),
      { seed: SEED, numRuns: 30 },
    ));

  test('limits hold', () =>
    fc.assert(
      fc.asyncProperty(
        small,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 0, max: 4 }),
        fc.integer({ min: 1, max: 9 }),
        async (data, leaves, depth, rowsPerLeaf) => {
          const { trees } = await boost(reference, data, {
            loss: 'squared',
            limits: { ...limits, leaves, depth, rowsPerLeaf },
          });
          for (const tree of trees) {
            expect(tree.leafRows.length).toBe(tree.feature.length + 1);
            expect(tree.leafRows.length).toBeLessThanOrEqual(Math.min(leaves, 2 ** depth));
            expect(tree.leafRows.reduce((a, b) => a + b, 0)).toBe(data.table.rows);
            if (tree.feature.length) for (const n of tree.leafRows) expect(n).toBeGreaterThanOrEqual(rowsPerLeaf);
          }
        },
      ),
      { seed: SEED, numRuns: 60 },
    ));
});

describe('forests', () => {
  for (const kind of ['classes', 'values'] as const) {
    for (const thresholds of ['best', 'random'] as const) {
      const settings = (data: TreeData) => ({ ...forestSettings(kind, data), thresholds });

      test(`${kind}, ${thresholds}: leaves hold the mean of the rows that end in them by raw values`, () =>
        fc.assert(
          fc.asyncProperty(small, async given => {
            const data = numbersOnly(given);
            const { rows, width, data: values } = data.table;
            const session = reference.forest(await reference.bin(data.table, 255), settings(data));
            const [tree] = await session.grow([5]);
            const times = session.drawn(5);
            const sums = tree!.leaf.map(() => 0);
            const weight = tree!.leafRows.length ? new Float64Array(tree!.leafRows.length) : new Float64Array(1);
            const counts = weight.slice();
            for (let r = 0; r < rows; r++) {
              if (!times[r]) continue;
              const k = leafOf(tree!, values.slice(r * width, (r + 1) * width));
              const w = times[r]! * (data.weights?.[r] ?? 1);
              counts[k]! += 1;
              weight[k]! += w;
              if (kind === 'values') sums[k]! += w * data.y[r]!;
              else sums[k * 3 + targetFor('softmax', data.y)[r]!]! += w;
            }
            expect([...counts]).toEqual([...tree!.leafRows]);
            sums.forEach((sum, i) =>
              expect(sum / weight[Math.floor(i / tree!.outputs)]!).toBeCloseTo(tree!.leaf[i]!, 5),
            );
          }),
          { seed: SEED, numRuns: 40 },
        ));

      test(`${kind}, ${thresholds}: every implementation grows the same trees, in any company`, () =>
        fc.assert(
          fc.asyncProperty(treeData({ rows: 150, width: 6 }), fc.boolean(), async (given, bootstrap) => {
            const data = numbersOnly(given);
            const alone: unknown[] = [];
            const binned = await reference.bin(data.table, 64);
            for (const seed of [3, 4_000_000_000, 17]) {
              alone.push((await reference.forest(binned, { ...settings(data), bootstrap }).grow([seed]))[0]);
            }
            for (const kernels of [reference, ...others.values()]) {
              const own = await kernels.bin(data.table, 64);
              const session = kernels.forest(own, { ...settings(data), bootstrap });
              expect(await session.grow([3, 4_000_000_000, 17])).toStrictEqual(alone);
              session.release();
              own.release();
            }
          }),
          { seed: SEED, numRuns: 40 },
        ));
    }
  }

  test('a tree without limits tells apart all rows that differ', () =>
    fc.assert(
      fc.asyncProperty(treeData({ rows: 60, width: 3 }), async given => {
        const data = numbersOnly(given);
        const { rows, width, data: values } = data.table;
        const settings = { ...forestSettings('classes', { ...data, weights: undefined }), bootstrap: false };
        const [tree] = await reference.forest(await reference.bin(data.table, 255), settings).grow([1]);
        const rowOf = (r: number) => values.slice(r * width, (r + 1) * width);
        const classes = new Map<string, Set<number>>();
        const codes = targetFor('softmax', data.y);
        for (let r = 0; r < rows; r++) {
          const key = String(Array.from(rowOf(r), v => v + 0));
          classes.set(key, (classes.get(key) ?? new Set()).add(codes[r]!));
        }
        for (let r = 0; r < rows; r++) {
          if (classes.get(String(Array.from(rowOf(r), v => v + 0)))!.size > 1) continue;
          expect(tree!.leaf[leafOf(tree!, rowOf(r)) * 3 + codes[r]!]).toBe(1);
        }
      }),
      { seed: SEED, numRuns: 60 },
    ));

  test('with replacement, as many rows are drawn as there are', async () => {
    const table = { rows: 500, width: 1, data: Float64Array.from({ length: 500 }, (_, i) => i) };
    const data = { table, y: table.data, weights: undefined };
    const session = reference.forest(await reference.bin(table, 255), forestSettings('values', data));
    const times = session.drawn(9);
    expect(times.reduce((a, b) => a + b, 0)).toBe(500);
    // Expected share of rows never drawn: 1 / e.
    expect(times.filter(n => n === 0).length / 500).toBeCloseTo(Math.exp(-1), 1);
  });
});
