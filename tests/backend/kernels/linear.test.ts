import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LinearKernels } from '../../../src/kernels/linear.ts';
import { expOfNegative, logOfOnePlus } from '../../../src/kernels/reference/exponential.ts';
import { linearKernels as reference } from '../../../src/kernels/reference/linear.ts';
import { linearKernels as onThreads } from '../../../src/kernels/wasm/linear.ts';
import { teamLinearKernels } from '../../../src/kernels/wasm/team-linear.ts';
import type { WasmThreads } from '../../../src/kernels/wasm/threads.ts';
import { helpersHere, sharedThreads, singleThread } from '../../tools/wasm-kernels.ts';

const between = async () => {};

interface Given {
  readonly rows: number;
  readonly width: number;
  readonly classes: number;
  readonly seed: number;
}

/** Enough rows to fall into several ranges now and then; the numbers come from a small generator. */
const given: fc.Arbitrary<Given> = fc.record({
  rows: fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 1, max: 70 }) }, fc.integer({ min: 250, max: 1500 })),
  width: fc.integer({ min: 1, max: 37 }),
  classes: fc.integer({ min: 2, max: 5 }),
  seed: fc.nat(),
});

function numbers(seed: number): (low: number, high: number) => number {
  let state = (seed % 2147483646) + 1;
  return (low, high) => {
    state = (state * 48271) % 2147483647;
    return low + (high - low) * (state / 2147483647);
  };
}

/** Every pass over the same rows and parameters. */
async function everything(kernels: LinearKernels, { rows, width, classes, seed }: Given) {
  const next = numbers(seed);
  const draw = (length: number, low: number, high: number) => Float64Array.from({ length }, () => next(low, high));
  const x = await kernels.open({ rows, width, data: draw(rows * width, -3, 3) }, draw(width, -1, 1), between);
  try {
    const outputs = classes === 2 ? 1 : classes;
    const weights = draw(rows, 0, 2);
    const theta = draw(outputs * (width + 1), -2, 2);
    x.classes(
      Int32Array.from({ length: rows }, () => Math.floor(next(0, classes))),
      weights,
      classes,
    );
    return {
      scores: await x.scores(theta, outputs),
      adjoint: await x.adjoint(draw(rows * outputs, -1, 1), outputs),
      gram: await x.gram(weights),
      plainGram: await x.gram(null),
      squares: await x.squares(weights),
      moments: await x.moments(),
      logLoss: await x.logLoss(theta),
      bendGram: await x.logLossGram(outputs - 1, 0),
      bendSquares: await x.logLossSquares(outputs - 1),
      bend: await x.logLossBend(draw(theta.length, -1, 1)),
      // Far out, where exponentials end.
      steep: await x.logLoss(theta.map(v => v * 300)),
    };
  } finally {
    x.close();
  }
}

const ALWAYS = { pass: 0, start: 0, copied: 0, copies: 2 ** 30 };

describe.each([
  ['one thread', () => Promise.resolve(singleThread()), onThreads],
  ['three threads', () => sharedThreads(3), onThreads],
  [
    'three threads with copies',
    () => Promise.resolve(singleThread()),
    (threads: WasmThreads) => teamLinearKernels(threads, helpersHere(2), { by: { how: '' } }, ALWAYS),
  ],
] as const)('passes over rows, compiled, on %s', (_name, open, compiled) => {
  let threads: WasmThreads;
  beforeAll(async () => {
    threads = await open();
  });
  afterAll(() => threads.close());

  test('equal the reference to the bit and give their memory back', () =>
    fc.assert(
      fc.asyncProperty(given, async one => {
        expect(await everything(compiled(threads), one)).toStrictEqual(await everything(reference, one));
        expect(threads.memory.used).toBe(0);
      }),
      { numRuns: 60 },
    ));

  test('what they allocate beside one another does not mix', async () => {
    const next = numbers(5);
    const data = Float64Array.from({ length: 60 }, () => next(-1, 1));
    const kernels = compiled(threads);
    const first = await kernels.open({ rows: 20, width: 3, data }, new Float64Array(3), between);
    const before = await first.gram(null);
    const second = await kernels.open({ rows: 30, width: 2, data }, new Float64Array(2), between);
    await second.gram(null);
    expect(await first.gram(null)).toStrictEqual(before);
    first.close();
    expect((await second.scores(Float64Array.of(0, 0, 1), 1)).every(v => v === 1)).toBe(true);
    second.close();
    expect(threads.memory.used).toBe(0);
  });
});

test('the sums are those of a textbook', () =>
  fc.assert(
    fc.asyncProperty(given, async one => {
      const { rows, width, seed } = one;
      const next = numbers(seed);
      const data = Float64Array.from({ length: rows * width }, () => next(-3, 3));
      const shift = Float64Array.from({ length: width }, () => next(-1, 1));
      const x = await reference.open({ rows, width, data }, shift, between);
      const z = (r: number, j: number) => (j === width ? 1 : data[r * width + j]! - shift[j]!);
      const [i, j, r] = [seed % (width + 1), (seed >> 3) % (width + 1), seed % rows];
      const weights = Float64Array.from({ length: rows }, () => next(0, 2));
      const sum = (f: (row: number) => number) =>
        Array.from({ length: rows }, (_, row) => f(row)).reduce((a, b) => a + b, 0);
      const gram = (await x.gram(weights))[i * (width + 1) + j]!;
      expect(gram).toBeCloseTo(
        sum(row => weights[row]! * z(row, i) * z(row, j)),
        8,
      );
      expect((await x.squares(weights))[i]).toBeCloseTo(
        sum(row => weights[row]! * z(row, i) ** 2),
        8,
      );
      const theta = Float64Array.from({ length: width + 1 }, () => next(-1, 1));
      const score = (row: number) => theta.reduce((s, t, k) => s + t * z(row, k), 0);
      expect((await x.scores(theta, 1))[r]).toBeCloseTo(score(r), 8);
      const codes = Int32Array.from({ length: rows }, () => Math.floor(next(0, 2)));
      x.classes(codes, weights, 2);
      const p = (row: number) => 1 / (1 + Math.exp(-score(row)));
      const { value, gradient } = await x.logLoss(theta);
      expect(value).toBeCloseTo(sum(row => weights[row]! * Math.log1p(Math.exp(codes[row] ? -score(row) : score(row)))), 7); // prettier-ignore
      expect(gradient[i]).toBeCloseTo(
        sum(row => weights[row]! * (p(row) - codes[row]!) * z(row, i)),
        7,
      );
      const direction = Float64Array.from({ length: width + 1 }, (_, k) => (k === j ? 1 : 0));
      expect((await x.logLossBend(direction))[i]).toBeCloseTo(
        sum(row => weights[row]! * p(row) * (1 - p(row)) * z(row, i) * z(row, j)),
        7,
      );
    }),
    { numRuns: 60 },
  ));

test('exponentials and logarithms are those of the language to the last digits', () => {
  const ulps = (a: number, b: number) => Math.abs(a - b) / (Math.abs(b) * Number.EPSILON || Number.EPSILON);
  fc.assert(
    fc.property(fc.double({ min: -708, max: 0, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (x, e) => {
      expect(ulps(expOfNegative(x), Math.exp(x))).toBeLessThan(3);
      expect(ulps(logOfOnePlus(e), Math.log1p(e))).toBeLessThan(3);
    }),
    { numRuns: 5000 },
  );
  expect(expOfNegative(0)).toBe(1);
  expect(expOfNegative(-1e9)).toBeGreaterThan(0);
  expect(expOfNegative(-1e9)).toBeLessThan(1e-300);
});
