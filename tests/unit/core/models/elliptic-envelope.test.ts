import { describe, expect, test, vi } from 'vitest';
import { whitening } from '../../../../src/core/models/anomalies/covariance.ts';
import { type Kept, minimumCovariance } from '../../../../src/core/models/anomalies/minimum-covariance.ts';
import { ellipticEnvelope } from '../../../../src/core/models/elliptic-envelope.ts';
import { randomStream } from '../../../../src/core/random.ts';
import { expectClose, readGolden } from '../metrics/golden.ts';
import { fitModel, type FitOptions, matrix, predict } from './harness.ts';

const golden = readGolden('anomalies/anomalies.json');
const fit = async (rows: number[][], params = {}, options: FitOptions = {}) => {
  const state = await fitModel(ellipticEnvelope, matrix(rows), { task: 'anomaly' }, { params, ...options });
  return state as { rank: number; threshold: number };
};

const all = { middle: 'all' };
const scores = (state: unknown, rows: number[][]) =>
  Array.from(predict(ellipticEnvelope, state, matrix(rows)).block.data);

interface Case {
  name: string;
  x: number[][];
  distances: number[];
  chi_square: Record<string, number>;
  share: Record<string, number>;
}

describe.each<Case>(golden.envelope)('against EmpiricalCovariance: $name', ({ x, distances, chi_square, share }) => {
  test('distances of the training rows', async () => {
    expectClose(predict(ellipticEnvelope, await fit(x, all), matrix(x)).block.data, distances, 1e-9);
  });
  test('thresholds', async () => {
    for (const [rare, limit] of Object.entries(chi_square))
      expectClose((await fit(x, { ...all, rare: Number(rare) })).threshold, limit, 1e-9);
    for (const [part, limit] of Object.entries(share))
      expectClose((await fit(x, { ...all, threshold: 'share', share: Number(part) })).threshold, limit, 1e-9);
  });
});

interface Robust {
  name: string;
  x: number[][];
  usual: number;
  best_of_seeds: number;
  raw_location: number[];
  raw_log_determinant: number;
  location: number[];
  log_determinant: number;
  distances: number[];
  threshold: number;
  flagged: number[];
}
const robust = golden.robust as Robust[];
const unhurried = { starts: 500, pace: () => Promise.resolve(), keep: () => undefined, stop: () => false };
const search = (x: number[][], usual: number, seed: number) =>
  minimumCovariance(matrix(x), undefined, usual, randomStream(seed, 'mcd'), unhurried);

describe.each(robust)('against MinCovDet and EllipticEnvelope: $name', ({ x, usual, ...expected }) => {
  test.each([1, 2, 3, 4, 5])('the least determinant, and all that follows from it, from seed %i', async seed => {
    const { raw, middle } = await search(x, usual, seed);
    const { logDeterminant } = whitening(raw);
    expect(logDeterminant).toBeLessThanOrEqual(expected.best_of_seeds + 1e-12);
    expectClose(logDeterminant, expected.raw_log_determinant, 1e-9);
    expectClose(raw.means, expected.raw_location, 1e-9);
    expectClose(whitening(middle).logDeterminant, expected.log_determinant, 1e-9);
    expectClose(middle.means, expected.location, 1e-9);
  });
  test('distances, the threshold of a share, and what is flagged', async () => {
    const state = await fit(x, { usual, threshold: 'share', share: 0.1 });
    const found = scores(state, x);
    expectClose(found, expected.distances, 1e-8);
    expectClose(state.threshold, expected.threshold, 1e-8);
    expect(found.map(score => Number(score > state.threshold))).toEqual(expected.flagged);
  });
});

interface Exact {
  x: number[][];
  log_determinant: number;
}
test.each<Exact>(golden.exact)('the least determinant among all supports there are', async ({ x, log_determinant }) => {
  expectClose(whitening((await search(x, 0.5, 1)).raw).logDeterminant, log_determinant, 1e-9);
});

