import type {
  AnomalyOutcome,
  ClassificationOutcome,
  Outcome,
  RegressionOutcome,
} from '../../../../src/core/metrics/outcome.ts';
import { randomStream } from '../../../../src/core/random.ts';

/** A model that is right about as often as `skill` says, on rows drawn by the seed. */
export function classified(seed: number, n: number, classes: number, skill = 1): ClassificationOutcome {
  const random = randomStream(seed, 'classified');
  const truth = Int32Array.from({ length: n }, (_, i) => (i < classes ? i : random.integer(classes)));
  const probabilities = new Float64Array(n * classes);
  const predicted = truth.map((t, i) => {
    const z = Array.from({ length: classes }, (_, k) => Math.exp(random.normal() + (k === t ? skill : 0)));
    const sum = z.reduce((a, b) => a + b, 0);
    z.forEach((v, k) => (probabilities[i * classes + k] = v / sum));
    return z.indexOf(Math.max(...z));
  });
  const names = Array.from({ length: classes }, (_, k) => `class ${k}`);
  return { task: 'classification', truth, predicted, probabilities, classes: names, positive: 1 };
}

export function regressed(seed: number, n: number, noise = 1): RegressionOutcome {
  const random = randomStream(seed, 'regressed');
  const truth = Float64Array.from({ length: n }, () => 20 + 3 * random.normal());
  const predicted = truth.map(y => y + 0.3 + noise * random.normal());
  return { task: 'regression', truth, predicted };
}

export function clustered(seed: number, n: number): Outcome {
  const random = randomStream(seed, 'clustered');
  const labels = Int32Array.from({ length: n }, (_, i) => i % 3);
  const points = new Float64Array(2 * n).map((_, i) => 5 * labels[i >> 1]! + random.normal());
  return { task: 'clustering', points, width: 2, labels, seed };
}

/** Strange rows score higher as often as `skill` says; without `known` nobody knows which they are. */
export function scored(seed: number, n: number, known = true, skill = 2): AnomalyOutcome {
  const random = randomStream(seed, 'scored');
  const truth = Int8Array.from({ length: n }, (_, i) => (i % 8 ? 0 : 1));
  const scores = Float64Array.from(truth, t => Math.abs(random.normal()) + skill * t);
  const flagged = Uint8Array.from(scores, s => Number(s > 2));
  return { task: 'anomaly', scores, flagged, threshold: 2, truth: known ? truth : null, usual: known ? 'no' : null };
}

/** One outcome of every kind; the last of each task has rows with something missing. */
export const outcomes: readonly (readonly [string, Outcome])[] = [
  ['two classes', classified(1, 80, 2)],
  ['four classes', classified(2, 90, 4)],
  [
    'two classes with a gap',
    { ...classified(3, 60, 2), truth: classified(3, 60, 2).truth.map((t, i) => (i === 7 ? -1 : t)) },
  ],
  ['numbers', regressed(4, 70)],
  [
    'numbers with a gap',
    { ...regressed(5, 40), predicted: regressed(5, 40).predicted.map((v, i) => (i % 9 ? v : NaN)) },
  ],
  ['clusters', clustered(6, 60)],
  ['anomalies', scored(7, 80)],
  ['anomalies nobody marked', scored(8, 50, false)],
  [
    'anomalies with gaps',
    {
      ...scored(9, 64),
      scores: scored(9, 64).scores.map((s, i) => (i === 11 ? NaN : s)),
      truth: scored(9, 64).truth!.map((t, i) => (i % 5 ? t : -1)),
    },
  ],
];
