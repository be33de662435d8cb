import { describe, expect, it } from 'vitest';
import { monitorLog } from '../../../../src/core/monitor/monitor.ts';
import { driftRows, monitorSummary, qualityRows } from '../../../../src/core/monitor/monitor-rows.ts';
import { keptDecisions, openAlerts } from '../../../../src/core/monitor/open-alerts.ts';
import { performanceSeries } from '../../../../src/core/monitor/performance-series.ts';
import { joinRows, regressionLog, regressionReference, rowsOf } from './world.ts';

const reference = regressionReference(3);
const rows = joinRows([
  rowsOf(3, 'calm', 400),
  rowsOf(3, 'moved', 400, {
    shift: 2,
    noise: 3,
    colours: [
      ['red', 0.6],
      ['violet', 0.4],
    ],
  }),
]);
const report = await monitorLog(reference, regressionLog(rows), { chunking: { by: 'count', size: 200 } });

describe('what the screen shows of a report', () => {
  it('puts what drifted first, with counts in the same bins', () => {
    const shown = driftRows(reference, report.chunks.at(-1)!);
    expect(new Set(shown.slice(0, 2).map(r => r.test.name))).toEqual(new Set(['x0', 'colour']));
    expect(shown).toHaveLength(reference.features.length);
    for (const row of shown) expect(row.now).toHaveLength(row.before.length);
    const x0 = shown.find(r => r.test.name === 'x0')!;
    expect(x0.now.reduce((a, b) => a + b)).toBe(200);
    expect(x0.before.reduce((a, b) => a + b)).toBe(2000);
  });

  it('gathers findings by input and kind, over the chunks they were seen in', () => {
    const unseen = qualityRows(report).find(r => r.kind === 'unseen-category')!;
    expect(unseen).toMatchObject({ feature: 'colour', level: 'warning', chunks: 2, examples: ['violet'] });
    expect([unseen.first, unseen.last]).toEqual(['rows 401 to 600', 'rows 601 to 800']);
  });

  it('counts what the model could not use', () => {
    const summary = monitorSummary(report);
    const violet = qualityRows(report).find(r => r.kind === 'unseen-category')!.count;
    expect(summary).toMatchObject({ chunk: 3, unusable: violet, values: 800 * 12, labelled: 800 });
    expect(summary.drifted).toBeGreaterThanOrEqual(2);
  });

  it('draws the metric with the range chance explains, and the chunks beyond it', () => {
    const series = performanceSeries(reference, report)!;
    expect(series.metric).toBe('rmse');
    expect(series.realised).toHaveLength(4);
    expect(series.alarms).toEqual([2, 3]);
    expect(series.band!.from).toBeLessThan(series.reference);
    expect(series.realised[0]!).toBeLessThan(series.band!.to);
    expect(series.realised[3]!).toBeGreaterThan(series.band!.to);
    expect(series.latest).toMatchObject({ chunk: 3, value: { status: 'alert' } });
    expect(series.estimated).toEqual([]);
  });

  it('shows an empty report without a number made up', () => {
    expect(monitorSummary({ chunks: [] })).toEqual({ chunk: null, drifted: 0, compared: 0, unusable: 0, values: 0, labelled: 0 }); // prettier-ignore
    expect(qualityRows({ chunks: [] })).toEqual([]);
  });
});

describe('decisions about alerts', () => {
  const decide = (alert: string, kind: 'seen' | 'later') => ({ alert, kind, reason: 'known', at: '2026-01-01' });

  it('closes an alert that was decided about; only what was seen stays closed at the next check', () => {
    const waiting = openAlerts(report.alerts, []);
    expect(waiting.length).toBeGreaterThan(1);
    const [first, second] = waiting;
    const decisions = [decide(first!.id, 'seen'), decide(second!.id, 'later'), decide('gone', 'seen')];
    expect(openAlerts(report.alerts, decisions)).toHaveLength(waiting.length - 2);
    expect(keptDecisions(report.alerts, decisions)).toEqual([decisions[0]]);
  });
});
