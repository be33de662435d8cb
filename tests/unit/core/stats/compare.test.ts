import { describe, expect, test } from 'vitest';
import { metricById, metricsFor } from '../../../../src/core/metrics/index.ts';
import type { ClassificationOutcome, RegressionOutcome } from '../../../../src/core/metrics/outcome.ts';
import { randomStream } from '../../../../src/core/random.ts';
import { compareRuns } from '../../../../src/core/stats/compare.ts';
import { shortNumber, verdictOf } from '../../../../src/core/stats/compare-verdict.ts';
import { expectClose, float64, int32, reference } from '../metrics/golden.ts';
import { classified, outcomes, regressed } from '../metrics/outcomes.ts';

const page = reference.hypothesis;

/** Two labellings of n rows of which `b` are right only for the second and `c` only for the first. */
function discordant(b: number, c: number, n: number): [ClassificationOutcome, ClassificationOutcome] {
  const truth = new Int32Array(n);
  const make = (wrongFrom: number, wrongTo: number): ClassificationOutcome => {
    const predicted = truth.map((_, i) => Number((i >= wrongFrom && i < wrongTo) || i >= n - 5));
    const probabilities = Float64Array.from({ length: 2 * n }, (_, i) => Number(predicted[i >> 1] === i % 2));
    return { task: 'classification', truth, predicted, probabilities, classes: ['no', 'yes'], positive: 1 };
  };
  return [make(0, b), make(b, b + c)];
}

describe('the test fits the metric', () => {
  test('accuracy: mid-p McNemar with the Tango interval of the reference page', () => {
    const [first, second] = discordant(25, 10, 1000);
    const found = compareRuns(first, second, { metric: 'accuracy', names: ['the champion', 'the challenger'] });
    expectClose(found.pValue, page.mcnemar[1].midp);
    expectClose(found.difference, 0.015);
    expectClose([found.interval!.low, found.interval!.high], page.paired_prop_ci_b25_c10_n1000.tango, 1e-6);
    expect(found).toMatchObject({ verdict: 'better', n: 1000, metric: 'accuracy' });
    expect(found.sentence).toBe(
      'The challenger is better than the champion: Accuracy is 0.015 higher (95% interval 0.0036 to 0.0277, 1,000 rows).',
    );
    expect(compareRuns(second, first, { metric: 'accuracy' }).verdict).toBe('worse');
  });

  test('ROC-AUC of two classes: DeLong, as pROC has it', () => {
    const random = randomStream(1, 'delong');
    const n = 200;
    const truth = Int32Array.from({ length: n }, (_, i) => i % 2);
    const make = (skill: number): ClassificationOutcome => {
      const p = Float64Array.from(truth, t => 1 / (1 + Math.exp(-(skill * (t - 0.5) + random.normal()))));
      return {
        task: 'classification',
        truth,
        predicted: Int32Array.from(p, v => Number(v > 0.5)),
        probabilities: Float64Array.from({ length: 2 * n }, (_, i) => (i % 2 ? p[i >> 1]! : 1 - p[i >> 1]!)),
        classes: ['a', 'b'],
        positive: 1,
      };
    };
    const found = compareRuns(make(1), make(3));
    expect(found).toMatchObject({ metric: 'roc-auc', test: 'DeLong test', verdict: 'better' });
    expect(found.pValue).toBeLessThan(0.01);
    expectClose(found.difference, found.values[1]! - found.values[0]!);
  });

  test('ROC-AUC with few positives: bootstrap within each class', () => {
    const g = page.delong_toy;
    const make = (score: number[]): ClassificationOutcome => ({
      task: 'classification',
      truth: int32(g.y),
      predicted: int32(score.map(v => Number(v > 0.5))),
      probabilities: float64(score.flatMap(v => [1 - v, v])),
      classes: ['no', 'yes'],
      positive: 1,
    });
    const found = compareRuns(make(g.b), make(g.a));
    expect(found.test).toBe('paired bootstrap');
    expect(found.interval!.method).toContain('stratified');
    expectClose(
      found.values.map(v => v!),
      [g.auc[1], g.auc[0]],
    );
    expect(found.verdict).toBe('inconclusive');
    expect(found.needed).toBeGreaterThan(10);
  });

  test('means over rows: paired bootstrap with Wilcoxon; the rest: paired bootstrap', () => {
    const [a, b] = [
      classified(1, 200, 3),
      { ...classified(1, 200, 3), probabilities: classified(1, 200, 3, 3).probabilities },
    ];
    expect(compareRuns(a, b).test).toContain('Wilcoxon');
    expect(compareRuns(a, b)).toMatchObject({ metric: 'log-loss', verdict: 'better' });
    for (const metric of ['f1', 'mcc', 'balanced-accuracy', 'pr-auc', 'roc-auc'])
      expect(compareRuns(a, b, { metric, draws: 300 }).test).toBe('paired bootstrap');
  });

  test('every metric on every outcome: a model against itself is the same', () => {
    for (const [, outcome] of outcomes)
      for (const m of metricsFor(outcome.task)) {
        const found = compareRuns(outcome, outcome, { metric: m.id, draws: 200 });
        if (m.compute(outcome).value === null || m.direction === 'none') {
          expect(found).toMatchObject({ test: 'none', verdict: 'inconclusive', difference: null });
          continue;
        }
        expect(found).toMatchObject({ verdict: 'same', difference: 0, pValue: 1 });
        expect(found.sentence).toContain('nothing tells them apart');
      }
  });
});

