import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { confusionMatrix } from '../../../../src/core/metrics/confusion.ts';
import { metricById } from '../../../../src/core/metrics/index.ts';
import type { ClassificationOutcome } from '../../../../src/core/metrics/outcome.ts';
import { sweepThresholds, withThreshold } from '../../../../src/core/metrics/threshold.ts';
import { expectClose, type Golden, readGolden, twoColumns } from './golden.ts';

const golden = readGolden('evaluation/evaluation.json').thresholds;

const outcomeOf = (truth: readonly number[], p: readonly number[]): ClassificationOutcome => ({
  task: 'classification',
  classes: ['no', 'yes'],
  positive: 1,
  truth: Int32Array.from(truth),
  predicted: Int32Array.from(p, v => Number(v >= 0.5)),
  probabilities: twoColumns(p),
});

describe('thresholds from 0 to 1', () => {
  const points = sweepThresholds(outcomeOf(golden.y, golden.p));

  test('there are 101, ascending', () => {
    expect(points.map(p => p.threshold)).toEqual(Array.from({ length: 101 }, (_, i) => i / 100));
  });

  test.each<Golden>(golden.points)('counts and metrics at $threshold are those of scikit-learn', (want: Golden) => {
    const found = points[Math.round(want.threshold * 100)]!;
    expect(found.counts).toEqual(want.counts);
    for (const { id, result } of found.metrics) {
      if (id === 'mcc') continue; // its convention at the ends differs; the law below compares it
      expectClose(result.value ?? NaN, want[id]);
    }
  });

  test('each point is what the metrics give when that threshold is used', () => {
    const row = fc.tuple(fc.integer({ min: 0, max: 1 }), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), fc.integer({ min: 0, max: 100 }), (rows, step) => {
        const outcome = outcomeOf(
          rows.map(r => r[0]),
          rows.map(r => r[1]),
        );
        const point = sweepThresholds(outcome)[step]!;
        const used = withThreshold(outcome, step / 100);
        expect([...confusionMatrix(used.truth, used.predicted, 2).counts]).toEqual([...point.counts]);
        for (const { id, result } of point.metrics) {
          const whole = metricById(id).compute(used);
          expect([id, result.value, result.status]).toEqual([id, whole.value, whole.status]);
        }
      }),
    );
  });

  test('rows with a missing truth are left out, and more than two classes are refused by name', () => {
    const { counts } = sweepThresholds(outcomeOf([1, -1, 0], [0.9, 0.9, 0.9]))[50]!;
    expect(counts).toEqual([0, 1, 0, 1]);
    const three = { ...outcomeOf([], []), classes: ['a', 'b', 'c'] };
    expect(() => sweepThresholds(three)).toThrow(/exactly two classes, got 3/);
  });

  test('a new threshold changes neither truth nor probabilities, and mutates nothing', () => {
    const outcome = outcomeOf([0, 1, 1], [0.2, 0.4, 0.8]);
    const moved = withThreshold(outcome, 0.3);
    expect([...moved.predicted]).toEqual([0, 1, 1]);
    expect([...outcome.predicted]).toEqual([0, 0, 1]);
    expect(moved.truth).toBe(outcome.truth);
    expect(moved.probabilities).toBe(outcome.probabilities);
  });
});
