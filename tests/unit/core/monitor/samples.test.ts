import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { monitorLog } from '../../../../src/core/monitor/monitor.ts';
import { makeReference } from '../../../../src/core/monitor/reference.ts';
import { outcomeOf } from '../../../../src/core/pipeline/evaluate.ts';
import { fit } from '../../../../src/core/pipeline/fit.ts';
import { predict } from '../../../../src/core/pipeline/predict.ts';
import { prepareTable } from '../../../../src/core/pipeline/prepare.ts';
import { proposeRecipe } from '../../../../src/core/pipeline/propose.ts';
import type { Split } from '../../../../src/core/pipeline/recipe.ts';
import { splitRows } from '../../../../src/core/pipeline/split.ts';
import { readTarget } from '../../../../src/core/pipeline/target.ts';
import { getColumn, takeTableRows } from '../../../../src/core/table/table.ts';
import { readTable } from '../../../../src/io/read.ts';

const read = async (name: string) => readTable(name, await readFile(`public/samples/${name}`));

/** Train on a sample, then monitor the model on its later file. */
async function watchLater(name: string, target: string, aside: readonly string[], time: string | null) {
  const { table, fields } = await read(`${name}.csv`);
  const split: Split = time ? { kind: 'time', column: time, test: 0.2 } : { kind: 'random', test: 0.2 };
  const role = (column: string) =>
    column === target ? 'target' : column === time ? 'time' : aside.includes(column) ? 'aside' : 'feature';
  const recipe = { ...proposeRecipe(table, fields.map(f => ({ ...f, role: role(f.name) }))), split }; // prettier-ignore
  const { train, test } = splitRows(recipe, table, (await prepareTable(recipe, table)).rows);
  const fitted = await fit(recipe, table, train);
  const outcome = outcomeOf(fitted, table, test);
  const reference = makeReference({ table: takeTableRows(table, train), fields: fitted.inputs, outcome });
  const { table: later } = await read(`${name}-later.csv`);
  const all = Int32Array.from({ length: later.rows }, (_, i) => i);
  const found = readTarget(recipe, later, all, fitted.classes);
  const truth = found.task === 'regression' ? found.values : found.task === 'classification' ? found.codes : null;
  const times = time ? getColumn(later, time) : null;
  const log = {
    table: later,
    predictions: predict(fitted, later),
    truth,
    time: times?.kind === 'datetime' ? times.values : null,
  };
  return monitorLog(reference, log, time ? { chunking: { by: 'week' } } : {});
}

describe('the samples and their later files', () => {
  it('bike rentals: summer comes as drift, then the sensor changes its unit and the error rises', async () => {
    const report = await watchLater('bike-rentals', 'rentals', ['casual', 'registered'], 'started_at');
    const unit = report.alerts.find(a => a.cause === 'unit-jump');
    expect(unit).toMatchObject({ severity: 'critical', features: ['temperature'], ongoing: true });
    expect(unit!.chunks!.firstLabel).toBe('week of 2025-06-16');
    expect(report.alerts.filter(a => a.cause === 'unit-jump')).toHaveLength(1);
    const drift = report.alerts.find(a => a.cause === 'feature-drift')!;
    expect(drift.features).toContain('temperature');
    expect(drift.chunks!.firstLabel).toBe('week of 2025-05-12');
    expect(drift.effect).toBeLessThan(3); // what the sensor did is not counted as drift
    const loss = report.alerts.filter(a => a.cause === 'performance' && a.severity === 'critical');
    expect(loss).toMatchObject([{ action: { id: 'fix-pipeline' }, metric: 'rmse', confirmed: true }]);
    expect(report.blocksPromotion).toBe(true);
  });

  it('loan decisions: the one alert is the new purpose, named', async () => {
    const report = await watchLater('loan-decisions', 'defaulted', ['application_id', 'applied_on', 'gender'], null);
    const confirmed = report.alerts.filter(a => a.confirmed);
    expect(confirmed.map(a => [a.cause, a.features])).toEqual([['unseen-category', ['purpose']]]);
    expect(confirmed[0]!.meaning).toContain('solar');
  });
});
