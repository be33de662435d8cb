import { describe, expect, test } from 'vitest';
import { makeForecast } from '../../../../src/core/forecasting/forecast.ts';
import { planForecast, whyNoForecast } from '../../../../src/core/forecasting/plan.ts';
import { fit } from '../../../../src/core/pipeline/fit.ts';
import { withPreparedColumns, withRowOperations } from '../../../../src/core/pipeline/prepared-columns.ts';
import { prepareTable, yieldTable } from '../../../../src/core/pipeline/prepare.ts';
import { proposeRecipe } from '../../../../src/core/pipeline/propose.ts';
import type { Recipe } from '../../../../src/core/pipeline/recipe.ts';
import { splitRows } from '../../../../src/core/pipeline/split.ts';
import { categoryColumn, datetimeColumn, numberColumn } from '../../../../src/core/table/column.ts';
import type { Field } from '../../../../src/core/table/schema.ts';
import { makeTable, type Table, withColumn } from '../../../../src/core/table/table.ts';
import { importModule } from '../../../../src/engine/import-module.ts';
import { moduleText } from '../../../../src/export/javascript/module-text.ts';
import { packageFitted } from '../../../../src/export/package-fitted.ts';
import type { PredictedRow, RawRow } from '../../../../src/export/runtime/types.ts';

const DAY = 86_400_000;
const N = 120;
const fields: readonly Field[] = [
  { name: 'day', kind: 'datetime', role: 'time' },
  { name: 'shop', kind: 'category', role: 'aside' },
  { name: 'y', kind: 'number', role: 'target' },
];
const wave = (d: number): number => 50 + [0, 3, 1, 4, 1, 5, 9][d % 7]! + 0.2 * d + Math.sin(d * d);

/** Days of two shops, one after the other in the file. */
const table: Table = makeTable([
  ['day', datetimeColumn(Array.from({ length: 2 * N }, (_, i) => (i % N) * DAY))],
  ['shop', categoryColumn(Array.from({ length: 2 * N }, (_, i) => (i < N ? 'a' : 'b')))],
  ['y', numberColumn(Array.from({ length: 2 * N }, (_, i) => wave(i % N) * (i < N ? 1 : 2)))],
]);
const rows: Recipe['rows'] = [
  { id: 'lag', params: { columns: ['y'], time: 'day', by: ['shop'], lags: [1, 7] } },
  {
    id: 'window',
    params: { columns: ['y'], time: 'day', by: ['shop'], statistics: [['mean']], size: 7, unit: 'days' },
  },
];

async function ready(from: Table, operations = rows) {
  const start: Recipe = { ...proposeRecipe(from, fields, 1, 'regression'), rows: operations };
  const recipe = withPreparedColumns(withRowOperations(start, start.rows), await yieldTable(start, from));
  const prepared = await prepareTable(recipe, from);
  const { train } = splitRows(recipe, prepared.table, prepared.rows);
  return { recipe, table: prepared.table, train, fitted: await fit(recipe, prepared.table, train) };
}
async function forecastOf(from: Table, horizon = 10) {
  const { recipe, table: made, train, fitted } = await ready(from);
  const plan = planForecast(recipe, made);
  const learn = (part: Int32Array) => fit(recipe, made, part);
  return makeForecast(plan, made, { horizon, season: 7, fitted, train, learn });
}

describe('a forecast', () => {
  test('goes on for each group at its rhythm, and beats what needs no learning', async () => {
    const found = await forecastOf(table);
    expect(found.series.map(s => s.name)).toEqual(['a', 'b']);
    expect(Array.from(found.series[0]!.times)).toEqual(Array.from({ length: 10 }, (_, k) => (N + k) * DAY));
    expect(found.series.every(s => s.model.every(Number.isFinite))).toBe(true);
    expect(found.origins).toHaveLength(5);
    expect(found.back).toEqual({ steps: 7, name: 'week' });
    expect(found.errors.model.map(e => e.step)).toEqual([null, ...Array.from({ length: 10 }, (_, k) => k + 1)]);
    expect(found.errors.model[0]!.n).toBe(5 * 2 * 10);
    expect(found.errors.model[0]!.mae!).toBeLessThan(found.errors.last[0]!.mae!);
    expect(found.errors.model[0]!.mae!).toBeLessThan(found.errors.drift[0]!.mae!);
    expect(found.halfWidths.every(w => w !== null && w > 0)).toBe(true);
    found.series[1]!.model.forEach((v, k) => expect(Math.abs(v - 2 * wave(N + k))).toBeLessThan(12));
  });

  test('is what the exported module predicts row after row', async () => {
    const { recipe, fitted } = await ready(table);
    const found = await forecastOf(table);
    const pkg = packageFitted(fitted, { name: 'm', version: '1', recipeSha256: '', createdAt: '' });
    const { predictNext } = (await importModule(await moduleText(pkg))) as unknown as {
      predictNext(history: readonly RawRow[], next: readonly RawRow[]): PredictedRow[];
    };
    const history = Array.from({ length: 2 * N }, (_, i) => ({ day: (i % N) * DAY, shop: i < N ? 'a' : 'b', y: wave(i % N) * (i < N ? 1 : 2) })); // prettier-ignore
    const next = ['a', 'b'].flatMap(shop => Array.from({ length: 10 }, (_, k) => ({ day: (N + k) * DAY, shop })));
    const answers = predictNext(history, next).map(p => p.prediction);
    expect(answers).toEqual(found.series.flatMap(s => Array.from(s.model)));
    expect(recipe.rows).toHaveLength(2);
  });

  test('never judges a row held out, and forecasts from an origin see nothing after it', async () => {
    const { train } = await ready(table);
    const seen = new Set(train);
    const held = { ...table, columns: table.columns };
    const poisoned = withColumn(held, 'y', numberColumn(Array.from({ length: 2 * N }, (_, i) => (seen.has(i) ? wave(i % N) * (i < N ? 1 : 2) : 1e6)))); // prettier-ignore
    const [a, b] = [await forecastOf(table), await forecastOf(poisoned)];
    expect(b.errors).toEqual(a.errors);
    expect(b.halfWidths).toEqual(a.halfWidths);
    expect(b.series[0]!.last).not.toEqual(a.series[0]!.last);
  });

  test('says what stands in its way', async () => {
    const { recipe, table: made, train, fitted } = await ready(table);
    expect(whyNoForecast({ ...recipe, split: { kind: 'random', test: 0.2 } })).toMatch(/by time/);
    expect(whyNoForecast({ ...recipe, task: 'classification' })).toMatch(/number/);
    const options = { horizon: 90, season: 7, fitted, train, learn: () => Promise.reject(new Error('not asked')) };
    await expect(makeForecast(planForecast(recipe, made), made, options)).rejects.toMatchObject({ code: 'table/too-short' }); // prettier-ignore
    const alone = rows.map(r => ({ ...r, params: { ...r.params, by: [] } }));
    const tied = await ready(table, alone);
    expect(() => planForecast(tied.recipe, tied.table)).toThrow(expect.objectContaining({ code: 'table/tied-times' }));
  });
});
