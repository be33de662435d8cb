import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { stepsOfClasses } from '../../../../src/core/metrics/class-steps.ts';
import { evaluateAll } from '../../../../src/core/metrics/index.ts';
import { withIntervals } from '../../../../src/core/metrics/intervals.ts';
import { MOST_MATRIX, pictureOf } from '../../../../src/core/metrics/picture.ts';
import { stepArea } from '../../../../src/core/metrics/precision-recall.ts';
import { mannWhitneyShare } from '../../../../src/core/metrics/roc.ts';
import { isClass, scoresOf, scoreSteps } from '../../../../src/core/metrics/score-steps.ts';

/** Rows of few classes and of many, with few different scores, so that many are equal. */
const rowsOfClasses = fc
  .tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 2, max: 40 }))
  .chain(([rows, classes]) =>
    fc.record({
      classes: fc.constant(classes),
      truth: fc.array(fc.nat(classes - 1), { minLength: rows, maxLength: rows }),
      scores: fc.array(fc.integer({ min: -2, max: 5 }), { minLength: rows * classes, maxLength: rows * classes }),
    }),
  );

test('steps of rare classes give the areas that sorting all scores gives, to the bit', () =>
  fc.assert(
    fc.property(rowsOfClasses, given => {
      const { classes } = given;
      const truth = Int32Array.from(given.truth);
      const probabilities = Float64Array.from(given.scores, s => s / 8);
      stepsOfClasses(truth, probabilities, classes).forEach((own, k) => {
        const all = scoreSteps(isClass(truth, k), scoresOf(probabilities, classes, k));
        expect([own.positiveCount, own.negativeCount]).toEqual([all.positiveCount, all.negativeCount]);
        if (!all.positiveCount) return;
        expect(stepArea(own.positives, own.negatives)).toBe(stepArea(all.positives, all.negatives));
        expect(mannWhitneyShare(own.positives, own.negatives)).toBe(mannWhitneyShare(all.positives, all.negatives));
      });
    }),
    { numRuns: 300 },
  ));

const many = (rows: number, classes: number) => ({
  task: 'classification' as const,
  truth: Int32Array.from({ length: rows }, (_, i) => i % classes),
  predicted: new Int32Array(rows),
  probabilities: new Float64Array(rows * classes).fill(1 / classes),
  classes: Array.from({ length: classes }, (_, k) => `class ${k}`),
  positive: 1,
});

// A matrix of 40,000 by 40,000 classes would take 12.8 GB.
test('no metric, interval or picture takes memory or time by the square of the classes', () => {
  const outcome = many(120, 40_000);
  const began = performance.now();
  const found = new Map(evaluateAll(outcome).map(({ id, result }) => [id, result.value]));
  expect(found.get('accuracy')).toBeCloseTo(1 / 120, 12);
  expect(found.get('roc-auc')).toBe(0.5);
  expect(found.get('log-loss')).toBeCloseTo(Math.log(40_000), 9);
  expect(withIntervals(outcome, { draws: 10, ids: ['mcc', 'roc-auc'] }).map(m => m.result.value)).toEqual([0.5, 0]);
  expect(pictureOf(outcome)).toMatchObject({ counts: null });
  expect(pictureOf(many(4, MOST_MATRIX))).toMatchObject({ counts: { length: MOST_MATRIX ** 2 } });
  expect(performance.now() - began).toBeLessThan(20_000);
});

test('as many scores are sorted as there are rows, not as many for each class', () => {
  let sorted = 0;
  const { sort } = Float64Array.prototype;
  const spy = vi.spyOn(Float64Array.prototype, 'sort').mockImplementation(function (this: Float64Array, ...given) {
    sorted += this.length;
    return sort.apply(this, given);
  });
  stepsOfClasses(many(2000, 500).truth, many(2000, 500).probabilities, 500);
  spy.mockRestore();
  expect(sorted).toBe(2000);
});
