import { describe, expect, test } from 'vitest';
import { findGoldenFeatures } from '../../../../src/core/golden/golden-features.ts';
import { checkFormula } from '../../../../src/core/derive/formula-check.ts';
import { proposeRecipe } from '../../../../src/core/pipeline/propose.ts';
import { formulaValues } from '../../../../src/core/rows/formula-values.ts';
import { randomStream } from '../../../../src/core/random.ts';
import { categoryColumn, type Column, numberColumn } from '../../../../src/core/table/column.ts';
import { makeTable, type Table, withColumn } from '../../../../src/core/table/table.ts';

const N = 1500;
const random = randomStream(9, 'test');
const draw = (): number[] => Array.from({ length: N }, () => random.normal());
const [a, b, c, d] = [draw(), draw(), draw().map(v => Math.abs(v) + 0.5), draw()];
const tableWith = (y: Column): Table =>
  makeTable([
    ['width [m]', numberColumn(a)],
    ['__proto__', numberColumn(b)],
    ['c', numberColumn(c)],
    ['d', numberColumn(d)],
    ['colour', categoryColumn(a.map((_, i) => 'rgb'[i % 3]!))],
    ['y', y],
  ]);
const recipeOf = (table: Table, split?: { kind: 'time'; column: string; test: number }) => {
  const fields = table.names.map((name, i) => ({ name, kind: table.columns[i]!.kind, role: name === 'y' ? ('target' as const) : ('feature' as const) })); // prettier-ignore
  const recipe = proposeRecipe(table, fields, 3);
  return split ? { ...recipe, split } : recipe;
};
const rows = Int32Array.from({ length: 1200 }, (_, i) => i);
const find = (table: Table, split?: { kind: 'time'; column: string; test: number }) =>
  findGoldenFeatures(recipeOf(table, split), table, rows);

describe('golden features', () => {
  test.each([
    ['product', a.map((v, i) => v * b[i]!), /\* /],
    ['difference', a.map((v, i) => Math.sin(v - d[i]!) + 0.01 * b[i]!), / - /],
    ['ratio', a.map((v, i) => v / c[i]!), / \/ /],
  ] as const)('a %s is found first, with its evidence', async (_, y, sign) => {
    const found = await find(tableWith(numberColumn(y)));
    const [first] = found.proposals;
    expect(first!.expression).toMatch(sign);
    expect(first!.alone).toBeGreaterThan(0.5);
    expect(first!.gain).toBeCloseTo(first!.alone - first!.both, 12);
    expect(first!.gain).toBeGreaterThan(found.chance);
    expect(found.columns).toEqual({ chosen: 4, of: 4 });
    expect(found.tried).toBe(6 * 5);
  });

  test('classes are told apart too, also in the order of time', async () => {
    const table = tableWith(categoryColumn(a.map((v, i) => (v > b[i]! ? 'more' : 'less'))));
    for (const split of [undefined, { kind: 'time' as const, column: 'd', test: 0.2 }])
      expect((await find(table, split)).proposals[0]!.expression).toMatch(/width.* - |__proto__.* - /);
  });

  test('where there is nothing to find, nothing is proposed', async () => {
    const found = await find(tableWith(numberColumn(draw())));
    expect(found.proposals).toEqual([]);
  });

  test('what is proposed is a formula that computes what was scored, gaps and zeros included', async () => {
    const table = withColumn(tableWith(numberColumn(a.map((v, i) => i % 9 ? v / c[i]! : 0))), 'c', numberColumn(c.map((v, i) => (i % 9 ? v : i % 2 ? 0 : NaN)))); // prettier-ignore
    const found = await find(table);
    expect(found.proposals.length).toBeGreaterThan(0);
    for (const { expression } of found.proposals) {
      const columns = table.names.map((name, i) => ({ name, kind: table.columns[i]!.kind }));
      expect(checkFormula(expression, columns)).toMatchObject({ ok: true, kind: 'number' });
      const { values } = formulaValues(expression, table, undefined);
      expect(values.every(v => Number.isNaN(v) || Number.isFinite(v))).toBe(true);
    }
  });

  test('rows that are not given change nothing: poisoned, the report is the same', async () => {
    const table = tableWith(numberColumn(a.map((v, i) => v * b[i]!)));
    const poisoned = table.names.reduce((t, name, i) => {
      const column = table.columns[i]!;
      return column.kind === 'number' ? withColumn(t, name, numberColumn(Array.from(column.values, (v, row) => (row < 1200 ? v : 1e9)))) : t; // prettier-ignore
    }, table);
    expect(await find(poisoned)).toEqual(await find(table));
  });
});
