import { describe, expect, test } from 'vitest';
import { autoencoder } from '../../../../src/core/models/autoencoder.ts';
import { randomStream } from '../../../../src/core/random.ts';
import { fitModel, matrix, predict } from './harness.ts';

const random = randomStream(5, 'autoencoder');
const near = (v: number) => v + 0.03 * random.normal();

/** On a curve through four columns, in units of very different size. */
const usual = (count: number) =>
  Array.from({ length: count }, () => {
    const t = 2 * random.next() - 1;
    return [near(t), 1000 * near(t * t), near(Math.sin(3 * t)) / 50, 7 + near(-t)];
  });

/** Each column within its range, but not as they go together. */
const strange = (count: number) =>
  Array.from({ length: count }, () => {
    const [a, b] = [2 * random.next() - 1, 2 * random.next() - 1];
    return [a, 1000 * b * b, Math.sin(3 * b) / 50, 7 + (Math.abs(a - b) < 0.5 ? -1.5 * a - 0.7 : a)];
  });

const params = { hidden: [12, 2, 12], epochs: 60, batchSize: 32, learningRate: 0.01, share: 0.05 };

describe('the autoencoder', () => {
  test('scores rows that break how columns go together above those it learned from, and flags the asked share', async () => {
    const rows = usual(600);
    const state = (await fitModel(autoencoder, matrix(rows), { task: 'anomaly' }, { params })) as { threshold: number };
    const scores = (of: number[][]) => Array.from(predict(autoencoder, state, matrix(of)).block.data);
    const flagged = scores(rows).filter(score => score > state.threshold).length;
    expect(flagged).toBe(30);
    const [low, high] = [scores(usual(200)), scores(strange(200))];
    const wins = high.reduce((sum, h) => sum + low.filter(l => h > l).length, 0);
    expect(wins / (low.length * high.length)).toBeGreaterThan(0.95);
  });

  test('a column that does not vary is restored, and another value in it is strange', async () => {
    const rows = usual(200).map(([a, b]) => [a!, b!, 3]);
    const state = (await fitModel(autoencoder, matrix(rows), { task: 'anomaly' }, { params })) as { threshold: number };
    const [same, other] = predict(autoencoder, state, matrix([rows[0]!, [rows[0]![0]!, rows[0]![1]!, 9]])).block.data;
    expect(other! - same!).toBeGreaterThan(5);
  });
});
