import { describe, expect, test, vi } from 'vitest';
import { type NumberBlock, numberBlock } from '../../../../../src/core/graph/block.ts';
import { GraphBuilder } from '../../../../../src/core/graph/builder.ts';
import { interpret } from '../../../../../src/core/graph/interpret.ts';
import type { Matrix } from '../../../../../src/core/model.ts';
import {
  expectationMaximisation,
  mixtureOfLabels,
  whitenings,
} from '../../../../../src/core/models/clusters/expectation-maximisation.ts';
import { lowerMixture, type MixtureState } from '../../../../../src/core/models/clusters/lower-mixture.ts';
import type { Shape } from '../../../../../src/core/models/clusters/normal-shape.ts';
import { gaussianMixture, informationCriterion } from '../../../../../src/core/models/gaussian-mixture.ts';
import { randomStream } from '../../../../../src/core/random.ts';
import { fitModel, largestDifference, matrix, predict } from '../harness.ts';
import { goldenCases, goldenPoints } from './golden.ts';

interface Case {
  readonly data: string;
  readonly k: number;
  readonly shape: Shape;
  readonly regularisation: number;
  readonly start: number[];
  readonly shares: number[];
  readonly means: number[][];
  readonly logLikelihood: number;
  readonly informationCriterion: number;
  readonly labels: number[];
  /** One for each group where they have their own shape, one row a column where they are tied. */
  readonly covariances: (number | number[] | number[][])[];
  /** Of every fifth row. */
  readonly responsibilities: number[][];
}
const cases = goldenCases<Case>('mixture');
const unhurried = () => Promise.resolve();
const clustering = { task: 'clustering' } as const;

interface State {
  readonly logLikelihood: number;
  readonly informationCriterion: number;
  readonly shares: number[];
  readonly centres: number[];
  readonly converged: boolean;
  readonly iterations: number;
}

describe('expectation maximisation from given groups ends where scikit-learn ends', () => {
  test.each(cases)('$data, $k groups, $shape', async given => {
    const points = goldenPoints(given.data);
    const { k, shape, regularisation } = given;
    const start = mixtureOfLabels(points, Int32Array.from(given.start), k, shape, regularisation);
    const found = await expectationMaximisation(
      points,
      start,
      { regularisation, tolerance: 1e-9, iterations: 2000 },
      unhurried,
    );
    expect(found.converged).toBe(true);
    expect(Math.abs(found.logLikelihood - given.logLikelihood)).toBeLessThan(1e-6);
    expect(largestDifference(found.shares, given.shares)).toBeLessThan(1e-5);
    expect(largestDifference(found.means, given.means.flat())).toBeLessThan(1e-4);
    const criterion = informationCriterion(found, points);
    expect(Math.abs(criterion - given.informationCriterion) / given.informationCriterion).toBeLessThan(1e-6);
  });
});

/** What the lowered mixture says of each row: how probable each group is. */
function probabilities(state: MixtureState, { rows, width, data, names }: Matrix): Float64Array {
  const g = new GraphBuilder();
  const x = g.concat(names.map(name => g.input(name, 'float64')));
  const graph = g.done([{ name: 'probabilities', ref: lowerMixture(state, g, x).probabilities }]);
  const column = (j: number) => numberBlock(Float64Array.from({ length: rows }, (_, r) => data[r * width + j]!));
  const outputs = interpret(graph, new Map(names.map((name, j) => [name, column(j)])), rows);
  return (outputs.get('probabilities') as NumberBlock).data;
}

describe('probabilities of the groups are predict_proba of scikit-learn', () => {
  test.each(cases)('$data, $k groups, $shape', ({ data, k, shape, ...given }) => {
    const points = goldenPoints(data);
    const { width } = points;
    const triangle = (full: number[][]) => full.flatMap((row, i) => row.slice(0, i + 1));
    const own = (one: unknown) =>
      shape === 'full' ? triangle(one as number[][]) : shape === 'diagonal' ? (one as number[]) : new Array<number>(width).fill(one as number); // prettier-ignore
    const covariances = shape === 'tied' ? [triangle(given.covariances as number[][])] : given.covariances.map(own);
    const shares = Float64Array.from(given.shares);
    const means = Float64Array.from(given.means.flat());
    const mixture = { shape, shares, means, covariances: covariances.map(c => Float64Array.from(c)) };
    const white = whitenings(mixture, width);
    const state = {
      shares: given.shares,
      centres: given.means.flat(),
      factors: white.map(w => Array.from(w.factor)),
      logDeterminants: white.map(w => w.logDeterminant),
    };
    const found = probabilities(state, points);
    given.responsibilities.forEach((expected, i) =>
      expect(largestDifference(found.subarray(5 * i * k, (5 * i + 1) * k), expected)).toBeLessThan(1e-9),
    );
  });

  test('most cases have rows between groups', () => {
    const torn = cases.filter(c => c.responsibilities.flat().some(p => p > 0.01 && p < 0.99));
    expect(torn.length).toBeGreaterThan(cases.length / 2);
  });

  test('a row too far away for any number belongs to all alike', () => {
    const state = { shares: [0.4, 0.6], centres: [0, 5], factors: [[1], [2]], logDeterminants: [0, Math.log(2)] };
    expect(Array.from(probabilities(state, matrix([[1e200], [-1e200]])))).toEqual([0.5, 0.5, 0.5, 0.5]);
  });
});

