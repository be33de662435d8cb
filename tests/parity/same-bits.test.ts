import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { lowerFormula } from '../../src/core/derive/formula-lower.ts';
import { GraphBuilder } from '../../src/core/graph/builder.ts';
import type { ArithmeticOp, Ref } from '../../src/core/graph/graph.ts';
import { numberColumn } from '../../src/core/table/column.ts';
import { makeTable } from '../../src/core/table/table.ts';
import { writeOnnx } from '../../src/export/onnx/write-onnx.ts';
import { type OnnxRuntime, verifyOnnx } from '../../src/export/verify.ts';
import { recipe } from './random-model.ts';

// Operations in which ONNX Runtime has habits of its own, exported so that not a bit differs: what comes after them may
// jump (a threshold, the nearest points), or take two nearly equal numbers from each other.

/** Largest difference between ONNX Runtime and the studio, over rows of one number. */
async function largestDifference(values: readonly number[], build: (g: GraphBuilder, x: Ref) => Ref): Promise<number> {
  const g = new GraphBuilder();
  const graph = g.done([{ name: 'prediction', ref: build(g, g.input('x', 'float64')) }]);
  const input = { name: 'x', kind: 'number', required: false, missingShare: 0 } as const;
  const pkg = { name: 'one', version: '1', task: 'regression', graph, inputs: [input], classes: [], recipe, recipeSha256: 'abc', createdAt: '2026-01-31T12:00:00Z' } as const; // prettier-ignore
  const bytes = writeOnnx(pkg, { schema: '{}', goldenSha256: '0' });
  const table = makeTable([['x', numberColumn(values)]]);
  return (await verifyOnnx(bytes, pkg, table, ort as unknown as OnnxRuntime)).largestDifference;
}

const ordinary = fc.sample(fc.double({ noNaN: true, min: -1e3, max: 1e3 }), { numRuns: 200, seed: 1 });
const small = [0, -0, 1e-46, -3e-46, 5e-324, 1e-320];

describe('a constant that is nearly no change', () => {
  const near1 = [1 + 2 ** -52, 1 - 2 ** -53, 1 + 1e-9, 1 - 1e-8, 1 + 4e-8, 1];
  const near0 = [1e-46, -1e-46, 5e-324, 6e-46, 0, -0];
  const cases: readonly (readonly [ArithmeticOp, number])[] = [
    ...near1.flatMap(v => [['multiply', v], ['divide', v]] as const), // prettier-ignore
    ...near0.flatMap(v => [['add', v], ['subtract', v]] as const), // prettier-ignore
  ];
  test.each(cases)('%s %d', async (op, value) => {
    // Two over it tells the smallest numbers from 0, and 0 from -0.
    const after = (g: GraphBuilder, x: Ref) => g.binary('divide', g.constant(2), x);
    const second = largestDifference([...ordinary, ...small], (g, x) =>
      after(g, g.binary(op, g.unary('negate', x), g.constant(value))),
    );
    expect(await second).toBe(0);
    const first = largestDifference([...ordinary, ...small], (g, x) =>
      after(g, g.binary(op, g.constant(value), g.unary('negate', x))),
    );
    expect(await first).toBe(0);
  });

  test('one weight of a product', async () => {
    expect(await largestDifference(ordinary, (g, x) => g.matmul(g.unary('negate', x), [1 + 1e-9], 1))).toBe(0);
  });
});

test('the reciprocal is rounded before it is multiplied with', async () => {
  const product = (g: GraphBuilder, x: Ref) =>
    g.binary('multiply', g.binary('divide', g.constant(1), x), g.binary('add', x, g.constant(3)));
  expect(await largestDifference(ordinary, product)).toBe(0);
});

test.each(['x ^ 2', 'x ^ 3', 'x ^ 0.5', 'log1p(x)'])('a formula: %s', async formula => {
  const difference = await largestDifference(
    ordinary,
    (g, x) => lowerFormula(formula, g, { find: () => ({ kind: 'number', ref: x }) }).ref,
  );
  expect(difference).toBe(0);
});

describe('sums in order', () => {
  // Columns of very different size, most of which cancels.
  const columns = (g: GraphBuilder, x: Ref, width: number) =>
    g.unary('tanh', g.binary('multiply', x, g.constant(...Array.from({ length: width }, (_, i) => Math.cos(i * i) * 3 ** (i % 7))))); // prettier-ignore
  const numbers = (n: number) => Array.from({ length: n }, (_, i) => Math.sin(i * i) * 10 ** (i % 5));
  const all = (width: number) => Array<number>(width).fill(1);

  test.each([
    [30, 30], // fits at once
    [31, 700],
    [2500, 1],
    [3, 1500],
    [200, 64],
  ])('%i columns into %i, before what jumps', async (width, outputs) => {
    const difference = await largestDifference(ordinary, (g, x) => {
      const made = g.matmul(columns(g, x, width), numbers(width * outputs), outputs);
      const some = Array.from({ length: Math.min(outputs, 40) }, (_, i) => (i * 37) % outputs);
      return g.matmul(g.columns(g.unary('log', g.unary('abs', made)), some), all(some.length), 1);
    });
    expect(difference).toBe(0);
  });

  test.each([
    [3, 5],
    [60, 40],
    [150, 40],
  ])('distances over %i columns to %i points', async (width, count) => {
    const difference = await largestDifference(ordinary, (g, x) =>
      g.matmul(g.squaredDistances(columns(g, x, width), numbers(width * count), count), all(count), 1),
    );
    expect(difference).toBe(0);
  });
});

describe('functions that engines have of their own', () => {
  const seed = { numRuns: 3000, seed: 2 };
  const anything = fc.sample(fc.double(), seed);
  const near = (at: number) => fc.sample(fc.double({ noNaN: true, min: -at, max: at }), seed);
  const powers = Array.from({ length: 2098 }, (_, i) => 2 ** (i - 1074));
  const aroundPowers = powers.flatMap(p => [p, p * (1 - 2 ** -53), p * (1 + 2 ** -52)]);
  const ends = [NaN, Infinity, -Infinity, 0, -0, 1, -1, 709.782712893384, 709.79, -745.2, -708.5, 0.625, -0.625];
  const values = [
    ...anything,
    ...near(800),
    ...near(40),
    ...near(1),
    ...ends,
    ...aroundPowers,
    ...aroundPowers.map(p => -p),
  ];

  test.each(['exp', 'log', 'sigmoid', 'tanh'] as const)('%s', async op => {
    expect(await largestDifference(values, (g, x) => g.unary(op, x))).toBe(0);
  });

  test.each([1, 2, 5, 40])('softmax over %i', async width => {
    const columns = (g: GraphBuilder, x: Ref) =>
      g.binary('multiply', x, g.constant(...Array.from({ length: width }, (_, i) => Math.cos(i))));
    for (let c = 0; c < Math.min(3, width); c++)
      expect(await largestDifference(values, (g, x) => g.columns(g.softmax(columns(g, x)), [c]))).toBe(0);
  });
});
