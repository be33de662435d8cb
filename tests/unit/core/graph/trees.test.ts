import { describe, expect, test } from 'vitest';
import { type NumberBlock, numberBlock } from '../../../../src/core/graph/block.ts';
import { GraphBuilder } from '../../../../src/core/graph/builder.ts';
import type { Tree } from '../../../../src/core/graph/graph.ts';
import { interpret } from '../../../../src/core/graph/interpret.ts';

/** x0 <= 1 leads to leaf 0, else x1 in {2, 40} to leaf 1 and all else to leaf 2; a missing x0 counts as yes. */
const tree: Tree = {
  feature: [0, 1],
  threshold: [1, 0],
  yes: [-1, -2],
  no: [1, -3],
  leaf: [1, 10, 2, 20, 3, 30],
  missing: [1, 0],
  sets: [null, [2, 40]],
};

function sums(rows: readonly (readonly number[])[], trees: readonly Tree[], outputs: number): number[] {
  const g = new GraphBuilder();
  const x = g.concat([g.input('x0', 'float64'), g.input('x1', 'float64')]);
  const graph = g.done([{ name: 'y', ref: g.trees(x, trees, outputs) }]);
  const column = (c: number) => numberBlock(Float64Array.from(rows, row => row[c]!));
  const inputs = new Map([0, 1].map(c => [`x${c}`, column(c)]));
  return Array.from((interpret(graph, inputs, rows.length).get('y') as NumberBlock).data);
}

describe('the sum of trees', () => {
  test('a row goes by threshold, by set, and where it is missing by direction', () => {
    expect(sums([[1, 2], [1.5, 2], [1.5, 40], [1.5, 41], [1.5, 8], [1.5, NaN], [NaN, 2]], [tree], 2)).toEqual([1, 10, 2, 20, 2, 20, 3, 30, 3, 30, 3, 30, 1, 10]); // prettier-ignore
  });

  test('leaves add up over the trees, and a tree without nodes is its leaf', () => {
    const leaf: Tree = { feature: [], threshold: [], yes: [], no: [], leaf: [100, 200] };
    expect(sums([[0, 0], [2, 2]], [tree, leaf, tree], 2)).toEqual([102, 220, 104, 240]); // prettier-ignore
  });

  test('no trees add up to nothing', () => {
    expect(sums([[5, 5], [6, 6]], [], 3)).toEqual([0, 0, 0, 0, 0, 0]); // prettier-ignore
  });
});

describe('a tree that could not be walked is refused', () => {
  const wrong: Record<string, [Partial<Tree>, RegExp]> = {
    'a list of another length': [{ threshold: [1] }, /2 entries, got 1/],
    'a column that is not there': [{ feature: [0, 2] }, /\[0, 2\), got 2/],
    'a child that is not later': [{ no: [0, -3] }, /children of node 0 .* got 0/],
    'a leaf that is not there': [{ no: [1, -4] }, /children of node 1 .* got -4/],
    'half a leaf': [{ leaf: [1, 10, 2, 20, 3] }, /whole rows of 2, got 5/],
    'a threshold that is no number': [{ threshold: [NaN, 0] }, /got NaN/],
    'a set without members': [{ sets: [null, []] }, /at least one member/],
    'a member that is no whole number': [{ sets: [null, [1, 0.5]] }, /got 0.5/],
  };
  test.each(Object.entries(wrong))('%s', (_, [change, message]) => {
    expect(() => sums([[0, 0]], [{ ...tree, ...change }], 2)).toThrow(message);
  });
});
