import { describe, expect, test } from 'vitest';
import { cellPositions, commonestMistake } from '../../../../src/core/metrics/confusion.ts';
import { clusterProfile } from '../../../../src/core/metrics/cluster-profile.ts';
import type { ClassificationOutcome } from '../../../../src/core/metrics/outcome.ts';
import { MOST_CURVES, MOST_POINTS, pictureOf } from '../../../../src/core/metrics/picture.ts';
import { randomStream } from '../../../../src/core/random.ts';
import { booleanColumn, numberColumn } from '../../../../src/core/table/column.ts';
import { expectClose, float64, int32, readGolden, twoColumns } from './golden.ts';

const golden = readGolden('evaluation/evaluation.json');

function binary(): ClassificationOutcome {
  const { y, p } = golden.thresholds;
  return {
    task: 'classification',
    classes: ['no', 'yes'],
    positive: 1,
    truth: int32(y),
    predicted: Int32Array.from(p as number[], v => Number(v >= 0.5)),
    probabilities: twoColumns(p),
  };
}

describe('the picture of a classification', () => {
  test('curves and areas of two classes are those of scikit-learn', () => {
    const picture = pictureOf(binary());
    if (picture.task !== 'classification') return expect.fail('another task');
    expect(picture.curves).toHaveLength(1);
    const curve = picture.curves[0]!;
    expectClose(curve.roc!.x, golden.thresholds.roc.x);
    expectClose(curve.roc!.y, golden.thresholds.roc.y);
    expectClose(curve.rocAuc.value, golden.thresholds.auc);
    expectClose(curve.averagePrecision.value, golden.thresholds.ap);
    expect([...picture.counts!]).toEqual([...picture.thresholds![50]!.counts]);
    expect(curve.calibration.reduce((sum, bin) => sum + bin.count, 0)).toBe(240);
  });

  test('long curves are thinned with both ends kept; many classes show the most frequent', () => {
    const random = randomStream(7, 'picture');
    const classes = Array.from({ length: 12 }, (_, k) => `c${k}`);
    const truth = Int32Array.from({ length: 3000 }, () => Math.floor(12 * random.next() ** 2));
    const probabilities = Float64Array.from({ length: 3000 * 12 }, () => random.next());
    const picture = pictureOf({ task: 'classification', classes, positive: 1, truth, predicted: truth, probabilities });
    if (picture.task !== 'classification') return expect.fail('another task');
    expect(picture.thresholds).toBeNull();
    expect(picture.curves).toHaveLength(MOST_CURVES);
    const counts = picture.curves.map(c => c.count);
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
    for (const { roc } of picture.curves) {
      expect(roc!.x.length).toBeLessThanOrEqual(MOST_POINTS);
      expect([roc!.x[0], roc!.y[0], roc!.x.at(-1), roc!.y.at(-1)]).toEqual([0, 0, 1, 1]);
    }
  });

  test('the commonest mistake and the rows of a cell', () => {
    const truth = int32([0, 0, 1, 1, 1, -1]);
    const predicted = int32([0, 1, 0, 0, 1, 0]);
    expect(commonestMistake([1, 1, 2, 1], 2)).toEqual({ truth: 1, predicted: 0, count: 2 });
    expect(commonestMistake([3, 0, 0, 2], 2)).toBeNull();
    expect([...cellPositions(truth, predicted, 1, 0)]).toEqual([2, 3]);
    expect([...cellPositions(truth, predicted, 0, 1)]).toEqual([1]);
  });
});

test('errors of a regression are prediction minus truth; missing ones stay out of the bins', () => {
  const picture = pictureOf({ task: 'regression', truth: float64([1, 2, NaN]), predicted: float64([2, 2.5, 1]) });
  if (picture.task !== 'regression') return expect.fail('another task');
  expect([...picture.errors]).toEqual([1, 0.5, NaN]);
  expect(picture.histogram.counts.reduce((a, b) => a + b, 0)).toBe(2);
});

describe('clusters', () => {
  const { points, labels, mean, negative, x_mean, x_standardised } = golden.clusters;

  test('sizes and silhouettes of each are those of scikit-learn', () => {
    const picture = pictureOf({
      task: 'clustering',
      points: float64(points),
      width: 2,
      labels: int32(labels),
      seed: 1,
    });
    if (picture.task !== 'clustering') return expect.fail('another task');
    expect(picture.sizes).toEqual([30, 20, 12]);
    picture.silhouettes.forEach((s, k) => {
      expectClose(s!.mean, mean[k]);
      expectClose(s!.negative, negative[k]);
    });
  });

  test('one cluster has no silhouette', () => {
    const picture = pictureOf({
      task: 'clustering',
      points: float64([1, 2]),
      width: 1,
      labels: int32([0, 0]),
      seed: 1,
    });
    expect(picture).toMatchObject({ sizes: [2], silhouettes: [null] });
  });

  test('means are those of pandas; other columns give their most frequent value', () => {
    const x = float64((points as number[]).filter((_, i) => i % 2 === 0));
    const [column] = clusterProfile([{ name: '__proto__', column: numberColumn(x) }], int32(labels), 3);
    column!.clusters.forEach((found, k) => {
      if (found?.kind !== 'mean') return expect.fail('a mean was expected');
      expectClose(found.mean, x_mean[k]);
      expectClose(found.standardised, x_standardised[k]);
    });
    const flags = booleanColumn([true, true, false, null, null]);
    const [mode] = clusterProfile([{ name: 'flag', column: flags }], int32([0, 0, 0, 1, -1]), 2);
    expect(mode!.clusters).toEqual([{ kind: 'mode', value: 'true', share: 2 / 3 }, null]);
    const [same] = clusterProfile([{ name: 'same', column: numberColumn([2, 2]) }], int32([0, 1]), 2);
    expect(same!.clusters[0]).toEqual({ kind: 'mean', mean: 2, standardised: null });
  });
});
