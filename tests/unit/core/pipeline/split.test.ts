import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Recipe, Split } from '../../../../src/core/pipeline/recipe.ts';
import { splitRows } from '../../../../src/core/pipeline/split.ts';
import { categoryColumn, numberColumn } from '../../../../src/core/table/column.ts';
import { makeTable } from '../../../../src/core/table/table.ts';

const recipe = (split: Split): Recipe => ({
  version: 1,
  task: 'classification',
  columns: [
    { name: 'y', kind: 'category', role: 'target' },
    { name: 't', kind: 'number', role: 'time' },
    { name: 'g', kind: 'category', role: 'group' },
  ],
  rows: [],
  derive: [],
  split,
  steps: [],
  model: { id: 'baseline', params: {} },
  seed: 5,
});

const data = fc.array(
  fc.record({
    y: fc.constantFrom('a', 'b', 'c'),
    t: fc.integer({ min: 0, max: 20 }),
    g: fc.constantFrom('p', 'q', 'r', 's'),
  }),
  { minLength: 10, maxLength: 120 },
);
const tableOf = (rows: readonly { y: string; t: number; g: string }[]) =>
  makeTable([
    ['y', categoryColumn(rows.map(r => r.y))],
    ['t', numberColumn(rows.map(r => r.t))],
    ['g', categoryColumn(rows.map(r => r.g))],
  ]);
const all = (n: number) => Int32Array.from({ length: n }, (_, i) => i);

test('a random split takes each row once and keeps the shares of the classes', () =>
  fc.assert(
    fc.property(data, rows => {
      const { train, test } = splitRows(recipe({ kind: 'random', test: 0.25 }), tableOf(rows), all(rows.length));
      expect([...train, ...test].sort((a, b) => a - b)).toEqual([...all(rows.length)]);
      expect(test.length).toBe(Math.round(rows.length * 0.25));
      for (const level of ['a', 'b', 'c']) {
        const count = rows.filter(r => r.y === level).length;
        const held = [...test].filter(i => rows[i]!.y === level).length;
        expect(Math.abs(held - (count * test.length) / rows.length)).toBeLessThanOrEqual(1);
      }
    }),
  ));

test('by time, every test row is later than every training row', () =>
  fc.assert(
    fc.property(
      data.filter(
        rows =>
          new Set(rows.map(r => r.t)).size > 3 &&
          rows.filter(r => r.t === Math.min(...rows.map(x => x.t))).length < rows.length * 0.5,
      ),
      rows => {
        const { train, test } = splitRows(
          recipe({ kind: 'time', column: 't', test: 0.3 }),
          tableOf(rows),
          all(rows.length),
        );
        expect(Math.max(...[...train].map(i => rows[i]!.t))).toBeLessThan(Math.min(...[...test].map(i => rows[i]!.t)));
      },
    ),
  ));

test('by group, no group is on both sides', () =>
  fc.assert(
    fc.property(
      data.filter(rows => new Set(rows.map(r => r.g)).size > 1),
      rows => {
        const { train, test } = splitRows(
          recipe({ kind: 'group', column: 'g', test: 0.3 }),
          tableOf(rows),
          all(rows.length),
        );
        const left = new Set([...train].map(i => rows[i]!.g));
        expect([...test].every(i => !left.has(rows[i]!.g))).toBe(true);
        expect(train.length + test.length).toBe(rows.length);
      },
    ),
  ));

test('one usable row is refused with the reason', () => {
  const table = tableOf([{ y: 'a', t: 1, g: 'p' }]);
  expect(() => splitRows(recipe({ kind: 'random', test: 0.2 }), table, all(1))).toThrowError(
    'at least 2 usable rows, got 1',
  );
});
