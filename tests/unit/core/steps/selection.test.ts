import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { numberBlock } from '../../../../src/core/graph/block.ts';
import { checkParams, type ParamValues } from '../../../../src/core/params.ts';
import { applyStep } from '../../../../src/core/pipeline/apply-steps.ts';
import { randomStream } from '../../../../src/core/random.ts';
import type { Stream } from '../../../../src/core/step.ts';
import { stepById } from '../../../../src/core/steps/index.ts';
import type { Selection } from '../../../../src/core/steps/selection.ts';
import type { Target } from '../../../../src/core/target.ts';

interface Case {
  readonly name: string;
  readonly step: string;
  readonly params: ParamValues;
  /** Places in the list of tables. */
  readonly x: number;
  readonly target: number | null;
  readonly kept: readonly boolean[];
  readonly scores?: readonly number[];
  readonly tolerance?: number;
}
const { tables, cases } = JSON.parse(readFileSync('tests/golden/selection/selection.json', 'utf8')) as {
  readonly tables: readonly unknown[];
  readonly cases: readonly Case[];
};

const streamsOf = (columns: readonly (readonly number[])[]): Stream[] =>
  columns.map((values, i) => ({ name: `c${i}`, block: numberBlock(Float64Array.from(values)) }));

function targetOf(values: readonly string[] | readonly number[] | null): Target {
  if (!values) return { task: 'clustering' };
  if (typeof values[0] === 'number') return { task: 'regression', values: Float64Array.from(values as number[]) };
  const classes = [...new Set(values as string[])].sort();
  return { task: 'classification', classes, codes: Int32Array.from(values as string[], v => classes.indexOf(v)) };
}

async function select(id: string, params: ParamValues, streams: readonly Stream[], target: Target): Promise<Selection> {
  const step = stepById(id);
  const checked = checkParams(id, step.params, params);
  return (await step.fit(streams, target, checked as never, { random: randomStream(1, 'golden') })) as Selection;
}

test.each(cases.map(c => [`${c.step} ${JSON.stringify(c.params)}: ${c.name}, target ${c.target}`, c] as const))(
  '%s',
  async (_, { step, params, x, target, kept, scores, tolerance = 0 }) => {
    const streams = streamsOf(tables[x] as number[][]);
    const found = await select(step, params, streams, targetOf(target === null ? null : (tables[target] as string[])));
    expect(found.kept).toEqual(kept);
    scores?.forEach((score, i) =>
      expect(Math.abs(found.scores[i]! - score), `${i}: ${found.scores[i]} is not ${score}`).toBeLessThanOrEqual(
        tolerance * Math.max(1, Math.abs(score)),
      ),
    );
    // What is kept passes unchanged, the others are 0 and keep their names.
    const made = applyStep({ id: step, columns: streams.map(s => s.name), params, state: found }, streams);
    made.forEach(
      (s, i) =>
      expect(s).toStrictEqual(kept[i] ? streams[i] : { ...s, block: numberBlock(new Float64Array(streams[i]!.block.type === 'float64' ? streams[i]!.block.data.length : 0)) }), // prettier-ignore
    );
  },
);

describe('random probes', () => {
  const rows = 400;
  const known = ['straight', 'bow', 'in steps'];
  /** Three columns that tell something, one of them by no straight line, and 30 of noise, as drawn by the seed. */
  function noisy(seed: number) {
    const random = randomStream(seed, 'probe test');
    const many = (make: (i: number) => number) => Float64Array.from({ length: rows }, (_, i) => make(i));
    const [a, b, c] = [many(() => random.normal()), many(() => random.normal()), many(() => random.integer(4))];
    const y = many(i => a[i]! + b[i]! ** 2 + c[i]! + random.normal());
    const noise = Array.from({ length: 30 }, (_, i) => ({
      name: `noise ${i}`,
      block: numberBlock(many(() => (i % 3 ? random.normal() : random.integer(3)))),
    }));
    const streams = [a, b, c].map((values, i) => ({ name: known[i]!, block: numberBlock(values) }));
    return { y, streams: [...noise.slice(0, 15), ...streams, ...noise.slice(15)] };
  }

  test.each(['regression', 'classification'] as const)('%s: what tells something stays, and noise goes', async task => {
    let noiseKept = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const { y, streams } = noisy(seed);
      const high = Int32Array.from(y, v => (v > 2.5 ? 1 : 0));
      const target: Target =
        task === 'regression' ? { task, values: y } : { task, classes: ['low', 'high'], codes: high };
      const { kept } = await select('random-probe', {}, streams, target);
      const names = streams.filter((_, i) => kept[i]).map(s => s.name);
      expect(names).toEqual(expect.arrayContaining(task === 'regression' ? known : ['bow']));
      noiseKept += Number(names.some(n => n.startsWith('noise')));
    }
    // With 19 shuffles noise is kept in one case of twenty: among 20 cases, more than 4 come up in 1 of 400.
    expect(noiseKept).toBeLessThanOrEqual(4);
  });

  test('without a target nothing is left out', async () => {
    const { streams } = noisy(1);
    expect((await select('random-probe', {}, streams, { task: 'clustering' })).kept).not.toContain(false);
  });
});

test('chi-square refuses what it is not for, by name', async () => {
  const streams = streamsOf([
    [1, 2, 3],
    [0, -1, 4],
  ]);
  const classes: Target = { task: 'classification', classes: ['a', 'b'], codes: Int32Array.of(0, 1, 0) };
  const params = { by: 'chi-square' };
  await expect(select('select-best', params, streams, classes)).rejects.toMatchObject({
    code: 'fit/negative',
    details: { name: 'c1' },
  });
  await expect(
    select('select-best', params, streams, { task: 'regression', values: Float64Array.of(1, 2, 3) }),
  ).rejects.toMatchObject({ code: 'recipe/step-task' });
});
