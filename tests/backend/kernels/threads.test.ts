import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import type { WasmThreads } from '../../../src/kernels/wasm/threads.ts';
import { sharedThreads, singleThread } from '../../tools/wasm-kernels.ts';

describe.each([
  ['one thread', () => Promise.resolve(singleThread()), 1],
  ['three threads', () => sharedThreads(3), 3],
] as const)('compiled kernels on %s', (_name, open, count) => {
  let threads: WasmThreads;
  beforeAll(async () => {
    threads = await open();
  });
  afterAll(() => threads.close());

  test('every part of the work is done once, however many there are', () => {
    expect(threads.threads).toBe(count);
    const { memory } = threads;
    fc.assert(
      fc.property(fc.array(fc.nat(40), { maxLength: 700 }), lengths => {
        const region = memory.region();
        const numbers = region.allocate(8 * 40);
        const sums = region.allocate(8 * lengths.length);
        memory.f64(numbers, 40).set(Array.from({ length: 40 }, (_, i) => i + 1));
        memory.f64(sums, lengths.length).fill(-1);
        threads.parallel(
          'addUp',
          lengths.map((n, i) => [numbers, n, sums + 8 * i]),
        );
        expect([...memory.f64(sums, lengths.length)]).toEqual(lengths.map(n => (n * (n + 1)) / 2));
        region.close();
      }),
      { numRuns: 40 },
    );
    expect(memory.used).toBe(0);
  });

  test('work goes on when the memory has grown', () => {
    const large = threads.memory.allocate(threads.memory.memory.buffer.byteLength);
    const at = threads.memory.allocate(16);
    threads.memory.f64(at, 1).fill(7);
    threads.parallel('addUp', [[at, 1, at + 8], [at, 1, at + 8]]); // prettier-ignore
    expect([...threads.memory.f64(at, 2)]).toEqual([7, 7]);
    threads.memory.free(at);
    threads.memory.free(large);
  });

  test('a failure in one part is an error, and the threads go on', () => {
    const beyond = 2 ** 32 - 8;
    expect(() => threads.parallel('addUp', [[beyond, 4, 0], [beyond, 4, 0], [beyond, 4, 0]])).toThrow(); // prettier-ignore
    const at = threads.memory.allocate(16);
    threads.parallel('addUp', [[at, 0, at], [at, 0, at + 8]]); // prettier-ignore
    expect([...threads.memory.f64(at, 2)]).toEqual([0, 0]);
    threads.memory.free(at);
  });

  test('memory that was given back is handed out again, and no two stretches overlap', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(5000), fc.boolean()), { maxLength: 60 }), steps => {
        const held: { at: number; bytes: number }[] = [];
        for (const [bytes, give] of steps) {
          if (give && held.length) threads.memory.free(held.splice(bytes % held.length, 1)[0]!.at);
          else held.push({ at: threads.memory.allocate(bytes), bytes });
        }
        const sorted = held.sort((a, b) => a.at - b.at);
        sorted.forEach(({ at, bytes }, i) => {
          expect(at % 16).toBe(0);
          if (sorted[i + 1]) expect(at + bytes).toBeLessThanOrEqual(sorted[i + 1]!.at);
        });
        for (const { at } of held) threads.memory.free(at);
      }),
      { numRuns: 60 },
    );
    const before = threads.memory.memory.buffer.byteLength;
    for (let i = 0; i < 50; i++) threads.memory.free(threads.memory.allocate(8_000_000));
    expect(threads.memory.memory.buffer.byteLength).toBeLessThanOrEqual(Math.max(before, before + 8_000_000 + 65_536));
    const large = threads.memory.allocate(40_000_000);
    threads.memory.f64(large, 5_000_000).fill(1);
    expect(() => threads.memory.free(large + 16)).toThrow(RangeError);
    threads.memory.free(large);
  });

  test('numbers are placed where they lie in a room, and copied from anywhere else', () => {
    const { memory } = threads;
    const values = fc.array(fc.double(), { maxLength: 50 });
    fc.assert(
      fc.property(fc.array(values, { maxLength: 12 }), fc.nat(3_000_000), (lists, more) => {
        const rooms = lists.map(list => {
          const room = memory.room(list.length);
          room.set(list);
          return room;
        });
        // Grown, so that rooms made before and after are views of several buffers over one memory.
        const grown = memory.allocate(more);
        const region = memory.region();
        for (const [i, list] of lists.entries()) {
          const [room, plain] = [rooms[i]!, Float64Array.from(list)];
          for (const given of [room, room.subarray(list.length >> 1), plain, plain.subarray(list.length >> 1)]) {
            const at = region.place(given);
            expect(at % 8).toBe(0);
            expect(memory.f64(at, given.length)).toEqual(given);
            expect(at === memory.addressOf(given)).toBe(given.buffer === room.buffer && count > 1);
          }
          expect(room).toEqual(plain);
        }
        region.close();
        memory.free(grown);
        for (const room of rooms) memory.giveBack(room);
        expect(memory.used).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  test('a room is given back once, and arrays that are none are left alone', () => {
    const { memory } = threads;
    const first = memory.room(100);
    const held = memory.used;
    expect(held).toBe(count > 1 ? 800 : 0);
    memory.giveBack(new Float64Array(100));
    memory.giveBack(first.subarray(0));
    expect(memory.used).toBe(held);
    memory.giveBack(first);
    const second = memory.room(100);
    memory.giveBack(first);
    expect(memory.used).toBe(held);
    memory.giveBack(second);
    expect(memory.used).toBe(0);
  });

  test('a room larger than half a gibibyte is an array like any other', () => {
    const { memory } = threads;
    const before = memory.memory.buffer.byteLength;
    const room = memory.room(2 ** 26 + 1);
    expect(memory.addressOf(room)).toBeUndefined();
    expect(room.length).toBe(2 ** 26 + 1);
    expect(memory.memory.buffer.byteLength).toBe(before);
    memory.giveBack(room);
  });
});
