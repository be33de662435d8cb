import { describe, expect, test } from 'vitest';
import { modelById } from '../../../../src/core/models/index.ts';
import type { ParamValues } from '../../../../src/core/params.ts';
import { expectClose, readGolden } from '../metrics/golden.ts';
import { classification, fitModel, matrix, predict } from './harness.ts';

interface Case {
  model: string;
  name: string;
  x: number[][];
  y: number[];
  later: number[][];
  params: ParamValues;
  weights: number[] | null;
  probabilities: number[][];
}

const fit = (id: string, x: number[][], y: number[], params: ParamValues = {}, weights?: number[] | null) =>
  fitModel(modelById(id), matrix(x), classification(y), {
    params,
    ...(weights && { weights: Float64Array.from(weights) }),
  });

describe('against scikit-learn', () => {
  test.each<Case>(readGolden('neighbours/naive-bayes.json').cases)(
    '$model, $name, $params',
    async ({ model, x, y, later, params, weights, probabilities }) => {
      const state = await fit(model, x, y, params, weights);
      expectClose(predict(modelById(model), state, matrix(later)).block.data, probabilities.flat(), 1e-9);
    },
  );
});

describe('counts', () => {
  test.each(['multinomial-bayes', 'complement-bayes'])('%s: a value below 0 is refused by name', async id => {
    const refused = fit(id, [[1, 0], [2, -0.5]], [0, 1]); // prettier-ignore
    await expect(refused).rejects.toMatchObject({ code: 'fit/negative', details: { name: 'x1' } });
  });
});

describe.each(['gaussian-bayes', 'multinomial-bayes', 'complement-bayes', 'bernoulli-bayes'])('%s', id => {
  const x = [[1, 0, 3], [0, 2, 1], [4, 1, 0], [0, 0, 5], [2, 2, 2], [9, 9, 9]]; // prettier-ignore
  const y = [0, 1, 0, 1, 1, 2];

  test('rows without weight are as if absent, and a class left without rows has probability 0', async () => {
    const weighted = (await fit(id, x, y, {}, [1, 2, 1, 1, 3, 0])) as object;
    const absent = (await fit(id, x.slice(0, 5), y.slice(0, 5), {}, [1, 2, 1, 1, 3])) as object;
    expect(weighted).toEqual({ ...absent, classes: 3 });
    const { block } = predict(modelById(id), weighted, matrix(x));
    expect(block.width).toBe(3);
    for (let r = 0; r < x.length; r++) expect(block.data[r * 3 + 2]).toBe(0);
  });

  test('values out of all proportion give numbers, not NaN', async () => {
    const state = await fit(id, x, y);
    const { block } = predict(modelById(id), state, matrix([[1e300, -1e300, 1e300], [-1e300, 0, 0]])); // prettier-ignore
    expect([...block.data].every(p => p >= 0 && p <= 1)).toBe(true);
  });
});
