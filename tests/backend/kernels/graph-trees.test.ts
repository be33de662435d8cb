import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flattened } from '../../../src/core/graph/interpret-trees.ts';
import type { GraphKernels } from '../../../src/kernels/graph.ts';
import { reference } from '../../../src/kernels/reference/index.ts';
import { wasmKernels } from '../../../src/kernels/wasm/index.ts';
import type { WasmThreads } from '../../../src/kernels/wasm/threads.ts';
import { Choices } from '../../parity/random-model.ts';
import { randomTrees } from '../../parity/random-trees.ts';
import { sharedThreads, singleThread } from '../../tools/wasm-kernels.ts';

const value = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -16, max: 16 }).map(k => k / 4) },
  { weight: 2, arbitrary: fc.nat(3000) },
  { weight: 2, arbitrary: fc.constant(NaN) },
  { weight: 1, arbitrary: fc.constantFrom(Infinity, -Infinity, -0, 1e300, 2 ** 31 + 2, 2 ** 32 + 1, 0.1) },
);
const given = fc
  .record({
    rows: fc.nat(500),
    width: fc.integer({ min: 1, max: 4 }),
    outputs: fc.integer({ min: 1, max: 4 }),
    sets: fc.boolean(),
    choices: fc.array(fc.nat(10_000), { minLength: 60, maxLength: 60 }),
    some: fc.array(value, { minLength: 70, maxLength: 70 }),
  })
  .map(({ rows, width, outputs, sets, choices, some }) => ({
    x: Float64Array.from({ length: rows * width }, (_, i) => some[(i * 11 + (i >> 4)) % 70]!),
    width,
    trees: flattened({ trees: randomTrees(width, outputs, sets, new Choices(choices)), outputs }),
  }));

describe.each([
  ['one thread', () => Promise.resolve(singleThread())],
  ['three threads', () => sharedThreads(3)],
] as const)('trees in WebAssembly on %s', (_name, open) => {
  let threads: WasmThreads;
  let kernels: GraphKernels;
  beforeAll(async () => {
    threads = await open();
    kernels = wasmKernels(threads).graph;
  });
  afterAll(() => threads.close());

  test('rows end in the same leaves, and sums have the bits of the reference', () => {
    fc.assert(
      fc.property(given, ({ x, width, trees }) => {
        const expected = reference.graph.sumTrees(x, width, trees);
        expect(kernels.sumTrees(x, width, trees)).toStrictEqual(expected);
        // Once more, with the trees that are in memory now.
        expect(kernels.sumTrees(x, width, trees)).toStrictEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  test('ensembles that were not used for long give their memory back', () => {
    const [one] = fc.sample(given, { numRuns: 1, seed: 1 });
    const before = threads.memory.used;
    for (let i = 0; i < 300; i++) kernels.sumTrees(one!.x, one!.width, { ...one!.trees });
    expect(threads.memory.used - before).toBeLessThan(64 * 20_000);
    expect(threads.memory.used).toBeGreaterThan(0);
  });
});
