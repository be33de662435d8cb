import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../../src/core/random.ts';
import { categoryColumn, numberColumn } from '../../../../src/core/table/column.ts';
import { featureScores } from '../../../../src/core/table/feature-scores.ts';
import { makeTable } from '../../../../src/core/table/table.ts';

const n = 2000;
const random = randomStream(4, 'test');
const x = Array.from({ length: n }, () => random.normal());
const noise = Array.from({ length: n }, () => random.normal());
const table = makeTable([
  ['y', numberColumn(x.map((v, i) => v + noise[i]!))],
  ['class', categoryColumn(x.map(v => (v > 0 ? 'up' : 'down')))],
  ['x', numberColumn(x)],
  ['nothing', numberColumn(Array.from({ length: n }, () => random.normal()))],
]);
const columns = table.names.slice(2).map((name, i) => [name, table.columns[i + 2]!] as const);

describe('what a column alone predicts', () => {
  it('is the explained share of a number: half where signal and noise are alike', async () => {
    const scores = new Map(await featureScores(columns, table, { target: 'y', task: 'regression', seed: 1 }));
    expect(scores.get('x')).toMatchObject({ measure: 'R²', n: n / 2 });
    expect(scores.get('x')!.value).toBeGreaterThan(0.4);
    expect(scores.get('x')!.value).toBeLessThan(0.6);
    expect(scores.get('nothing')!.value).toBeLessThan(0.05);
  });

  it('is an AUC for classes, judged on the given rows only', async () => {
    const rows = Int32Array.from({ length: 400 }, (_, i) => i);
    const scores = new Map(await featureScores(columns, table, { target: 'class', task: 'classification', seed: 1, rows })); // prettier-ignore
    expect(scores.get('x')).toMatchObject({ measure: 'AUC', n: 200 });
    expect(scores.get('x')!.value).toBeGreaterThan(0.95);
    expect(Math.abs(scores.get('nothing')!.value - 0.5)).toBeLessThan(0.15);
  });

  it('is unknown where there are too few rows', async () => {
    const rows = Int32Array.from({ length: 10 }, (_, i) => i);
    expect(await featureScores(columns, table, { target: 'y', task: 'regression', seed: 1, rows })).toEqual([
      ['x', null],
      ['nothing', null],
    ]);
  });
});
