import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomStream } from '../../../../src/core/random.ts';
import { chiSquareContingency, pooledChiSquare } from '../../../../src/core/stats/contingency.ts';
import * as divergence from '../../../../src/core/stats/divergences.ts';
import { chiSquareTail } from '../../../../src/core/stats/distributions.ts';
import { moments } from '../../../../src/core/stats/describe.ts';
import { kolmogorovSmirnov, kolmogorovTail, ksExactP } from '../../../../src/core/stats/kolmogorov-smirnov.ts';
import { permuted, permutationPValue, pooledGrid } from '../../../../src/core/stats/pooled-grid.ts';
import { quantiles } from '../../../../src/core/stats/quantile.ts';
import { binCounts, referenceEdges } from '../../../../src/core/stats/reference-bins.ts';
import { standardisedWasserstein, wasserstein, wassersteinChanceLine } from '../../../../src/core/stats/wasserstein.ts';
import { expectClose, expectCloseRelative, float64, readGolden, reference } from '../metrics/golden.ts';

const page = reference.drift;
const golden = readGolden('metrics/stats.json');
const normals = (seed: number, n: number, mean = 0) => {
  const random = randomStream(seed, 'normals');
  return Float64Array.from({ length: n }, () => mean + random.normal());
};

/** The fixture of the reference page: i / 10 for i below 100, and the same one later. */
const ref = Float64Array.from({ length: 100 }, (_, i) => i / 10);
const cur = ref.map(v => v + 1);

describe('numeric columns', () => {
  test('the reference page', () => {
    const grid = pooledGrid(ref, cur);
    expect(grid.n1).toBe(100);
    // 90 of 190 distinct values repeat, so the studio would permute; the page quotes the exact value.
    expectClose(ksExactP(0.1, 100, 100), page.ks_p_exact);
    const found = kolmogorovSmirnov(ref, cur);
    expectClose(found.distance!, page.ks_D);
    expectClose(wasserstein(ref, cur), page.wasserstein);
    // Evidently divides by the population sd.
    const sd = moments(ref).sd * Math.sqrt(99 / 100);
    expectClose(wasserstein(ref, cur) / sd, page.evidently.wasserstein_distance_norm);
  });
  test('scipy: distance, exact p-value down to its tail, Wasserstein', () => {
    for (const g of golden.ks) {
      const [a, b] = [float64(g.a), float64(g.b)];
      const found = kolmogorovSmirnov(a, b);
      expect(found.method).toBe('exact');
      expectClose(found.distance!, g.d);
      expectClose(found.pValue!, g.p);
      expectCloseRelative(found.pValue!, g.p, 1e-8);
      expectClose(wasserstein(a, b), g.w);
    }
  });
  test('above a million pairs the limiting distribution is near the exact one', () => {
    const g = golden.ks_large;
    const found = kolmogorovSmirnov(float64(g.a), float64(g.b));
    expect(found.method).toBe('asymptotic');
    expectClose(found.distance!, g.d);
    expectClose(found.pValue!, g.p, 0.02);
    for (const [x, tail] of golden.kolmogorov) expectClose(kolmogorovTail(x), tail);
  });
  test('an empty column has no distance', () => {
    expect(kolmogorovSmirnov(float64([NaN]), ref)).toEqual({ distance: null, pValue: null, method: 'none' });
    expect(wasserstein(float64([]), ref)).toBeNaN();
    expect(standardisedWasserstein(float64([]), ref)).toBeNull();
  });
  test('ties: p comes from permutations, is seeded, and keeps its level', () => {
    let rejected = 0;
    for (let trial = 0; trial < 200; trial++) {
      const [a, b] = [normals(trial, 60), normals(1000 + trial, 80)].map(v => v.map(Math.round));
      const found = kolmogorovSmirnov(a!, b!, { seed: trial, draws: 199 });
      expect(found.method).toBe('permutation');
      if (found.pValue! <= 0.05) rejected++;
    }
    expect(rejected / 200).toBeLessThan(0.1);
    expect(rejected / 200).toBeGreaterThan(0.01);
    const [a, b] = [normals(1, 60).map(Math.round), normals(2, 80, 1).map(Math.round)];
    expect(kolmogorovSmirnov(a, b, { seed: 5 })).toEqual(kolmogorovSmirnov(a, b, { seed: 5 }));
    expect(kolmogorovSmirnov(a, b, { seed: 5 }).pValue).toBeLessThan(0.01);
  });
  test('permutation draws keep both sample sizes, whichever is smaller', () => {
    for (const [n1, n2] of [
      [7, 12],
      [12, 7],
    ] as const) {
      const grid = pooledGrid(normals(1, n1).map(Math.round), normals(2, n2).map(Math.round));
      const sums = permuted(grid, g => g.first.reduce((s, v) => s + v, 0) + 100 * g.second.reduce((s, v) => s + v, 0));
      expect(new Set(sums)).toEqual(new Set([n1 + 100 * n2]));
    }
  });
  test('permutation p-values are never 0 and count ties as reached', () => {
    expect(permutationPValue(5, float64([1, 2, 3]))).toBe(1 / 4);
    expect(permutationPValue(2, float64([1, 2 - 1e-15, 3]))).toBe(3 / 4);
  });
  test('a constant reference: 0 when nothing moved, no number when something did', () => {
    const constant = new Float64Array(50).fill(4);
    expect(standardisedWasserstein(constant, constant)).toBe(0);
    expect(
      standardisedWasserstein(
        constant,
        constant.map(v => v + 0.001),
      ),
    ).toBeNull();
    expect(standardisedWasserstein(ref, cur)!).toBeCloseTo(1 / moments(ref).sd, 12);
  });
  test('the chance line holds about 95 of 100 quiet chunks', () => {
    const reference = normals(1, 2000);
    const line = wassersteinChanceLine(reference, normals(2, 100), { seed: 3 })!;
    let below = 0;
    for (let trial = 0; trial < 200; trial++)
      if (standardisedWasserstein(reference, normals(10 + trial, 100))! <= line) below++;
    expect(below / 200).toBeGreaterThan(0.88);
    expect(below / 200).toBeLessThan(0.995);
  });
});

