import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { numberBlock } from '../../../../src/core/graph/block.ts';
import { checkParams } from '../../../../src/core/params.ts';
import { applyStep } from '../../../../src/core/pipeline/apply-steps.ts';
import { randomStream } from '../../../../src/core/random.ts';
import { projection } from '../../../../src/core/steps/projection.ts';
import { standardise } from '../../../../src/core/steps/standardise.ts';
import type { Stream } from '../../../../src/core/step.ts';

interface Ratio {
  readonly name: string;
  readonly kind: string;
  readonly count: number;
  readonly x: readonly (readonly number[])[];
  /** Of squared distances after over before, over all pairs of rows and 200 draws of scikit-learn. */
  readonly mean: number;
  readonly sd: number;
}
const { ratios } = JSON.parse(readFileSync('tests/golden/reduce/reduce.json', 'utf8')) as { readonly ratios: readonly Ratio[] }; // prettier-ignore

const numbers = (streams: readonly Stream[]) => streams.map(s => (s.block as { data: Float64Array }).data);

function squaredDistances(columns: readonly Float64Array[]): number[] {
  const rows = columns[0]!.length;
  const all: number[] = [];
  for (let a = 0; a < rows; a++)
    for (let b = a + 1; b < rows; b++) all.push(columns.reduce((sum, c) => sum + (c[a]! - c[b]!) ** 2, 0));
  return all;
}

test.each(ratios.map(r => [r.name, r.kind, r] as const))(
  '%s, %s: distances spread as those of scikit-learn do',
  async (_, kind, { x, count, mean, sd }) => {
    const streams = x.map((values, i): Stream => ({ name: `c${i}`, block: numberBlock(Float64Array.from(values)) }));
    const columns = streams.map(s => s.name);
    const scaled = { id: 'standardise', columns, params: {}, state: await standardise.fit(streams, { task: 'clustering' }, {}, { random: randomStream(1, 'none') }) }; // prettier-ignore
    const before = squaredDistances(numbers(applyStep(scaled, streams)));
    const found: number[] = [];
    for (let seed = 0; seed < 200; seed++) {
      const params = checkParams('projection', projection.params, { count, kind });
      const state = await projection.fit(streams, { task: 'clustering' }, params, { random: randomStream(seed, 'projection') }); // prettier-ignore
      const after = squaredDistances(numbers(applyStep({ id: 'projection', columns, params, state }, streams)));
      found.push(...after.map((d, i) => d / before[i]!));
    }
    const own = found.reduce((s, v) => s + v, 0) / found.length;
    const spread = Math.sqrt(found.reduce((s, v) => s + (v - own) ** 2, 0) / found.length);
    // 200 draws of matrices: their means spread by about sd / √200 around the true one.
    expect(Math.abs(own - mean)).toBeLessThan((6 * sd) / Math.sqrt(200));
    expect(spread / sd).toBeGreaterThan(0.85);
    expect(spread / sd).toBeLessThan(1.15);
  },
);
