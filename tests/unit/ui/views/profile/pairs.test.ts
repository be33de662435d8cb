import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ComparedColumn } from '../../../../../src/core/profile/compare.ts';
import { shortPlace } from '../../../../../src/ui/charts/place-chart.ts';
import { comparedTitle, differs } from '../../../../../src/ui/views/profile/compare-words.ts';
import { MOST_PAIRS, strongestPairs } from '../../../../../src/ui/views/profile/measure-words.ts';

describe('strongestPairs', () => {
  it('lists each pair with a value once, the strongest first', () => {
    const value = fc.option(fc.double({ min: -1, max: 1, noNaN: true }));
    fc.assert(
      fc.property(fc.array(value, { minLength: 64, maxLength: 64 }), values => {
        const names = Array.from({ length: 8 }, (_, i) => `c${i}`);
        const at = (row: number, column: number) => values[8 * Math.max(row, column) + Math.min(row, column)]!;
        const pairs = strongestPairs({ names, value: at });
        const all = names.flatMap((_, row) => names.slice(0, row).map((_, column) => at(row, column)));
        expect(pairs.map(p => Math.abs(p.value))).toEqual(
          all.filter(v => v !== null).map(Math.abs).sort((a, b) => b - a), // prettier-ignore
        );
        for (const { row, column, value } of pairs) expect(value).toBe(at(row, column));
      }),
    );
  });

  it('keeps to the strongest of many, also where all are alike', () => {
    const names = Array.from({ length: 300 }, (_, i) => `c${i}`);
    const pairs = strongestPairs({ names, value: (row, column) => (row === 7 && column === 3 ? -0.9 : 0.5) });
    expect(pairs).toHaveLength(MOST_PAIRS);
    expect(pairs[0]).toEqual({ row: 7, column: 3, value: -0.9 });
  });
});

describe('shortPlace', () => {
  it('names a bar of whole numbers by them, and a wide one by where it begins', () => {
    const bins = { kind: 'edges', edges: [0.5, 1.5, 4.5] } as const;
    expect([0, 1, 2, 3].map(at => shortPlace(bins, at, 'whole'))).toEqual([
      '1',
      'from 2',
      'outside the bars',
      'missing',
    ]);
    expect(shortPlace(bins, 1, 'numbers')).toBe('from 1.5');
    expect(shortPlace({ kind: 'levels', levels: ['a to b'] }, 0, 'numbers')).toBe('a to b');
  });
});

describe('comparedTitle', () => {
  const column = (name: string, distance: number): ComparedColumn => ({
    ...{ name, kind: 'number', status: 'compared', bins: { kind: 'edges', edges: [] }, first: [], second: [] },
    ...{ distance, chance: 0.1, ks: null, moved: null, sampled: null },
  });
  const columns = (apart: number, of: number) =>
    Array.from({ length: of }, (_, i) => column(`c${i}`, i < apart ? 0.2 : 0.05));

  it('takes a few columns beyond the line of chance for what they are', () => {
    expect(comparedTitle({ rows: [9, 9], columns: columns(0, 20) })).toBe('The columns of both look alike');
    expect(comparedTitle({ rows: [9, 9], columns: columns(1, 20) })).toContain('as chance alone would have it');
    expect(comparedTitle({ rows: [9, 9], columns: columns(10, 20) })).toBe(
      '10 columns differ more than by chance, “c0” the most (0.20)',
    );
    expect(columns(3, 20).filter(differs)).toHaveLength(3);
  });
});
