import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { delongAuc, delongTest, hanleyMcNeilError } from '../../../../src/core/stats/delong.ts';
import { fiveByTwo } from '../../../../src/core/stats/five-by-two.ts';
import { mcnemar } from '../../../../src/core/stats/mcnemar.ts';
import { adjustPValues } from '../../../../src/core/stats/multiplicity.ts';
import {
  agrestiMinInterval,
  tangoInterval,
  waldPairedInterval,
} from '../../../../src/core/stats/paired-proportions.ts';
import {
  mcnemarRows,
  pairedMeanRows,
  pairedTRows,
  twoProportionRows,
  twoProportionRowsPooled,
} from '../../../../src/core/stats/power.ts';
import {
  clopperPearsonInterval,
  newcombeInterval,
  twoProportionTest,
  wilsonInterval,
} from '../../../../src/core/stats/proportions.ts';
import { sequentialLook, tunedMixture, waldBounds } from '../../../../src/core/stats/sequential.ts';
import { signSwapTest } from '../../../../src/core/stats/sign-swap.ts';
import {
  bayesianCorrelatedT,
  foldInterval,
  nadeauBengioTest,
  pairedTTest,
} from '../../../../src/core/stats/t-tests.ts';
import { wilcoxonSignedRank } from '../../../../src/core/stats/wilcoxon.ts';
import type { Interval } from '../../../../src/core/metrics/result.ts';
import { randomStream } from '../../../../src/core/random.ts';
import { expectClose, expectCloseRelative, float64, readGolden, reference } from '../metrics/golden.ts';

const page = reference.hypothesis;
const golden = readGolden('metrics/stats.json');
const ends = (i: Interval): number[] => [i.low, i.high];

describe('McNemar', () => {
  test('the reference page and statsmodels', () => {
    for (const g of page.mcnemar) {
      const found = mcnemar(g.b, g.c);
      expectClose(found.exact, g.exact);
      expectClose(found.midP, g.midp);
      expectClose(found.chiSquare, g.chi2_cc);
      expectClose(found.chiSquareP, g.chi2_cc_p);
    }
    for (const g of golden.mcnemar) {
      const found = mcnemar(g.b, g.c);
      expectClose(found.exact, g.exact);
      expectClose(found.chiSquare, g.chi2);
      expectClose(found.chiSquareP, g.chi2_p);
    }
  });
  test('without discordant rows the models agree: p is 1, in every form', () => {
    expect(mcnemar(0, 0)).toMatchObject({ exact: 1, midP: 1, chiSquareP: 1 });
  });
  test('law: it does not matter which model is called first', () => {
    const count = fc.integer({ min: 0, max: 200 });
    fc.assert(
      fc.property(count, count, (b, c) => {
        expect(mcnemar(b, c).midP).toBe(mcnemar(c, b).midP);
        expect(mcnemar(b, c).midP).toBeLessThanOrEqual(mcnemar(b, c).exact);
      }),
    );
  });
  test('intervals of the paired difference', () => {
    const g = page.paired_prop_ci_b25_c10_n1000;
    expectClose(ends(waldPairedInterval(25, 10, 1000)), g.wald);
    expectClose(ends(agrestiMinInterval(25, 10, 1000)), g.agresti_min);
    expectClose(ends(tangoInterval(25, 10, 1000)), g.tango, g.tol);
  });
  test('law: Tango turns with the models, holds the estimate and stays within [-1, 1]', () => {
    const cell = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(cell, cell, cell, (b, c, rest) => {
        const n = b + c + rest + 1;
        const [low, high] = ends(tangoInterval(b, c, n));
        expectClose(ends(tangoInterval(c, b, n)), [-high!, -low!], 1e-9);
        expect(low!).toBeLessThanOrEqual((b - c) / n);
        expect(high!).toBeGreaterThanOrEqual((b - c) / n);
        expect(Math.max(-low!, high!)).toBeLessThanOrEqual(1);
        expect(high!).toBeGreaterThan(low!);
      }),
    );
  });
});

