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
});
