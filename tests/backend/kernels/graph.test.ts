import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reference } from '../../../src/kernels/reference/index.ts';
import { describeOnThreads } from '../../tools/describe-on-threads.ts';

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

describeOnThreads('graph kernels', ({ threads, kernels }) => {
  test.each(['matmul', 'squaredDistances'] as const)('%s gives the bits of the reference', name => {
    fc.assert(
      fc.property(given, ({ x, width, list, outputs }) => {
        expect(kernels()[name](x, width, list, outputs)).toStrictEqual(reference.graph[name](x, width, list, outputs));
      }),
      { numRuns: 150 },
    );
    expect(threads().memory.used).toBe(0);
  });
});