describe('DeLong', () => {
  test('the toy example', () => {
    const g = page.delong_toy;
    const found = delongTest(Uint8Array.from(g.y as number[]), float64(g.a), float64(g.b))!;
    expectClose(found.auc, g.auc);
    expectClose([found.variances[0], found.covariance, found.covariance, found.variances[1]], g.cov.flat());
    expectClose(found.z, g.z);
    expectClose(found.pValue, g.p);
  });
  test('pROC on its own data', () => {
    const data = readGolden('metrics/asah.json');
    const g = page.delong_aSAH_pROC;
    const found = delongTest(Uint8Array.from(data.outcome as number[]), float64(data.wfns), float64(data.s100b))!;
    expectClose(found.auc, g.auc);
    expectClose(found.z, g.z);
    expectClose(found.pValue, g.p);
    expectClose(ends(found.interval), g.ci95);
  });
  test('many ties, against the full kernel matrix', () => {
    const g = golden.delong_ties;
    const found = delongTest(Uint8Array.from(g.y as number[]), float64(g.a), float64(g.b))!;
    expectClose(found.auc, g.auc);
    expectClose([found.variances[0], found.covariance, found.covariance, found.variances[1]], g.cov.flat());
    expectClose([found.z, found.pValue], [g.z, g.p]);
    expectClose(delongAuc(Uint8Array.from(g.y as number[]), float64(g.a))!.variance, g.cov[0][0]);
  });
  test('scores that rank alike: z is 0 and p is 1', () => {
    const y = Uint8Array.of(0, 1, 0, 1);
    const score = float64([0.1, 0.5, 0.6, 0.9]);
    expect(
      delongTest(
        y,
        score,
        score.map(v => 2 * v),
      ),
    ).toMatchObject({ z: 0, pValue: 1, difference: 0 });
  });
  test('below two of a side there is no test; intervals stay in [0, 1]', () => {
    expect(delongTest(Uint8Array.of(1, 0, 0), float64([1, 2, 3]), float64([1, 2, 3]))).toBeNull();
    expect(delongAuc(Uint8Array.of(1, 1, 1), float64([1, 2, 3]))).toBeNull();
    const high = delongAuc(Uint8Array.of(0, 0, 1, 0, 1, 1), float64([1, 2, 3, 4, 5, 6]))!.interval;
    expect(high.high).toBe(1);
  });
  test('Hanley and McNeil at AUC 0.8, fifty of each', () => {
    expectClose(hanleyMcNeilError(0.8, 50, 50), 0.0445, 1e-4);
  });
});

describe('proportions', () => {
  test('the reference page', () => {
    expectClose(ends(wilsonInterval(8, 10)), page.wilson['8/10']);
    expectClose(ends(wilsonInterval(0, 10)), page.wilson['0/10']);
    expectClose(ends(clopperPearsonInterval(8, 10)), page.wilson['cp_8/10']);
    const [[x1, x2], [n1, n2]] = [page.prop_z.x, page.prop_z.n];
    const { z, pValue } = twoProportionTest(x1, n1, x2, n2);
    expectClose([z, pValue], page.prop_z.z_p);
    expectClose(ends(newcombeInterval(x1, n1, x2, n2)), page.prop_z.newcombe_ci);
  });
  test('statsmodels', () => {
    for (const [k, n, low, high] of golden.wilson) expectClose(ends(wilsonInterval(k, n, 0.9)), [low, high]);
    for (const [k, n, low, high] of golden.clopper) expectClose(ends(clopperPearsonInterval(k, n)), [low, high]);
    for (const [a, b, c, d, low, high] of golden.newcombe) expectClose(ends(newcombeInterval(a, b, c, d)), [low, high]);
    for (const [a, b, c, d, z, p] of golden.prop_z) {
      const found = twoProportionTest(a, b, c, d);
      expectClose([found.z, found.pValue], [z, p]);
    }
  });
  test('nothing against nothing is no difference, and no rows know nothing', () => {
    expect(twoProportionTest(0, 10, 0, 20)).toEqual({ z: 0, pValue: 1 });
    expect(ends(wilsonInterval(0, 0))).toEqual([0, 1]);
  });
});

