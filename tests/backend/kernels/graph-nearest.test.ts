import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberBlock } from '../../../src/core/graph/block.ts';
import { GraphBuilder } from '../../../src/core/graph/builder.ts';
import { interpret } from '../../../src/core/graph/interpret.ts';
import { describeOnThreads } from '../../tools/describe-on-threads.ts';

/** Few distinct numbers, so that many points lie equally near, and some that overflow. */
const some = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: -3, max: 3 }) },
    { weight: 3, arbitrary: fc.double({ min: -2, max: 2, noNaN: true }) },
    { weight: 1, arbitrary: fc.constantFrom(1e200, -1e200, -0, 5e-324) },
  ),
  { minLength: 97, maxLength: 97 },
);
const given = fc.record({
  numbers: some,
  rows: fc.integer({ min: 64, max: 200 }),
  width: fc.integer({ min: 1, max: 11 }),
  count: fc.integer({ min: 1, max: 700 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  classes: fc.option(fc.integer({ min: 1, max: 4 })),
  metric: fc.constantFrom('euclidean' as const, 'manhattan' as const),
  weighted: fc.boolean(),
  broken: fc.constantFrom(NaN, Infinity, 0),
});

describeOnThreads('nearest points', ({ kernels }) => {
  test('what they stand for has the bits of the interpreter, ties and overflow included', () => {
    fc.assert(
      fc.property(given, ({ numbers, rows, width, count, share, classes, metric, weighted, broken }) => {
        const at = (i: number, step: number) => numbers[(i * step + (i >> 5)) % 97]!;
        const points = Array.from({ length: count * width }, (_, i) => at(i, 7));
        const values = Array.from({ length: count }, (_, i) => (classes === null ? at(i, 3) : i % classes));
        const neighbours = 1 + Math.floor(share * Math.min(count - 1, 30));
        const g = new GraphBuilder();
        const xs = Array.from({ length: width }, (_, c) => g.input(String(c), 'float64'));
        const ref = g.meanNearest(g.concat(xs), { points, values, classes, metric, neighbours, weighted });
        const graph = g.done([{ name: 'y', ref }]);
        const column = (c: number) => Float64Array.from({ length: rows }, (_, r) => (r % 29 ? at(r * width + c, 5) : broken)); // prettier-ignore
        const inputs = new Map(xs.map((_, c) => [String(c), numberBlock(column(c))]));
        expect(interpret(graph, inputs, rows, { kernels: kernels() })).toStrictEqual(interpret(graph, inputs, rows));
      }),
      { numRuns: 150 },
    );
  });
});
