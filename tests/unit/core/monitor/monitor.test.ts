import { describe, expect, it } from 'vitest';
import { monitorLog } from '../../../../src/core/monitor/monitor.ts';
import { makeReference } from '../../../../src/core/monitor/reference.ts';
import { categoryColumn, numberColumn, textColumn } from '../../../../src/core/table/column.ts';
import { makeTable, withColumn } from '../../../../src/core/table/table.ts';
import { classificationReference, classified, regressionLog, regressionReference, rowsOf } from './world.ts';

const chunking = { by: 'count', size: 200 } as const;

describe('monitorLog', () => {
  it('gives the same plain report each time and changes nothing it was given', async () => {
    const reference = regressionReference(1);
    const log = regressionLog(rowsOf(1, 'log', 600, { shift: 1 }));
    const before = structuredClone({ reference, log });
    const report = await monitorLog(reference, log, { chunking });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    expect(await monitorLog(JSON.parse(JSON.stringify(reference)) as typeof reference, log, { chunking })).toEqual(
      report,
    );
    expect({ reference, log }).toEqual(before);
  });

  it('tells alerts apart by id, and each in words that end', async () => {
    const { alerts } = await monitorLog(regressionReference(1), regressionLog(rowsOf(1, 'log', 1600, { shift: 3, gaps: 0.4, link: 0 })), { chunking }); // prettier-ignore
    expect(alerts.length).toBeGreaterThan(2);
    expect(new Set(alerts.map(a => a.id)).size).toBe(alerts.length);
    for (const { title, meaning } of alerts) {
      expect(title).toMatch(/[^.!]$/);
      expect(meaning).toMatch(/\.$/);
      expect(`${title} ${meaning}`).not.toMatch(/NaN|undefined|null|Infinity/);
    }
  });

  it('reports a column that is gone or unreadable and judges the others', async () => {
    const rows = rowsOf(2, 'log', 600, { shift: 1 });
    const broken = withColumn(rows.table, 'temperature', textColumn(rows.predicted.reduce<string[]>((t, v, i) => [...t, i % 2 ? 'cold' : String(v)], []))); // prettier-ignore
    const keep = broken.names.filter(n => n !== 'x3');
    const table = makeTable(keep.map(n => [n, broken.columns[broken.names.indexOf(n)]!]));
    const report = await monitorLog(regressionReference(2), { ...regressionLog(rows), table }, { chunking });
    expect(report.missingColumns).toEqual(['x3']);
    expect(report.alerts.find(a => a.cause === 'column-missing')).toMatchObject({
      severity: 'critical',
      features: ['x3'],
    });
    const unreadable = report.alerts.find(a => a.cause === 'unparseable');
    expect(unreadable).toMatchObject({ severity: 'critical', features: ['temperature'], value: 0.5 });
    expect(unreadable!.meaning).toContain('cold');
    expect(report.alerts.find(a => a.cause === 'feature-drift')!.features).toContain('x0');
  });

  it('takes any column name', async () => {
    const name = '__proto__';
    const values = (n: number, shift: number) => numberColumn(Array.from({ length: n }, (_, i) => (i % 97) + shift));
    const outcome = { task: 'regression', truth: new Float64Array(100), predicted: Float64Array.from({ length: 100 }, (_, i) => i) } as const; // prettier-ignore
    const reference = makeReference({ table: makeTable([[name, values(500, 0)]]), fields: [{ name, kind: 'number', missingShare: 0 }], outcome }); // prettier-ignore
    const report = await monitorLog(reference, { table: makeTable([[name, values(400, 40)]]), predictions: { task: 'regression', values: new Float64Array(400) } }, { chunking }); // prettier-ignore
    expect(report.chunks[0]!.features[0]).toMatchObject({ name, status: 'drifted' });
  });

  it('watches clusters by their shares', async () => {
    const labels = (n: number, second: number) => Int32Array.from({ length: n }, (_, i) => (i % 10 < second ? 1 : 0));
    const reference = makeReference({
      table: makeTable([]),
      fields: [],
      outcome: { task: 'clustering', points: new Float64Array(0), width: 0, labels: labels(500, 3), seed: 1 },
    });
    const table = makeTable([['c', categoryColumn(new Array<string>(600).fill('a'))]]);
    const report = await monitorLog(
      reference,
      { table, predictions: { task: 'clustering', clusters: labels(600, 8) } },
      { chunking },
    );
    expect(report.chunks.every(c => c.performance === null)).toBe(true);
    expect(report.alerts).toMatchObject([{ cause: 'prediction-drift', confirmed: true }]);
  });

  it('suggests recalibration where only the level of the probabilities is off', async () => {
    const log = classified(3, 'log', 2400);
    // The same order of scores, too high throughout.
    const probabilities = log.predictions.probabilities.map((p, i) => (i % 2 ? p ** 0.4 : 1 - (1 - p) ** 0.4));
    const report = await monitorLog(classificationReference(3), { ...log, predictions: { ...log.predictions, probabilities } }, { chunking: { by: 'count', size: 400 } }); // prettier-ignore
    expect(report.alerts.find(a => a.cause === 'bias')).toMatchObject({
      severity: 'warning',
      action: { id: 'recalibrate' },
    });
  });

  it('rests no alert on a partial chunk and says so where there are too few rows', async () => {
    const reference = regressionReference(1);
    const few = await monitorLog(reference, regressionLog(rowsOf(1, 'log', 30, { shift: 5 })));
    expect(few.chunks.every(c => !c.judged)).toBe(true);
    expect(few.headline).toBe('There are not enough rows to judge yet.');
    const partial = await monitorLog(reference, regressionLog(rowsOf(1, 'log', 260, { shift: 0.7 })), { chunking });
    expect(partial.chunks[1]).toMatchObject({ partial: true, judged: false });
    expect(partial.alerts.every(a => !a.confirmed)).toBe(true);
    expect((await monitorLog(reference, regressionLog(rowsOf(1, 'log', 0)))).chunks).toEqual([]);
  });

  it('notes the age of the model where the time is given', async () => {
    const reference = { ...regressionReference(1), cutOff: 0 };
    const log = regressionLog(rowsOf(1, 'log', 400));
    const old = await monitorLog(reference, log, { chunking, now: 200 * 86_400_000 });
    expect(old.alerts.map(a => a.cause)).toContain('model-age');
    const young = await monitorLog(reference, log, { chunking, now: 100 * 86_400_000 });
    expect(young.alerts.map(a => a.cause)).not.toContain('model-age');
  });

  it('stops when asked', async () => {
    const signal = AbortSignal.abort();
    const run = monitorLog(regressionReference(1), regressionLog(rowsOf(1, 'log', 400)), { chunking }, { signal });
    await expect(run).rejects.toMatchObject({ code: 'rpc/cancelled' });
  });

  it('refuses a log that does not belong to the model', async () => {
    const reference = regressionReference(1);
    const log = regressionLog(rowsOf(1, 'log', 100));
    await expect(monitorLog(reference, { ...log, predictions: { task: 'clustering', clusters: new Int32Array(100) } })).rejects.toMatchObject({ code: 'monitor/log' }); // prettier-ignore
    await expect(monitorLog(reference, { ...log, truth: new Float64Array(99) })).rejects.toThrow('100 truths for 100 rows, got 99'); // prettier-ignore
  });
});