describe('t tests', () => {
  test('Nadeau-Bengio and its Bayesian reading', () => {
    const g = page.nadeau_bengio;
    const found = nadeauBengioTest(float64(g.diffs), g.test_over_train);
    expectClose(found.t, g.t);
    expectClose(found.pValue, g.p_two_sided);
    expectClose(ends(found.interval), g.ci95);
    const bayes = bayesianCorrelatedT(found, 0.01);
    expectClose(bayes.better, g.bayes_p_better);
    expectClose(bayes.practicallyEqual, g['bayes_p_rope_0.01']);
    expect(foldInterval(float64(g.diffs), g.test_over_train)).toEqual(found.interval);
  });
  test('scipy, uncorrected', () => {
    const g = golden.paired_t;
    const found = pairedTTest(float64(g.d));
    expectClose([found.t, found.pValue, ...ends(found.interval)], [g.t, g.p, ...g.ci]);
  });
  test('5x2cv', () => {
    const g = page['5x2cv'];
    const found = fiveByTwo(g.D);
    expectClose([found.t, found.tP, found.f, found.fP], [g.t, g.t_p, g.F, g.F_p]);
    expect(fiveByTwo(Array.from({ length: 5 }, () => [0.1, 0.1] as const)).t).toBeNaN();
  });
  test('no spread: identical or degenerate, never p = 0', () => {
    expect(pairedTTest(float64([0, 0, 0]))).toMatchObject({ status: 'identical', pValue: 1 });
    expect(pairedTTest(float64([0.1, 0.1, 0.1]))).toMatchObject({ status: 'degenerate', pValue: NaN });
    expect(pairedTTest(float64([1]))).toMatchObject({ status: 'insufficient' });
    expect(foldInterval(float64([0.5]), 0.25)).toBeNull();
  });
});

describe('Wilcoxon', () => {
  test('the reference page', () => {
    const found = wilcoxonSignedRank(float64(page.wilcoxon.d));
    expect(found).toMatchObject({ statistic: page.wilcoxon.T, method: 'exact' });
    expectClose(found.pValue, page.wilcoxon.p_exact);
    // The reference page's example with a zero and ties.
    expectClose(wilcoxonSignedRank(float64([0.02, 0.01, -0.005, 0.03, 0, 0.015, 0.01, 0.02])).pValue, 0.03125);
  });
  test('scipy, and all sign patterns listed where there are ties', () => {
    for (const [key, method] of [
      ['wilcoxon_exact', 'exact'],
      ['wilcoxon_ties', 'exact'],
      ['wilcoxon_normal', 'normal'],
    ] as const) {
      const g = golden[key];
      const found = wilcoxonSignedRank(float64(g.d));
      expect(found.method).toBe(method);
      expectClose([found.statistic, found.pValue], [g.t, g.p]);
    }
  });
  test('zeros alone, one difference, nothing at all', () => {
    expect(wilcoxonSignedRank(float64([0, 0])).pValue).toBe(1);
    expect(wilcoxonSignedRank(float64([3])).pValue).toBe(1);
    expect(wilcoxonSignedRank(float64([])).pValue).toBe(1);
  });
  test('law: turning all signs changes nothing', () => {
    const values = fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 80 });
    fc.assert(
      fc.property(values, d => {
        const [there, back] = [wilcoxonSignedRank(float64(d)), wilcoxonSignedRank(float64(d.map(v => -v)))];
        expect(back.statistic).toBe(there.statistic);
        expectClose(back.pValue, there.pValue);
        expect(there.pValue).toBeGreaterThan(0);
      }),
    );
  });
});

describe('multiplicity', () => {
  test('the reference page and statsmodels', () => {
    for (const g of [page.multitest, golden.multiplicity])
      for (const [correction, key] of [
        ['bonferroni', 'bonferroni'],
        ['holm', 'holm'],
        ['benjamini-hochberg', 'fdr_bh'],
        ['benjamini-yekutieli', 'fdr_by'],
      ] as const)
        expectClose(
          adjustPValues(g.p, correction).pValues.map(p => p!),
          g[key],
        );
  });
  test('missing p-values are set aside and the count of tests is told', () => {
    const found = adjustPValues([0.01, null, NaN, 0.04], 'holm');
    expectClose([found.pValues[0]!, found.pValues[3]!], [0.02, 0.04]);
    expect(found).toMatchObject({ tests: 2 });
    expect(found.pValues.slice(1, 3)).toEqual([null, null]);
    expect(adjustPValues([], 'benjamini-hochberg')).toEqual({ pValues: [], tests: 0 });
  });
  test('law: never smaller than the raw value, never above 1, order kept', () => {
    const ps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(ps, fc.constantFrom('bonferroni', 'holm', 'benjamini-hochberg', 'benjamini-yekutieli'), (p, how) => {
        const adjusted = adjustPValues(p, how).pValues as number[];
        p.forEach((raw, i) => {
          expect(adjusted[i]!).toBeGreaterThanOrEqual(raw * (1 - 1e-12));
          expect(adjusted[i]!).toBeLessThanOrEqual(1);
          p.forEach((other, j) => raw < other && expect(adjusted[i]!).toBeLessThanOrEqual(adjusted[j]!));
        });
      }),
    );
  });
});

