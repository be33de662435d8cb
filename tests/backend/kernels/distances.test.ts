import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { randomStream } from '../../../src/core/random.ts';
import type { DistanceKernels, HeldPoints, Points } from '../../../src/kernels/distances.ts';
import { distanceKernels as reference } from '../../../src/kernels/reference/distances.ts';
import { distanceKernels as onThreads } from '../../../src/kernels/wasm/distances.ts';
import { teamDistanceKernels } from '../../../src/kernels/wasm/team-points.ts';
import type { WasmThreads } from '../../../src/kernels/wasm/threads.ts';
import { helpersHere, sharedThreads, singleThread } from '../../tools/wasm-kernels.ts';

const unhurried = () => Promise.resolve();

interface Given {
  readonly points: Points;
  readonly centres: Float64Array;
  readonly weights: Float64Array | undefined;
}

/** Ties, near ties, offsets that float32 cannot hold, and values of all sizes. */
const value = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: -5, max: 5, noNaN: true }) },
  { weight: 4, arbitrary: fc.integer({ min: -2, max: 2 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 3 }).map(i => 1e9 + i * 1e-4) },
  { weight: 1, arbitrary: fc.constantFrom(1e-300, -1e200, 1e300, 1e5, 1 + 2 ** -52) },
);

const numbers = (length: number) => fc.array(value, { minLength: length, maxLength: length });
const given = fc
  .record({
    rows: fc.integer({ min: 1, max: 40 }),
    width: fc.integer({ min: 1, max: 9 }),
    k: fc.integer({ min: 1, max: 11 }),
  })
  .chain(({ rows, width, k }) =>
    fc
      .record({
        data: numbers(rows * width),
        own: numbers(k * width),
        picked: fc.array(fc.nat(rows - 1), { minLength: k, maxLength: k }),
        weights: fc.option(fc.array(fc.constantFrom(0, 0.5, 1, 3), { minLength: rows, maxLength: rows }), {
          nil: undefined,
        }),
        fromRows: fc.boolean(),
      })
      .map(({ data, own, picked, weights, fromRows }): Given => ({
        points: { rows, width, data: Float64Array.from(data) },
        centres: Float64Array.from(fromRows ? picked.flatMap(r => data.slice(r * width, (r + 1) * width)) : own),
        weights: weights && Float64Array.from(weights),
      })),
  );

/** Centres taken by turns, from those that are left. */
async function taken(held: HeldPoints, centres: Float64Array, { width }: Points) {
  const seeds = held.seeds();
  try {
    const totals = [];
    for (let from = 0; from < centres.length; from += 2 * width) {
      totals.push(await seeds.offer(centres.slice(from), unhurried));
      await seeds.take(from % (3 * width) === 0 ? 0 : totals.at(-1)!.length - 1);
    }
    return { totals, nearest: seeds.nearest.slice() };
  } finally {
    seeds.close();
  }
}

/** Everything the loops say of some points. */
async function everything(kernels: DistanceKernels, { points, centres, weights }: Given) {
  const held = await kernels.hold(points, weights);
  try {
    const labels = new Int32Array(points.rows).fill(-1);
    const assignment = await held.assign(centres, labels, unhurried);
    const guessed = labels.map((label, r) => (r % 3 ? label : -1));
    const fromGuesses = await held.assign(centres, labels.slice().fill(-1), unhurried, guessed);
    expect(fromGuesses).toStrictEqual(assignment);
    const { nearest, totals } = await taken(held, centres, points);
    const queries = { rows: centres.length / points.width, width: points.width, data: centres };
    const among = await held.nearest(Math.min(3, points.rows), unhurried);
    return {
      labels,
      assignment,
      nearest,
      again: (await held.assign(centres, labels.slice(), unhurried)).moved,
      own: await held.toOwn(centres, labels, unhurried),
      totals,
      variances: held.variances(),
      among,
      ofQueries: await held.nearest(5, unhurried, queries),
      distances: held.distances(queries),
      ofOne: held.distances({ ...queries, rows: 1, data: centres.slice(0, points.width) }),
      kernelSums: await held.kernelSums(queries, 0.3, nearest, unhurried),
      within: await held.within(among.distances[0]! * 4, Math.floor(points.rows / 3), points.rows),
    };
  } finally {
    held.close();
  }
}

const ALWAYS = { pass: 0, start: 0, copied: 0, copies: 2 ** 30 };

describe.each([
  ['one thread', () => Promise.resolve(singleThread()), onThreads],
  ['three threads', () => sharedThreads(3), onThreads],
  [
    'three threads with copies',
    () => Promise.resolve(singleThread()),
    (threads: WasmThreads) => teamDistanceKernels(threads, helpersHere(2), { by: { how: '' } }, ALWAYS),
  ],
] as const)('distances compiled, on %s, equal the reference to the bit', (_name, open, wasm) => {
  let threads: WasmThreads;
  beforeAll(async () => {
    threads = await open();
  });
  afterAll(() => threads.close());

  test('for few points of every kind', () =>
    fc.assert(
      fc.asyncProperty(given, async points => {
        expect(await everything(wasm(threads), points)).toStrictEqual(await everything(reference, points));
        expect(threads.memory.used).toBe(0);
      }),
      { seed: 20261126, numRuns: 400 },
    ));

  test.each([
    [9000, 3, 5, 0],
    [70_000, 2, 3, 0],
    [5001, 28, 8, 1e6],
    [3000, 41, 13, 0],
  ])('for %i points in %i columns and %i centres', async (rows, width, k, offset) => {
    const random = randomStream(rows, 'distances');
    const points = { rows, width, data: Float64Array.from({ length: rows * width }, () => offset + random.normal()) };
    const centres = Float64Array.from({ length: k * width }, () => offset + random.normal());
    const held = [await reference.hold(points), await wasm(threads).hold(points)];
    const found = await Promise.all(
      held.map(async own => {
        const labels = new Int32Array(rows).fill(-1);
        const assignment = await own.assign(centres, labels, unhurried);
        const nearest = await own.toOwn(centres, labels, unhurried);
        const some = { rows: 50, width, data: points.data.slice(0, 50 * width) };
        return {
          labels,
          assignment,
          nearest,
          kernelSums: await own.kernelSums(some, 0.1, nearest, unhurried),
          taken: await taken(own, centres, points),
          variances: own.variances(),
          of: await own.nearest(7, unhurried, some),
          within: await own.within(width / 2, 101, 140),
        };
      }),
    );
    for (const own of held) own.close();
    expect(found[1]).toStrictEqual(found[0]);
  });
});
