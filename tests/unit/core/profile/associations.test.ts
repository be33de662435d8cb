import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { associations, drawRows, type Measure } from '../../../../src/core/profile/associations.ts';
import { randomStream } from '../../../../src/core/random.ts';
import {
  cramersV,
  crossTable,
  mutualInformation,
  normalisedInformation,
} from '../../../../src/core/stats/association.ts';
import { averageLinkage, leafOrder } from '../../../../src/core/stats/linkage.ts';
import { categoryColumn, type Column, numberColumn, textColumn } from '../../../../src/core/table/column.ts';
import type { Role } from '../../../../src/core/table/schema.ts';
import { makeTable, takeTableRows } from '../../../../src/core/table/table.ts';

const golden = JSON.parse(readFileSync('tests/golden/associations/associations.json', 'utf8')) as {
  numbers: Record<string, (number | null)[]>;
  categories: Record<string, (string | null)[]>;
  pearson: number[][];
  spearman: number[][];
  eta: Record<string, Record<string, number>>;
  pairs: { x: string; y: string; v: number; corrected: number; information: number; normalised: number }[];
  linkage: { distances: number[]; merges: [number, number, number, number][]; leaves: number[] };
};

const numbers = Object.keys(golden.numbers);
const categories = Object.keys(golden.categories);
const table = makeTable([
  ...numbers.map(name => [name, numberColumn(golden.numbers[name]!.map(v => v ?? NaN))] as const),
  ...categories.map(name => [name, categoryColumn(golden.categories[name]!)] as const),
]);
const schemaOf = (entries: readonly (readonly [string, Column, Role?])[]) =>
  entries.map(([name, column, role = 'feature']) => ({ name, kind: column.kind, role }));
const schema = schemaOf(table.names.map((name, i) => [name, table.columns[i]!]));

describe('the measure of each pair agrees with its reference', () => {
  const found = associations(table, schema, { seed: 1 });
  const value = async (measure: Measure, x: string, y: string) => {
    const { matrices, columns } = await found;
    const at = (name: string) => columns.findIndex(c => c.name === name);
    return matrices.find(m => m.measure === measure)!.values[at(x) * columns.length + at(y)]!;
  };

  test('Pearson and Spearman, with gaps and far from zero: pandas', async () => {
    for (const [i, x] of numbers.entries())
      for (const [j, y] of numbers.entries()) {
        expect(await value('pearson', x, y), `${x} ${y}`).toBeCloseTo(golden.pearson[i]![j]!, 7);
        expect(await value('spearman', x, y), `${x} ${y}`).toBeCloseTo(golden.spearman[i]![j]!, 9);
        expect(await value('fitting', x, y)).toBe(await value('pearson', x, y));
      }
  });

  test('the correlation ratio: scipy’s one-way analysis of variance', async () => {
    for (const c of categories)
      for (const x of numbers) {
        expect(await value('correlation-ratio', c, x), `${c} ${x}`).toBeCloseTo(golden.eta[c]![x]!, 7);
        expect(await value('fitting', x, c)).toBe(await value('correlation-ratio', c, x));
      }
  });

  test('Cramér’s V, corrected and not, and information: scipy and scikit-learn', async () => {
    for (const { x, y, v, corrected, information, normalised } of golden.pairs) {
      const codes = (name: string) => categoryColumn(golden.categories[name]!);
      const [a, b] = [codes(x), codes(y)];
      const cross = crossTable(a.codes, a.levels.length, b.codes, b.levels.length);
      expect(cramersV(cross, false)).toBeCloseTo(v, 10);
      expect(cramersV(cross)).toBeCloseTo(corrected, 10);
      expect(mutualInformation(cross)).toBeCloseTo(information, 10);
      expect(normalisedInformation(cross)).toBeCloseTo(normalised, 10);
      expect(await value('cramers-v', x, y)).toBeCloseTo(corrected, 10);
      expect(await value('mutual-information', x, y)).toBeCloseTo(normalised, 10);
    }
  });
});

