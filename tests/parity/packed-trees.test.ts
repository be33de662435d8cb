import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type NumberBlock, numberBlock } from '../../src/core/graph/block.ts';
import { GraphBuilder } from '../../src/core/graph/builder.ts';
import type { Tree } from '../../src/core/graph/graph.ts';
import { interpret } from '../../src/core/graph/interpret.ts';
import { graphCode } from '../../src/export/javascript/graph-code.ts';
import { packedTrees } from '../../src/export/javascript/packed-trees.ts';
import { sumTrees, unpackTrees } from '../../src/export/runtime/operations.ts';
import { Choices } from './random-model.ts';
import { randomTrees } from './random-trees.ts';

const unpacked = (text: string) => unpackTrees(...(JSON.parse(`[${text}]`) as Parameters<typeof unpackTrees>));
const choices = fc.array(fc.nat(10_000), { minLength: 60, maxLength: 60 }).map(values => new Choices(values));
const row = fc.array(
  fc.oneof(
    fc.integer({ min: -16, max: 16 }).map(k => k / 4),
    fc.constant(NaN),
  ),
  {
    minLength: 3,
    maxLength: 3,
  },
);

test('packed trees answer as they did', () => {
  fc.assert(
    fc.property(choices, fc.integer({ min: 1, max: 3 }), fc.array(row, { minLength: 20 }), (pick, outputs, rows) => {
      const trees = randomTrees(3, outputs, false, pick);
      const plain = trees.map(t => [t.feature, t.threshold, t.yes, t.no, t.leaf, t.missing ?? []].map(list => Array.from(list)) as unknown as Parameters<typeof sumTrees>[2][number]); // prettier-ignore
      const packed = unpacked(packedTrees(trees, outputs, 0)!);
      for (const x of rows) expect(sumTrees(x, outputs, packed)).toEqual(sumTrees(x, outputs, plain));
    }),
    { numRuns: 300 },
  );
});

test('trees that are few, ask for membership or share nodes are written as they are', () => {
  const node: Tree = { feature: [0], threshold: [1], yes: [-1], no: [-2], leaf: [1, 2] };
  expect(packedTrees([node], 1)).toBeNull();
  expect(packedTrees([{ ...node, sets: [[1]] }], 1, 0)).toBeNull();
  const lanes = 40;
  const shared = Array.from({ length: lanes }, (_, i) => (i + 1 < lanes ? i + 1 : -1));
  const zeros = new Array<number>(lanes).fill(0);
  expect(packedTrees([{ feature: zeros, threshold: zeros, yes: shared, no: shared, leaf: [1] }], 1, 0)).toBeNull();
});

/** A balanced tree of 2^levels leaves over `width` columns. */
function balanced(levels: number, width: number, seed: number): Tree {
  const inner = 2 ** levels - 1;
  const number = (i: number) => Math.fround(Math.sin(i * 12.9898 + seed) * 43_758.5453) % 1;
  const child = (at: number) => (at < inner ? at : -1 - (at - inner));
  const all = Array.from({ length: inner }, (_, i) => i);
  return {
    feature: all.map(i => (i * 7) % width),
    threshold: all.map(i => Math.round(number(i) * 64) / 64),
    yes: all.map(i => child(2 * i + 1)),
    no: all.map(i => child(2 * i + 2)),
    leaf: Array.from({ length: inner + 1 }, (_, i) => Math.round(50 * number(i + 0.5)) / 50),
  };
}

test('a module of many nodes is small and keeps the interpreter’s bits', async () => {
  const trees = [1, 2, 3, 4].map(seed => balanced(11, 5, seed));
  const nodes = trees.reduce((sum, t) => sum + t.feature.length, 0);
  const g = new GraphBuilder();
  const inputs = [0, 1, 2, 3, 4].map(c => g.input(`x${c}`, 'float64'));
  const graph = g.done([{ name: 'y', ref: g.trees(g.concat(inputs), trees, 1) }]);
  const code = graphCode(graph, name => Number(name.slice(1)));
  const text = [code.helpers, ...code.constants].join('\n');
  expect(text.length / nodes).toBeLessThan(12);
  const module = `${text}\nexport const run = input => {\n${code.lines.join('\n')}\nreturn ${code.outputs.get('y')};\n};`;
  const { run } = (await import(`data:text/javascript,${encodeURIComponent(module)}`)) as {
    run: (input: readonly number[]) => readonly number[];
  };
  const rows = 500;
  const column = (c: number) => Float64Array.from({ length: rows }, (_, r) => (r % 13 ? Math.sin(r * (c + 1)) : NaN));
  const columns = inputs.map((_, c) => column(c));
  const blocks = new Map(columns.map((data, c) => [`x${c}`, numberBlock(data)]));
  const expected = (interpret(graph, blocks, rows).get('y') as NumberBlock).data;
  const found = Float64Array.from({ length: rows }, (_, r) => run(columns.map(c => c[r]!))[0]!);
  expect(found).toStrictEqual(expected);
});
