import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type NumberBlock, numberBlock } from '../../../../src/core/graph/block.ts';
import type { Tree } from '../../../../src/core/graph/graph.ts';
import { applyStep } from '../../../../src/core/pipeline/apply-steps.ts';
import { checkParams } from '../../../../src/core/params.ts';
import { randomStream } from '../../../../src/core/random.ts';
import { averagePath } from '../../../../src/core/stats/isolation-forest.ts';
import { midRanks } from '../../../../src/core/stats/ranks.ts';
import type { Stream } from '../../../../src/core/step.ts';
import { isolation } from '../../../../src/core/steps/isolation.ts';

interface Forest {
  readonly name: string;
  readonly share: number;
  readonly rows: readonly (readonly number[])[];
  readonly trees: readonly Tree[];
  readonly sample: number;
  /** Scores of the peer by the trees given, and by a larger forest of its own. */
  readonly scores: readonly number[];
  readonly large: readonly number[];
}
const golden = JSON.parse(readFileSync('tests/golden/steps/cases.json', 'utf8')) as {
  readonly forests: readonly Forest[];
  readonly averagePaths: Readonly<Record<string, number>>;
};

const streamsOf = ({ rows }: Forest): Stream[] =>
  rows[0]!.map((_, c) => ({ name: `x${c}`, block: numberBlock(Float64Array.from(rows, r => r[c]!)) }));

function applied(state: unknown, streams: readonly Stream[]): readonly Float64Array[] {
  const made = applyStep({ id: 'isolation', columns: streams.map(s => s.name), params: {}, state }, streams);
  return made.map(s => (s.block as NumberBlock).data);
}

async function grown(forest: Forest, adds: string) {
  const streams = streamsOf(forest);
  const params = checkParams('isolation', isolation.params, { adds, share: forest.share });
  const state = await isolation.fit(streams, { task: 'clustering' }, params, { random: randomStream(1, 'golden') });
  return applied(state, streams);
}

function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [x, y] = [midRanks(Float64Array.from(a)).ranks, midRanks(Float64Array.from(b)).ranks];
  const middle = (x.length + 1) / 2;
  const sum = (f: (i: number) => number) => Array.from(x.keys()).reduce((s, i) => s + f(i), 0);
  const [dx, dy] = [(i: number) => x[i]! - middle, (i: number) => y[i]! - middle];
  return sum(i => dx(i) * dy(i)) / Math.sqrt(sum(i => dx(i) ** 2) * sum(i => dy(i) ** 2));
}

test('the average path of an unsuccessful search', () => {
  for (const [n, path] of Object.entries(golden.averagePaths)) expect(averagePath(Number(n))).toBeCloseTo(path, 12);
});

describe.each(golden.forests.map(f => [f.name, f] as const))('%s', (_, forest) => {
  test('the trees of scikit-learn give the scores of scikit-learn', () => {
    const average = forest.trees.length * averagePath(forest.sample);
    const medians = forest.rows[0]!.map(() => 0);
    const made = applied(
      { medians, forest: forest.trees, average, threshold: 0, adds: 'score', name: 'score' },
      streamsOf(forest),
    );
    made.at(-1)!.forEach((score, r) => expect(Math.abs(score - forest.scores[r]!)).toBeLessThan(1e-12));
  });

  test('our own trees order the rows as those of scikit-learn do', async () => {
    expect(correlation((await grown(forest, 'score')).at(-1)!, forest.large)).toBeGreaterThan(0.9);
  });

  test('the share asked for is marked, the planted rows among them', async () => {
    const flags = (await grown(forest, 'flag')).at(-1)!;
    const marked = flags.reduce((a, b) => a + b, 0);
    expect(Math.abs(marked - forest.share * flags.length)).toBeLessThanOrEqual(1 + 0.02 * flags.length);
    for (let r = 0; r < Math.max(1, Math.floor(flags.length / 40)); r++) expect(flags[r]).toBe(1);
  });
});

test('a missing value alone makes no row unusual, an infinite one does', async () => {
  const values = Array.from({ length: 100 }, (_, i) => (i * 37) % 100);
  const other = values.map(v => (v * 7) % 100);
  values[0] = NaN;
  other[0] = NaN;
  values[1] = Infinity;
  const streams = [values, other].map((v, i): Stream => ({ name: `x${i}`, block: numberBlock(Float64Array.from(v)) }));
  const params = checkParams('isolation', isolation.params, {});
  const state = await isolation.fit(streams, { task: 'clustering' }, params, { random: randomStream(2, 'gaps') });
  const flags = applied(state, streams).at(-1)!;
  expect([flags[0], flags[1]]).toEqual([0, 1]);
});
