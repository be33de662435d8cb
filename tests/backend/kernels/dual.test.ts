import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { randomStream } from '../../../src/core/random.ts';
import type { Points } from '../../../src/kernels/distances.ts';
import type { DualKernels, DualVariables } from '../../../src/kernels/dual.ts';
import { dualKernels as reference } from '../../../src/kernels/reference/dual.ts';
import { KeptRows } from '../../../src/kernels/reference/kept-rows.ts';
import { dualKernels as wasm } from '../../../src/kernels/wasm/dual.ts';
import type { WasmThreads } from '../../../src/kernels/wasm/threads.ts';
import { sharedThreads, singleThread } from '../../tools/wasm-kernels.ts';

interface Given {
  readonly points: Points;
  readonly gamma: number;
  readonly variables: DualVariables;
}

/** Two classes that overlap, with duplicates, a far row, and bounds of which some are 0. */
function given(rows: number, width: number, seed: number, gamma: number): Given {
  const random = randomStream(seed, 'dual');
  const y = Int8Array.from({ length: rows }, () => (random.next() < 0.5 ? 1 : -1));
  const data = Float64Array.from({ length: rows * width }, (_, i) => random.normal() + y[Math.floor(i / width)]! / 2);
  if (rows > 3) data.copyWithin(width, 0, width);
  if (rows > 5) data[3 * width] = 1e200;
  return {
    points: { rows, width, data },
    gamma,
    variables: {
      y,
      C: Float64Array.from({ length: rows }, (_, t) => (t % 7 === 6 ? 0 : 0.5 + random.next())),
      alpha: new Float64Array(rows),
      slope: Float64Array.from(y, v => -v),
    },
  };
}

function everything(kernels: DualKernels, { points, gamma, variables }: Given, rounds: readonly number[]) {
  const held = kernels.hold(points, gamma, variables);
  try {
    return rounds.map(most => ({ now: held.move(most, 1e-3), ...held.read() }));
  } finally {
    held.close();
  }
}

/** ½ a'Qa + p'a, with p = -1. */
const objective = ({ alpha, slope }: Pick<DualVariables, 'alpha' | 'slope'>, { variables }: Given): number =>
  alpha.reduce((sum, a, t) => sum + (a * (variables.y[t]! * slope[t]! - 1)) / 2, 0);

describe.each([
  ['one thread', () => Promise.resolve(singleThread())],
  ['three threads', () => sharedThreads(3)],
] as const)('pairs moved by compiled passes, on %s, equal the reference to the bit', (_name, open) => {
  let threads: WasmThreads;
  beforeAll(async () => {
    threads = await open();
  });
  afterAll(() => threads.close());

  test('for few variables', () =>
    fc.assert(
      fc.property(fc.nat(40), fc.integer({ min: 1, max: 6 }), fc.nat(), fc.constantFrom(1e-3, 0.3, 5), (n, w, s, g) => {
        const problem = given(n + 1, w, s, g);
        expect(everything(wasm(threads), problem, [0, 3, 200])).toStrictEqual(everything(reference, problem, [0, 3, 200])); // prettier-ignore
        expect(threads.memory.used).toBe(0);
      }),
      { seed: 20261126, numRuns: 200 },
    ));

  test('for many, while y times the coefficients adds up to nothing and the objective falls', () => {
    const problem = given(9001, 5, 1, 0.2);
    const [first, then] = everything(reference, problem, [40, 60]);
    expect(everything(wasm(threads), problem, [40, 60])).toStrictEqual([first, then]);
    expect(then!.alpha.reduce((sum, a, t) => sum + a * problem.variables.y[t]!, 0)).toBeCloseTo(0, 9);
    expect(objective(then!, problem)).toBeLessThan(objective(first!, problem));
    expect(objective(first!, problem)).toBeLessThan(0);
  });
});

test('rows make room for others, the least recently used first, and two stay where there is no more to be had', () => {
  const kept = new KeptRows<string>(3);
  const fresh = (rows: number[], make: (row: number) => string) => rows.map(r => kept.place(r, () => make(r)).fresh);
  expect(fresh([1, 2, 3, 1, 4], r => `room ${r}`)).toEqual([true, true, true, false, true]);
  expect(fresh([1, 2], String)).toEqual([false, true]);
  const full = new KeptRows<number>(9);
  const make = (left: number) => () => {
    if (left <= 0) throw new RangeError('full');
    return left;
  };
  expect(() => full.place(1, make(0))).toThrow('full');
  expect([full.place(1, make(2)).room, full.place(2, make(1)).room, full.place(3, make(0)).room]).toEqual([2, 1, 2]);
});
