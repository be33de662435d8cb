import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GraphKernels } from '../../../src/kernels/graph.ts';
import { reference } from '../../../src/kernels/reference/index.ts';
import { wasmKernels } from '../../../src/kernels/wasm/index.ts';
import type { WasmThreads } from '../../../src/kernels/wasm/threads.ts';
import { sharedThreads, singleThread } from '../../tools/wasm-kernels.ts';

const number = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: -1e3, max: 1e3, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 1e300, 5e-324) },
);
const sizes = fc.record({ rows: fc.nat(700), width: fc.integer({ min: 1, max: 9 }), outputs: fc.integer({ min: 1, max: 21 }) }); // prettier-ignore
const given = sizes.chain(({ rows, width, outputs }) =>
  fc
    .tuple(
      fc.array(number, { minLength: 60, maxLength: 60 }),
      fc.array(number, { minLength: width * outputs, maxLength: width * outputs }),
    )
    .map(([some, list]) => ({
      x: Float64Array.from({ length: rows * width }, (_, i) => some[(i * 7 + (i >> 3)) % 60]!),
      width,
      list,
      outputs,
    })),
);

describe.each([
  ['one thread', () => Promise.resolve(singleThread())],
  ['three threads', () => sharedThreads(3)],
] as const)('graph kernels in WebAssembly on %s', (_name, open) => {
  let threads: WasmThreads;
  let kernels: GraphKernels;
  beforeAll(async () => {
    threads = await open();
    kernels = wasmKernels(threads).graph;
  });
  afterAll(() => threads.close());

  test.each(['matmul', 'squaredDistances'] as const)('%s gives the bits of the reference', name => {
    fc.assert(
      fc.property(given, ({ x, width, list, outputs }) => {
        expect(kernels[name](x, width, list, outputs)).toStrictEqual(reference.graph[name](x, width, list, outputs));
      }),
      { numRuns: 150 },
    );
    expect(threads.memory.used).toBe(0);
  });
});
