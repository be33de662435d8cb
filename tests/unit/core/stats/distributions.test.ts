import fc from 'fast-check';
import { describe as suite, expect, test } from 'vitest';
import { describe, moments } from '../../../../src/core/stats/describe.ts';
import * as d from '../../../../src/core/stats/distributions.ts';
import { quantiles } from '../../../../src/core/stats/quantile.ts';
import { midRanks } from '../../../../src/core/stats/ranks.ts';
import { expectClose, expectCloseRelative, float64, readGolden } from '../metrics/golden.ts';

const golden = readGolden('metrics/stats.json');

suite('distributions against scipy, tails to relative precision', () => {
  const cases: [string, (...x: number[]) => number][] = [
    ['normal_cdf', z => d.normalCdf(z!)],
    ['normal_quantile', p => d.normalQuantile(p!)],
    ['t_cdf', (x, df) => d.tCdf(x!, df!)],
    ['t_quantile', (p, df) => d.tQuantile(p!, df!)],
    ['chi2_sf', (x, df) => d.chiSquareTail(x!, df!)],
    ['chi2_quantile', (p, df) => d.chiSquareQuantile(p!, df!)],
    ['f_sf', (x, a, b) => d.fTail(x!, a!, b!)],
    ['binomial_cdf', (k, n, p) => d.binomialCdf(k!, n!, p!)],
    ['beta_quantile', (p, a, b) => d.betaQuantile(p!, a!, b!)],
    ['nct_cdf', (x, df, nc) => d.noncentralTCdf(x!, df!, nc!)],
  ];
  test.each(cases)('%s', (name, f) => {
    for (const row of golden.distributions[name]) {
      expectClose(f(...row.slice(0, -1)), row.at(-1));
      expectCloseRelative(f(...row.slice(0, -1)), row.at(-1), 1e-9);
    }
  });
  test('edges', () => {
    expect(d.chiSquareTail(0, 3)).toBe(1);
    expect(d.fTail(0, 3, 4)).toBe(1);
    expect(d.normalTwoSided(0)).toBe(1);
    expect(d.tTwoSided(0, 5)).toBe(1);
    expect(d.chiSquareTail(NaN, 2)).toBeNaN();
  });
});

suite('describing a column against pandas and numpy', () => {
  const g = golden.describe;
  test('moments and quantiles', () => {
    const found = describe(float64(g.x));
    expectClose([found.mean, found.sd, found.variance, found.skewness], [g.mean, g.sd, g.variance, g.skewness]);
    for (const [p, value] of Object.entries(g.quantiles)) expectClose(quantiles(g.x, [Number(p)]), [value]);
    expectClose(
      [found.min, found.q1, found.median, found.q3, found.max],
      [0, 0.25, 0.5, 0.75, 1].map(p => g.quantiles[p]),
    );
  });
  test('a billion added does not blur the spread', () => {
    const found = moments(float64(g.shifted.x));
    expectClose([found.sd, found.skewness], [g.sd, g.skewness], 1e-6);
  });
  test('missing values are counted and left out; too few values have no spread', () => {
    expect(moments(float64([1, NaN, 3, Infinity]))).toMatchObject({ n: 2, missing: 2, mean: 2, variance: 2 });
    const none = describe(float64([NaN]));
    for (const v of [none.mean, none.sd, none.median, none.min]) expect(v).toBeNaN();
    expect(moments(float64([7, 7, 7, 7]))).toMatchObject({ variance: 0, skewness: 0 });
    expect(moments(float64([1, 2])).skewness).toBeNaN();
  });
  test('law: shifting and scaling do what they should', () => {
    const values = fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 3, maxLength: 60 });
    fc.assert(
      fc.property(values, fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 9 }), (v, shift, scale) => {
        const [a, b] = [describe(float64(v)), describe(float64(v.map(x => scale * x + shift)))];
        expectClose(
          [b.mean, b.sd, b.median, b.q1],
          [a.mean, a.median, a.q1].map(x => scale * x + shift).toSpliced(1, 0, scale * a.sd),
          1e-9,
        );
        expectClose(b.skewness, a.skewness, 1e-7);
      }),
    );
  });
});

test('law: mid-ranks add up to n (n + 1) / 2 and rank equals alike', () => {
  const values = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 40 });
  fc.assert(
    fc.property(values, v => {
      const { ranks } = midRanks(float64(v));
      expectClose(
        ranks.reduce((a, b) => a + b, 0),
        (v.length * (v.length + 1)) / 2,
      );
      v.forEach((x, i) => v.forEach((y, j) => expect(Math.sign(ranks[i]! - ranks[j]!)).toBe(Math.sign(x - y))));
    }),
  );
});
