import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  errorsByStep,
  intervalHalfWidths,
  type Judged,
  seasonalScale,
} from '../../../../src/core/forecasting/errors.ts';
import { drift, lastValue, seasonalNaive } from '../../../../src/core/forecasting/naive.ts';

interface Case {
  readonly name: string;
  readonly season: number;
  readonly history: readonly number[];
  readonly truth: readonly number[];
  readonly forecasts: Readonly<Record<'last' | 'seasonal' | 'drift', readonly number[]>>;
  readonly errors: Readonly<Record<'last' | 'seasonal' | 'drift', { mae: number; mase: number; smape: number }>>;
}
const { cases } = JSON.parse(readFileSync('tests/golden/forecasting/forecasting.json', 'utf8')) as { readonly cases: readonly Case[] }; // prettier-ignore
const near = (found: number | null, expected: number): void =>
  expect(Math.abs(found! - expected)).toBeLessThanOrEqual(1e-10 * Math.max(1, Math.abs(expected)));

describe.each(cases.map(c => [c.name, c] as const))(
  'against sktime: %s',
  (_, { season, history, truth, forecasts, errors }) => {
    const horizon = truth.length;
    const paths = {
      last: lastValue(history, horizon),
      seasonal: seasonalNaive(history, season, horizon),
      drift: drift(history, horizon),
    };
    test.each(['last', 'seasonal', 'drift'] as const)('%s', who => {
      paths[who].forEach((value, k) => near(value, forecasts[who][k]!));
      const scale = seasonalScale(history, season);
      const judged = truth.map((y, k): Judged => ({ step: k + 1, truth: y, forecast: paths[who][k]!, scale }));
      const [all, ...steps] = errorsByStep(judged, horizon);
      near(all!.mae, errors[who].mae);
      near(all!.mase, errors[who].mase);
      near(all!.smape, errors[who].smape);
      expect(steps).toHaveLength(horizon);
      near(steps.reduce((sum, s) => sum + s.mae!, 0) / horizon, errors[who].mae);
    });
  },
);

describe('naive forecasts', () => {
  test('pass over what is missing', () => {
    expect([...lastValue([1, 2, NaN], 2)]).toEqual([2, 2]);
    expect([...seasonalNaive([1, 2, 3, NaN], 2, 3)]).toEqual([3, 2, 3]);
    expect([...drift([NaN, 1, 2, NaN], 2)]).toEqual([4, 5]);
    expect([...drift([], 1)]).toEqual([NaN]);
    expect([...seasonalNaive([5], 7, 2)]).toEqual([5, 5]);
  });

  test('a series that repeats is met by the season, one that climbs evenly by the drift', () =>
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 2, maxLength: 6 }),
        fc.integer({ min: 1, max: 9 }),
        (turn, h) => {
          const at = (i: number): number => turn[i % turn.length]!;
          const n = 3 * turn.length;
          const history = Array.from({ length: n }, (_, i) => at(i));
          expect([...seasonalNaive(history, turn.length, h)]).toEqual(Array.from({ length: h }, (_, k) => at(n + k)));
          const climb = Array.from({ length: 10 }, (_, i) => 2 * i + at(0));
          drift(climb, h).forEach((v, k) => near(v, 2 * (10 + k) + at(0)));
        },
      ),
    ));
});

describe('intervals from backtest errors', () => {
  const judgedAt = (step: number, errors: readonly number[]): Judged[] =>
    errors.map(e => ({ step, truth: e, forecast: 0, scale: 1 }));

  test('hold the ceil((n + 1) share)-th smallest error of the step', () => {
    const errors = Array.from({ length: 24 }, (_, i) => (i % 2 ? 1 : -1) * (i + 1));
    expect(intervalHalfWidths(judgedAt(1, errors), 1, 0.8)).toEqual([20]);
  });

  test('borrow from neighbours where errors are few, and are absent where they are too few', () => {
    const judged = [...judgedAt(1, [1, 1, 1]), ...judgedAt(2, [2, 2, 2]), ...judgedAt(3, [9, 9, 9])];
    expect(intervalHalfWidths(judged, 3, 0.8)).toEqual([9, 9, 9]);
    expect(intervalHalfWidths(judgedAt(1, [1, 2]), 2, 0.8)).toEqual([null, null]);
  });

  test('cover the share of new errors of the same kind', () => {
    const draw = (seed: number): number[] => Array.from({ length: 400 }, (_, i) => Math.sin(seed + i * i) * 3);
    const [width] = intervalHalfWidths(judgedAt(1, draw(1)), 1, 0.8);
    const covered = draw(7).filter(e => Math.abs(e) <= width!).length / 400;
    expect(Math.abs(covered - 0.8)).toBeLessThan(0.07);
  });
});
