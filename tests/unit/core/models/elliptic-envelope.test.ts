import { describe, expect, test } from 'vitest';
import { ellipticEnvelope } from '../../../../src/core/models/elliptic-envelope.ts';
import { expectClose, readGolden } from '../metrics/golden.ts';
import { fitModel, matrix, predict } from './harness.ts';

const golden = readGolden('anomalies/anomalies.json');
const fit = async (rows: number[][], params = {}) => {
  const state = await fitModel(ellipticEnvelope, matrix(rows), { task: 'anomaly' }, { params });
  return state as { rank: number; threshold: number };
};

interface Case {
  name: string;
  x: number[][];
  distances: number[];
  chi_square: Record<string, number>;
  share: Record<string, number>;
}

describe.each<Case>(golden.envelope)('against EmpiricalCovariance: $name', ({ x, distances, chi_square, share }) => {
  test('distances of the training rows', async () => {
    expectClose(predict(ellipticEnvelope, await fit(x), matrix(x)).block.data, distances, 1e-9);
  });
  test('thresholds', async () => {
    for (const [rare, limit] of Object.entries(chi_square))
      expectClose((await fit(x, { rare: Number(rare) })).threshold, limit, 1e-9);
    for (const [part, limit] of Object.entries(share))
      expectClose((await fit(x, { threshold: 'share', share: Number(part) })).threshold, limit, 1e-9);
  });
});

describe('dependent and constant columns', () => {
  const { x } = (golden.envelope as Case[])[0]!;

  test('change no distance of a row that keeps to them', async () => {
    const wide = x.map(row => [row[0]! + row[1]!, ...row, 7, 3 - 2 * row[2]!]);
    const narrow = predict(ellipticEnvelope, await fit(x), matrix(x)).block.data;
    const state = await fit(wide);
    expect(state.rank).toBe(4);
    expectClose(predict(ellipticEnvelope, state, matrix(wide)).block.data, Array.from(narrow), 1e-7);
  });

  test('are refused where nothing varies, or where all rows would lie equally far away', async () => {
    await expect(fit([[1, 2], [1, 2], [1, 2]])).rejects.toMatchObject({ code: 'fit/constant' }); // prettier-ignore
    await expect(fit([[1, 2], [2, 4.5], [3, 1]])).rejects.toMatchObject({ code: 'fit/too-few-rows' }); // prettier-ignore
  });
});
