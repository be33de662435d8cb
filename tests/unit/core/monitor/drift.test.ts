import { describe, expect, it } from 'vitest';
import { ChanceLines, testDrift } from '../../../../src/core/monitor/drift.ts';
import { valuesReference } from '../../../../src/core/monitor/feature-reference.ts';
import { randomStream } from '../../../../src/core/random.ts';
import {
  categoryColumn,
  type Column,
  datetimeColumn,
  numberColumn,
  textColumn,
} from '../../../../src/core/table/column.ts';

const repeat = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts).flatMap(([level, n]) => new Array<string>(n).fill(level));

function compare(pairs: readonly (readonly [before: Column, now: Column | null])[]) {
  const columns = pairs.map(([before, column], i) => ({
    name: `c${i}`,
    label: `c${i}`,
    reference: valuesReference(before, 2000, 1, `c${i}`),
    column,
  }));
  return testDrift(columns, new ChanceLines(1), 1);
}

const normal = (name: string, n: number, shift = 0) => {
  const random = randomStream(7, name);
  return numberColumn(Float64Array.from({ length: n }, () => random.normal() + shift));
};

describe('testDrift', () => {
  // Expected values: scipy.stats.chi2_contingency(correction=False), scipy.spatial.distance.jensenshannon(base=2).
  it('compares categories by Jensen-Shannon distance and the contingency test', () => {
    const before = categoryColumn(repeat({ a: 50, b: 30, c: 20 }));
    const now = categoryColumn(repeat({ a: 40, b: 40, c: 15, d: 5 }));
    const [test] = compare([[before, now]]);
    expect(test!.effect).toBeCloseTo(0.1917576638750537, 12);
    expect(test!.largestShift).toBeCloseTo(0.1, 12);
    // d is expected 2.5 times in each, so it alone makes up the rare pool and permutations decide.
    expect(test!.method).toContain('permutation');
    expect(test!.counts).toEqual([40, 40, 15, 5, 0]);
    const [plain] = compare([[before, categoryColumn(repeat({ a: 80, b: 80, c: 40 }))]]);
    expect(plain!.p).toBeCloseTo(0.1866870341562997, 12);
  });

  // Expected values: scipy.stats.ks_2samp(method='exact'), scipy.stats.wasserstein_distance.
  it('compares numbers by the Wasserstein distance in reference deviations and Kolmogorov-Smirnov', () => {
    const before = Array.from({ length: 100 }, (_, i) => i / 10);
    const [test] = compare([[numberColumn(before), numberColumn(before.map(v => v + 1.05))]]);
    const sd = Math.sqrt(before.reduce((s, v) => s + (v - 4.95) ** 2, 0) / 99);
    expect(test!.effect).toBeCloseTo(1.05 / sd, 12);
    expect(test).toMatchObject({ status: 'steady', method: 'Kolmogorov-Smirnov, exact', n: 100 });
    expect(test!.p).toBeCloseTo(0.5830090612540064, 10);
    expect(test!.mean).toBeCloseTo(6, 12);
  });

  it('needs both a corrected p-value and an effect', () => {
    // 20,000 rows see a shift of 0.03 deviations clearly; it is too small to matter.
    const before = normal('before', 20_000);
    const [tiny, clear] = compare([
      [before, normal('tiny', 20_000, 0.05)],
      [before, normal('clear', 300, 0.5)],
    ]);
    expect(tiny).toMatchObject({ status: 'steady' });
    expect(tiny!.effect).toBeLessThan(0.1);
    expect(clear).toMatchObject({ status: 'drifted' });
    expect(clear!.effect!).toBeGreaterThan(clear!.chanceLine!);
  });

  it('finds a shift to either side', () => {
    const before = normal('before', 1000);
    const statuses = compare([
      [before, normal('up', 300, 0.5)],
      [before, normal('down', 300, -0.5)],
    ]).map(t => t.status);
    expect(statuses).toEqual(['drifted', 'drifted']);
  });

  it('says why where there is nothing to compare, and judges the other columns all the same', () => {
    const fine = normal('before', 500);
    const tests = compare([
      [fine, null],
      [fine, numberColumn(new Float64Array(100).fill(NaN))],
      [numberColumn(new Float64Array(100).fill(3)), numberColumn(new Float64Array(60).fill(3))],
      [numberColumn(new Float64Array(100).fill(3)), numberColumn(new Float64Array(60).fill(3.001))],
      [fine, normal('few', 20)],
      [numberColumn([]), fine],
      [datetimeColumn([0, 1]), datetimeColumn([5, 6])],
      [textColumn(['a', 'b']), textColumn(['c'])],
      [categoryColumn(repeat({ a: 100 })), categoryColumn(repeat({ a: 60 }))],
      [categoryColumn(repeat({ a: 100 })), categoryColumn(new Array<null>(60).fill(null))],
      [fine, normal('moved', 200, 1)],
    ]);
    expect(tests.map(t => t.status)).toEqual([
      'not-compared',
      'no-data',
      'constant',
      'drifted', // a column that never varied and does now
      'insufficient',
      'not-compared',
      'not-compared',
      'not-compared',
      'constant',
      'no-data',
      'drifted',
    ]);
    expect(tests.filter(t => t.status !== 'drifted').every(t => t.reason !== null && t.adjustedP === null)).toBe(true);
    expect(JSON.parse(JSON.stringify(tests))).toEqual(tests);
  });

  it('counts missing as a category of its own', () => {
    const before = categoryColumn(repeat({ a: 500, b: 500 }));
    const gaps = categoryColumn([...repeat({ a: 100, b: 100 }), ...new Array<null>(100).fill(null)]);
    expect(compare([[before, gaps]])[0]).toMatchObject({ status: 'drifted', counts: [100, 100, 0, 100] });
  });

  it('raises a false alarm in few chunks of 20 columns that did not change', () => {
    let chunks = 0;
    for (let run = 0; run < 25; run++) {
      const pairs = Array.from(
        { length: 20 },
        (_, k) => [normal(`ref ${k}`, 400), normal(`run ${run}/${k}`, 100)] as const,
      );
      if (compare(pairs).some(t => t.status === 'drifted')) chunks++;
    }
    expect(chunks).toBeLessThanOrEqual(5); // 5 % of 25 is 1.25; 6 or more has a chance of 0.2 %
  });
});
