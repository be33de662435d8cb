import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { growShallowTree, sortValues } from '../../../../src/core/golden/shallow-tree.ts';

interface Case {
  readonly name: string;
  readonly leaf: number;
  readonly x: readonly (readonly number[])[];
  readonly y: readonly (readonly number[])[];
  readonly learn: readonly number[];
  readonly predicted: readonly (readonly number[])[];
}
const { cases } = JSON.parse(readFileSync('tests/golden/shallow-tree/shallow-tree.json', 'utf8')) as { readonly cases: readonly Case[] }; // prettier-ignore

describe('shallow trees against scikit-learn', () => {
  test.each(cases.map(c => [c.name, c] as const))('%s', (_, { x, y, learn, leaf, predicted }) => {
    const columns = x.map(values => sortValues(Float64Array.from(values)));
    const outputs = y.map(values => Float64Array.from(values));
    const tree = growShallowTree(columns, outputs, Uint8Array.from(learn), { depth: 3, leaf });
    predicted.forEach((expected, at) =>
      tree.predict(at).forEach((value, k) => expect(Math.abs(value - expected[k]!)).toBeLessThan(1e-9)),
    );
  });
});

describe('shallow trees', () => {
  const grow = (values: readonly number[], y: readonly number[], depth = 3) =>
    growShallowTree([sortValues(Float64Array.from(values))], [Float64Array.from(y)], new Uint8Array(y.length).fill(1), { depth, leaf: 1 }); // prettier-ignore

  test('split missing values off where they differ', () => {
    const tree = grow([NaN, 1, NaN, 2, 3], [5, 0, 5, 0, 0], 1);
    expect([0, 1, 2, 3, 4].map(i => tree.predict(i)[0])).toEqual([5, 0, 5, 0, 0]);
  });

  test('of nothing to tell are one leaf, and extremes do no harm', () => {
    expect(grow([1, 1, 1], [1, 2, 3]).nodes).toHaveLength(1);
    expect(grow([1, 2, 3], [2, 2, 2]).nodes).toHaveLength(1);
    const wild = grow([-1e308, 1e308, -Infinity, Infinity, NaN], [1, 2, 3, 4, 5]);
    for (let i = 0; i < 5; i++) expect(Number.isFinite(wild.predict(i)[0])).toBe(true);
  });
});