describe('clustering', () => {
  test('average linkage and the order of its leaves: scipy', () => {
    const merges = averageLinkage(Float64Array.from(golden.linkage.distances), 24);
    golden.linkage.merges.forEach(([left, right, distance, size], i) => {
      expect(merges[i]).toMatchObject({ left, right, size });
      expect(merges[i]!.distance).toBeCloseTo(distance, 10);
    });
    expect(leafOrder(merges, 24)).toEqual(golden.linkage.leaves);
  });

  test('the order holds every column once, merges ascend, ties and all', () => {
    const cells = fc.integer({ min: 0, max: 12 }).chain(n => fc.array(fc.integer({ min: 0, max: 4 }), { minLength: n * n, maxLength: n * n }).map(d => ({ n, d }))); // prettier-ignore
    fc.assert(
      fc.property(cells, ({ n, d }) => {
        const symmetric = Float64Array.from(d, (_, cell) => {
          const [i, j] = [Math.floor(cell / n), cell % n];
          return i === j ? 0 : d[Math.min(i, j) * n + Math.max(i, j)]!;
        });
        const merges = averageLinkage(symmetric, n);
        expect(merges).toHaveLength(Math.max(0, n - 1));
        merges.forEach((m, i) => expect(m.distance).toBeGreaterThanOrEqual((merges[i - 1]?.distance ?? 0) - 1e-12));
        expect(leafOrder(merges, n).sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
      }),
    );
  });
});

describe('as a whole', () => {
  test('ids, constants and free text are left out and it is said why', async () => {
    const n = 300;
    const entries = [
      ['key', numberColumn(Array.from({ length: n }, (_, i) => i)), 'id'],
      ['same', numberColumn(new Float64Array(n).fill(1))],
      ['words', textColumn(Array.from({ length: n }, (_, i) => `text ${i}`))],
      ['x', numberColumn(Array.from({ length: n }, (_, i) => i % 7))],
    ] as const;
    const found = await associations(makeTable(entries.map(([name, c]) => [name, c])), schemaOf(entries), { seed: 1 });
    expect(found.columns).toEqual([{ name: 'x', kind: 'number' }]);
    expect(found.leftOut.map(l => [l.name, l.why])).toEqual([
      ['key', 'It is an id.'],
      ['same', 'It never changes.'],
      ['words', 'It has 300 different values, more than 250.'],
    ]);
    expect(found.order).toEqual([0]);
    expect(await associations(makeTable([]), [], { seed: 1 })).toMatchObject({ columns: [], order: [] });
  });

  test('drawn rows: it says so, and the error it states holds', async () => {
    const random = randomStream(4, 'draw');
    const n = 40_000;
    const misses: boolean[] = [];
    for (let trial = 0; trial < 40; trial++) {
      const x = numberColumn(Float64Array.from({ length: n }, () => random.normal()));
      const y = numberColumn(Float64Array.from({ length: n }, () => random.normal()));
      const both = makeTable([['x', x], ['y', y]]); // prettier-ignore
      const fields = schemaOf([['x', x], ['y', y]]); // prettier-ignore
      const drawn = await associations(both, fields, { seed: trial, budget: 8000 });
      expect(drawn.matrices.map(m => m.within !== null)).toEqual(drawn.matrices.map(() => true));
      const whole = await associations(both, fields, { seed: trial });
      expect(drawn.rows).toEqual({ used: 8000, of: n });
      expect(whole.matrices.every(m => m.within === null)).toBe(true);
      misses.push(Math.abs(drawn.matrices[0]!.values[1]! - whole.matrices[0]!.values[1]!) > drawn.matrices[0]!.within!);
    }
    // 5% of 40 are expected; 7 or more would happen once in 300 times.
    expect(misses.filter(Boolean).length).toBeLessThan(7);
  });

  test('where rows are drawn, Pearson’s correlation stays exact while that is cheap', async () => {
    const rows = Int32Array.from({ length: 40 * table.rows }, (_, i) => i % table.rows);
    const found = await associations(takeTableRows(table, rows), schema, { seed: 1, budget: 250_000 });
    expect(found.rows.used).toBeLessThan(found.rows.of);
    const named = (measure: Measure) => found.matrices.find(m => m.measure === measure)!;
    expect(named('pearson').within).toBeNull();
    expect(named('spearman').within).toBeCloseTo(1.96 * Math.sqrt((1 - 8928 / 20_000) / 8928), 12);
    const p = found.columns.length;
    golden.pearson.flat().forEach((r, cell) => {
      const at = Math.floor(cell / 5) * p + (cell % 5);
      expect(named('pearson').values[at]).toBeCloseTo(r, 7);
    });
  });

  test('only the given rows are looked at', async () => {
    const rows = Int32Array.from({ length: 250 }, (_, i) => 2 * i);
    const poisoned = makeTable(
      table.names.map((name, i) => {
        const column = table.columns[i]!;
        if (column.kind === 'number')
          return [name, numberColumn(column.values.map((v, r) => (r % 2 ? 1e6 * r : v)))] as const;
        if (column.kind !== 'category') return [name, column] as const;
        const levels = [...column.levels, 'poison'];
        return [
          name,
          { ...column, levels, codes: column.codes.map((c, r) => (r % 2 ? levels.length - 1 : c)) },
        ] as const;
      }),
    );
    const options = { seed: 1, rows };
    expect(await associations(poisoned, schema, options)).toEqual(await associations(table, schema, options));
  });

  test('rows are drawn without repeats, in order, and every row as often as any other', () => {
    const seen = new Int32Array(50);
    const all = Int32Array.from({ length: 50 }, (_, i) => i);
    for (let seed = 0; seed < 2000; seed++) {
      const rows = drawRows(all, 10, seed);
      expect(rows).toHaveLength(10);
      rows.forEach((row, i) => expect(row).toBeGreaterThan(rows[i - 1] ?? -1));
      for (const row of rows) seen[row]! += 1;
    }
    // 400 are expected of each, with a standard deviation of 18.
    for (const count of seen) expect(Math.abs(count - 400)).toBeLessThan(80);
  });
});
