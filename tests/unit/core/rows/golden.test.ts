import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ParamValues } from '../../../../src/core/params.ts';
import { convertUnit, unitNamed, units } from '../../../../src/core/table/units.ts';
import { type Cell, type Cells, cellsOf, contextWith, run, tableOf } from './run.ts';

interface Case {
  readonly name: string;
  readonly id: string;
  readonly params: ParamValues;
  readonly table: Cells;
  readonly sources: readonly (readonly [name: string, columns: Cells])[];
  readonly expected: Cells;
}
const golden = JSON.parse(readFileSync('tests/golden/rows/rows.json', 'utf8')) as {
  readonly cases: readonly Case[];
  readonly units: {
    readonly base: Readonly<Record<string, string>>;
    readonly factors: Readonly<Record<string, number>>;
    readonly temperatures: readonly (readonly [from: string, to: string, value: number, expected: number])[];
  };
};

/** Sums in another order differ in the last places. */
const TOLERANCE = 1e-12;

function expectCells(name: string, found: readonly Cell[], wanted: readonly Cell[]): void {
  const near = (a: Cell, b: Cell): boolean =>
    typeof a === 'number' && typeof b === 'number' ? Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(b)) : a === b;
  const wrong = wanted.flatMap((cell, row) =>
    near(found[row] ?? null, cell) ? [] : [{ row, found: found[row], cell }],
  );
  expect({ name, rows: found.length, wrong }).toEqual({ name, rows: wanted.length, wrong: [] });
}

describe('row operations against pandas', () => {
  test.each(golden.cases.map(c => [`${c.id}: ${c.name}`, c] as const))('%s', async (_, c) => {
    const sources = c.sources.map(([name, columns]) => ({ name, table: tableOf(columns) }));
    const { table } = await run(c.id, tableOf(c.table), c.params, contextWith(sources));
    expect(table.names).toEqual(c.expected.map(([name]) => name));
    c.expected.forEach(([name, , cells], i) => expectCells(name, cellsOf(table.columns[i]!), cells));
    expect(table.columns.map(column => column.kind)).toEqual(c.expected.map(([, kind]) => kind));
  });
});

describe('units against scipy.constants', () => {
  const { base, factors, temperatures } = golden.units;
  test.each(Object.entries(factors))('%s', (name, factor) => {
    const unit = unitNamed(name)!;
    const si = convertUnit(3.5, unit, unitNamed(base[unit.quantity]!)!);
    expect(Math.abs(si / (3.5 * factor) - 1)).toBeLessThan(1e-9);
  });
  test.each(temperatures)('%s to %s of %d', (from, to, value, expected) => {
    expect(convertUnit(value, unitNamed(from)!, unitNamed(to)!)).toBeCloseTo(expected, 9);
  });
  test.each([
    [50, 'mile', 'kilometre', 80.4672],
    [212, 'degree Fahrenheit', 'degree Celsius', 100],
    [37, 'degree Celsius', 'degree Fahrenheit', 98.6],
    [2.54, 'centimetre', 'inch', 1],
    [90, 'kilometre per hour', 'metre per second', 25],
  ])('%d %s to %s without noise', (value, from, to, expected) => {
    expect(convertUnit(value, unitNamed(from)!, unitNamed(to)!)).toBe(expected);
  });
  test('there and back again, between all units of a quantity', () => {
    for (const a of units) {
      for (const b of units.filter(u => u.quantity === a.quantity)) {
        const back = convertUnit(convertUnit(12.5, a, b), b, a);
        expect(Math.abs(back - 12.5), `${a.name}, ${b.name}`).toBeLessThan(1e-9);
      }
    }
  });
});
