import { describe, expect, it } from 'vitest';
import { measurePerformance, withLimits } from '../../../../src/core/monitor/performance.ts';
import { makeReference } from '../../../../src/core/monitor/reference.ts';
import { randomStream } from '../../../../src/core/random.ts';
import { makeTable } from '../../../../src/core/table/table.ts';
import { classificationReference, classified, regressionReference, rowsOf } from './world.ts';

describe('withLimits', () => {
  it('puts limits at 2 and 3 standard errors of the difference, on the side that is worse', () => {
    const limited = withLimits('higher', 0.8, 0.03, 0.7, 0.04, 200);
    expect(limited.warn).toBeCloseTo(0.7, 12);
    expect(limited.alert).toBeCloseTo(0.65, 12);
    expect(limited.z).toBeCloseTo(2, 12);
    expect(withLimits('lower', 10, 3, 30, 4, 200)).toMatchObject({ warn: 20, alert: 25, status: 'alert' });
  });
  it('never takes better for an alarm', () => {
    expect(withLimits('higher', 0.8, 0.01, 0.95, 0.01, 200).status).toBe('better');
    expect(withLimits('lower', 10, 1, 2, 1, 200).status).toBe('better');
    expect(withLimits('zero', -5, 1, 0, 1, 200).status).toBe('better');
  });
  it('takes a move away from zero for worse on either side', () => {
    expect(withLimits('zero', 0, 1, 9, 1, 200).status).toBe('alert');
    expect(withLimits('zero', 0, 1, -9, 1, 200).status).toBe('alert');
    expect(withLimits('zero', 1, 1, -9, 1, 200).status).toBe('alert');
  });
  it('judges a metric without any scatter by whether it moved', () => {
    expect(withLimits('higher', 1, 0, 1, 0, 60).status).toBe('ok');
    expect(withLimits('higher', 1, 0, 0.9, 0, 60).status).toBe('alert');
  });
});

describe('measurePerformance', () => {
  it('seldom warns where nothing changed', () => {
    // Accuracy 0.8, binomial errors: beyond 2 standard errors on one side in 2.3 % of chunks.
    const random = randomStream(3, 'chunks');
    let warned = 0;
    let reference = 0;
    for (let i = 0; i < 2000; i++) reference += Number(random.next() < 0.8) / 2000;
    for (let run = 0; run < 1000; run++) {
      let right = 0;
      for (let i = 0; i < 200; i++) right += Number(random.next() < 0.8) / 200;
      const se = (p: number, n: number) => Math.sqrt((p * (1 - p)) / n);
      if (withLimits('higher', reference, se(reference, 2000), right, se(right, 200), 200).z! >= 2) warned++;
    }
    expect(warned).toBeGreaterThan(5);
    expect(warned).toBeLessThan(60);
  });

  it('says how many rows have truth and waits for enough of them', () => {
    const reference = regressionReference(1);
    const { truth, predicted } = rowsOf(1, 'log', 300);
    const some = (known: number) => truth.map((t, i) => (i < known ? t : NaN));
    const early = measurePerformance(reference, { task: 'regression', truth: some(20), predicted }, { probabilities: true, seed: 1 })!; // prettier-ignore
    expect(early).toMatchObject({ labelled: 20, mature: false });
    expect(early.metrics.every(m => m.status === 'insufficient' && m.value === null)).toBe(true);
    const late = measurePerformance(reference, { task: 'regression', truth: some(290), predicted }, { probabilities: true, seed: 1 })!; // prettier-ignore
    expect(late).toMatchObject({ labelled: 290, mature: true });
    expect(late.metrics.find(m => m.id === 'rmse')).toMatchObject({ status: 'ok', n: 290 });
    expect(late.metrics.find(m => m.id === 'rmse')!.value).toBeCloseTo(1, 0);
  });

  it('leaves out what needs probabilities where the log holds answers only', () => {
    const reference = classificationReference(2);
    const { outcome } = classified(2, 'log', 400);
    const measured = measurePerformance(reference, outcome, { probabilities: false, seed: 1 })!;
    expect(measured.metrics.map(m => m.id)).toContain('accuracy');
    expect(measured.metrics.map(m => m.id)).not.toContain('roc-auc');
    expect(measured.estimate).toBeNull();
  });

  it('survives a chunk whose truth has one class only', () => {
    const reference = classificationReference(2);
    const { outcome } = classified(2, 'log', 400);
    if (outcome.task !== 'classification') throw new Error('a classifier was made');
    const measured = measurePerformance(reference, { ...outcome, truth: new Int32Array(400) }, { probabilities: true, seed: 1 })!; // prettier-ignore
    expect(measured.metrics.find(m => m.id === 'roc-auc')).toMatchObject({ value: null, status: 'undefined' });
    expect(measured.metrics.find(m => m.id === 'accuracy')!.value).not.toBeNull();
  });
});

describe('makeReference', () => {
  it('is plain data that survives JSON, bounded in size, and does not change its input', () => {
    const { table, predicted, truth } = rowsOf(1, 'training', 5000);
    const fields = table.names.map((name, i) => ({ name, kind: table.columns[i]!.kind, missingShare: 0 }));
    const before = structuredClone(table);
    const pack = makeReference({ table, fields, outcome: { task: 'regression', predicted, truth }, seed: 4 });
    expect(JSON.parse(JSON.stringify(pack))).toEqual(pack);
    expect(table).toEqual(before);
    expect(makeReference({ table, fields, outcome: { task: 'regression', predicted, truth }, seed: 4 })).toEqual(pack);
    for (const { values } of pack.features) if (values.type === 'number') expect(values.sample).toHaveLength(2000);
    expect(pack.primary).toBe('rmse');
    expect(pack.bias!.n).toBe(5000);
  });

  it('holds AUC, calibration and a trusted estimate for a calibrated classifier', () => {
    const pack = classificationReference(1);
    expect(pack.primary).toBe('roc-auc');
    expect(pack.estimate!.trusted).toBe(true);
    expect(Math.abs(pack.bias!.value)).toBeLessThan(3 * pack.bias!.standardError);
    expect(pack.signals.map(s => s.id)).toEqual(['score', 'predicted', 'truth']);
  });

  it('copes with no rows, one class and clusters', () => {
    const empty = makeTable([]);
    const none = makeReference({ table: empty, fields: [], outcome: { task: 'regression', predicted: new Float64Array(0), truth: new Float64Array(0) } }); // prettier-ignore
    expect(none).toMatchObject({ primary: null, metrics: [], bias: null });
    const clusters = makeReference({
      table: empty,
      fields: [],
      outcome: { task: 'clustering', points: new Float64Array(0), width: 0, labels: Int32Array.of(0, 1, 1), seed: 1 },
    });
    expect(clusters).toMatchObject({ primary: null, signals: [{ id: 'predicted' }] });
  });
});