describe('the usual rows', () => {
  const x = robust[2]!.x;

  test('give the same distances when the columns are mixed, scaled and moved', async () => {
    const mixed = x.map(([a, b, c, d]) => [3 * a! - b! + 1e4, a! + 1e-3 * c!, 100 * c! + d!, d! - 0.5 * b!]);
    expectClose(scores(await fit(mixed), mixed), scores(await fit(x), x), 1e-6);
  });

  test('are not moved by as many strange rows as the support leaves out', async () => {
    const [usual, strange] = [x.slice(0, 140), 60];
    const with_ = (far: number) => [
      ...usual,
      ...Array.from({ length: strange }, (_, i) => [far, far + i, -far, far / 2]),
    ];
    const [near, off] = [with_(1e4), with_(1e9)];
    const expected = scores(await fit(near), usual);
    expectClose(scores(await fit(off), usual), expected, 1e-6);
    const { threshold } = await fit(off);
    expect(scores(await fit(off), off.slice(140)).every(score => score > threshold)).toBe(true);
    expect(expected.filter(score => score > threshold).length).toBeLessThan(4);
  });

  test('count by their weights: twos are as ones, noughts as if absent', async () => {
    const ones = scores(await fit(x), x);
    expectClose(scores(await fit(x, {}, { weights: new Float64Array(x.length).fill(2) }), x), ones, 1e-9);
    const more = [...x, [1, 2, 3, 4], [9, 9, 9, 9]];
    const weights = Float64Array.from(more, (_, r) => Number(r < x.length));
    expectClose(scores(await fit(more, {}, { weights }), x), ones, 1e-12);
  });

  test('may be alike in some columns, or in all', async () => {
    const flagged = x.map((row, r) => [...row, r % 10 ? 0 : 1]);
    expect(await fit(flagged)).toMatchObject({ rank: 5 });
    const same = x.map((row, r) => (r % 3 ? [1, 1, 1, 1] : row));
    const state = await fit(same);
    expect(state.rank).toBe(4);
    expectClose(scores(state, same), scores(await fit(same, all), same), 1e-12);
  });

  test('are found from a checkpoint too, and stopping is heard', async () => {
    let time = 0;
    const kept: unknown[] = [];
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (time += 5000));
    const whole = await fit(x, {}, { checkpoint: state => void kept.push(structuredClone(state)) });
    clock.mockRestore();
    expect(kept.length).toBeGreaterThan(2);
    for (const resume of [kept[0], kept.at(-1)]) expectClose(scores(await fit(x, {}, { resume }), x), scores(whole, x), 1e-12); // prettier-ignore
    // Ending early keeps what was found so far, which is an ellipse too.
    const flowers = robust[0]!.x;
    const early = scores(await fit(flowers, {}, { finish: AbortSignal.abort() }), flowers);
    expect(early.every(Number.isFinite)).toBe(true);
    expect(early).not.toEqual(scores(await fit(flowers), flowers));
    const signal = AbortSignal.abort();
    await expect(fit(x, {}, { signal })).rejects.toMatchObject({ code: 'rpc/cancelled' });
  });
});

test('a search goes on from wherever it stood, to the bit', async () => {
  const random = randomStream(3, 'rows');
  const large = matrix(Array.from({ length: 2000 }, (_, i) => [random.normal() + (i < 300 ? 6 : 0), random.normal()]));
  const states: Kept[] = [];
  const run = (resume?: Kept, keep: (state: () => Kept) => unknown = () => 0) =>
    minimumCovariance(large, undefined, 0.5, randomStream(1, 'mcd'), { ...unhurried, starts: 40, resume, keep });
  const whole = await run(undefined, state => states.push(structuredClone(state())));
  for (const stage of ['starts', 'together', 'all'] as const) {
    const own = states.filter(s => s.stage === stage);
    expect(own.length).toBeGreaterThan(2);
    for (const i of [0, own.length >> 1, own.length - 1]) expect(await run(own[i])).toEqual(whole);
  }
});

describe('dependent and constant columns', () => {
  const { x } = (golden.envelope as Case[])[0]!;

  test('change no distance of a row that keeps to them', async () => {
    const wide = x.map(row => [row[0]! + row[1]!, ...row, 7, 3 - 2 * row[2]!]);
    const narrow = predict(ellipticEnvelope, await fit(x), matrix(x)).block.data;
    const state = await fit(wide);
    expect(state.rank).toBe(4);
    expectClose(predict(ellipticEnvelope, state, matrix(wide)).block.data, Array.from(narrow), 1e-7);
  });

  test('are refused where nothing varies, or where all rows would lie equally far away', async () => {
    await expect(fit([[1, 2], [1, 2], [1, 2]])).rejects.toMatchObject({ code: 'fit/constant' }); // prettier-ignore
    await expect(fit([[1, 2], [2, 4.5], [3, 1]])).rejects.toMatchObject({ code: 'fit/too-few-rows' }); // prettier-ignore
  });
});
