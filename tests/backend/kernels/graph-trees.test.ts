import fc from 'fast-check';
import { expect, test } from 'vitest';
import { flattened } from '../../../src/core/graph/interpret-trees.ts';
import type { FlatTrees } from '../../../src/kernels/graph.ts';
import type { Program, ProgramBlock } from '../../../src/kernels/graph-program.ts';
import { reference } from '../../../src/kernels/reference/index.ts';
import { cutsOf } from '../../../src/kernels/wasm/graph-ranks.ts';
import { Choices } from '../../parity/random-model.ts';
import { randomTrees } from '../../parity/random-trees.ts';
import { describeOnThreads } from '../../tools/describe-on-threads.ts';

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

/** So many trees that ranks are worth finding. */
const many = fc
  .record({
    rows: fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 500, max: 4000 })),
    width: fc.integer({ min: 1, max: 4 }),
    outputs: fc.integer({ min: 1, max: 3 }),
    choices: fc.array(fc.nat(10_000), { minLength: 60, maxLength: 60 }),
    some: fc.array(value, { minLength: 70, maxLength: 70 }),
  })
  .map(({ rows, width, outputs, choices, some }) => {
    const few = randomTrees(width, outputs, false, new Choices(choices));
    const trees = Array.from({ length: 240 }, (_, t) => few[t % few.length]!);
    const x = Float64Array.from({ length: rows * width }, (_, i) => some[(i * 11 + (i >> 4)) % 70]!);
    return { x, width, trees: flattened({ trees, outputs }) };
  });

/** The sum of trees over a matrix, or over columns that are laid side by side. */
function programOf(trees: FlatTrees, width: number, apart: boolean): Program {
  const given: ProgramBlock[] = Array.from({ length: apart ? width : 1 }, () => ({
    width: apart ? 1 : width,
    place: 'given',
    type: 'numbers',
  }));
  const x = apart ? width : 0;
  const out = x + 1;
  return {
    blocks: [
      ...given,
      ...(apart ? [{ width, place: 'passing', type: 'numbers' } as const] : []),
      { width: trees.outputs, place: 'result', type: 'numbers' },
    ],
    instructions: [
      ...(apart ? [{ op: 'concat', out: x, xs: given.map((_, j) => j) } as const] : []),
      { op: 'trees', out, x, trees },
    ],
  };
}

describeOnThreads('trees', ({ threads, kernels }) => {
  test('rows end in the same leaves, and sums have the bits of the reference', () => {
    fc.assert(
      fc.property(given, ({ x, width, trees }) => {
        const expected = reference.graph.sumTrees(x, width, trees);
        expect(kernels().sumTrees(x, width, trees)).toStrictEqual(expected);
        // Once more, with the trees that are in memory now.
        expect(kernels().sumTrees(x, width, trees)).toStrictEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  test('over ranks as well, of columns side by side or apart', () => {
    fc.assert(
      fc.property(many, ({ x, width, trees }) => {
        expect(cutsOf(trees)).not.toBeNull();
        const rows = x.length / width;
        const expected = reference.graph.sumTrees(x, width, trees);
        for (const apart of [true, false]) {
          const found = new Float64Array(rows * trees.outputs);
          const running = kernels().open!(programOf(trees, width, apart), rows);
          const given = apart ? Array.from({ length: width }, (_, j) => x.filter((_v, i) => i % width === j)) : [x];
          running.run(
            rows,
            (from, to, room) =>
              given.forEach((list, j) =>
                room.numbers(j).set(list.subarray((from * list.length) / rows, (to * list.length) / rows)),
              ),
            (from, to, room) => found.set(room.numbers(given.length + Number(apart)).subarray(0, (to - from) * trees.outputs), from * trees.outputs), // prettier-ignore
          );
          running.close();
          expect(found).toStrictEqual(expected);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('ensembles that were not used for long give their memory back', () => {
    const [one] = fc.sample(given, { numRuns: 1, seed: 1 });
    const before = threads().memory.used;
    for (let i = 0; i < 300; i++) kernels().sumTrees(one!.x, one!.width, { ...one!.trees });
    expect(threads().memory.used - before).toBeLessThan(64 * 20_000);
    expect(threads().memory.used).toBeGreaterThan(0);
  });
});
