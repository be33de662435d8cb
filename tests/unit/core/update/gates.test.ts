import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../../../src/core/stats/compare.ts';
import { type GateFacts, promotionGates } from '../../../../src/core/update/gates.ts';

const inputs = [
  { name: 'age', kind: 'number', missingShare: 0 },
  { name: 'town', kind: 'category', missingShare: 0 },
] as const;
const contract = { inputs, classes: ['no', 'yes'], task: 'classification' } as const;
const comparison = (verdict: Comparison['verdict']): Comparison => ({
  test: 'DeLong test',
  metric: 'roc-auc',
  values: [0.7, 0.8],
  difference: 0.1,
  interval: null,
  pValue: 0.01,
  verdict,
  sentence: 'Version 2 is better.',
  n: 400,
});
const facts: GateFacts = {
  champion: contract,
  challenger: contract,
  tested: 400,
  leftOut: 0,
  comparison: comparison('better'),
  faults: [],
  unmet: null,
};
const failing = (change: Partial<GateFacts>) =>
  promotionGates({ ...facts, ...change })
    .filter(g => !g.passed)
    .map(g => [g.id, g.finding]);

describe('promotionGates', () => {
  it('lets a better challenger of the same contract pass', () => {
    expect(failing({})).toEqual([]);
    expect(failing({ comparison: comparison('not-worse') })).toEqual([]);
  });

  it.each(['worse', 'inconclusive', 'same'] as const)('stops one that is %s', verdict => {
    expect(failing({ comparison: comparison(verdict) }).map(([id]) => id)).toEqual(['verdict']);
  });

  it('names what callers would have to change', () => {
    const challenger = {
      ...contract,
      inputs: [
        { ...inputs[0], kind: 'text' as const },
        { ...inputs[1], name: 'city' },
      ],
    };
    expect(failing({ challenger })).toEqual([
      ['inputs', 'Not the same: it also reads "city"; it no longer reads "town"; "age" was number and is text.'],
    ]);
    expect(failing({ challenger: { ...contract, classes: ['no', 'maybe', 'yes'] } })).toEqual([
      ['classes', 'The classes were no, yes and are no, maybe, yes.'],
    ]);
  });

  it('asks for rows neither saw, enough of them, and no open fault', () => {
    expect(failing({ tested: 0, comparison: null, leftOut: 7 }).map(([id]) => id)).toEqual([
      'unseen',
      'enough',
      'verdict',
    ]);
    expect(failing({ tested: 49 }).map(([id]) => id)).toEqual(['enough']);
    expect(failing({ faults: ['"t" changed its unit'] })[0]![1]).toContain('"t" changed its unit');
  });

  it('speaks of classes only where there are some', () => {
    const regression = { inputs, classes: [], task: 'regression' } as const;
    expect(promotionGates({ ...facts, champion: regression, challenger: regression }).map(g => g.id)).toEqual([
      'inputs',
      'unseen',
      'enough',
      'verdict',
      'faults',
    ]);
  });

  it('asks that the rows are as expected, where anything is expected of them', () => {
    expect(promotionGates(facts).some(g => g.id === 'expectations')).toBe(false);
    expect(failing({ unmet: [] })).toEqual([]);
    expect(failing({ unmet: ['“age” is between 0 and 120'] })).toEqual([
      ['expectations', 'Not so: “age” is between 0 and 120.'],
    ]);
    expect(failing({ unmet: ['a', 'b', 'c', 'd', 'e'] })[0]![1]).toBe('Not so: a; b; c and 2 more.');
  });
});