describe('the verdict', () => {
  const base = regressed(1, 300);
  const shifted = (by: number, noise: number): RegressionOutcome => {
    const random = randomStream(7, 'noise');
    return { ...base, predicted: base.predicted.map(v => v + by + noise * random.normal()) };
  };
  test('follows the direction of the metric', () => {
    expect(compareRuns(base, shifted(0, 2)).verdict).toBe('worse');
    expect(compareRuns(shifted(0, 2), base).verdict).toBe('better');
    expect(compareRuns(base, shifted(0, 2), { metric: 'r2' }).verdict).toBe('worse');
    expect(compareRuns(base, shifted(-0.3, 0), { metric: 'bias' }).verdict).toBe('better');
    expect(compareRuns(base, shifted(2, 0), { metric: 'bias' }).sentence).toContain('the size of its bias is 2 higher');
  });
  test('a loss inside the margin is not worse; outside all margins it is undecided and says how many rows it takes', () => {
    const slightly = shifted(0.01, 0.02);
    expect(compareRuns(base, slightly, { metric: 'rmse', margin: 0.2 })).toMatchObject({ verdict: 'not-worse' });
    const [first, second] = discordant(7, 6, 400);
    const unsure = compareRuns(first, second, { metric: 'accuracy' });
    expect(unsure.verdict).toBe('inconclusive');
    expect(unsure.needed!).toBeGreaterThan(400);
    expect(unsure.sentence).toContain(`About ${unsure.needed!.toLocaleString('en-GB')} rows`);
  });
  test('the interval alone decides', () => {
    const gain = (low: number, high: number) => ({ value: (low + high) / 2, low, high });
    expect(verdictOf(gain(0.01, 0.02), 0)).toBe('better');
    expect(verdictOf(gain(-0.01, 0.02), 0.02)).toBe('not-worse');
    expect(verdictOf(gain(-0.01, 0.02), 0)).toBe('inconclusive');
    expect(verdictOf(gain(-0.03, -0.02), 0.01)).toBe('worse');
    expect(verdictOf(gain(0, 0), 0)).toBe('same');
  });
  test('is given on the rows that are complete in both', () => {
    const holes: RegressionOutcome = {
      ...shifted(0, 1),
      predicted: shifted(0, 1).predicted.map((v, i) => (i < 20 ? NaN : v)),
    };
    const found = compareRuns(base, holes, { metric: 'mae' });
    expect(found.n).toBe(280);
    expectClose(
      found.values[0],
      metricById('mae').compute({ ...base, truth: base.truth.map((v, i) => (i < 20 ? NaN : v)) }).value,
    );
  });
  test('an undefined metric is refused with its reason', () => {
    const [first, second] = discordant(25, 10, 1000);
    const found = compareRuns(first, second, { metric: 'roc-auc' });
    expect(found).toMatchObject({ verdict: 'inconclusive', difference: null, pValue: null, test: 'none' });
    expect(found.sentence).toContain('no row belongs to the class');
  });
  test('two models that are equally good are rarely told apart', () => {
    let told = 0;
    for (let trial = 0; trial < 120; trial++) {
      const [a, b] = [regressed(trial, 80), regressed(trial, 80)];
      const random = randomStream(trial, 'twin');
      const [fa, fb] = [a, b].map(o => ({ ...o, predicted: o.truth.map(y => y + random.normal()) }));
      const { verdict } = compareRuns(fa!, fb!, { metric: 'mae', draws: 300, seed: trial });
      if (verdict !== 'inconclusive') told++;
    }
    expect(told / 120).toBeLessThan(0.12);
  });
});

test('rows that do not belong together are refused', () => {
  const coded = expect.objectContaining({ code: 'metric/unpaired' });
  const [a, b] = [classified(1, 50, 2), regressed(1, 50)];
  expect(() => compareRuns(a, b)).toThrow(coded);
  expect(() => compareRuns(b, regressed(1, 51))).toThrow(coded);
  expect(() => compareRuns(b, regressed(2, 50))).toThrow(coded);
  expect(() => compareRuns(a, { ...a, classes: ['x', 'y'] })).toThrow(coded);
  expect(() => compareRuns(a, { ...a, positive: 0 })).toThrow(coded);
});

test('numbers are short and plain', () => {
  expect([0.0123456, 1234.5, 0, -0.5, 1e-9].map(shortNumber)).toEqual(['0.0123', '1230', '0', '−0.5', '1e−9']);
});
