import { describe, expect, it } from 'vitest';
import { monitorLog } from '../../../../src/core/monitor/monitor.ts';
import {
  classificationReference,
  classified,
  joinRows,
  regressionLog,
  regressionReference,
  rowsOf,
  type World,
} from './world.ts';

const chunking = { by: 'count', size: 200 } as const;

const watch = (seed: number, world: World, chunks = 8, truth = true) =>
  monitorLog(regressionReference(seed), regressionLog(rowsOf(seed, 'log', 200 * chunks, world), truth), { chunking });

describe('a world that stays as it was', () => {
  it.each([1, 2])('raises no confirmed alert in 26 chunks (seed %d)', async seed => {
    const report = await watch(seed, {}, 26);
    expect(report.chunks).toHaveLength(26);
    expect(report.alerts.filter(a => a.confirmed)).toEqual([]);
    expect(report.blocksPromotion).toBe(false);
    expect(report.chunks.every(c => c.judged)).toBe(true);
  });
});

describe('an input that shifts by half a standard deviation', () => {
  it.each([1, 2])('is confirmed by the second chunk (seed %d)', async seed => {
    const report = await watch(seed, { shift: 0.5 });
    const drift = report.alerts.find(a => a.cause === 'feature-drift');
    expect(drift).toMatchObject({ confirmed: true, severity: 'info', features: ['x0'], ongoing: true });
    expect(drift!.chunks).toMatchObject({ first: 0, confirmedAt: 1 });
    expect(drift!.effect).toBeGreaterThan(0.3);
    expect(drift!.action.id).toBe('watch'); // the model stays right: drift alone is no fault
    expect(report.alerts.some(a => a.cause === 'performance')).toBe(false);
  });

  it('asks for labels where nobody knows the truth and the predictions moved too', async () => {
    const report = await watch(4, { shift: 1.5 }, 8, false);
    const drift = report.alerts.find(a => a.cause === 'feature-drift');
    expect(drift).toMatchObject({ severity: 'warning', action: { id: 'label' } });
  });
});

describe('a link between inputs and target that changes', () => {
  it.each([1, 2])('raises a loss alarm that names concept drift, though no input moved (seed %d)', async seed => {
    const before = rowsOf(seed, 'before', 800);
    const after = rowsOf(seed, 'after', 1000, { link: -1 });
    const report = await monitorLog(regressionReference(seed), regressionLog(joinRows([before, after])), { chunking });
    const [alert] = report.alerts;
    expect(alert).toMatchObject({ cause: 'performance', severity: 'critical', confirmed: true, metric: 'rmse' });
    expect(alert!.action.id).toBe('retrain');
    expect(alert!.meaning).toContain('concept drift');
    expect(alert!.chunks).toMatchObject({ first: 4, confirmedAt: 5, last: 8 });
    expect(report.headline).toContain('retrain');
  });

  it('shows the estimate of a classifier to be wrong once truth arrives', async () => {
    const log = classified(5, 'log', 2000, { link: -0.5 });
    const report = await monitorLog(classificationReference(5), log, { chunking: { by: 'count', size: 400 } });
    expect(report.chunks.every(c => c.performance!.estimateHolds === false)).toBe(true);
    expect(report.chunks.every(c => c.performance!.estimate!.status === 'ok')).toBe(true);
    expect(report.alerts[0]).toMatchObject({ cause: 'performance', severity: 'critical', action: { id: 'retrain' } });
  });
});

describe('inputs that move to where the model is weak', () => {
  const harder = { by: 'count', size: 400 } as const;
  it('lets the estimate of a calibrated classifier follow the realised metric within its error', async () => {
    const log = classified(6, 'log', 2400, { shift: 0.5 });
    const report = await monitorLog(classificationReference(6), log, { chunking: harder });
    for (const { performance } of report.chunks) {
      const realised = performance!.metrics.find(m => m.id === 'roc-auc')!;
      expect(Math.abs(realised.value! - performance!.estimate!.value!)).toBeLessThan(
        3 * performance!.estimate!.standardError!,
      );
      expect(performance!.estimateHolds).toBe(true);
    }
    expect(report.alerts.find(a => a.cause === 'feature-drift')?.features).toEqual(['x']);
  });
});

describe('a sensor that changes its unit', () => {
  it('is critical, advises against retraining and is held responsible for the loss', async () => {
    const before = rowsOf(7, 'before', 600);
    const after = rowsOf(7, 'after', 800, { sensor: c => c * 1.8 + 32 });
    const report = await monitorLog(regressionReference(7), regressionLog(joinRows([before, after])), { chunking });
    const unit = report.alerts.find(a => a.cause === 'unit-jump');
    expect(unit).toMatchObject({
      severity: 'critical',
      confirmed: true,
      blocksPromotion: true,
      features: ['temperature'],
    });
    expect(unit!.action.id).toBe('fix-pipeline');
    expect(unit!.meaning).toContain('Do not retrain');
    expect(unit!.chunks).toMatchObject({ first: 3, last: 6 });
    const loss = report.alerts.find(a => a.cause === 'performance');
    expect(loss).toMatchObject({ severity: 'critical', action: { id: 'fix-pipeline' } });
    expect(report.blocksPromotion).toBe(true);
    // One event is told once: neither drift nor out-of-range repeats it.
    expect(report.alerts.filter(a => a.features[0] === 'temperature').map(a => a.cause).sort()).toEqual(['performance', 'unit-jump']); // prettier-ignore
  });

  it.each([
    ['kilometres became metres', (c: number) => c * 1000],
    ['the decimal sign was lost', (c: number) => c * 10],
    ['metres became kilometres', (c: number) => c / 1000],
  ])('is found when %s', async (_, sensor) => {
    const report = await watch(8, { sensor }, 2);
    expect(report.alerts.find(a => a.cause === 'unit-jump')).toMatchObject({ severity: 'critical' });
  });
});

describe('a source that breaks', () => {
  it('tells of a category the model has never seen, by name', async () => {
    const colours = [['red', 0.5], ['green', 0.3], ['blue', 0.15], ['<b>teal</b>', 0.05]] as const; // prettier-ignore
    const report = await watch(9, { colours });
    const unseen = report.alerts.filter(a => a.cause === 'unseen-category');
    expect(unseen).toHaveLength(1);
    expect(unseen[0]).toMatchObject({ severity: 'warning', features: ['colour'], action: { id: 'map-values' } });
    expect(unseen[0]!.meaning).toContain('<b>teal</b>');
  });

  it('takes many new gaps for a fault', async () => {
    const report = await watch(10, { gaps: 0.3 });
    expect(report.alerts.find(a => a.cause === 'missing-jump')).toMatchObject({
      severity: 'critical',
      features: ['temperature'],
    });
  });
});
