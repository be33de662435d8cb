import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  booleanColumn,
  categoryColumn,
  type Column,
  datetimeColumn,
  numberColumn,
  textColumn,
} from '../../../../src/core/table/column.ts';
import { duplicateRows } from '../../../../src/core/table/duplicates.ts';
import { profileOf, profileTable } from '../../../../src/core/table/profile.ts';
import type { Schema } from '../../../../src/core/table/schema.ts';
import { makeTable, type Table } from '../../../../src/core/table/table.ts';

const golden = JSON.parse(readFileSync('tests/golden/profile/profile.json', 'utf8')) as {
  numbers: {
    name: string;
    values: (number | null)[];
    n: number;
    missing: number;
    distinct: number;
    mean: number;
    sd: number | null;
    quartiles: number[];
    skew: number | null;
  }[];
  rows: {
    number: (number | null)[];
    category: (string | null)[];
    text: (string | null)[];
    complete: number;
    duplicates: number[];
    categoryCounts: Record<string, number>;
    textDistinct: number;
  };
};

const schemaOf = (table: Table): Schema =>
  table.names.map((name, i) => ({ name, kind: table.columns[i]!.kind, role: 'feature' }));

const profileOne = async (column: Column, name = 'x') => {
  const table = makeTable([[name, column]]);
  return (await profileTable(table, schemaOf(table))).columns[0]!;
};

const numbers = (values: readonly (number | null)[]) => numberColumn(values.map(v => v ?? NaN));

describe('number columns agree with pandas and scipy', () => {
  for (const expected of golden.numbers)
    test(expected.name, async () => {
      const found = await profileOne(numbers(expected.values));
      if (found.kind !== 'number') throw new Error(found.kind);
      expect(found).toMatchObject({ n: expected.n, missing: expected.missing, distinct: expected.distinct });
      const close = (a: number | null, b: number | null, digits = 9) =>
        b === null ? expect(a).toBeNull() : expect(a! / (b || 1)).toBeCloseTo(b ? 1 : 0, digits);
      close(found.mean, expected.mean);
      close(found.sd, expected.sd);
      close(found.skew, expected.skew, 6);
      expected.quartiles.forEach((q, i) => close(found.quartiles![i]!, q));
    });
});

describe('rows agree with pandas', () => {
  const { rows } = golden;
  const table = makeTable([
    ['number', numbers(rows.number)],
    ['category', categoryColumn(rows.category)],
    ['text', textColumn(rows.text)],
  ]);

  test('duplicates, complete rows, levels, distinct texts', async () => {
    expect([...duplicateRows(table)]).toEqual(rows.duplicates);
    const profile = await profileTable(table, schemaOf(table));
    expect(profile).toMatchObject({ rows: 200, completeRows: rows.complete, duplicateRows: rows.duplicates.length });
    const category = profileOf(profile, 'category');
    if (category?.kind !== 'category') throw new Error('no category');
    expect(new Map(category.levels.top.map(l => [l.level, l.count]))).toEqual(
      new Map(Object.entries(rows.categoryCounts)),
    );
    expect(profileOf(profile, 'text')!.distinct).toBe(rows.textDistinct);
  });
});

