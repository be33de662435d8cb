import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  encodeTexts,
  type NumberBlock,
  numberBlock,
  textAt,
  type TextBlock,
} from '../../../../src/core/graph/block.ts';
import { checkParams, type ParamValues } from '../../../../src/core/params.ts';
import { applyStep } from '../../../../src/core/pipeline/apply-steps.ts';
import { randomStream } from '../../../../src/core/random.ts';
import type { Stream } from '../../../../src/core/step.ts';
import { stepById } from '../../../../src/core/steps/index.ts';

interface NumberCase extends Record<string, (number | null)[]> {
  readonly x: (number | null)[];
}
const golden = JSON.parse(readFileSync('tests/golden/steps/steps.json', 'utf8')) as {
  readonly numbers: readonly NumberCase[];
  readonly texts: readonly { train: string[]; test: string[]; levels: string[]; encoded: number[][] }[];
  readonly mostFrequentText: string;
};

const numbers = (values: readonly (number | null)[]): Stream => ({
  name: 'x',
  block: numberBlock(Float64Array.from(values, v => v ?? NaN)),
});
const texts = (values: readonly string[]): Stream => ({ name: 'x', block: encodeTexts(values) });

/** Fit a step on one stream and put it on another. */
async function through(
  id: string,
  params: ParamValues,
  train: Stream,
  test: Stream = train,
): Promise<readonly Stream[]> {
  const step = stepById(id);
  const checked = checkParams(id, step.params, params);
  const state = await step.fit([train], { task: 'clustering' }, checked as never, {
    random: randomStream(1, 'golden'),
  });
  return applyStep({ id, columns: ['x'], params: checked, state }, [test]);
}
const valuesOf = (stream: Stream | undefined): number[] => Array.from((stream!.block as NumberBlock).data);

describe.each(golden.numbers.map((c, i) => [i, c] as const))('numbers %i against scikit-learn', (_i, c) => {
  test.each(['median', 'mean', 'most-frequent'])('SimpleImputer %s', async strategy => {
    const [filled, indicator] = await through('impute', { strategy, indicator: true }, numbers(c.x));
    valuesOf(filled).forEach((v, i) => expect(v).toBeCloseTo(c[strategy]![i]!, 12));
    expect(valuesOf(indicator)).toEqual(c['indicator']);
  });
  test('StandardScaler, missing values passing through', async () => {
    const [scaled] = await through('standardise', {}, numbers(c.x));
    valuesOf(scaled).forEach((v, i) => {
      const want = c['standardised']![i];
      if (want === null) expect(v).toBeNaN();
      else expect(Math.abs(v - want!)).toBeLessThan(1e-12);
    });
  });
});

test.each(golden.texts.map((c, i) => [i, c] as const))('OneHotEncoder, unknown ignored (%i)', async (_i, c) => {
  const columns = await through('one-hot', {}, texts(c.train), texts(c.test));
  expect(columns.map(s => s.name)).toEqual(c.levels.map(l => `x=${l}`));
  expect(c.test.map((_, r) => columns.map(s => valuesOf(s)[r]))).toEqual(c.encoded);
});

test('the most frequent text, ties by order', async () => {
  const [filled] = await through('impute', { strategy: 'most-frequent' }, texts(['b', 'a', '', 'b', 'a', 'c']));
  expect(textAt(filled!.block as TextBlock, 2)).toBe(golden.mostFrequentText);
});