describe('power', () => {
  test('the reference page and statsmodels', () => {
    const g = page.power;
    // statsmodels searches for its answers: these two agree to its own stopping rule.
    expectClose(twoProportionRows(0.9, 0.88), g['n_per_arm_.90_.88_arcsine'], 1e-6);
    expectClose(pairedTRows(0.2), g['paired_t_d0.2'], 1e-6);
    expectClose(twoProportionRowsPooled(0.9, 0.88), g.n_per_arm_pooled_formula);
    expectClose(mcnemarRows(0.06, 0.04), g['mcnemar_n_p10=.06_p01=.04']);
    for (const [effect, power, rows] of golden.paired_t_rows) expectClose(pairedTRows(effect, { power }), rows, 1e-6);
  });
  test('a mean difference needs four times the rows for half the size', () => {
    expectClose(pairedMeanRows(0.1, 1), 4 * pairedMeanRows(0.2, 1));
    expectClose(pairedMeanRows(0.2, 1), ((1.959963984540054 + 0.8416212335729143) / 0.2) ** 2);
  });
});

describe('sequential', () => {
  test('mixture ratio, its p-value and its confidence sequence', () => {
    const g = page.msprt;
    const look = sequentialLook(g.xbar, g.n, g.V, g.tau2);
    expectClose([look.logRatio, look.pValue, look.halfWidth], [g.logLR, g.p, g.cs95_halfwidth]);
    expect(look.ready).toBe(true);
    expect(sequentialLook(0.1, 99, 1, 1).ready).toBe(false);
  });
  test('the asymptotic confidence sequence is the same with a tuned mixture', () => {
    const g = page.asymp_cs;
    const tau2 = tunedMixture(g.V, g.N_tune);
    expectClose(Math.sqrt(tau2 / g.V), g.rho);
    expectClose(sequentialLook(g.xbar, g.n, g.V, tau2).halfWidth, g.halfwidth);
    expect(g.halfwidth).toBeGreaterThan(g.fixed_halfwidth);
  });
  test('Wald bounds of the reference page', () => {
    const { upper, lower, win, loss } = waldBounds();
    expectClose([upper, lower, win, loss], [2.772589, -1.558145, 0.182322, -0.223144], 1e-6);
  });
  test('looking twenty times at nothing alarms no more often than promised', () => {
    let alarms = 0;
    for (let trial = 0; trial < 200; trial++) {
      const random = randomStream(trial, 'sequential');
      let sum = 0;
      let alarmed = false;
      for (let n = 1; n <= 2000; n++) {
        sum += random.normal();
        if (n % 100 === 0) alarmed ||= sequentialLook(sum / n, n, 1, tunedMixture(1)).pValue <= 0.05;
      }
      if (alarmed) alarms++;
    }
    expect(alarms / 200).toBeLessThan(0.06);
  });
});

describe('sign swap', () => {
  test('agrees with counting all patterns, and is never 0', () => {
    const d = float64([3, 5, 2, 7, -1, 4, 6]);
    let reached = 0;
    for (let mask = 0; mask < 128; mask++)
      if (Math.abs(d.reduce((sum, v, i) => sum + (mask & (1 << i) ? v : -v), 0)) >= 26) reached++;
    const found = signSwapTest(d, { draws: 20_000, seed: 4 });
    expectClose(found.pValue, reached / 128, 0.006);
    expect(signSwapTest(d, { draws: 20_000, seed: 4 })).toEqual(found);
    expect(signSwapTest(new Float64Array(40).fill(1), { draws: 99 }).pValue).toBe(1 / 100);
    expect(signSwapTest(new Float64Array(4), { draws: 99 }).pValue).toBe(1);
  });
  test('keeps its level when nothing is different', () => {
    let rejected = 0;
    for (let trial = 0; trial < 300; trial++) {
      const random = randomStream(trial, 'null');
      const d = Float64Array.from({ length: 50 }, () => random.normal());
      if (signSwapTest(d, { draws: 199, seed: trial }).pValue <= 0.05) rejected++;
    }
    expect(rejected / 300).toBeLessThan(0.09);
    expect(rejected / 300).toBeGreaterThan(0.02);
  });
});

test('p-values far out keep their digits', () => {
  expectCloseRelative(mcnemar(200, 0).exact, 2 ** -199);
});
