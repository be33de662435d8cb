import { describe, expect, test } from 'vitest';
import { localOutlierFactor } from '../../../../src/core/models/local-outlier-factor.ts';
import { expectClose, readGolden } from '../metrics/golden.ts';
import { fitModel, matrix } from './harness.ts';

interface Case {
  name: string;
  x: number[][];
  fits: { neighbours: number; scores: number[] }[];
}
const fit = (x: number[][], params = {}) => fitModel(localOutlierFactor, matrix(x), { task: 'anomaly' }, { params });

describe.each<Case>(readGolden('anomalies/anomalies.json').local)('against scikit-learn: $name', ({ x, fits }) => {
  test.each(fits)('$neighbours neighbours', async ({ neighbours, scores }) => {
    const state = (await fit(x, { neighbours, share: 0.1 })) as { scores: number[]; threshold: number };
    expectClose(state.scores, scores, 1e-9);
    const above = state.scores.filter(s => s > state.threshold).length;
    expect(Math.abs(above - 0.1 * x.length)).toBeLessThanOrEqual(1);
  });
});

test('twins have a score, and a row far from a grid has the highest', async () => {
  const grid = Array.from({ length: 25 }, (_, i) => [i % 5, Math.floor(i / 5)]);
  const { scores } = (await fit([...grid, ...grid, [30, 30]], { neighbours: 3 })) as { scores: number[] };
  expect(scores.every(Number.isFinite)).toBe(true);
  expect(scores.indexOf(Math.max(...scores))).toBe(50);
  await expect(fit([[1], [2]], { neighbours: 2 })).rejects.toMatchObject({ code: 'fit/too-few-rows' });
});