/** Bin edges as numpy.histogram takes them: equal widths, the last bin closed. */
function histogram(values: Float64Array, edges: number[]): Float64Array {
  const counts = new Float64Array(edges.length - 1);
  for (const v of values) {
    const last = edges.length - 2;
    for (let b = 0; b <= last; b++)
      if (v >= edges[b]! && (v < edges[b + 1]! || (b === last && v <= edges[b + 1]!))) counts[b]! += 1;
  }
  return counts;
}
const linspace = (low: number, high: number, bins: number) =>
  Array.from({ length: bins + 1 }, (_, i) => low + ((high - low) * i) / bins);

describe('shares over bins', () => {
  test('PSI on reference deciles', () => {
    const edges = referenceEdges(ref);
    const found = divergence.populationStability(
      divergence.shares(binCounts(ref, edges)),
      divergence.shares(binCounts(cur, edges)),
    );
    expectClose(found, page['psi_ref_deciles_floor1e-4']);
  });
  test("Evidently's numbers, with its Sturges bins on the pooled data and base e", () => {
    const low = 0;
    const high = 10.9;
    // Sturges: as many bins as the range holds widths of range / (log2(n) + 1).
    const edges = linspace(low, high, Math.ceil(Math.log2(200) + 1));
    // Empty bins count as 0.0001; scipy's Jensen-Shannon makes the sums 1 again.
    const floor = (v: number) => (v === 0 ? 1e-4 : v);
    const [p, q] = [ref, cur].map(v => divergence.shares(histogram(v, edges)).map(floor));
    const g = page.evidently;
    expectClose(divergence.populationStability(p!, q!), g.psi);
    expectClose(divergence.kullbackLeibler(p!, q!), g.kl_div);
    const bits = divergence.jensenShannon(divergence.shares(p!), divergence.shares(q!));
    expectClose(bits * Math.sqrt(Math.LN2), g.jensenshannon);
    // Its Hellinger takes as many edges as the others take bins.
    const fewer = linspace(low, high, edges.length - 2);
    const [r, s] = [ref, cur].map(v => divergence.shares(histogram(v, fewer)));
    expectClose(divergence.hellinger(r!, s!), g.hellinger_distance);
  });
  test("NannyML's numbers, with Doane bins on the reference and one bin for the rest", () => {
    const n = ref.length;
    const { mean } = moments(ref);
    const sd = moments(ref).sd * Math.sqrt((n - 1) / n);
    const skew = Math.abs(ref.reduce((s, v) => s + ((v - mean) / sd) ** 3, 0) / n);
    const sg = Math.sqrt((6 * (n - 2)) / ((n + 1) * (n + 3)));
    const width = 9.9 / (1 + Math.log2(n) + Math.log2(1 + skew / sg));
    const edges = linspace(0, 9.9, Math.ceil(9.9 / width));
    const inside = histogram(cur, edges);
    const rest = cur.length - inside.reduce((a, b) => a + b, 0);
    const p = divergence.shares([...histogram(ref, edges), 0]);
    const q = divergence.shares([...inside, rest]);
    expectClose(divergence.jensenShannon(p, q), page.nannyml_js_doane_base2);
    expectClose(divergence.hellinger(p, q), page.nannyml_hellinger);
  });
  test('the categorical fixture', () => {
    const [p, q] = [divergence.shares([50, 30, 20, 0]), divergence.shares([40, 40, 15, 5])];
    expectClose(divergence.jensenShannon(p, q), page.js_base2);
    expectClose(divergence.largestShift(p, q), page.l_inf);
    expectClose(divergence.totalVariation(p, q), page.tvd);
    expectClose(divergence.hellinger(p, q), page.evidently_cat.hellinger_distance);
    expectClose(divergence.populationStability(p, q), page.evidently_cat.psi);
    expectClose(divergence.jensenShannon(p, q) * Math.sqrt(Math.LN2), page.evidently_cat.jensenshannon);
    expectClose(divergence.jensenShannon(p, q), golden.divergence.js2);
    expectClose(divergence.kullbackLeibler(p, q), golden.divergence.kl);
  });
  test('law: distances are 0 between equals, symmetric, and within their bounds', () => {
    const counts = fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 })), {
      minLength: 2,
    });
    fc.assert(
      fc.property(counts, pairs => {
        // One row in each column, so that both have something.
        const p = divergence.shares([...pairs.map(c => c[0]), 1]);
        const q = divergence.shares([...pairs.map(c => c[1]), 1]);
        for (const distance of [
          divergence.jensenShannon,
          divergence.hellinger,
          divergence.totalVariation,
          divergence.largestShift,
        ]) {
          expectClose(distance(p, p), 0, 1e-7);
          expectClose(distance(p, q), distance(q, p));
          expect(distance(p, q)).toBeLessThanOrEqual(1 + 1e-12);
          expect(distance(p, q)).toBeGreaterThanOrEqual(0);
        }
        expect(divergence.populationStability(p, q)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
  test('chance lines: the reference page, and a check by drawing', () => {
    expectClose(divergence.psiChanceLine(10, 100, 2000), 0.178, 1e-3);
    expect(divergence.psiChanceLine(1, 100, 2000)).toBe(0);
    const line = divergence.jensenShannonChanceLine(10, 400, 4000);
    const edges = referenceEdges(normals(1, 4000));
    const reference = divergence.shares(binCounts(normals(1, 4000), edges));
    let below = 0;
    for (let trial = 0; trial < 300; trial++)
      if (divergence.jensenShannon(reference, divergence.shares(binCounts(normals(50 + trial, 400), edges))) <= line)
        below++;
    expect(below / 300).toBeGreaterThan(0.91);
    expect(below / 300).toBeLessThan(0.985);
  });
  test('bins are frozen: every value falls in one, ties merge edges, nothing gives no edges', () => {
    const edges = referenceEdges(float64([1, 1, 1, 1, 1, 1, 1, 1, 2, 3]));
    expect(new Set(edges).size).toBe(edges.length);
    expect(binCounts(float64([-5, 1, 9, NaN]), edges).reduce((a, b) => a + b, 0)).toBe(3);
    expect(referenceEdges(float64([NaN])).length).toBe(0);
    expectClose(referenceEdges(ref), quantiles(ref, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]));
  });
});

describe('contingency', () => {
  test('the reference page and scipy', () => {
    const first = chiSquareContingency([50, 30, 20, 0], [40, 40, 15, 5]);
    expectClose([first.chiSquare, first.pValue, first.df], page.chi2_contingency);
    const second = chiSquareContingency([50, 30, 20], [80, 80, 40]);
    expectClose([second.chiSquare, second.pValue, second.df], page.cat2_ref_50_30_20_cur_80_80_40.contingency);
    // The goodness-of-fit form, which takes the reference for exact, is not used; its tail is.
    const [gof, p] = page.cat2_ref_50_30_20_cur_80_80_40.gof_evidently;
    expectClose(chiSquareTail(gof, 2), p);
    for (const g of golden.chi2) {
      const found = chiSquareContingency(g.first, g.second);
      expectClose([found.chiSquare, found.pValue, found.df], [g.chi2, g.p, g.df]);
    }
  });
  test('categories nobody has do not count; one category or none says nothing', () => {
    expect(chiSquareContingency([5, 0, 7], [9, 0, 4])).toEqual(chiSquareContingency([5, 7], [9, 4]));
    expect(chiSquareContingency([5, 0], [9, 0]).pValue).toBe(1);
    expect(chiSquareContingency([0, 0], [9, 3]).pValue).toBe(1);
  });
  test('rare categories are pooled, and where that does not help the rows are permuted', () => {
    const pooled = pooledChiSquare([100, 80, 3, 2, 4, 5], [90, 85, 4, 3, 3, 2]);
    expect(pooled).toMatchObject({ pooled: 4, method: 'chi-square', df: 2 });
    const rare = pooledChiSquare([50, 30, 20, 0], [40, 40, 15, 5], { seed: 2 });
    expect(rare).toMatchObject({ pooled: 1, method: 'permutation', df: 3 });
    // Near the chi-square value, which is not far off here, and never 0 for an unseen category.
    expectClose(rare.pValue, page.chi2_contingency[1], 0.02);
    expect(pooledChiSquare([50, 30], [40, 40])).toMatchObject({ pooled: 0, method: 'chi-square' });
  });
  test('law: exchanging the two columns changes nothing', () => {
    const counts = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(counts, pairs => {
        const [a, b] = [pairs.map(c => c[0]), pairs.map(c => c[1])];
        expectClose(chiSquareContingency(a, b).pValue, chiSquareContingency(b, a).pValue);
      }),
    );
  });
});
