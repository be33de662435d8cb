import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Instruction, Program, ProgramBlock } from '../../../src/kernels/graph-program.ts';
import { reference } from '../../../src/kernels/reference/index.ts';
import { joinColumns } from '../../../src/kernels/wasm/graph-columns.ts';
import { describeOnThreads } from '../../tools/describe-on-threads.ts';

type Op = 'matmul' | 'squared-distances';

/** Columns side by side, then one product, or one list of distances; `list` as the graph has it. */
function programOf(op: Op, width: number, outputs: number, list: Float64Array): Program {
  const column: ProgramBlock = { width: 1, place: 'given', type: 'numbers' };
  const blocks: ProgramBlock[] = [
    ...Array.from({ length: width }, () => column),
    { width, place: 'passing', type: 'numbers' },
    { width: outputs, place: 'result', type: 'numbers' },
  ];
  const [x, out] = [width, width + 1];
  const asked: Instruction =
    op === 'matmul' ? { op, out, x, weights: list } : { op: 'squared-distances', out, x, centres: list };
  return {
    blocks,
    instructions: [{ op: 'concat', out: x, xs: Array.from({ length: width }, (_, j) => j) }, asked],
  };
}

const number = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: -1e3, max: 1e3, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 1e300, 5e-324) },
);
const asked = fc.record({
  op: fc.constantFrom<Op>('matmul', 'squared-distances'),
  rows: fc.oneof(fc.nat(200), fc.nat(9000)),
  atATime: fc.oneof(fc.integer({ min: 1, max: 500 }), fc.constant(20_000)),
  width: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 1, max: 12 }) },
    { weight: 1, arbitrary: fc.constant(131) },
  ),
  outputs: fc.integer({ min: 1, max: 9 }),
  some: fc.array(number, { minLength: 61, maxLength: 61 }),
});

test('one product of columns reads them where they lie', () => {
  const ops = (program: Program) => joinColumns(program).instructions.map(i => i.op);
  expect(ops(programOf('matmul', 5, 3, new Float64Array(15)))).toEqual(['columns-matmul']);
  expect(ops(programOf('squared-distances', 5, 3, new Float64Array(15)))).toEqual(['columns-squared-distances']);
  expect(ops(programOf('matmul', 500, 1, new Float64Array(500)))).toEqual(['columns-matmul']);
  expect(ops(programOf('matmul', 500, 2, new Float64Array(1000)))).toEqual(['concat', 'matmul']);
  const twice = programOf('matmul', 5, 5, new Float64Array(25));
  const again: Instruction = { op: 'softmax', out: 6, x: 5 };
  expect(ops({ ...twice, instructions: [...twice.instructions, again] })).toEqual(['concat', 'matmul', 'softmax']);
});

describeOnThreads('programs over columns', ({ threads, kernels }) => {
  test('sums have the bits of the reference, whatever goes through at a time', () => {
    fc.assert(
      fc.property(asked, ({ op, rows, atATime, width, outputs, some }) => {
        const list = Float64Array.from({ length: width * outputs }, (_, i) => some[(i * 11) % 61]!);
        const columns = Array.from({ length: width }, (_, j) =>
          Float64Array.from({ length: rows }, (_, i) => some[(i * 7 + (i >> 3) + j * 5) % 61]!),
        );
        const whole = Float64Array.from(
          { length: rows * width },
          (_, i) => columns[i % width]![Math.floor(i / width)]!,
        );
        const found = new Float64Array(rows * outputs);
        const running = kernels().open!(programOf(op, width, outputs, list), atATime);
        running.run(
          rows,
          (from, to, room) => columns.forEach((column, j) => room.numbers(j).set(column.subarray(from, to))),
          (from, to, room) => found.set(room.numbers(width + 1).subarray(0, (to - from) * outputs), from * outputs),
        );
        running.close();
        const loop = op === 'matmul' ? 'matmul' : 'squaredDistances';
        expect(found).toStrictEqual(reference.graph[loop](whole, width, Array.from(list), outputs));
        expect(threads().memory.used).toBe(0);
      }),
      { numRuns: 80 },
    );
  });
});
