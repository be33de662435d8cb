import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Matrix } from '../../../../src/core/model.ts';
import { gradientBoosting } from '../../../../src/core/models/gradient-boosting.ts';
import type { ParamValues } from '../../../../src/core/params.ts';
import { classification, fitModel, largestDifference, predict, regression } from './harness.ts';

interface Golden {
  readonly sets: Record<string, { x: (number | null)[][]; levels: number[] | null }>;
  readonly targets: Record<string, number[]>;
  readonly weights: Record<string, number[]>;
  readonly cases: {
    set: string;
    params: ParamValues;
    weighted: boolean;
    /** Why rounding or the order of columns decides (see make.py): after the first tree the loss is compared. */
    ties: string | null;
    /** Splits that scikit-learn made though they gain nothing but rounding. */
    unsettled: number;
    predictions: number[] | number[][];
    /** Of the splits of the first trees, descending. */
    gains: number[][];
  }[];
}

/** Mean loss of predictions: log loss, squared, absolute or pinball, by weight. */
function lossOf(
  predictions: ArrayLike<number>,
  y: number[],
  { loss, quantile }: ParamValues,
  weights: number[] | null,
) {
  const width = predictions.length / y.length;
  const share = loss === 'absolute' ? 0.5 : (quantile as number | undefined);
  const at = (r: number): number => {
    if (width > 1) return -Math.log(predictions[r * width + y[r]!]!);
    const rest = y[r]! - predictions[r]!;
    return share === undefined ? rest * rest : Math.max(share * rest, (share - 1) * rest);
  };
  const weightOf = (r: number): number => weights?.[r] ?? 1;
  return y.reduce((sum, _, r) => sum + weightOf(r) * at(r), 0) / y.reduce((sum, _, r) => sum + weightOf(r), 0);
}

const read = (file: string) => JSON.parse(readFileSync(`tests/golden/boosting/${file}.json`, 'utf8')) as Golden;
const [first, more] = [read('boosting'), read('more')];
const golden: Golden = {
  sets: { ...first.sets, ...more.sets },
  targets: { ...first.targets, ...more.targets },
  weights: { ...first.weights, ...more.weights },
  cases: [...first.cases, ...more.cases],
};

/** The targets on mixed columns share one table, and so do those on waves. */
function tableOf(name: string): Matrix {
  const shared = name.startsWith('mixed') ? 'mixed, numbers' : name.startsWith('waves') ? 'waves' : name;
  const { x, levels } = golden.sets[shared]!;
  const width = x[0]!.length;
  return {
    rows: x.length,
    width,
    data: Float64Array.from(x.flat(), v => v ?? NaN),
    names: Array.from({ length: width }, (_, c) => `x${c}`),
    ...(levels && { categories: levels.map(n => (n ? Array.from({ length: n }, (_, i) => `level ${i}`) : null)) }),
  };
}

const named = (params: ParamValues, name: 'rising' | 'falling') =>
  ((params[name] as number[] | undefined) ?? []).map(c => `x${c}`);

/** What a case learns to tell: its loss. */
const lossName = ({ params, predictions }: Golden['cases'][number]): string =>
  (params['loss'] as string | undefined) ??
  (Array.isArray(predictions[0]) ? `${predictions[0].length} classes` : 'squared');

test('of every loss, at least three cases agree in every prediction', () => {
  const exact = new Map<string, number>();
  for (const given of golden.cases) if (!given.ties) exact.set(lossName(given), (exact.get(lossName(given)) ?? 0) + 1);
  expect([...exact.keys()].sort()).toEqual([
    '2 classes',
    '3 classes',
    'absolute',
    'gamma',
    'poisson',
    'quantile',
    'squared',
  ]);
  expect(Math.min(...exact.values())).toBeGreaterThanOrEqual(3);
});

test('where splits that gain nothing are said to decide, scikit-learn has made some', () => {
  const said = golden.cases.filter(c => c.ties === 'splits that gain nothing');
  expect(said.length).toBeGreaterThan(0);
  for (const { unsettled } of said) expect(unsettled).toBeGreaterThan(0);
});

describe('predictions equal those of HistGradientBoosting', () => {
  for (const { set, params, weighted, ties, predictions, gains } of golden.cases) {
    test(`${set}, ${weighted ? 'weighted, ' : ''}${JSON.stringify(params)}${ties ? `: the loss alone, ${ties}` : ''}`, async () => {
      const x = tableOf(set);
      const y = golden.targets[set]!;
      const isClasses = Array.isArray(predictions[0]);
      const state = (await fitModel(gradientBoosting, x, isClasses ? classification(y) : regression(y), {
        params: { ...params, trees: 15, rising: named(params, 'rising'), falling: named(params, 'falling') },
        ...(weighted && { weights: Float64Array.from(golden.weights[set]!) }),
      })) as { readonly rounds: readonly (readonly { readonly gain: readonly number[] }[])[] };
      state.rounds[0]!.forEach(({ gain }, k) => {
        const found = gain.filter(v => v > 1e-6).sort((a, b) => b - a);
        expect(found.length).toBe(gains[k]!.length);
        found.forEach((v, i) => expect(v / gains[k]![i]!).toBeCloseTo(1, 4));
      });
      const found = predict(gradientBoosting, state, x).block.data;
      if (ties) {
        const weights = weighted ? golden.weights[set]! : null;
        const expected = lossOf(predictions.flat(), y, params, weights);
        expect(Math.abs(lossOf(found, y, params, weights) / expected - 1)).toBeLessThan(0.05);
        return;
      }
      const scale = Math.max(1, ...predictions.flat().map(Math.abs));
      // scikit-learn keeps gradients as float32, this on a grid of 2^-29: steps differ by about 1e-7 of themselves.
      expect(largestDifference(found, predictions.flat()) / scale).toBeLessThan(2e-6);
    });
  }
});
