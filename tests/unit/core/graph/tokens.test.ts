import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { encodeTexts, type NumberBlock, numberBlock, type TextBlock } from '../../../../src/core/graph/block.ts';
import { GraphBuilder } from '../../../../src/core/graph/builder.ts';
import { interpret } from '../../../../src/core/graph/interpret.ts';
import { bucketOf, murmur3, termsOf } from '../../../../src/core/graph/tokens.ts';

const { hashes } = JSON.parse(readFileSync('tests/golden/text/text.json', 'utf8')) as {
  readonly hashes: readonly (readonly [text: string, hash: number])[];
};

test('MurmurHash3 is that of scikit-learn', () =>
  expect(hashes.map(([text]) => murmur3(text))).toEqual(hashes.map(([, hash]) => hash)));

test('every hash has a column', () => {
  for (const hash of [-0x80000000, -0x7fffffff, -1, 0, 1, 0x7fffffff])
    for (const buckets of [1, 2, 7, 256, 4096]) {
      const at = bucketOf(hash, buckets);
      expect(at >= 0 && at < buckets, `${hash} of ${buckets}`).toBe(true);
    }
});

test('words keep their marks, in every script, and one letter is none', () => {
  const words = { unit: 'words', from: 1, to: 1, stop: ['und'] } as const;
  expect(termsOf('Nai\u0308ve und हिन्दी, a _x 7 42!', words)).toEqual(['naïve', 'हिन्दी', '_x', '42']);
});

test('columns that stand in a row are taken out of their block at once', () => {
  const g = new GraphBuilder();
  const x = g.tokenCounts(g.input('text', 'string'), { unit: 'words', from: 1, to: 1, stop: [] }, { terms: ['aa', 'bb', 'cc'] }); // prettier-ignore
  const y = g.input('y', 'float64');
  const column = (i: number) => g.columns(x, [i]);
  expect(g.concat([column(0), column(1), column(2)])).toBe(x);
  const mixed = g.concat([column(2), column(0), y, y, column(1)]);
  const graph = g.done([{ name: 'out', ref: mixed }]);
  expect(graph.nodes.filter(n => n.op === 'columns').map(n => n.indices)).toEqual([[1], [2, 0]]);
  const inputs = new Map<string, TextBlock | NumberBlock>([
    ['text', encodeTexts(['aa cc cc bb', 'bb'])],
    ['y', numberBlock(Float64Array.of(7, 8))],
  ]);
  expect(interpret(graph, inputs, 2).get('out')).toEqual(numberBlock(Float64Array.of(2, 1, 7, 7, 1, 0, 0, 8, 8, 1), 5));
});

test('a text means the same wherever it stands and however it is coded', () =>
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('', 'red car', 'car', 'CAR red red', 'é'), { minLength: 1, maxLength: 30 }),
      texts => {
        const g = new GraphBuilder();
        const counts = g.tokenCounts(g.input('t', 'string'), { unit: 'words', from: 1, to: 2, stop: [] }, { buckets: 5, signed: true }); // prettier-ignore
        const graph = g.done([{ name: 'out', ref: counts }]);
        const run = (values: readonly string[]) => interpret(graph, new Map([['t', encodeTexts(values)]]), values.length).get('out') as { data: Float64Array }; // prettier-ignore
        const together = run(texts).data;
        expect(Array.from(together)).toEqual(texts.flatMap(text => Array.from(run([text]).data)));
      },
    ),
    { numRuns: 100, seed: 2 },
  ));