describe('the other kinds', () => {
  test('datetimes: span, typical step, largest gap', async () => {
    const hour = 3_600_000;
    const times = [0, 1, 2, 3, 9, 10, 10, 11].map(h => Date.UTC(2025, 0, 1) + h * hour);
    const found = await profileOne(datetimeColumn([...times, NaN]));
    expect(found).toMatchObject({
      kind: 'datetime',
      n: 8,
      missing: 1,
      distinct: 7,
      min: times[0],
      max: times[7],
      step: hour,
      largestGap: 6 * hour,
    });
  });

  test('booleans', async () => {
    const found = await profileOne(booleanColumn([true, false, true, null]));
    expect(found).toMatchObject({ n: 3, missing: 1, distinct: 2 });
    expect(found.kind === 'boolean' && found.levels.top).toEqual([
      { level: 'true', count: 2 },
      { level: 'false', count: 1 },
    ]);
  });

  test('more than twelve levels: the rest is counted, not dropped', async () => {
    const values = Array.from({ length: 20 }, (_, i) => Array<string>(i + 1).fill(`level ${i}`)).flat();
    const found = await profileOne(categoryColumn(values));
    if (found.kind !== 'category') throw new Error(found.kind);
    expect(found.levels.top.map(l => l.count)).toEqual([20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9]);
    expect(found.levels).toMatchObject({ otherLevels: 8, otherCount: 36 });
  });

  test('levels that no row has are not counted', async () => {
    const found = await profileOne(categoryColumn(['a', 'a'], ['a', 'never']));
    expect(found).toMatchObject({ distinct: 1, levels: { top: [{ level: 'a', count: 2 }], otherLevels: 0 } });
  });

  test('text lengths are in code points, and long texts are shortened', async () => {
    const found = await profileOne(textColumn(['äö', '', '🚲x', null, 'y'.repeat(100_000)]));
    expect(found).toMatchObject({ kind: 'text', n: 4, missing: 1, distinct: 4, lengths: { min: 0, max: 100_000 } });
    expect(JSON.stringify(found).length).toBeLessThan(1000);
  });

  test('infinite values are counted and enter no statistic', async () => {
    const found = await profileOne(numberColumn([1, 2, 3, Infinity, -Infinity, NaN]));
    expect(found).toMatchObject({
      n: 5,
      infinite: 2,
      distinct: 5,
      missing: 1,
      min: 1,
      max: 3,
      mean: 2,
      integer: false,
    });
  });

  test('empty columns and tables have no statistics rather than zeros', async () => {
    const found = await profileOne(numberColumn([NaN, NaN]));
    expect(found).toMatchObject({ n: 0, min: null, max: null, mean: null, sd: null, quartiles: null, skew: null });
    expect(await profileTable(makeTable([]), [])).toMatchObject({ rows: 0, completeRows: 0, duplicateRows: 0 });
  });
});

describe('laws', () => {
  const cell = fc.oneof(fc.constant(NaN), fc.double(), fc.integer({ min: -3, max: 3 }), fc.constantFrom(1e308, -1e308));
  const name = fc.oneof(fc.constantFrom('__proto__', 'constructor', 'toString', ''), fc.string());

  test('a profile is the same after JSON and structuredClone, whatever the values and names', async () => {
    await fc.assert(
      fc.asyncProperty(name, fc.array(cell), async (column, values) => {
        const table = makeTable([[column, numberColumn(values)]]);
        const profile = await profileTable(table, schemaOf(table));
        expect(structuredClone(profile)).toEqual(profile);
        expect(JSON.stringify(JSON.parse(JSON.stringify(profile)))).toBe(JSON.stringify(profile));
        expect(JSON.stringify(profile.columns)).not.toMatch(/"(mean|sd|skew|min|max)":"/);
        expect(profile.columns[0]!.name).toBe(column);
      }),
    );
  });

  test('duplicate rows are those a search by text would find', () => {
    const row = fc.tuple(
      fc.constantFrom(0, -0, 1, NaN),
      fc.constantFrom('a', 'b', null),
      fc.constantFrom('', 'x', null),
    );
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), rows => {
        const table = makeTable([
          ['n', numberColumn(rows.map(r => r[0]))],
          ['c', categoryColumn(rows.map(r => r[1]))],
          ['t', textColumn(rows.map(r => r[2]))],
        ]);
        const seen = new Set<string>();
        const expected = rows.flatMap((r, i) => {
          const key = JSON.stringify([String(r[0] + 0), r[1], r[2]]);
          const repeated = seen.has(key);
          seen.add(key);
          return repeated ? [i] : [];
        });
        expect([...duplicateRows(table)]).toEqual(expected);
      }),
    );
  });
});

describe('as long work', () => {
  const wide = makeTable(
    Array.from({ length: 40 }, (_, i) => [`c${i}`, numberColumn(new Float64Array(50_000).fill(i))]),
  );

  test('an aborted signal stops it with the cancellation error', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 0);
    await expect(profileTable(wide, schemaOf(wide), { signal: controller.signal })).rejects.toMatchObject({
      code: 'rpc/cancelled',
    });
  });

  test('progress never goes back and stays below the total', async () => {
    const updates: number[] = [];
    await profileTable(wide, schemaOf(wide), { progress: u => updates.push(u.done / u.total) });
    expect(updates.length).toBeGreaterThan(0);
    expect(updates).toEqual([...updates].sort((a, b) => a - b));
    expect(Math.max(...updates)).toBeLessThanOrEqual(1);
  });

  test('a field without a column is refused by name', async () => {
    const schema: Schema = [{ name: 'ghost', kind: 'number', role: 'feature' }];
    await expect(profileTable(wide, schema)).rejects.toMatchObject({ code: 'column/unknown' });
  });
});
