import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { numberBlock } from '../../../src/core/graph/block.ts';
import { toMatrix, toMatrixInTurns } from '../../../src/core/pipeline/matrix.ts';
import { PickedNumbers } from '../../../src/core/table/picked-numbers.ts';
import type { Kernels } from '../../../src/kernels/kernels.ts';
import { wasmKernels } from '../../../src/kernels/wasm/index.ts';
import type { WasmThreads } from '../../../src/kernels/wasm/threads.ts';
import { sharedThreads, singleThread } from '../../tools/wasm-kernels.ts';

let threads: WasmThreads;
let kernels: Kernels;
beforeAll(async () => {
  threads = await sharedThreads(3);
  kernels = wasmKernels(threads);
});
afterAll(() => threads.close());

/** Bit by bit, which is quick. */
const expectSame = (a: Float64Array, b: Float64Array) =>
  expect(Buffer.compare(Buffer.from(a.slice().buffer), Buffer.from(b.slice().buffer))).toBe(0);

const takes = { missing: false, levels: [] };
const number = fc.oneof(
  { weight: 9, arbitrary: fc.double({ noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, 0, -0) },
);

/** Few values that come up again and again, in a table of any size; and rows of it, in parts. */
const given = fc.record({
  values: fc.array(number, { minLength: 1, maxLength: 50 }),
  width: fc.integer({ min: 1, max: 40 }),
  rows: fc.integer({ min: 1, max: 9000 }),
  step: fc.integer({ min: 1, max: 7 }),
  part: fc.integer({ min: 1, max: 9000 }),
});

test('three threads lay out what one does, and find the same extents', () => {
  fc.assert(
    fc.property(given, ({ values, width, rows, step, part }) => {
      const columns = Array.from({ length: width }, (_, c) =>
        Float64Array.from({ length: rows }, (_, r) => values[(r * (c + 1) + c) % values.length]!),
      );
      const picked = Int32Array.from({ length: rows }, (_, r) => (r * step) % rows);
      const pick = () => columns.map(column => new PickedNumbers(column, picked));
      const [ours, theirs] = [pick(), pick()];
      const expected = new Float64Array(rows * width);
      PickedNumbers.layOut(theirs, expected, 0, rows);

      const room = kernels.room(rows * width);
      const by = kernels.sideBySide(room, width)!;
      for (let from = 0; from < rows; from += part) {
        PickedNumbers.handOver(ours, by, from, Math.min(rows, from + part));
      }
      PickedNumbers.laidOut(ours, by);
      expectSame(room, expected);
      expect(ours.map(o => o.extent)).toEqual(theirs.map(t => t.extent));
      by.close();
      kernels.giveBack(room);
      expect(threads.memory.used).toBe(0);
    }),
    { numRuns: 30 },
  );
});

const streams = (rows: number, width: number) =>
  Array.from({ length: width }, (_, c) => ({
    name: `x${c}`,
    block: numberBlock(Float64Array.from({ length: rows }, (_, r) => Math.sin(r * (c + 1)))),
  }));

test('a matrix is the same with and without them, and one that is stopped half-way gives its memory back', async () => {
  const wide = streams(10_000, 20);
  const room = (length: number) => kernels.room(length);
  const made = await toMatrixInTurns(wide, takes, kernels, async () => {});
  expect(threads.memory.addressOf(made.data)).toBeDefined();
  expectSame(made.data, toMatrix(wide).data);
  kernels.giveBack(made.data);

  let taken: Float64Array | undefined;
  const stopped = toMatrixInTurns(
    wide,
    takes,
    { room: length => (taken = room(length)), sideBySide: kernels.sideBySide },
    () => Promise.reject(new Error('stopped')),
  );
  await expect(stopped).rejects.toThrow('stopped');
  expect(threads.memory.used).toBe(8 * 10_000 * 20);
  kernels.giveBack(taken!);
  expect(threads.memory.used).toBe(0);
});

test('one thread does it alone, and so it is where the room lies elsewhere', () => {
  const alone = singleThread();
  const own = wasmKernels(alone);
  expect(own.sideBySide(own.room(1000), 10)).toBeNull();
  expect(kernels.sideBySide(new Float64Array(1000), 10)).toBeNull();
  alone.close();
});
