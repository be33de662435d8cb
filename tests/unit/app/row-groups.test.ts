import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shares, spreadGroups } from '../../../src/app/row-groups.ts';

test('groups are spread evenly, each once, in order', () => {
  expect(spreadGroups(10, 2)).toEqual([0, 5]);
  expect(spreadGroups(3, 9)).toEqual([0, 1, 2]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 500 }), (groups, wanted) => {
      const chosen = spreadGroups(groups, wanted);
      expect(chosen).toHaveLength(Math.min(groups, wanted));
      expect(new Set(chosen).size).toBe(chosen.length);
      expect([...chosen].sort((a, b) => a - b)).toEqual(chosen);
      expect(chosen.every(group => group >= 0 && group < groups)).toBe(true);
      // Neighbours are never further apart than twice the even distance.
      const gaps = chosen.map((group, i) => (chosen[i + 1] ?? groups) - group);
      expect(Math.max(...gaps)).toBeLessThan(2 * Math.ceil(groups / chosen.length) + 1);
    }),
  );
});

test('a file of one group offers the whole alone', () => {
  expect(shares(1)).toEqual([1]);
  expect(shares(4)).toEqual([1, 2, 5, 10, 100]);
});
