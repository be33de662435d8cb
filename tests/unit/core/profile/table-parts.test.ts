import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { byTarget, splitTarget } from '../../../../src/core/profile/by-target.ts';
import { placesOf } from '../../../../src/core/profile/bins.ts';
import { compareTables } from '../../../../src/core/profile/compare.ts';
import { missingness } from '../../../../src/core/profile/missingness.ts';
import { categoryColumn, numberColumn } from '../../../../src/core/table/column.ts';
import { makeTable } from '../../../../src/core/table/table.ts';

const golden = JSON.parse(readFileSync('tests/golden/table-parts/table-parts.json', 'utf8')) as {
  first: Record<'score' | 'amount', (number | null)[]> & Record<'town' | 'grade', (string | null)[]>;
  second: { score: (number | null)[]; town: (string | null)[] };
  edges: number[];
  byClass: Record<'pass' | 'fail', number[]>;
  means: (number | null)[];
  patterns: { missing: string[]; rows: number }[];
  correlation: number[];
  gapped: string[];
  distances: { score: { distance: number; ks: number; moved: number }; town: { distance: number } };
};

const numbers = (values: readonly (number | null)[]) => numberColumn(values.map(v => v ?? NaN));
const { first, second } = golden;
const table = makeTable([
  ['score', numbers(first.score)],
  ['town', categoryColumn(first.town)],
  ['grade', categoryColumn(first.grade)],
  ['amount', numbers(first.amount)],
]);
const rows = Int32Array.from({ length: table.rows }, (_, i) => i);
const score = table.columns[0]!;
const bins = { kind: 'edges', edges: golden.edges } as const;
const binned = { name: 'score', bins, places: placesOf(score, bins) };

describe('bars by target agree with numpy and pandas', () => {
  test('classes', () => {
    const split = splitTarget(table.columns[2]!, 'classification');
    if (split.kind !== 'classes') throw new Error(split.kind);
    const found = byTarget(binned, split, rows);
    for (const [c, label] of split.classes.entries()) {
      const expected = golden.byClass[label as 'pass' | 'fail'];
      expect(found.classes[c]).toEqual([...expected.slice(0, 8), 0, expected[8]]);
    }
    expect(found.counts).toEqual(found.counts.map((_, at) => found.classes.reduce((sum, c) => sum + c[at]!, 0)));
  });

  test('means of a number', () => {
    const found = byTarget(binned, splitTarget(table.columns[3]!, 'regression'), rows);
    const expected = [...golden.means.slice(0, 8), null, golden.means[8]!];
    expected.forEach((mean, at) =>
      mean === null ? expect(found.means[at]).toBeNull() : expect(found.means[at]).toBeCloseTo(mean, 9),
    );
  });
});

test('missing together: patterns and their correlation agree with pandas', async () => {
  const found = await missingness(table, table.names);
  expect(found.columns.map(c => c.name)).toEqual(golden.gapped);
  const byKey = (a: { missing: readonly string[] }, b: { missing: readonly string[] }) =>
    a.missing.join() < b.missing.join() ? -1 : 1;
  expect([...found.patterns].sort(byKey)).toEqual([...golden.patterns].sort(byKey));
  golden.correlation.forEach((r, at) => expect(found.correlation[at]).toBeCloseTo(r, 9));
});

test('two tables: distances agree with scipy, and the most different column comes first', async () => {
  const other = makeTable([
    ['score', numbers(second.score)],
    ['town', categoryColumn(second.town)],
    ['added', numbers(second.score)],
  ]);
  const found = await compareTables(table, other, table.names);
  const named = (name: string) => found.columns.find(c => c.name === name)!;
  expect(named('score').distance).toBeCloseTo(golden.distances.score.distance, 9);
  expect(named('score').ks).toBeCloseTo(golden.distances.score.ks, 9);
  expect(named('score').moved).toBeCloseTo(golden.distances.score.moved, 9);
  expect(named('town').distance).toBeCloseTo(golden.distances.town.distance, 9);
  expect(named('grade').status).toBe('only-first');
  expect(named('added').status).toBe('only-second');
  const [most, next] = found.columns;
  expect(most!.distance).toBeGreaterThan(next!.distance!);
  const score = named('score');
  expect(score.first.reduce((a, b) => a + b)).toBe(table.rows);
  expect(score.second.reduce((a, b) => a + b)).toBe(other.rows);
});