describe('Gaussian mixture', () => {
  const first = cases.filter(c => c.regularisation === 1e-6);

  test.each(first)(
    '$data, $k groups, $shape: its own start ends no worse, and says the same of each row',
    async given => {
      const { k, shape, data } = given;
      const points = goldenPoints(data);
      const params = { k, shape, starts: 5, tolerance: 1e-9, iterations: 2000 };
      const state = (await fitModel(gaussianMixture, points, clustering, { params })) as State;
      expect(state.converged).toBe(true);
      expect(state.logLikelihood).toBeGreaterThan(given.logLikelihood - 1e-6);
      if (state.logLikelihood > given.logLikelihood + 1e-6) return;
      const order = state.shares.map((_, c) => {
        const own = state.centres.slice(c * points.width, (c + 1) * points.width);
        return given.means.findIndex(mean => largestDifference(mean, own) < 1e-3);
      });
      const { data: distances } = predict(gaussianMixture, state, points).block;
      const shares = probabilities(state as State & MixtureState, points);
      given.responsibilities.forEach((expected, i) => {
        const own = order.map((from, c) => Math.abs(shares[5 * i * k + c]! - expected[from]!));
        expect(Math.max(...own)).toBeLessThan(1e-4);
      });
      const nearest = given.labels.map((_, r) => {
        const row = Array.from(distances.subarray(r * k, (r + 1) * k));
        return order[row.indexOf(Math.min(...row))];
      });
      expect(nearest).toEqual(given.labels);
    },
  );

  test('weights count as rows do', async () => {
    const points = goldenPoints('blobs');
    const weights = Float64Array.from({ length: points.rows }, (_, r) => r % 3);
    const labels = Int32Array.from(cases.find(c => c.data === 'blobs')!.start);
    const row = (r: number) => Array.from(points.data.subarray(r * points.width, (r + 1) * points.width));
    const copies = Array.from(weights).flatMap((w, r) => Array.from({ length: w }, () => r));
    const limits = { regularisation: 1e-6, tolerance: 1e-9, iterations: 50 };
    const run = async (x: Parameters<typeof mixtureOfLabels>[0], own: Int32Array) =>
      expectationMaximisation(x, mixtureOfLabels(x, own, 4, 'full', 1e-6), limits, unhurried);
    const weighted = await run({ ...points, weights }, labels);
    const repeated = await run(
      matrix(copies.map(row)),
      Int32Array.from(copies, r => labels[r]!),
    );
    expect(largestDifference(weighted.means, repeated.means)).toBeLessThan(1e-9);
    expect(weighted.logLikelihood).toBeCloseTo(repeated.logLikelihood, 9);
  });

  test('goes on from a checkpoint to the same end', async () => {
    const random = randomStream(1, 'wide');
    const x = matrix(Array.from({ length: 400 }, () => [random.normal(), random.normal() * 2]));
    const params = { k: 3, tolerance: 0, iterations: 40 };
    const whole = await fitModel(gaussianMixture, x, clustering, { params });
    let at = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (at += 500));
    const states: unknown[] = [];
    await fitModel(gaussianMixture, x, clustering, { params, checkpoint: s => states.push(structuredClone(s)) });
    clock.mockRestore();
    for (const resume of [states[0], states.at(-1)])
      expect(await fitModel(gaussianMixture, x, clustering, { params, resume })).toEqual(whole);
  });

  test('a group without spread is refused where nothing is added to the variances', async () => {
    const x = matrix(Array.from({ length: 20 }, (_, i) => [i % 2, 3]));
    const fit = fitModel(gaussianMixture, x, clustering, { params: { k: 2, regularisation: 0 } });
    await expect(fit).rejects.toMatchObject({ code: 'fit/singular' });
  });
});
