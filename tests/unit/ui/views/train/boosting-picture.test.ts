import { describe, expect, test } from 'vitest';
import type { BoostingState } from '../../../../../src/core/models/gradient-boosting.ts';
import { axisFor, endOf, importanceBars } from '../../../../../src/ui/views/train/pictures/boosting-picture.ts';

const state = (given: Partial<BoostingState>): BoostingState => ({
  task: { loss: 'log', quantile: 0.5, outputs: 1, classes: 2, present: [0, 1] },
  base: [0],
  rounds: [[], []],
  history: [1, 0.5, 0.6].map(loss => ({ loss, validationLoss: loss })),
  stopped: 'patience',
  importance: [0.2, 0, 0.7, 0.1],
  ...given,
});

describe('the picture of gradient boosting', () => {
  test('says how the fit ended and what was kept', () => {
    expect(endOf(state({}))).toBe('Stopped when rows set apart got no better: 2 of 3 rounds kept');
    expect(endOf(state({ rounds: [[], [], []], stopped: 'rounds' }))).toBe('All 3 rounds were grown and kept');
    expect(endOf(state({ rounds: [] }))).toMatch(/better than a constant/);
    expect(endOf(state({ rounds: [], history: [] }))).toMatch(/every row gets the same answer/);
  });

  test('shows columns by their share, and says how many it leaves out', () => {
    expect(importanceBars(state({}), ['a', 'b', 'c', 'd'])).toEqual({
      names: ['c', 'a', 'd'],
      shares: [0.7, 0.2, 0.1],
      left: 1,
    });
    const many = Array.from({ length: 50 }, () => 0.02);
    const bars = importanceBars(
      state({ importance: many }),
      many.map((_, i) => `x${i}`),
    );
    expect([bars.names.length, bars.left]).toEqual([20, 30]);
  });

  test('takes a logarithmic axis where the loss falls far, never where it reaches 0', () => {
    const falling = (last: number) => state({ history: [{ loss: 100, validationLoss: null }, { loss: last, validationLoss: null }] }); // prettier-ignore
    expect([50, 1, 0, -3].map(last => axisFor(falling(last)))).toEqual(['linear', 'log', 'linear', 'linear']);
  });
});
