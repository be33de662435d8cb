import { describe, expect, test } from 'vitest';
import { bestRun, keyOf, measurable, rankingMetric, ranks, standings } from '../../../src/app/leaderboard.ts';
import { ok } from '../../../src/core/metrics/result.ts';
import type { RunRecord } from '../../../src/store/schema.ts';

/** A finished regression run with these errors in its folds. */
function run(number: number, rmse: readonly number[] | null, change: Partial<RunRecord> = {}): RunRecord {
  const fold = (value: number) => [{ id: 'rmse', result: ok(value, 20) }];
  const mean = rmse ? rmse.reduce((a, b) => a + b, 0) / rmse.length : 0;
  return {
    id: `run-${number}`,
    projectId: 'p',
    number,
    status: 'done',
    recipe: {
      version: 1,
      task: 'regression',
      columns: [{ name: 'y', kind: 'number', role: 'target' }],
      rows: [],
      derive: [],
      split: { kind: 'random', test: 0.2 },
      steps: [],
      model: { id: 'ridge', params: {} },
      seed: 1,
    },
    recipeSha256: '',
    dataset: { id: 'd', name: 'd', sha256: 'same', rows: 100 },
    task: 'regression',
    startedAt: '2026-01-01T00:00:00.000Z',
    milliseconds: 1,
    device: null,
    rows: { train: 80, test: 20 },
    history: [],
    fitted: null,
    crossValidation: rmse && { folds: rmse.length, testOverTrain: 0.5, metrics: fold(mean), perFold: rmse.map(fold) },
    endedEarly: false,
    error: null,
    ...change,
  };
}

describe('the table of runs', () => {
  const first = run(1, [5, 6, 7]);
  const best = run(2, [3, 4, 4]);
  const early = run(3, null, { endedEarly: true });
  const failed = run(4, [1, 1, 1], { status: 'failed' });
  const elsewhere = run(5, [1, 1, 1], { dataset: { id: 'e', name: 'e', sha256: 'other', rows: 100 } });
  const reseeded = run(6, [1, 1, 1], { recipe: { ...first.recipe, seed: 2 } });
  const runs = [first, best, early, failed, elsewhere, reseeded];
  const metric = rankingMetric('regression', runs);

  test('the best is a finished run with the lowest error on these very folds', () => {
    expect(metric.id).toBe('rmse');
    expect(bestRun(runs, metric, keyOf(first))).toBe(best);
    expect(bestRun([early, failed], metric, keyOf(first))).toBeNull();
  });

  test('newest first; only runs on the same folds are compared', () => {
    const list = standings(runs, metric, keyOf(first));
    expect(list.map(s => s.run.number)).toEqual([6, 5, 4, 3, 2, 1]);
    expect(list.map(s => s.against.kind)).toEqual(['other-rows', 'other-rows', 'none', 'none', 'best', 'difference']);
    const last = list.at(-1)!.against;
    if (last.kind !== 'difference') return expect.fail('a difference was expected');
    expect(last.best).toBe(2);
    expect(last.comparison.difference).toBeCloseTo(7 / 3, 12);
    expect(last.comparison.pValue).toBeGreaterThan(0);
    expect(last.comparison.pValue).toBeLessThan(1);
  });

  test('two classes are ranked by ROC-AUC, more by log loss', () => {
    const classes = (n: number) =>
      run(1, null, { task: 'classification', fitted: { classes: Array(n).fill('c') } as never });
    expect(rankingMetric('classification', [classes(2)]).id).toBe('roc-auc');
    expect(rankingMetric('classification', [classes(3)]).id).toBe('log-loss');
  });
});

test('where no column marks strange rows, nothing that goes by marks can be measured', () => {
  const marked = { ...run(1, null), task: 'anomaly' as const };
  const unmarked = { ...marked, recipe: { ...marked.recipe, columns: [] } };
  expect(measurable(marked).some(ranks)).toBe(true);
  expect(measurable(unmarked).some(ranks)).toBe(false);
  expect(measurable(unmarked).map(m => m.id)).toContain('share-flagged');
  expect(measurable({ ...run(1, null), recipe: unmarked.recipe }).map(m => m.id)).toContain('rmse');
});
